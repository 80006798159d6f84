"""Places the unconnected parts of a map on one sheet: the tallest first, on shelves."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil, sqrt

from annotations.arguments.chart.layers import PremiseEdge, acyclic_graph, assign_layers
from annotations.arguments.chart.positions import BOX_GAP, WIDTH, ChartLayout, position_rows
from annotations.arguments.chart.rows import order_rows

MOST_COLUMNS = 4  # fits a page of usual width

SHELF_GAP = 40.0  # between two shelves


def lay_out_chart(
    mark_heights: Mapping[str, float], premises: Sequence[PremiseEdge], columns: int | None = None
) -> ChartLayout:
    """Lay out the whole map. Claims without premises come last, in the order given.

    `mark_heights` has every claim with the height of its marks. `columns` is the most boxes in a
    row, by default as many as make the map about square.
    """
    if columns is None:
        columns = min(MOST_COLUMNS, max(2, ceil(sqrt(len(mark_heights)))))
    return _lay_out(tuple(mark_heights.items()), tuple(premises), columns)


@lru_cache(maxsize=32)  # caches identifiers and sizes, no text
def _lay_out(
    hanging: tuple[tuple[str, float], ...], premises: tuple[PremiseEdge, ...], columns: int
) -> ChartLayout:
    mark_heights = dict(hanging)
    parts = [
        _lay_out_group(members, premises, columns, mark_heights)
        for members in _connected_groups([*mark_heights], premises)
    ]
    parts.sort(key=lambda part: (-part.height, -len(part.boxes)))
    widest = max([columns * (WIDTH + BOX_GAP) - BOX_GAP, *(part.width for part in parts)])
    return _pack_shelves(parts, widest)


def _connected_groups(claims: Sequence[str], premises: Iterable[PremiseEdge]) -> list[list[str]]:
    """The claims in groups that premises connect, in either direction."""
    group = {id: [id] for id in claims}
    for one, other in premises:
        smaller, larger = sorted((group[one], group[other]), key=len)
        if smaller is not larger:
            larger += smaller
            group.update(dict.fromkeys(smaller, larger))
    place_of = {id: at for at, id in enumerate(claims)}
    found = {id(members): members for members in group.values()}
    return [sorted(members, key=place_of.__getitem__) for members in found.values()]


def _lay_out_group(
    members: Sequence[str],
    premises: Iterable[PremiseEdge],
    columns: int,
    mark_heights: Mapping[str, float],
) -> ChartLayout:
    known = set(members)
    tree = acyclic_graph(members, [edge for edge in premises if edge[0] in known])
    return position_rows(
        order_rows(tree, assign_layers(tree, columns)), max(mark_heights[id] for id in members)
    )


def _pack_shelves(parts: Iterable[ChartLayout], widest: float) -> ChartLayout:
    """Pack the parts, each on the first shelf with room for it (first fit, decreasing height:
    Coffman, Garey, Johnson and Tarjan 1980)."""
    sheet = ChartLayout({}, {}, 0.0, 0.0)
    shelves: list[tuple[float, float]] = []  # of each shelf, where the next part goes
    for part in parts:
        free = (at for at, (x, _) in enumerate(shelves) if x + part.width <= widest)
        at = next(free, len(shelves))
        x, top = (
            shelves[at] if at < len(shelves) else (0.0, sheet.height + SHELF_GAP * bool(shelves))
        )
        shelves[at : at + 1] = [(x + part.width + BOX_GAP, top)]
        sheet = _add_part(sheet, part, x, top)
    return sheet


def _add_part(sheet: ChartLayout, part: ChartLayout, x: float, top: float) -> ChartLayout:
    boxes = {id: (x + left, top + up) for id, (left, up) in part.boxes.items()}
    routes = {
        edge: [(x + across, top + down) for across, down in way]
        for edge, way in part.routes.items()
    }
    return ChartLayout(
        sheet.boxes | boxes,
        sheet.routes | routes,
        max(sheet.width, x + part.width),
        max(sheet.height, top + part.height),
    )
