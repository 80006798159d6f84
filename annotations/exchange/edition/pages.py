"""An edition as HTML, written piece by piece."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import batched, chain
from tempfile import SpooledTemporaryFile
from typing import Any

from django.template.loader import render_to_string

from annotations.essays.models import BlockType
from annotations.exchange.edition.content import Edition, Section, block_html
from annotations.exchange.edition.parts import EditionPart
from annotations.exchange.edition.remarks import Remark

FOLDER = "exchange/edition"
REMARKS_IN_PIECE = 50
APPARATUS_IN_MEMORY = 2_000_000  # characters; a longer one waits in a file

type Context = Mapping[str, Any]


def edition_pieces(edition: Edition, context: Context, part: EditionPart) -> Iterator[str]:
    """Yield a part of an edition, which may be all of it, as an HTML page.

    `context` is what the beginning of the page needs. The apparatus stands at the end: it is
    written aside meanwhile.
    """
    blocks = part.select(edition.blocks)
    titles = blocks.filter(type=BlockType.TITLE)
    yield _render(
        "front",
        {
            **context,
            "titles": [block_html(each) for each in titles],
            "readers_html": edition.readers_html,
            "has_marginalia": edition.has_marginalia(blocks),
        },
    )
    with closing(SpooledTemporaryFile(APPARATUS_IN_MEMORY, "w+", encoding="utf-8")) as apparatus:
        for section in edition.sections(blocks, part.remarks):
            yield from _section(section, context)
            for piece in _apparatus_entry(section, context):
                apparatus.write(piece)
        yield "</div>\n"
        if apparatus.tell():
            apparatus.seek(0)
            yield _render("apparatus_start")
            yield from iter(lambda: apparatus.read(60_000), "")
            yield "</section>\n"
    entries = [*edition.entries(*part.entries)]
    if entries:
        yield _render("bibliography", {"entries": entries})
    yield "</main>\n</body>\n</html>\n"


def _section(section: Section, context: Context) -> Iterator[str]:
    """Yield a block of the text, with its marginalia beside it, or else beneath."""
    block = section.block
    if block.type == BlockType.BREAK:
        yield "<hr>\n"
        return
    remarks = section.marginalia
    begun, fit = section.begin_marginalia(remarks)
    if section.is_continued and not begun:
        return
    margin = _marginalia(chain(begun, remarks), section, context) if begun else iter(())
    if block.type == BlockType.TITLE:
        yield from margin
        return
    placed = ("beside" if fit else "beneath") if begun else ""
    yield _render("section_start", {"block": block, "placed": placed})
    if fit:
        yield from margin
    if not section.is_continued:
        yield _render("text", {"block": block, "html": block_html(block)})
    if not fit:
        yield from margin
    yield "</section>\n"


def _marginalia(remarks: Iterator[Remark], section: Section, context: Context) -> Iterator[str]:
    yield _render("marginalia_start", {"block": section.block})
    yield from _remarks(remarks, context)
    yield "</aside>\n"


def _apparatus_entry(section: Section, context: Context) -> Iterator[str]:
    """Yield the counterpoints and claims of a block; nothing where there are none."""
    remarks = section.apparatus
    first = next(remarks, None)
    if first or section.claims:
        yield _render("claims", {"block": section.block, "claims": section.claims})
        yield from _remarks(chain([first] if first else [], remarks), context)
        yield "</section>\n"


def _remarks(remarks: Iterator[Remark], context: Context) -> Iterator[str]:
    for some in batched(remarks, REMARKS_IN_PIECE, strict=False):
        yield _render("remarks", {"remarks": some, "reading": context["reading"]})


def _render(name: str, context: Context = {}) -> str:  # noqa: B006  (nobody changes it)
    return render_to_string(f"{FOLDER}/{name}.html", {**context})
