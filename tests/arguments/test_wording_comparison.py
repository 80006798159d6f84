"""When two wordings of a claim count as the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.arguments.claims.wording_comparison import normalised_wording, same_wording
from annotations.character_folding.invisible_characters import without_invisible

ALONE = "Reading alone is comfortable"
WORDINGS = st.text(min_size=1)


@pytest.mark.parametrize(
    "other",
    [
        ALONE,
        ALONE.upper(),
        "reading alone is comfortable.",
        "  Reading  alone\tis comfortable . ",
        "\ufeffRead\u00ading alone\u200b is comfort\u200dable.\u200e",
    ],
)
def test_case_white_space_and_the_full_stop_make_no_difference(other: str) -> None:
    assert same_wording(ALONE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("读书是孤独的。", "读书是孤独的"),
        ("اکیلا پڑھنا آسان ہے۔", "اکیلا پڑھنا آسان ہے"),
    ],
)
def test_wordings_in_other_languages_match_in_the_same_way(one: str, other: str) -> None:
    assert same_wording(one, other)


@pytest.mark.parametrize(
    "other",
    [
        f"{ALONE}?",
        f"{ALONE}!",
        "Reading a lone is comfortable",
        "Reading alone is uncomfortable",
        "",
    ],
)
def test_every_other_difference_makes_another_claim(other: str) -> None:
    assert not same_wording(ALONE, other)


@given(WORDINGS, WORDINGS, st.sampled_from(["", " ", "  "]))
def test_wordings_match_regardless_of_case_spacing_and_full_stop(
    one: str, other: str, more: str
) -> None:
    assert same_wording(f"{one} {other}", f"{more}{one} {more}{other}{more}")
    assert (
        same_wording(one, other)
        == same_wording(other, one)
        == (normalised_wording(one) == normalised_wording(other))
    )


@given(WORDINGS)
@example("\u00ad")
def test_a_normalised_wording_is_empty_only_where_nothing_can_be_seen(wording: str) -> None:
    assert bool(normalised_wording(wording)) == bool(without_invisible(wording).strip())
