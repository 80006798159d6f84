"""The preview of a text: a part of its blocks, what is said above them, and what can be done to the
one that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django_htmx.http import reswap

from annotations.essays.models import BlockType
from annotations.essays.preview.forms import TextPreviewForm
from annotations.essays.preview.mended_texts import MendedText
from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.left_out import MAX_PLACES, SUSPECTED, LeftOut, excerpt_of
from annotations.prose.highlighted_html import render_highlighted
from annotations.prose.preview.block_edits import can_be_divided
from annotations.prose.preview.mends import MendCounts, Piece, may_be_title, next_to_join
from annotations.prose.preview.split_places import SplitPlace, split_places
from annotations.prose.preview.suspicions import Suspicion, find_suspicions

BLOCKS_IN_PART = 200
# Above this number the places of a split are folded away.
FEW_PLACES = 12
MAX_OFFERED_LEVEL = 4
LOOKS_LIKE = {
    "cookie note": gettext_lazy("looks like a note about cookies"),
    "hidden": gettext_lazy("hidden on the page"),
    "menu": gettext_lazy("looks like a menu"),
    "noscript": gettext_lazy("only for browsers without scripts"),
}
SUSPECTS: Mapping[str, Callable[[int], str]] = {
    "cookie note": lambda count: ngettext(
        "%(count)d block looks like a note about cookies",
        "%(count)d blocks look like a note about cookies",
        count,
    ),
    "hidden": lambda count: ngettext(
        "%(count)d block was hidden on the page",
        "%(count)d blocks were hidden on the page",
        count,
    ),
    "menu": lambda count: ngettext(
        "%(count)d block looks like a menu", "%(count)d blocks look like a menu", count
    ),
    "noscript": lambda count: ngettext(
        "%(count)d block is only for browsers without scripts",
        "%(count)d blocks are only for browsers without scripts",
        count,
    ),
}


@dataclass(frozen=True)
class MendingControls:
    """What can be done to the one block that is open."""

    places: Sequence[SplitPlace]
    may_join: bool
    types: Sequence[tuple[str, str, bool]]

    @property
    def has_many_places(self) -> bool:
        """True if the places should be folded away."""
        return len(self.places) > FEW_PLACES


@dataclass(frozen=True)
class PreviewRow:
    """A block of a preview: its number among the paragraphs, its label, and its HTML."""

    position: int
    type: str
    number: int | None
    note: int
    label: str
    html: str
    is_dropped: bool
    suspicion: str
    controls: MendingControls | None = None


@dataclass(frozen=True)
class PreviewPart:
    """A stretch of the blocks: the position of its first one, and its first and last number."""

    start: int
    first: int
    last: int
    is_shown: bool


@dataclass(frozen=True)
class PreviewRemark:
    """Something said of a text above it, with the first places that show it: position and words.

    `drop` are the positions of what can be dropped with one press.
    """

    sentence: str
    places: Sequence[tuple[int, str]]
    drop: Sequence[int] = ()

    @property
    def dropped_by(self) -> str:
        """The value of the button that drops all of it."""
        return " ".join(["drop", *map(str, self.drop)])


@dataclass(frozen=True)
class TextPreview:
    """What a page shows of a text before it is kept. `opened` is the position of the open block;
    `is_in_use` is true if something in it was asked for."""

    text: MendedText
    shown: int = 0
    opened: int | None = None
    notice: str = ""
    numbers: Sequence[int | None] = field(default_factory=list)
    is_in_use: bool = False
    title: str = ""
    language: str = ""

    @property
    def version(self) -> int:
        """How often the text was changed."""
        return self.text.version

    @cached_property
    def rows(self) -> list[PreviewRow]:
        """The rows of the part that is shown."""
        positions = range(self.shown, min(self.shown + BLOCKS_IN_PART, len(self.text.pieces)))
        return [self._row(position) for position in positions]

    @cached_property
    def parts(self) -> list[PreviewPart]:
        """All parts, or none if there is but one."""
        if len(self.text.pieces) <= BLOCKS_IN_PART:
            return []
        parts, last = [], 0
        for start in range(0, len(self.text.pieces), BLOCKS_IN_PART):
            numbers = [each for each in self.numbers[start : start + BLOCKS_IN_PART] if each]
            first, last = (numbers[0], numbers[-1]) if numbers else (last, last)
            parts.append(PreviewPart(start, first, last, start == self.shown))
        return parts

    @property
    def may_take_back(self) -> bool:
        """True if there is a change to take back."""
        return self.text.mends > 0

    @cached_property
    def suspects(self) -> list[PreviewRemark]:
        """What seems to be no part of the text, by kind, each to be dropped with one press."""
        places: dict[str, list[int]] = {}
        for position, piece in enumerate(self.text.pieces):
            if piece.block.suspected and not piece.is_dropped:
                places.setdefault(piece.block.suspected, []).append(position)
        return [
            PreviewRemark(SUSPECTS[kind](len(at)) % {"count": len(at)}, self._excerpts(at), at)
            for kind, at in places.items()
        ]

    @property
    def drop_all_suspects(self) -> str:
        """The value of the button that drops all that seems to be no part of the text."""
        return " ".join(["drop", *(str(at) for each in self.suspects for at in each.drop)])

    @property
    def asks_for_details(self) -> bool:
        """True if the title or the language should be looked at."""
        return any(each.kind in {"untitled", "language"} for each in self._suspicions)

    @property
    def suspicions(self) -> list[PreviewRemark]:
        """What looks wrong about the text that is kept."""
        return [
            PreviewRemark(
                str(each.message), self._excerpts(each.places), each.places if each.may_drop else ()
            )
            for each in self._suspicions
        ]

    @cached_property
    def _suspicions(self) -> list[Suspicion]:
        blocks = [
            (position, piece.block)
            for position, piece in enumerate(self.text.pieces)
            if not piece.is_dropped and not piece.block.suspected
        ]
        return find_suspicions(blocks, title=self.title, language=self.language)

    @property
    def left_out(self) -> list[LeftOut]:
        """What of the file is not among the blocks, or was changed."""
        document = self.text.document
        shown = SUSPECTED if document.with_suspected else frozenset[str]()
        return [each for each in document.left_out if each.kind not in shown]

    def _excerpts(self, positions: Sequence[int]) -> list[tuple[int, str]]:
        pieces = self.text.pieces
        return [(at, excerpt_of(pieces[at].block.text)) for at in positions[:MAX_PLACES]]

    @property
    def changes(self) -> list[str]:
        """What was changed in the preview, in words: “2 joined”, “14 dropped” …"""
        return changes_in_words(self.text.counts)

    def _row(self, position: int) -> PreviewRow:
        piece = self.text.pieces[position]
        block, number = piece.block, self.numbers[position]
        return PreviewRow(
            position=position,
            type=block.type,
            number=number,
            note=block.level if block.type == "footnote" else 0,
            label=block_label(block, number),
            html=render_highlighted(block.text, block.spans),
            is_dropped=piece.is_dropped,
            suspicion=str(LOOKS_LIKE.get(block.suspected, "")),
            controls=self._controls(position) if position == self.opened else None,
        )

    def _controls(self, position: int) -> MendingControls | None:
        pieces = self.text.pieces
        block = pieces[position].block
        if pieces[position].is_dropped:
            return None
        other = next_to_join(pieces, position)
        return MendingControls(
            places=split_places(block),
            may_join=other is not None
            and block.type != "footnote"
            and can_be_divided(block)
            and can_be_divided(pieces[other].block),
            types=offered_types(block, may_be_title=may_be_title(pieces, position)),
        )


def preview_of(
    form: TextPreviewForm, sent: Mapping[str, Any], *, title: str, language: str
) -> TextPreview | None:
    """Return the preview of a form's text; None if it has none. `sent` says what to show of it,
    `title` and `language` are what is said of it."""
    text = form.preview
    if text is None:
        return None
    asked = form.cleaned_data.get("mend") if not form.notice else None
    opened = _position(sent.get("open", ""), text.pieces)
    if asked and asked[1]:
        opened = _after_mend(asked[0], asked[1][0], text.pieces)
    shown = _position(sent.get("part", sent.get("shown", "")), text.pieces) or 0
    if opened is not None and "part" not in sent:
        shown = opened
    shown -= shown % BLOCKS_IN_PART
    if opened is not None and not shown <= opened < shown + BLOCKS_IN_PART:
        opened = None
    numbers = preview_numbers(text.pieces)
    is_in_use = not {"open", "part", "mend"}.isdisjoint(sent)
    return TextPreview(
        text, shown, opened, str(form.notice), numbers, is_in_use, title=title, language=language
    )


def render_preview(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int
) -> HttpResponse:
    """Render a page with a preview. Of it, htmx takes the part that the pressed button names."""
    response = render(request, template, dict(context), status=status)
    return reswap(response, "outerHTML") if getattr(request, "htmx", False) else response


def _position(value: object, pieces: Sequence[Piece]) -> int | None:
    """Return what was sent as the position of a piece, or None."""
    words = str(value)
    if not (words.isdecimal() and len(words) < 7):
        return None
    return min(int(words), len(pieces) - 1)


def _after_mend(action: str, at: int, pieces: Sequence[Piece]) -> int | None:
    """Return the position of the block that is open after a mend: of two halves the second."""
    if action != "split":
        return min(at, len(pieces) - 1)
    return next_to_join(pieces, at)


def preview_numbers(pieces: Sequence[Piece]) -> list[int | None]:
    """Return the number that each piece has as a paragraph, None if it has none or is dropped."""
    numbers: list[int | None] = []
    number = 0
    for piece in pieces:
        counts = piece.block.is_numbered and not piece.is_dropped
        number += counts
        numbers.append(number if counts else None)
    return numbers


def block_label(block: ParsedBlock, number: int | None) -> str:
    """Return what a block is called: “paragraph 3”, “footnote 2”, else its first words."""
    if number:
        return _("paragraph %(number)d") % {"number": number}
    if block.type == "footnote":
        return _("footnote %(number)d") % {"number": block.level}
    words = " ".join(block.text[:60].split())
    return f"“{words}”" if words else str(BlockType(block.type).label)


def offered_types(block: ParsedBlock, *, may_be_title: bool) -> list[tuple[str, str, bool]]:
    """Return the types that a block can be made: value, label, and whether it is that now."""
    if block.type == "break":
        return []
    levels = range(1, max(MAX_OFFERED_LEVEL, block.level * (block.type == "heading")) + 1)
    offered = [
        *([("title", str(BlockType.TITLE.label))] if may_be_title or block.type == "title" else []),
        *(
            (
                f"heading {level}",
                pgettext("block of a text", "Heading of level %(level)d") % {"level": level},
            )
            for level in levels
        ),
        ("paragraph", str(BlockType.PARAGRAPH.label)),
        ("quote", str(BlockType.QUOTE.label)),
        ("list", pgettext("block of a text", "List item")),
        ("verse", str(BlockType.VERSE.label)),
        ("code", str(BlockType.CODE.label)),
    ]
    now = f"heading {block.level}" if block.type == "heading" else block.type
    if now not in dict(offered):
        offered.insert(0, (now, str(BlockType(block.type).label)))
    return [(value, label, value == now) for value, label in offered]


def changes_in_words(counts: MendCounts) -> list[str]:
    """Return what was changed, in words, without zeros."""
    words = (
        (counts.split, ngettext("%(count)d split", "%(count)d split", counts.split)),
        (
            counts.joined,
            ngettext(
                "%(count)d joined to the one before",
                "%(count)d joined to the ones before",
                counts.joined,
            ),
        ),
        (counts.dropped, ngettext("%(count)d dropped", "%(count)d dropped", counts.dropped)),
        (
            counts.retyped,
            ngettext("%(count)d made another kind", "%(count)d made another kind", counts.retyped),
        ),
    )
    return [text % {"count": number} for number, text in words if number]
