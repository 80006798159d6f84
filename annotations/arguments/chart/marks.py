"""Draws the annotations attached to a claim under its box, as marks: a sign, a word, and a line to
the box.

An attack is a solid line that ends in an arrow, support a dashed line that ends in a ring, context
a dotted line without an end. What was answered is pale and struck out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from annotations.arguments.chart.positions import FREE_SHARE, HEIGHT, WIDTH, Point
from annotations.arguments.chart.text_metrics import (
    SMALL,
    Direction,
    escape_text,
    text_element,
    text_width,
)
from annotations.lazy_messages import gettext_lazy as _
from annotations.lazy_messages import ngettext_lazy

ROW_HEIGHT = 19.0  # from one mark to the next
FIRST = 20.0  # from the box to the first mark
LINE_GAP = 6.0  # from one line to the next
REACH = 8.0  # from the last line to the words


class Effect(StrEnum):
    """What an annotation does to its claim: the style of its line."""

    ATTACKS = "attacks"
    SUPPORTS = "supports"
    ADDS = "adds"


DASHES = {Effect.ATTACKS: "", Effect.SUPPORTS: "5 3", Effect.ADDS: "1.5 3"}
ARROWHEADS = {Effect.ATTACKS: "attack-tip", Effect.SUPPORTS: "support-tip", Effect.ADDS: ""}


@dataclass(frozen=True, slots=True)
class ChartMark:
    """A counterpoint or source as the map shows it; `title` describes it in one sentence."""

    href: str
    kind: str
    symbol: str
    label: str
    effect: Effect
    stands: bool
    title: str


class HasMarks(Protocol):
    """A claim, as far as its marks are concerned."""

    @property
    def href(self) -> str: ...
    @property
    def marks(self) -> tuple[ChartMark, ...]: ...
    @property
    def more(self) -> int: ...


def marks_height(marks: Sequence[ChartMark], more: int) -> float:
    """The height of the marks under a box."""
    rows = len(marks) + bool(more)
    return FIRST + (rows - 1) * ROW_HEIGHT + 8 if rows else 0.0


def draw_marks(claim: HasMarks, corner: Point, *, name: str, direction: Direction = "ltr") -> str:
    """The marks under the box of a claim with this top left corner, and a link to the claim for
    the others. The lines are to the left of the words in both directions."""
    marks, more = claim.marks, claim.more
    rows = len(marks) + bool(more)
    anchor = "start" if direction == "ltr" else "end"
    left, bottom = corner[0] + FREE_SHARE * WIDTH, corner[1] + HEIGHT
    words = left + rows * LINE_GAP + REACH
    drawn = []
    for at, mark in enumerate(marks):
        # The first mark hangs from the last line, so that no two lines cross.
        x, y = left + (rows - at) * LINE_GAP, bottom + FIRST + at * ROW_HEIGHT
        drawn.append(_draw_mark(mark, (x, bottom), (words, y), name, anchor))
    if more:
        y = bottom + FIRST + len(marks) * ROW_HEIGHT
        label = str(_("+ %(count)s more") % {"count": more})
        text = text_element("small", words, y + 3.5, SMALL, label, anchor)
        drawn.append(f'<a class="more" href="{escape_text(claim.href)}" tabindex="-1">{text}</a>')
    return "".join(drawn)


def mark_arrowheads(name: str) -> str:
    """The SVG markers at the ends of the lines of marks."""
    shapes = {
        "attack-tip": '<path d="M0 .5 8 4 0 7.5z" fill="currentColor"/>',
        "support-tip": '<path d="M4 4m-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0"'
        ' fill="none" stroke="currentColor" stroke-width="1.4"/>',
    }
    return "".join(
        f'<marker id="{escape_text(name)}-{kind}" class="{kind}" viewBox="0 0 8 8"'
        f' refX="7" refY="4" markerWidth="7" markerHeight="7"'
        f' markerUnits="userSpaceOnUse" orient="auto">{shape}'
        "</marker>"
        for kind, shape in shapes.items()
    )


def describe_marks(claims: Iterable[HasMarks]) -> str:
    """A sentence with the number of marks, for those who do not see them; "" if there are none."""
    listed = list(claims)
    drawn = sum(len(claim.marks) for claim in listed)
    if not drawn:
        return ""
    count = drawn + sum(claim.more for claim in listed)
    sentence = ngettext_lazy(
        "Under them %(drawn)s of %(count)s counterpoint or source.",
        "Under them %(drawn)s of %(count)s counterpoints and sources.",
        count,
    )
    return str(sentence % {"drawn": drawn, "count": count})


def _draw_mark(mark: ChartMark, start: Point, words: Point, name: str, anchor: str) -> str:
    (x, top), (to, y) = start, words
    state = "" if mark.stands else " answered"
    label = f"{mark.symbol} {mark.label}"
    struck = "" if mark.stands else ' text-decoration="line-through"'
    return (
        f'<a class="mark {mark.kind} {mark.effect}{state}" href="{escape_text(mark.href)}"'
        ' tabindex="-1">'
        f"<title>{escape_text(mark.title)}</title>"
        # the area that a finger or a pointer hits
        f'<rect class="hit" x="{to - 4:g}" y="{y - ROW_HEIGHT / 2:g}" fill="none"'
        f' height="{ROW_HEIGHT:g}" width="{text_width(label, SMALL) + 8:g}"/>'
        f'<path class="line" fill="none" stroke="currentColor" d="M{to - 4:g} {y:g}H{x + 4:g}'
        f'q-4 0 -4 -4V{top:g}"{_style(mark, name)}/>'
        f"{text_element('small', to, y + 3.5, SMALL, label, anchor, struck)}</a>"
    )


def _style(mark: ChartMark, name: str) -> str:
    weight = "1.4" if mark.stands else ".8"
    dashes = f' stroke-dasharray="{DASHES[mark.effect]}"' if DASHES[mark.effect] else ""
    tip = (
        f' marker-end="url(#{escape_text(name)}-{ARROWHEADS[mark.effect]})"'
        if ARROWHEADS[mark.effect]
        else ""
    )
    return f' stroke-width="{weight}"{dashes}{tip}'
