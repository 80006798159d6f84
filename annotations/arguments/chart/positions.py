"""Computes the positions of the boxes of a map, and the routes of the arrows between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotations.arguments.chart.layers import PremiseEdge
from annotations.arguments.chart.rows import ChartRows, RowPlace, barycentre

type Point = tuple[float, float]

WIDTH, HEIGHT = 228.0, 94.0  # of every box
BOX_GAP = 30.0  # between two boxes of a row
ROW_GAP = 56.0  # between two rows, for the curves of arrows
ARROW_ROOM = 14.0  # width of an arrow that passes a row
PORT_GAP = 24.0  # between two arrows at the same side of a box
FREE_SHARE = 0.36  # of the lower side of a box that has marks, kept free for arrows
SWEEPS = 10
INWARD_PULL = 0.2  # pulls the boxes of a large map to its middle, which keeps it narrow
SMALL_MAP = 12  # a map of so few places is not pulled inward


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """A laid-out part of a map, from (0, 0): top left corners of boxes, and routes of arrows.

    A route leads from the premise to the claim: curved between two rows, straight past a row and
    past marks.
    """

    boxes: dict[str, Point]
    routes: dict[PremiseEdge, list[Point]]
    width: float
    height: float


def position_rows(found: ChartRows, mark_height: float = 0.0) -> ChartLayout:
    """Position the rows: each box near the average of its neighbours, without overlaps, with
    `mark_height` of room under each for marks."""
    across = _x_positions(found)
    left = min(x - _half_width(one) for one, x in across.items())
    across = {one: round(x - left, 1) for one, x in across.items()}
    tops = [at * (HEIGHT + mark_height + ROW_GAP) for at in range(len(found.rows))]
    boxes = {
        one: (round(across[one] - WIDTH / 2, 1), tops[at])
        for at, row in enumerate(found.rows)
        for one in row
        if isinstance(one, str)
    }
    width = max(x + _half_width(one) for one, x in across.items())
    return ChartLayout(
        boxes, _routes(found, across, tops, mark_height), width, tops[-1] + HEIGHT + mark_height
    )


def _half_width(one: RowPlace) -> float:
    return WIDTH / 2 if isinstance(one, str) else ARROW_ROOM / 2


def _x_positions(found: ChartRows) -> dict[RowPlace, float]:
    """Sweep down and up, moving each row as near to the average of its neighbours as its order
    lets."""
    x: dict[RowPlace, float] = {}
    for row in found.rows:
        x.update(_spread_row(row, [0.0] * len(row)))
    inward = INWARD_PULL if len(x) > SMALL_MAP else 0.0
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        joined = found.above if downward else found.below
        for row in found.rows if downward else reversed(found.rows):
            wanted = [_wanted_x(one, joined, x, inward) for one in row]
            x.update(_spread_row(row, wanted))
    return x


def _wanted_x(
    one: RowPlace,
    joined: Mapping[RowPlace, list[RowPlace]],
    x: Mapping[RowPlace, float],
    inward: float,
) -> float:
    near = barycentre([x[other] for other in joined.get(one, ())], x[one])
    return near * (1 - inward) if isinstance(one, str) else near


def _spread_row(row: Sequence[RowPlace], wanted: Sequence[float]) -> dict[RowPlace, float]:
    """The centres nearest to `wanted` (least squares) that keep the order and the distances.

    Subtracting the least distances turns this into isotonic regression, solved by pooling adjacent
    violators (Ayer et al., "An empirical distribution function", 1955).
    """
    offsets = [0.0]
    for one, other in pairwise(row):
        beside = BOX_GAP if isinstance(one, str) and isinstance(other, str) else ARROW_ROOM
        offsets.append(offsets[-1] + _half_width(one) + beside + _half_width(other))
    pools: list[tuple[float, int]] = []  # mean and size of each run of centres
    for want, offset in zip(wanted, offsets, strict=True):
        mean, number = want - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean = (before * many + mean * number) / (many + number)
            number += many
        pools.append((mean, number))
    means = [mean for mean, number in pools for _ in range(number)]
    return {one: means[at] + offsets[at] for at, one in enumerate(row)}


def _routes(
    found: ChartRows, across: Mapping[RowPlace, float], tops: Sequence[float], mark_height: float
) -> dict[PremiseEdge, list[Point]]:
    # Marks hang from one end of a box's lower side and leave the other to arrows.
    aside = (1 - FREE_SHARE) / 2 * WIDTH if mark_height else 0.0
    room = (WIDTH * FREE_SHARE if mark_height else WIDTH) - 2 * PORT_GAP
    leaving = _ports({edge: chain[:2] for edge, chain in found.chains.items()}, across, room)
    whole = WIDTH - 2 * PORT_GAP
    arriving = _ports({edge: chain[:-3:-1] for edge, chain in found.chains.items()}, across, whole)
    row_of = {one: at for at, row in enumerate(found.rows) for one in row}
    routes: dict[PremiseEdge, list[Point]] = {}
    for edge, chain in found.chains.items():
        x, bottom = round(leaving[edge] - aside, 1), tops[row_of[chain[0]]] + HEIGHT
        way = [(x, bottom), (x, bottom + mark_height)] if mark_height else [(x, bottom)]
        for one in chain[1:-1]:
            top = tops[row_of[one]]
            way += [(across[one], top), (across[one], top + HEIGHT + mark_height)]
        way.append((arriving[edge], tops[row_of[chain[-1]]]))
        routes[edge] = way if chain[0] == edge[0] else way[::-1]
    return routes


def _ports(
    ends: Mapping[PremiseEdge, Sequence[RowPlace]], across: Mapping[RowPlace, float], room: float
) -> dict[PremiseEdge, float]:
    """Where each arrow touches the box it begins at, within `room` of its side, ordered by where
    the arrow goes next."""
    touching: dict[RowPlace, list[tuple[float, PremiseEdge]]] = {}
    for edge, (box, following) in ends.items():
        touching.setdefault(box, []).append((across[following], edge))
    ports: dict[PremiseEdge, float] = {}
    for box, arrows in touching.items():
        step = min(PORT_GAP, room / len(arrows))
        for index, (_, edge) in enumerate(sorted(arrows)):
            ports[edge] = round(across[box] + (index - (len(arrows) - 1) / 2) * step, 1)
    return ports
