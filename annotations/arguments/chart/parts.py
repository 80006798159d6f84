"""How the parts of a map that no arrow joins share the sheet: the tall ones first, on shelves."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import ceil, sqrt

from annotations.arguments.chart.layers import Premise, hierarchy, layers
from annotations.arguments.chart.positions import BESIDE, WIDTH, Placed, place
from annotations.arguments.chart.rows import rows

MOST_COLUMNS = 4  # as many as a page of usual width holds

GAP = 40.0  # between two shelves


def laid_out(
    hangs: Mapping[str, float], premises: Sequence[Premise], columns: int | None = None
) -> Placed:
    """The whole map. Claims that stand alone come last, in the order given.

    `hangs` has every claim, with the room that what bears on it takes under its box; `columns` is
    how many boxes stand in a row at most, by itself as many as make the map about square.
    """
    if columns is None:
        columns = min(MOST_COLUMNS, max(2, ceil(sqrt(len(hangs)))))
    return _laid_out(tuple(hangs.items()), tuple(premises), columns)


@lru_cache(maxsize=32)  # what is laid out is identifiers and sizes: nobody's words
def _laid_out(
    hanging: tuple[tuple[str, float], ...], premises: tuple[Premise, ...], columns: int
) -> Placed:
    hangs = dict(hanging)
    parts = [_part(members, premises, columns, hangs) for members in _joined([*hangs], premises)]
    parts.sort(key=lambda part: (-part.height, -len(part.boxes)))
    widest = max([columns * (WIDTH + BESIDE) - BESIDE, *(part.width for part in parts)])
    return _on_shelves(parts, widest)


def _joined(claims: Sequence[str], premises: Iterable[Premise]) -> list[list[str]]:
    """The claims in groups that arrows join, whichever way they point."""
    group = {id: [id] for id in claims}
    for one, other in premises:
        smaller, larger = sorted((group[one], group[other]), key=len)
        if smaller is not larger:
            larger += smaller
            group.update(dict.fromkeys(smaller, larger))
    place_of = {id: at for at, id in enumerate(claims)}
    found = {id(members): members for members in group.values()}
    return [sorted(members, key=place_of.__getitem__) for members in found.values()]


def _part(
    members: Sequence[str], premises: Iterable[Premise], columns: int, hangs: Mapping[str, float]
) -> Placed:
    known = set(members)
    tree = hierarchy(members, [edge for edge in premises if edge[0] in known])
    return place(rows(tree, layers(tree, columns)), max(hangs[id] for id in members))


def _on_shelves(parts: Iterable[Placed], widest: float) -> Placed:
    """The tallest first, each on the first shelf with room for it (first fit, decreasing height:
    Coffman, Garey, Johnson and Tarjan 1980)."""
    sheet = Placed({}, {}, 0.0, 0.0)
    shelves: list[tuple[float, float]] = []  # where the next part goes
    for part in parts:
        free = (at for at, (x, _) in enumerate(shelves) if x + part.width <= widest)
        at = next(free, len(shelves))
        x, top = shelves[at] if at < len(shelves) else (0.0, sheet.height + GAP * bool(shelves))
        shelves[at : at + 1] = [(x + part.width + BESIDE, top)]
        sheet = _with(sheet, part, x, top)
    return sheet


def _with(sheet: Placed, part: Placed, x: float, top: float) -> Placed:
    boxes = {id: (x + left, top + up) for id, (left, up) in part.boxes.items()}
    routes = {
        edge: [(x + across, top + down) for across, down in way]
        for edge, way in part.routes.items()
    }
    return Placed(
        sheet.boxes | boxes,
        sheet.routes | routes,
        max(sheet.width, x + part.width),
        max(sheet.height, top + part.height),
    )
