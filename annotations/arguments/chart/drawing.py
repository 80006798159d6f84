"""Draws the map as one SVG that is readable without its colours and without a script.

It contains no styles: classes carry the colours (`chart.css`), and presentation attributes draw the
lines where there is no style sheet. A standing is shown by its word and by its line: contested is
heavy, answered double, unexamined dotted, shaken dashed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from annotations.arguments.chart.layers import PremiseEdge
from annotations.arguments.chart.marks import (
    ChartMark,
    describe_marks,
    draw_marks,
    mark_arrowheads,
    marks_height,
)
from annotations.arguments.chart.positions import HEIGHT, ROW_GAP, WIDTH, Point
from annotations.arguments.chart.sheet_layout import lay_out_chart
from annotations.arguments.chart.text_metrics import (
    SMALL,
    Direction,
    escape_text,
    first_strong_direction,
    text_element,
    wrap_text,
)
from annotations.arguments.standing.cycles import strongly_connected_components
from annotations.arguments.standing.phrasing import describe_result, state_words
from annotations.arguments.standing.standing import BaseStanding, Standing
from annotations.lazy_messages import gettext_lazy as _
from annotations.lazy_messages import ngettext_lazy

# A larger map is neither readable nor quick to draw: the page shows only the table.
MOST_CLAIMS, MOST_PREMISES = 120, 240
LABEL_SIZE = 13.0  # font size
INSET = 14.0
EDGE = 28.0  # margin of the map, for lines and loops


@dataclass(frozen=True, slots=True)
class ChartClaim:
    """A claim as the map shows it; `place` is where it is made, such as "¶ 3"."""

    id: str
    wording: str
    place: str
    href: str
    standing: Standing
    # The first annotations attached to it, and the number of further ones.
    marks: tuple[ChartMark, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn map: an `<svg>` element as text, with its size in CSS pixels."""

    svg: str
    width: int
    height: int


def draw_chart(
    claims: Sequence[ChartClaim],
    premises: Iterable[PremiseEdge],
    *,
    title: str = "",
    name: str = "map",
    columns: int | None = None,
    direction: Direction = "ltr",
) -> Chart:
    """Draw the map of `claims`, in the order in which the Tab key visits them.

    Args:
        claims: at least one claim.
        premises: pairs of a premise and the claim that rests on it. Pairs with a claim that is not
            on the map are left out, repeated pairs are drawn once.
        title: the accessible name of the map; by default “Map of the argument”.
        name: the prefix of its ids, for pages with several maps.
        columns: the most boxes in a row; by default about as many as there are rows.
        direction: that of our own words. A claim's wording has the direction of its first letter.
    """
    by_id = {claim.id: claim for claim in claims}
    edges = _drawn_premises(by_id, premises)
    cyclic = _cyclic_premises(by_id, edges)
    title = title or str(_("Map of the argument"))
    description = _chart_description(by_id.values(), edges, cyclic)
    mark_heights = {claim.id: marks_height(claim.marks, claim.more) for claim in claims}
    plan = lay_out_chart(mark_heights, [edge for edge in edges if edge[0] != edge[1]], columns)
    paths = {edge: _curve(way) for edge, way in plan.routes.items()}
    paths |= {edge: _loop(plan.boxes[edge[0]]) for edge in edges if edge[0] == edge[1]}
    width, height = round(plan.width + 2 * EDGE), round(plan.height + 2 * EDGE)
    drawn = [
        _opening(name, width, height, direction),
        f'<title id="{escape_text(name)}-title">{escape_text(title)}</title>',
        f'<desc id="{escape_text(name)}-desc">{escape_text(description)}</desc>',
        f"<defs>{_arrowheads(name)}{mark_arrowheads(name)}</defs>",
        '<g class="premises" fill="none" stroke="currentColor">',
        *(_draw_arrow(edge, path, by_id, edge in cyclic, name) for edge, path in paths.items()),
        "</g>",
        '<g class="claims">',
        *(
            _draw_box(claim, plan.boxes[claim.id], direction)
            + draw_marks(claim, plan.boxes[claim.id], name=name, direction=direction)
            for claim in by_id.values()
        ),
        "</g>",
        "</svg>",
    ]
    return Chart("\n".join(drawn), width, height)


def _drawn_premises(claims: Collection[str], premises: Iterable[PremiseEdge]) -> list[PremiseEdge]:
    """The premises to draw, each once, in the order of the claims, whatever order they came in."""
    order = {id: at for at, id in enumerate(claims)}
    drawn = {edge for edge in premises if edge[0] in order and edge[1] in order}
    return sorted(drawn, key=lambda edge: (order[edge[1]], order[edge[0]]))


def _opening(name: str, width: int, height: int, direction: Direction) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="group"'
        f' direction="{direction}"'
        f' width="{width}" height="{height}" viewBox="{-EDGE:g} {-EDGE:g} {width} {height}"'
        f' aria-labelledby="{escape_text(name)}-title" aria-describedby="{escape_text(name)}-desc">'
    )


def _cyclic_premises(claims: Iterable[str], premises: Collection[PremiseEdge]) -> set[PremiseEdge]:
    graph: dict[str, list[str]] = {id: [] for id in claims}
    for premise, claim in premises:
        graph[claim].append(premise)
    part = {
        id: at for at, members in enumerate(strongly_connected_components(graph)) for id in members
    }
    return {(premise, claim) for premise, claim in premises if part[premise] == part[claim]}


