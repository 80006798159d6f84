"""When two wordings say the same: pure rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.claims.wording_comparison import in_essence, same

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
    assert same(ALONE, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("读书是孤独的。", "读书是孤独的"),
        ("اکیلا پڑھنا آسان ہے۔", "اکیلا پڑھنا آسان ہے"),
    ],
)
def test_so_it_is_in_other_languages(one: str, other: str) -> None:
    assert same(one, other)


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
    assert not same(ALONE, other)


@given(WORDINGS, WORDINGS, st.sampled_from(["", " ", "  "]))
def test_however_it_is_typed_it_says_the_same(one: str, other: str, more: str) -> None:
    assert same(f"{one} {other}", f"{more}{one} {more}{other}{more}")
    assert same(one, other) == same(other, one) == (in_essence(one) == in_essence(other))


@given(WORDINGS)
def test_some_words_always_stay(wording: str) -> None:
    assert bool(in_essence(wording)) == bool(wording.strip())
