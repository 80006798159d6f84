"""A long Word document in parts, which are read one after another: pandoc takes some 150
times the memory of the XML that it reads.

A part may begin with any block of the body and with any row of a table, unless pandoc would have to
look back further than what can be said to it again: see `word_places`. Each part but the first
begins with a paragraph of ours, which ends what pandoc takes for the metadata of a document.
"""

import re
from collections.abc import Iterator
from html import escape
from io import BytesIO
from itertools import pairwise
from zipfile import ZIP_STORED, ZipFile

from annotations.prose.documents.office.word.definitions import WordDefinitions
from annotations.prose.documents.office.word.places import WordPlace, WordPlaces
from annotations.prose.documents.pandoc.joined_trees import Join, TreePart

PART_BYTES = 1_000_000
_WORD_DOCUMENT = re.compile(r"word/document\d*\.xml")
_MARK = "<w:r><w:t>¶</w:t></w:r>"
_GRID = re.compile(rb"<w:tblGrid\b.*</w:tblGrid\s*>", re.DOTALL)


def word_parts(package: bytes) -> Iterator[TreePart]:
    """Yield the parts of a DOCX file, which `checked_xml_package` wrote; a short one whole."""
    with ZipFile(BytesIO(package)) as opened:
        names = [name for name in opened.namelist() if _WORD_DOCUMENT.fullmatch(name)]
        entries = {name: opened.read(name) for name in opened.namelist()}
    content = entries.pop(names[0]) if len(names) == 1 else b""
    definitions = WordDefinitions(entries)
    places = _places(content, definitions)
    if not places:
        yield TreePart(package, Join())
        return
    del package
    for place, after in pairwise(places):
        text = (
            content[: places[0].begin]
            + (_opening(place, content) if place is not places[0] else b"")
            + content[place.begin : after.begin]
            + _closing(after)
            + content[places[-1].begin :]
        )
        part = BytesIO()
        with ZipFile(part, "w", ZIP_STORED) as written:
            for name, other in definitions.entries_for(text, _starts(place)).items():
                written.writestr(name, other)
            written.writestr(names[0], text)
        yield TreePart(part.getvalue(), place.join)


def _places(content: bytes, definitions: WordDefinitions) -> list[WordPlace]:
    """Return where each part of the XML begins, and where the body ends; [] for a short one."""
    if len(content) <= PART_BYTES or b"\0" in content:
        return []
    found = WordPlaces(content, definitions, PART_BYTES)
    if not found.places or not found.end or found.is_whole:
        return []
    return [WordPlace(found.begin), *found.places, WordPlace(found.end)]


def _starts(place: WordPlace) -> dict[tuple[str, str], int]:
    """Return the numbers that lists go on with; the items that are opened again count too."""
    return {
        level: number if level in place.items else number + 1
        for level, number in place.starts.items()
    }


def _opening(place: WordPlace, content: bytes) -> bytes:
    """Return what stands before a part: our mark, and what is open there."""
    fields = "".join(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f"{escape(each)}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        for each in place.fields
    )
    items = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{escape(level)}"/><w:numId w:val="{escape(number)}"/>'
        f"</w:numPr></w:pPr>{_MARK}</w:p>"
        for number, level in place.items
    )
    wrappers = "<w:sdt><w:sdtContent>" * place.wrappers
    opening = f"<w:p>{_MARK}{fields}</w:p>{wrappers}{items}".encode()
    if place.is_row:
        grid = _GRID.search(content[place.table_begin : place.first_row_begin])
        if place.caption_style:
            style = escape(place.caption_style)
            opening += f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_MARK}</w:p>'.encode()
        opening += b"<w:tbl>" + (grid[0] if grid else b"")
    return opening


def _closing(place: WordPlace) -> bytes:
    """Return what closes the elements that are open where a part begins."""
    table = "</w:tbl>" if place.is_row else ""
    return f"{table}{'</w:sdtContent></w:sdt>' * place.wrappers}".encode()