def _chart_description(
    claims: Collection[ChartClaim],
    premises: Collection[PremiseEdge],
    cyclic: Collection[PremiseEdge],
) -> str:
    """Sentences with the numbers of boxes, arrows and marks, for those who do not see them."""
    boxes = ngettext_lazy("%(count)s claim", "%(count)s claims", len(claims))
    arrows = ngettext_lazy(
        "%(count)s arrow from a premise to what rests on it",
        "%(count)s arrows from a premise to what rests on it",
        len(premises),
    )
    sentence = _("%(claims)s, %(arrows)s, %(cyclic)s in a circle.") % {
        "claims": boxes % {"count": len(claims)},
        "arrows": arrows % {"count": len(premises)},
        "cyclic": len(cyclic),
    }
    return f"{sentence} {describe_marks(claims)}".strip()


def _arrowheads(name: str) -> str:
    markers = (
        f'<marker id="{escape_text(name)}-{kind}" class="{kind}" viewBox="0 0 8 8"'
        ' refX="7.5" refY="4" markerWidth="8" markerHeight="8"'
        ' markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 .5 8 4 0 7.5z" fill="currentColor"/></marker>'
        for kind in ("tip", "circle-tip")
    )
    return "".join(markers)


def _draw_arrow(
    edge: PremiseEdge, path: str, claims: dict[str, ChartClaim], circle: bool, name: str
) -> str:
    premise, claim = (claims[id] for id in edge)
    kind, tip, weight = ("premise circle", "circle-tip", 2) if circle else ("premise", "tip", 1.3)
    if circle:
        title = _("%(premise)s is a premise of %(claim)s, in a circle")
    else:
        title = _("%(premise)s is a premise of %(claim)s")
    words = str(title % {"premise": premise.place, "claim": claim.place})
    return (
        f'<path class="{kind}" data-premise="{escape_text(premise.id)}"'
        f' data-claim="{escape_text(claim.id)}"'
        f' stroke-width="{weight}" marker-end="url(#{escape_text(name)}-{tip})" d="{path}">'
        f"<title>{escape_text(words)}</title></path>"
    )


def _curve(way: Sequence[Point]) -> str:
    """A path along the points of `way`: curved between rows, straight past them and their marks."""
    parts = [f"M{way[0][0]:g} {way[0][1]:g}"]
    for (x, y), (to_x, to_y) in pairwise(way):
        middle = (y + to_y) / 2
        between_rows = isclose(abs(to_y - y), ROW_GAP)
        bend = "L" if not between_rows else f"C{x:g} {middle:g} {to_x:g} {middle:g} "
        parts.append(f"{bend}{to_x:g} {to_y:g}")
    return "".join(parts)


def _loop(corner: Point) -> str:
    x, y = corner[0] + WIDTH, corner[1] + HEIGHT / 2
    return f"M{x:g} {y - 12:g}c26 -10 26 34 0 24"


def _draw_box(claim: ChartClaim, corner: Point, direction: Direction) -> str:
    x, y = corner
    starts: dict[Direction, float] = {"ltr": x + INSET, "rtl": x + WIDTH - INSET}
    start, end = starts[direction], starts["rtl" if direction == "ltr" else "ltr"]
    of_wording = first_strong_direction(claim.wording, direction)
    other_way = f' direction="{of_wording}"' if of_wording != direction else ""
    states = state_words(claim.standing)
    title = _("%(place)s: %(claim)s (%(standing)s; %(result)s)") % {
        "place": claim.place,
        "claim": claim.wording,
        "standing": ", ".join(states),
        "result": describe_result(claim.standing),
    }
    lines = wrap_text(claim.wording, LABEL_SIZE, (WIDTH - 2 * INSET,) * 2)
    first = y + (42 if len(lines) == 2 else 50)
    words = [
        text_element("small", start, y + 22, SMALL, claim.place),
        text_element("small counts", end, y + 22, SMALL, _counts(claim.standing), "end"),
        *(
            text_element(
                "words", starts[of_wording], first + at * 17, LABEL_SIZE, line, more=other_way
            )
            for at, line in enumerate(lines)
        ),
        text_element("small", start, y + HEIGHT - 14, SMALL, " · ".join(states)),
    ]
    return (
        f'<a class="claim {" ".join(claim.standing.states)}" href="{escape_text(claim.href)}"'
        f' data-claim="{escape_text(claim.id)}"><title>{escape_text(str(title))}</title>'
        f"{_outline(claim.standing, x, y)}{''.join(words)}</a>"
    )


def _counts(standing: Standing) -> str:
    counts = (("◆", standing.counterpoints), ("▲", standing.supports))
    return " ".join(f"{sign} {number}" for sign, number in counts if number)


def _outline(standing: Standing, x: float, y: float) -> str:
    weight = 2.5 if standing.base == BaseStanding.CONTESTED else 1.2
    dashes = "7 4" if standing.shaken_by else "1.5 3.5" * (standing.base == BaseStanding.UNEXAMINED)
    broken = f' stroke-dasharray="{dashes}"' if dashes else ""
    outer = _rect(x, y, 0, f' stroke-width="{weight}"{broken}')
    if standing.base != BaseStanding.ANSWERED:
        return outer
    return outer + _rect(x, y, 3.5, f' class="inner" stroke-width=".8"{broken}')


def _rect(x: float, y: float, inset: float, more: str) -> str:
    return (
        f'<rect x="{x + inset:g}" y="{y + inset:g}" width="{WIDTH - 2 * inset:g}"'
        f' height="{HEIGHT - 2 * inset:g}" rx="{10 - inset:g}" fill="none" stroke="currentColor"'
        f"{more}/>"
    )
