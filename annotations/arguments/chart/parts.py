"""How the parts of a map that no arrow joins share the sheet: the tall ones first, on shelves."""

from collections.abc import Iterable, Sequence
from math import ceil, sqrt

from annotations.arguments.chart.layers import Premise, hierarchy, layers
from annotations.arguments.chart.positions import BESIDE, BETWEEN, WIDTH, Placed, place
from annotations.arguments.chart.rows import rows

MOST_COLUMNS = 5


def laid_out(claims: Sequence[str], premises: Sequence[Premise]) -> Placed:
    """The whole map. Claims that stand alone come last, in the order given."""
    columns = min(MOST_COLUMNS, max(2, ceil(sqrt(len(claims)))))
    parts = [_part(members, premises, columns) for members in _joined(claims, premises)]
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


def _part(members: Sequence[str], premises: Iterable[Premise], columns: int) -> Placed:
    known = set(members)
    tree = hierarchy(members, [edge for edge in premises if edge[0] in known])
    return place(rows(tree, layers(tree, columns)))


def _on_shelves(parts: Iterable[Placed], widest: float) -> Placed:
    """Parts of the same height side by side as far as they go, then further down."""
    sheet = Placed({}, {}, 0.0, 0.0)
    x = top = shelf = 0.0
    for part in parts:
        if x > 0 and (part.height != shelf or x + part.width > widest):
            x, top = 0.0, sheet.height + (BESIDE if part.height == shelf else BETWEEN)
        boxes = {id: (x + left, top + up) for id, (left, up) in part.boxes.items()}
        routes = {
            edge: [(x + across, top + down) for across, down in way]
            for edge, way in part.routes.items()
        }
        sheet = Placed(
            sheet.boxes | boxes,
            sheet.routes | routes,
            max(sheet.width, x + part.width),
            top + part.height,
        )
        x, shelf = x + part.width + BESIDE, part.height
    return sheet
