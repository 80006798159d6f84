"""When two wordings say the same: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.claims.wording_comparison import normalised_wording, same_wording

ALONE = "Reading alone is comfortable"
WORDINGS = st.text(min_size=1)


@pytest.mark.parametrize(
    "other",
    [
        ALONE,
        ALONE.upper(),
        "reading alone is comfortable.",
        "  Reading  alone\tis comfortable . ",
    ],
)
def test_case_spaces_and_the_full_stop_make_no_other_claim(other: str) -> None:
    assert same_wording(ALONE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("读书是孤独的。", "读书是孤独的"),
        ("اکیلا پڑھنا آسان ہے۔", "اکیلا پڑھنا آسان ہے"),
    ],
)
def test_so_it_is_in_other_languages(one: str, other: str) -> None:
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
def test_everything_else_does(other: str) -> None:
    assert not same_wording(ALONE, other)


@given(WORDINGS, WORDINGS, st.sampled_from(["", " ", "  "]))
def test_however_it_is_typed_it_says_the_same(one: str, other: str, more: str) -> None:
    assert same_wording(f"{one} {other}", f"{more}{one} {more}{other}{more}")
    assert (
        same_wording(one, other)
        == same_wording(other, one)
        == (normalised_wording(one) == normalised_wording(other))
    )


@given(WORDINGS)
def test_some_words_always_stay(wording: str) -> None:
    assert bool(normalised_wording(wording)) == bool(wording.strip())
