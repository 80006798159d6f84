"""Comparing user names, and names that nobody may take."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.people.names import fold_name, normalize_name, username_problem

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


def test_different_names_stay_different() -> None:
    assert fold_name("ann") != fold_name("anna")
    assert fold_name("ılgaz") != fold_name("ilgaz")


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


@pytest.mark.parametrize("name", ["admin", "Admin", "ＡＤＭＩＮ", "Moder.ator", "former_member"])
def test_reserved_names_are_refused(name: str) -> None:
    assert username_problem(normalize_name(name)).startswith(
        "This name could be taken for the site itself."
    )


def test_e_mail_addresses_and_long_names_are_refused() -> None:
    assert username_problem("ann@example.org").startswith("Choose a name")
    assert username_problem("a" * 41) == "At most 40 characters, please."
    assert username_problem("a" * 40) == ""
