"""Files that people bring, and files that are meant to do harm."""

import zipfile
from io import BytesIO

import pytest

from annotations.prose.blocks import parse_essay
from annotations.prose.documents.document import Document
from annotations.prose.documents.reader import read_document
from annotations.prose.normalising import UnreadableText

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>'
)
HEADING = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>On Margins</w:t></w:r></w:p>'
STYLES = (
    f"<w:styles {WORD}>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>"
)
ITALIC = (
    "<w:p><w:r><w:t>A margin </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>waits</w:t></w:r></w:p>"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/book.opf"/></rootfiles></container>'
)
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<metadata><dc:title>On Margins</dc:title><dc:creator>A. Reader</dc:creator>"
    "<dc:language>fr</dc:language></metadata><manifest>"
    '<item id="two" href="2.xhtml"/><item id="one" href="chapter%201.xhtml"/></manifest>'
    '<spine><itemref idref="one"/><itemref idref="two"/></spine></package>'
)


def zipped(parts):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def docx(body, **more):
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": STYLES,
            **more,
        }
    )


def epub(**more):
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "EPUB/book.opf": BOOK,
            "EPUB/chapter 1.xhtml": "<html><head><title>no</title></head><body><p>One.</p>",
            "EPUB/2.xhtml": "<html><body><p>Two.</p></body></html>",
            **more,
        }
    )


def texts(document):
    return [block.text for block in parse_essay(document.markdown).blocks]


def test_a_web_page_becomes_its_text_and_nothing_else():
    page = (
        "<!doctype html><html lang='de'><head><title>Vom Rand</title><style>p{}</style></head>"
        "<body><h1>Vom Rand</h1><script>alert(1)</script><p onclick='x()'>Ein <em>Rand</em> wartet."
        "<img src='http://example.org/x.png' alt='ein Bild'></p>"
        "<p><a href='javascript:x'>hier</a> und <a href='https://example.org/'>dort</a></p>"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table></body></html>"
    )
    found = read_document(page.encode(), "rand.html")
    assert (found.title, found.language) == ("Vom Rand", "de")
    assert texts(found) == [
        "Vom Rand",
        "Ein Rand wartet.ein Bild",
        "hier und dort",
        "a b",
        "c",
    ]
    assert "javascript" not in found.markdown
    assert "example.org/x.png" not in found.markdown


def test_a_web_page_is_read_in_the_encoding_it_names():
    page = '<html><meta charset="windows-1252"><body><p>“Größe”</p></body></html>'
    assert texts(read_document(page.encode("windows-1252"), "x.htm")) == ["“Größe”"]


def test_a_word_document_keeps_its_headings_and_emphasis():
    found = read_document(docx(HEADING + ITALIC), "margins.docx")
    assert found == Document("# On Margins\n\nA margin *waits*\n")


def test_a_book_is_read_in_the_order_of_its_spine():
    found = read_document(epub(), "margins.epub")
    assert found == Document("One.\n\nTwo.\n", "On Margins", "A. Reader", "fr")


def test_markdown_is_kept_and_plain_text_is_escaped():
    assert read_document(b"# A *b*\n", "x.md") == Document("# A *b*\n")
    plain = "# Not a heading\n\n    not *code*\n\n1. Not a list\n\n- nor <b>this</b> &amp;\n"
    assert texts(read_document(plain.encode(), "x.txt")) == [
        "# Not a heading",
        "not *code*",
        "1. Not a list",
        "- nor <b>this</b> &amp;",
    ]


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
HOSTILE = {
    "a bomb": docx("", **{"word/numbering.xml": "<x>" + " " * 60_000_000 + "</x>"}),
    "many parts": docx(ITALIC, **{f"junk/{number}": "" for number in range(3_000)}),
    "an endless entity": docx(ITALIC, **{"word/numbering.xml": LAUGHS}),
    "a file of the server": docx(ITALIC, **{"word/numbering.xml": OUTSIDE}),
    "an entity in a book": epub(**{"EPUB/book.opf": LAUGHS}),
    "a way out": epub(
        **{"META-INF/container.xml": CONTAINER.replace("EPUB/book.opf", "../../etc/passwd")}
    ),
    "depth in a document": docx("<w:p>" * 5_000 + "</w:p>" * 5_000),
    "depth in a page": b"<html>" + b"<div>" * 100_000,
    "many elements": b"<html>" + b"<b>x</b>" * 50_000,
    "many entities": b"<html>" + b"&amp;" * 100_000,
    "no archive at all": b"PK\x03\x04 and then nothing of the kind",
    "another archive": zipped({"hello.txt": "hello"}),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
    "half a document": docx(ITALIC)[:-40],
    "no XML": docx(ITALIC, **{"word/numbering.xml": "<x>"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_damaged_file_is_refused_with_a_reason(name):
    with pytest.raises(UnreadableText, match=r"^(This|The) .+\.$"):
        read_document(HOSTILE[name], "essay")
