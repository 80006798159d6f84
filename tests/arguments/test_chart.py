"""The map of an argument: everything is drawn once, nothing overlaps, text is escaped."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.chart import ChartClaim, ChartMark, Effect, draw_chart
from annotations.arguments.chart.positions import HEIGHT, WIDTH
from annotations.arguments.chart.rows import count_crossings
from annotations.arguments.standing.standing import BaseStanding, Standing
from tests.arguments.chart_svg import (
    CONTESTED,
    SVG,
    arrows,
    boxes,
    claim,
    ends,
    mark,
    parsed,
    premises_of,
    touches,
)
from tests.arguments.strategies import graphs


@given(graphs(max_claims=14))
def test_every_claim_and_every_premise_is_drawn_once(claims):
    svg = parsed(draw_chart([claim(one.id) for one in claims], premises_of(claims)))
    links = [link.get("data-claim") for link in svg.iter(f"{SVG}a")]
    assert links == [one.id for one in claims]
    drawn = [(path.get("data-premise"), path.get("data-claim")) for path in arrows(svg)]
    here = {one.id for one in claims}
    assert sorted(drawn) == sorted(edge for edge in premises_of(claims) if edge[0] in here)


@given(graphs(max_claims=14))
def test_boxes_do_not_overlap_and_all_are_inside_the_map(claims):
    drawn = draw_chart([claim(one.id) for one in claims], premises_of(claims))
    svg = parsed(drawn)
    left, top, width, height = map(float, svg.get("viewBox").split())
    assert (width, height) == (drawn.width, drawn.height)
    corners = list(boxes(svg).values())
    for at, (x, y) in enumerate(corners):
        assert left < x < left + width - WIDTH
        assert top < y < top + height - HEIGHT
        for other_x, other_y in corners[at + 1 :]:
            assert abs(x - other_x) >= WIDTH or abs(y - other_y) >= HEIGHT


@given(graphs(max_claims=14))
def test_an_arrow_leads_from_a_premise_to_the_claim_that_rests_on_it(claims):
    svg = parsed(draw_chart([claim(one.id) for one in claims], premises_of(claims)))
    corners = boxes(svg)
    for arrow in arrows(svg):
        premise, conclusion = arrow.get("data-premise"), arrow.get("data-claim")
        if premise == conclusion:
            continue
        start, end = ends(arrow)
        assert touches(start, corners[premise])
        assert touches(end, corners[conclusion])


@given(graphs(max_claims=14))
def test_premises_are_below_the_claims_that_rest_on_them_except_in_cycles(claims):
    svg = parsed(draw_chart([claim(one.id) for one in claims], premises_of(claims)))
    corners = boxes(svg)
    for arrow in arrows(svg):
        if arrow.get("class") == "premise":
            assert corners[arrow.get("data-premise")][1] > corners[arrow.get("data-claim")][1]


@given(graphs(max_claims=10), st.data())
def test_straight_stretches_past_a_row_cross_no_box(claims, draw):
    svg = parsed(draw_chart([claim(one.id) for one in claims], premises_of(claims)))
    corners = boxes(svg)
    for arrow in arrows(svg):
        for x, y in re.findall(r"L(-?[\d.]+) (-?[\d.]+)", arrow.get("d")):
            inside = [
                id
                for id, (left, top) in corners.items()
                if left <= float(x) <= left + WIDTH and top <= float(y) <= top + HEIGHT
            ]
            assert inside == []


def test_the_arrows_of_a_cycle_are_drawn_and_described_differently():
    premises = [("a", "b"), ("b", "a"), ("c", "a"), ("d", "d")]
    svg = parsed(draw_chart([claim(id) for id in "abcd"], premises))
    kinds = {
        (path.get("data-premise"), path.get("data-claim")): path.get("class")
        for path in arrows(svg)
    }
    assert kinds == {
        ("a", "b"): "premise circle",
        ("b", "a"): "premise circle",
        ("c", "a"): "premise",
        ("d", "d"): "premise circle",
    }
    said = {path.find(f"{SVG}title").text for path in arrows(svg)}
    assert said == {"¶ 1 is a premise of ¶ 1", "¶ 1 is a premise of ¶ 1, in a circle"}
    assert svg.find(f"{SVG}desc").text == (
        "4 claims, 4 arrows from a premise to what rests on it, 3 in a circle."
    )


@pytest.mark.parametrize(
    ("standing", "kind", "lines"),
    [
        (Standing(base=BaseStanding.UNEXAMINED), "claim unexamined", [("1.2", "1.5 3.5")]),
        (Standing(base=BaseStanding.UNCHALLENGED), "claim unchallenged", [("1.2", None)]),
        (CONTESTED, "claim contested", [("2.5", None)]),
        (Standing(base=BaseStanding.ANSWERED), "claim answered", [("1.2", None), (".8", None)]),
        (
            Standing(
                base=BaseStanding.CONTESTED, contested_premises=("b",), circular=("a", "b", "a")
            ),
            "claim contested shaken circular",
            [("2.5", "7 4")],
        ),
    ],
)
def test_a_standing_is_shown_by_class_by_line_and_by_word(standing, kind, lines):
    (link,) = parsed(draw_chart([claim("a", standing=standing)], [])).iter(f"{SVG}a")
    assert link.get("class") == kind
    assert [
        (rect.get("stroke-width"), rect.get("stroke-dasharray"))
        for rect in link.findall(f"{SVG}rect")
    ] == lines
    words = [text.text for text in link.findall(f"{SVG}text")]
    assert words[-1] == kind.removeprefix("claim ").replace(" ", " · ")


def test_a_box_links_to_its_claim_and_has_the_whole_wording_as_title():
    words = "A claim in so many words that two lines of a box will never hold them all, whatever"
    (link,) = parsed(draw_chart([claim("a", words)], [])).iter(f"{SVG}a")
    assert link.get("href") == "/a/a/"
    assert link.find(f"{SVG}title").text == (
        f"¶ 1: {words} (contested; 1 of 2 counterpoints stands)"
    )
    assert [text.text for text in link.findall(f"{SVG}text")] == [
        "¶ 1",
        "◆ 2 ▲ 1",
        "A claim in so many words",
        "that two lines of a box…",
        "contested",
    ]


hostile = st.sampled_from(
    [
        "</svg><script>alert(1)</script>",
        '" onload="alert(1)',
        "&lt;&",
        "\x00\x0b\ud800\uffff",
        "]]>",
    ]
)


@given(st.text(max_size=40) | hostile, st.text(max_size=20) | hostile)
def test_markup_in_a_wording_is_escaped(words, other):
    one = ChartClaim(other, words, other, other, CONTESTED)
    drawn = draw_chart([one], [(other, other)], title=words, name="map")
    svg = parsed(drawn)
    names = {element.tag.removeprefix(SVG) for element in svg.iter()}
    known = {"svg", "title", "desc", "defs", "marker", "path", "g", "a", "rect", "text"}
    assert names <= known
    attributes = {name for element in svg.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or name == "style"}


def test_crossings_are_counted_as_pairs_of_arrows():
    upper, lower = ["a", "b", "c"], ["x", "y"]
    assert count_crossings([upper, lower], {"a": ["y"], "b": ["x"], "c": ["x"]}) == 2
    assert count_crossings([upper, lower], {"a": ["x"], "b": ["x", "y"], "c": ["y"]}) == 0


def test_two_pairs_of_claims_are_drawn_without_a_crossing():
    svg = parsed(draw_chart([claim(id) for id in "abxy"], [("x", "b"), ("y", "a"), ("x", "a")]))
    corners = boxes(svg)
    left_to_right = sorted("xy", key=lambda id: corners[id])
    assert sorted("ab", key=lambda id: corners[id]) == (
        ["b", "a"] if left_to_right == ["x", "y"] else ["a", "b"]
    )


@given(graphs(max_claims=12), st.data())
def test_the_map_does_not_depend_on_the_order_of_the_premises(claims, draw):
    boxes_ = [claim(one.id) for one in claims]
    premises = premises_of(claims)
    shuffled = draw.draw(st.permutations(premises))
    assert draw_chart(boxes_, premises + premises).svg == draw_chart(boxes_, shuffled).svg


def hung(*marks: ChartMark, more: int = 0) -> ET.Element:
    one = ChartClaim("a", "Alliances deter", "¶ 1", "/claim/", CONTESTED, marks, more)
    return parsed(draw_chart([one], []))


@pytest.mark.parametrize(
    ("does", "line"),
    [
        (Effect.ATTACKS, (None, "url(#map-attack-tip)")),
        (Effect.SUPPORTS, ("5 3", "url(#map-support-tip)")),
        (Effect.ADDS, ("1.5 3", None)),
    ],
)
def test_each_effect_of_an_annotation_has_a_line_of_its_own_style(does, line):
    svg = hung(mark("so it is", does))
    (link,) = (link for link in svg.iter(f"{SVG}a") if link.get("class").startswith("mark"))
    (path,) = link.findall(f"{SVG}path")
    assert (path.get("stroke-dasharray"), path.get("marker-end")) == line
    (_, top) = boxes(svg)["a"]
    numbers = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", path.get("d"))]
    assert numbers[-1] == top + HEIGHT
    assert link.get("href") == "/a/so it is/"
    assert link.find(f"{SVG}title").text.endswith("so it is")


def test_an_answered_mark_is_struck_out_and_further_marks_are_counted():
    svg = hung(mark(), mark("unclear", stands=False), more=4)
    words = [(text.text, text.get("text-decoration")) for text in svg.iter(f"{SVG}text")]
    assert words[-3:] == [("◆ isn’t so", None), ("◆ unclear", "line-through"), ("+ 4 more", None)]
    (more,) = (link for link in svg.iter(f"{SVG}a") if link.get("class") == "more")
    assert more.get("href") == "/claim/"
    assert svg.find(f"{SVG}desc").text.endswith(" Under them 2 of 6 counterpoints and sources.")


@given(graphs(max_claims=14), st.lists(st.integers(0, 4), min_size=14, max_size=14))
def test_marks_cover_no_box_and_arrows_still_reach_their_boxes(claims, rows):
    listed = [
        ChartClaim(
            one.id, "Deter", "¶ 1", "/", CONTESTED, (mark("x"),) * min(number, 3), number // 4
        )
        for one, number in zip(claims, rows, strict=False)
    ]
    drawn = draw_chart(listed, premises_of(claims))
    svg = parsed(drawn)
    corners = boxes(svg)
    for hit in (rect for rect in svg.iter(f"{SVG}rect") if rect.get("class") == "hit"):
        x, y = float(hit.get("x")), float(hit.get("y")) + 1
        over = [
            id
            for id, (left, top) in corners.items()
            if left <= x <= left + WIDTH and top <= y <= top + HEIGHT
        ]
        assert over == []
    for arrow in arrows(svg):
        premise, conclusion = arrow.get("data-premise"), arrow.get("data-claim")
        if premise != conclusion:
            start, end = ends(arrow)
            assert touches(start, corners[premise])
            assert touches(end, corners[conclusion])
