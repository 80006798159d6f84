"""The texts on the map fit, and have their own direction."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.chart import ChartClaim, draw_chart
from annotations.arguments.chart.positions import WIDTH
from annotations.arguments.chart.text_metrics import text_width, wrap_text
from tests.arguments.chart_svg import CONTESTED, SVG, boxes, mark, parsed


@given(st.text(max_size=80), st.floats(40, 300))
def test_wrapped_lines_fit_and_missing_text_is_marked_by_an_ellipsis(text, room):
    lines = wrap_text(text, 13, (room, room))
    assert len(lines) <= 2
    assert all(text_width(line, 13) <= room for line in lines)
    if not any(line.endswith("…") for line in lines):
        assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_word_too_long_for_a_line_is_broken():
    assert wrap_text("Donaudampfschifffahrt", 10, (60, 200)) == ["Donaudam", "pfschifffahrt"]


def test_in_a_language_from_right_to_left_each_text_starts_on_its_own_side():
    one = ChartClaim("a", "Alliances deter", "¶ 1", "/", CONTESTED, (mark(),))
    other = ChartClaim("b", "القراءة", "¶ 2", "/", CONTESTED)
    sides = {"a": "left", "b": "right"}
    for direction in ("ltr", "rtl"):
        svg = parsed(draw_chart([one, other], [], direction=direction))
        assert svg.get("direction") == direction
        corners = boxes(svg)
        for link in (each for each in svg.iter(f"{SVG}a") if each.get("data-claim")):
            left = corners[link.get("data-claim")][0]
            place, counts, wording, state = link.findall(f"{SVG}text")
            middle = left + WIDTH / 2
            assert (float(place.get("x")) < middle) == (direction == "ltr")
            assert (float(counts.get("x")) < middle) == (direction == "rtl")
            assert (float(state.get("x")) < middle) == (direction == "ltr")
            side = "left" if float(wording.get("x")) < middle else "right"
            assert side == sides[link.get("data-claim")]
            own = "rtl" if side == "right" else "ltr"
            assert wording.get("direction", direction) == own
    (label,) = (each for each in svg.iter(f"{SVG}text") if "isn’t so" in each.text)
    assert label.get("text-anchor") == "end"
