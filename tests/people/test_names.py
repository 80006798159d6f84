"""When two names are one, and which nobody may take."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.people.names import (
    folded,
    neat,
    problem_with,
    same_address,
    skeleton,
    spelling_problem,
)

NAMES = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


@given(NAMES)
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_another_spelling_of_the_same_characters_is_the_same_name(name: str, form: str) -> None:
    assert folded(unicodedata.normalize(form, name)) == folded(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann", "ANN"),
        ("straße", "STRASSE"),
        ("josé", "jose\u0301"),
        ("Ａｎｎ", "ann"),
        ("ﬁona", "fiona"),
        ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("K1", "\u212a1"),
    ],
)
def test_what_looks_the_same_is_one_name(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("istanbul", "İstanbul"),
        ("ISTANBUL", "İstanbul"),
        ("istanbul", "ıstanbul"),
        ("istanbul", "İSTANBUL"),
        ("istanbul", "i\u0307stanbul"),
        ("paul", "pauI"),
        ("paul", "pau1"),
        ("otto", "0tt0"),
        ("jon", "\u0237on"),
        ("cope", "\u0441\u043e\u0440\u0435"),
        ("ova", "\u03bf\u03bd\u03b1"),
        ("lёo", "lëo"),
    ],
)
def test_what_could_be_taken_for_each_other_has_one_skeleton(one: str, other: str) -> None:
    assert folded(one) != folded(other)
    assert skeleton(one) == skeleton(other)


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_another_spelling_of_a_name_has_its_skeleton(name: str, form: str) -> None:
    assert skeleton(unicodedata.normalize(form, name)) == skeleton(name)


def test_addresses_that_differ_in_case_or_width_are_one() -> None:
    assert same_address(" Ann@EXAMPLE.org ") == "ann@example.org"
    assert same_address("ann@ｅｘａｍｐｌｅ.org") == "ann@example.org"


def test_only_who_runs_the_site_may_speak_for_it() -> None:
    assert spelling_problem("admin") == ""
    assert spelling_problem("аdmin").startswith("Use letters of one script")


def test_names_that_differ_are_two() -> None:
    assert folded("ann") != folded("anna")
    assert folded("ılgaz") != folded("ilgaz")
    assert skeleton("zoe") != skeleton("zoë")
    assert skeleton("McIntosh") != skeleton("Macintosh")


@pytest.mark.parametrize(
    "name", ["ann", "Zoë", "Жанна", "Μαρία", "أمينة", "田中太郎", "たなかKen", "김민수", "o-hara_7"]
)
def test_an_honest_name_may_be_taken(name: str) -> None:
    assert problem_with(neat(name)) == ""


@pytest.mark.parametrize(
    "name",
    [
        "an\u200bn",
        "\u202eann",
        "ann\u3164",
        "an\u00adn",
        "ann\x00",
        "a\u2066nn",
        "ann\ud800",
        "ann\ufeff",
    ],
)
def test_what_cannot_be_seen_is_refused(name: str) -> None:
    assert problem_with(neat(name)).startswith("This name has characters that can’t be seen.")


@pytest.mark.parametrize("name", ["аnn", "аdmin", "раypal", "αnn", "...", "__"])
def test_look_alikes_of_another_script_are_refused(name: str) -> None:
    assert problem_with(neat(name)).startswith("Use letters of one script")


@pytest.mark.parametrize(
    "name", ["admin", "Admin", "ＡＤＭＩＮ", "Moder.ator", "former_member", "Admın", "r00t"]
)
def test_names_that_speak_for_the_site_are_refused(name: str) -> None:
    assert problem_with(neat(name)).startswith("This name could be taken for the site itself.")


def test_an_address_is_no_name_and_a_long_one_neither() -> None:
    assert problem_with("ann@example.org").startswith("Choose a name")
    assert problem_with("a" * 41) == "At most 40 characters, please."
    assert problem_with("a" * 40) == ""
