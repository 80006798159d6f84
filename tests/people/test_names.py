"""Comparing user names, and names that nobody may take."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.people.names import (
    fold_name,
    normalize_address,
    normalize_name,
    skeleton,
    spelling_problem,
    username_problem,
)

NAMES = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


@given(NAMES)
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_every_unicode_normal_form_of_a_name_is_the_same_name(name: str, form: str) -> None:
    assert fold_name(unicodedata.normalize(form, name)) == fold_name(name)


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
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


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
    assert fold_name(one) != fold_name(other)
    assert skeleton(one) == skeleton(other)


@given(NAMES, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_another_spelling_of_a_name_has_its_skeleton(name: str, form: str) -> None:
    assert skeleton(unicodedata.normalize(form, name)) == skeleton(name)


def test_addresses_that_differ_in_case_or_width_are_one() -> None:
    assert normalize_address(" Ann@EXAMPLE.org ") == "ann@example.org"
    assert normalize_address("ann@ｅｘａｍｐｌｅ.org") == "ann@example.org"


def test_only_who_runs_the_site_may_speak_for_it() -> None:
    assert spelling_problem("admin") == ""
    assert spelling_problem("аdmin").startswith("Use letters of one script")


def test_different_names_stay_different() -> None:
    assert fold_name("ann") != fold_name("anna")
    assert fold_name("ılgaz") != fold_name("ilgaz")
    assert skeleton("zoe") != skeleton("zoë")
    assert skeleton("McIntosh") != skeleton("Macintosh")


@pytest.mark.parametrize(
    "name", ["ann", "Zoë", "Жанна", "Μαρία", "أمينة", "田中太郎", "たなかKen", "김민수", "o-hara_7"]
)
def test_an_ordinary_name_is_allowed(name: str) -> None:
    assert username_problem(normalize_name(name)) == ""


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
def test_invisible_characters_are_refused(name: str) -> None:
    assert username_problem(normalize_name(name)).startswith(
        "This name has characters that can’t be seen."
    )


@pytest.mark.parametrize("name", ["аnn", "аdmin", "раypal", "αnn", "...", "__"])
def test_names_that_mix_look_alike_scripts_are_refused(name: str) -> None:
    assert username_problem(normalize_name(name)).startswith("Use letters of one script")


@pytest.mark.parametrize(
    "name", ["admin", "Admin", "ＡＤＭＩＮ", "Moder.ator", "former_member", "Admın", "r00t"]
)
def test_reserved_names_are_refused(name: str) -> None:
    assert username_problem(normalize_name(name)).startswith(
        "This name could be taken for the site itself."
    )


def test_e_mail_addresses_and_long_names_are_refused() -> None:
    assert username_problem("ann@example.org").startswith("Choose a name")
    assert username_problem("a" * 41) == "At most 40 characters, please."
    assert username_problem("a" * 40) == ""
