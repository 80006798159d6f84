"""A book as files of the formats in which texts come, and as files of unusual shapes."""

import subprocess
import tempfile
from collections.abc import Callable, Iterable
from html import escape
from io import BytesIO
from itertools import batched, cycle
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from annotations.prose.documents.pandoc.process import pandoc_path

type Chapter = tuple[str, list[str]]

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
)
_NUMBERING = (
    f'<w:numbering {_WORD}><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
_BLOCK_PARAGRAPHS = 400  # in one list or table, which may not be longer than 200,000 characters
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"


def _markdown(chapters: list[Chapter]) -> bytes:
    return "\n\n".join(
        f"## {title}\n\n" + "\n\n".join(paragraphs) for title, paragraphs in chapters
    ).encode()


def _plain(chapters: list[Chapter]) -> bytes:
    return "\n\n".join("\n\n".join([title, *paragraphs]) for title, paragraphs in chapters).encode()


def _chapter_html(title: str, paragraphs: list[str]) -> str:
    written = "".join(f"<p>{escape(each)}</p>\n" for each in paragraphs)
    return f"<section><h2>{title}</h2>\n{written}</section>"


def _html(chapters: list[Chapter]) -> bytes:
    body = "".join(_chapter_html(*chapter) for chapter in chapters)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def _epub(chapters: list[Chapter]) -> bytes:
    numbers = range(len(chapters))
    items = "".join(f'<item id="c{n}" href="{n}.xhtml"/>' for n in numbers)
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    pages = {
        f"{n}.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
        f"{_chapter_html(*chapter)}</body></html>"
        for n, chapter in enumerate(chapters)
    }
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    return _zipped({"META-INF/container.xml": _CONTAINER, "book.opf": package, **pages})


def _zipped(entries: dict[str, str]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return packed.getvalue()


def _docx(chapters: list[Chapter]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.docx")
        arguments = ("-f", "html", "-t", "docx", "-o", str(path))
        program = pandoc_path()
        assert program is not None
        subprocess.run([program, *arguments], input=_html(chapters), check=True)  # noqa: S603
        return path.read_bytes()


def _word_file(body: str) -> bytes:
    return _zipped(
        {
            "_rels/.rels": _RELATIONS,
            "word/document.xml": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>",
            "word/numbering.xml": _NUMBERING,
        }
    )


def _word_paragraph(text: str, properties: str = "") -> str:
    looks = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{looks}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def _unbroken_docx(chapters: list[Chapter]) -> bytes:
    """Return a document of paragraphs only."""
    return _word_file("".join(map(_word_paragraph, _paragraphs(chapters))))


def _lists_docx(chapters: list[Chapter]) -> bytes:
    """Return a document of long numbered lists, with lists in their items."""
    looks = cycle(
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' for level in (0, 1, 1)
    )
    lists = (
        "".join(_word_paragraph(text, next(looks)) for text in some)
        for some in batched(_paragraphs(chapters), _BLOCK_PARAGRAPHS, strict=False)
    )
    return _word_file(_word_paragraph("Between two lists.").join(lists))


def _tables_docx(chapters: list[Chapter]) -> bytes:
    """Return a document of long tables of two columns."""
    tables = (
        "<w:tbl>"
        + "".join(
            f"<w:tr><w:tc>{_word_paragraph('1')}</w:tc><w:tc>{_word_paragraph(text)}</w:tc></w:tr>"
            for text in some
        )
        + "</w:tbl>"
        for some in batched(_paragraphs(chapters), _BLOCK_PARAGRAPHS, strict=False)
    )
    return _word_file(_word_paragraph("Between two tables.").join(tables))


def _paragraphs(chapters: list[Chapter]) -> Iterable[str]:
    return (each for _, paragraphs in chapters for each in paragraphs)


def _odt(chapters: list[Chapter]) -> bytes:
    body = "".join(
        f'<text:h text:outline-level="2">{title}</text:h>'
        + "".join(f"<text:p>{escape(each)}</text:p>" for each in paragraphs)
        for title, paragraphs in chapters
    )
    office = f'xmlns:office="{_OPEN_DOCUMENT}:office:1.0"'
    return _zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {office}"
            f' xmlns:text="{_OPEN_DOCUMENT}:text:1.0"><office:automatic-styles/><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {office}><office:styles/>"
            "<office:automatic-styles/><office:master-styles/></office:document-styles>",
        }
    )


def _rtf(chapters: list[Chapter]) -> bytes:
    body = "".join(
        f"{{\\pard \\outlinelevel1 \\b {title}\\par}}\n"
        + "".join(f"{{\\pard {each}\\par}}\n" for each in paragraphs)
        for title, paragraphs in chapters
    )
    return f"{{\\rtf1\\ansi {body}}}".encode()


WRITERS: dict[str, Callable[[list[Chapter]], bytes]] = {
    "docx": _docx,
    "docx (no headings)": _unbroken_docx,
    "docx (long lists)": _lists_docx,
    "docx (long tables)": _tables_docx,
    "epub": _epub,
    "html": _html,
    "md": _markdown,
    "odt": _odt,
    "rtf": _rtf,
    "txt": _plain,
}
"""What writes a book in each format; a name is the ending of the file, and its shape."""
