"""Claims and marks for maps, and what is read from a drawn map."""

import re
from xml.etree import ElementTree as ET

from annotations.arguments.chart import ChartClaim, ChartMark, Effect
from annotations.arguments.chart.positions import HEIGHT, WIDTH
from annotations.arguments.standing.standing import BaseStanding, Standing

SVG = "{http://www.w3.org/2000/svg}"
CONTESTED = Standing(
    base=BaseStanding.CONTESTED, counterpoints=2, standing_counterpoints=1, supports=1
)


def claim(id: str, words: str = "Alliances deter", standing: Standing = CONTESTED) -> ChartClaim:
    return ChartClaim(id, words, "¶ 1", f"/a/{id}/", standing)


def parsed(drawn) -> ET.Element:
    return ET.fromstring(drawn.svg)  # noqa: S314


def boxes(svg: ET.Element) -> dict[str, tuple[float, float]]:
    corners = {}
    for link in (each for each in svg.iter(f"{SVG}a") if each.get("data-claim")):
        rect = link.find(f"{SVG}rect")
        corners[link.get("data-claim")] = (float(rect.get("x")), float(rect.get("y")))
    return corners


def arrows(svg: ET.Element) -> list[ET.Element]:
    return [path for path in svg.iter(f"{SVG}path") if path.get("data-claim")]


def ends(arrow: ET.Element) -> tuple[tuple[float, float], tuple[float, float]]:
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", arrow.get("d"))]
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


def touches(point: tuple[float, float], corner: tuple[float, float]) -> bool:
    (x, y), (left, top) = point, corner
    return left < x < left + WIDTH and min(abs(y - top), abs(y - top - HEIGHT)) < 0.01


def premises_of(claims) -> list[tuple[str, str]]:
    return [(premise, one.id) for one in claims for premise in one.rests_on]


def mark(
    word: str = "isn’t so", does: Effect = Effect.ATTACKS, *, stands: bool = True
) -> ChartMark:
    kind, sign = ("counterpoint", "◆") if does == Effect.ATTACKS else ("source", "▲")
    return ChartMark(f"/a/{word}/", kind, sign, word, does, stands, f"{kind}: {word}")
