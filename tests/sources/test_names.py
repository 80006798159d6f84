"""Names as BibTeX and RIS write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.csl.names import (
    name_from_ris,
    name_to_ris,
    names_from_bibtex,
    names_from_ris,
    names_to_bibtex,
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Donald E. Knuth", {"family": "Knuth", "given": "Donald E."}),
        ("Knuth, Donald E.", {"family": "Knuth", "given": "Donald E."}),
        (r"Jos\'e Mu\~noz", {"family": "Muñoz", "given": "José"}),
        (
            "useprefix=true, prefix=van, family=Dijk, given=Marten",
            {"family": "Dijk", "given": "Marten", "non-dropping-particle": "van"},
        ),
        (
            "Ludwig van Beethoven",
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        ),
        (
            "von der Leyen, Ursula",
            {"family": "Leyen", "given": "Ursula", "non-dropping-particle": "von der"},
        ),
        (
            "Humboldt, Alexander von",
            {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
        ),
        ("{van Gogh}, Vincent", {"family": "van Gogh", "given": "Vincent"}),
        ("King, Jr., Martin Luther", {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
        ("Martin Luther King Jr.", {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
        ("{World Health Organization}", {"literal": "World Health Organization"}),
        ("{Simon and Schuster}", {"literal": "Simon and Schuster"}),
        ("Plato", {"family": "Plato"}),
        (r"{\'E}tienne Ghys", {"family": "Ghys", "given": "Étienne"}),
        (
            "family=Hasselberg, given=Nils, prefix=von",
            {"family": "Hasselberg", "given": "Nils", "non-dropping-particle": "von"},
        ),
    ],
)
def test_a_name_is_read(written, name):
    assert names_from_bibtex(written) == [name]


def test_and_others_stays_at_the_end():
    names = [{"family": "Snyder", "given": "Glenn"}, {"literal": "others"}]
    assert names_from_bibtex("Glenn Snyder and others") == names
    assert names_to_bibtex(names) == "Snyder, Glenn and others"


def test_five_hundred_authors_are_five_hundred():
    assert len(names_from_bibtex(" and ".join(["Doe, Jane"] * 500))) == 500


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Snyder, Glenn H.", {"family": "Snyder", "given": "Glenn H."}),
        ("King, Martin Luther, Jr.", {"family": "King", "given": "Martin Luther", "suffix": "Jr."}),
        ("de Gaulle, Charles",
         {"family": "Gaulle", "given": "Charles", "non-dropping-particle": "de"}),
        ("World Health Organization", {"literal": "World Health Organization"}),
        ("Plato,", {"family": "Plato"}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_name_in_ris_is_read(line, name):
    assert name_from_ris(line) == name


WORD = st.text(st.sampled_from("abcdefgÀéßłABC{}\\$&-'’.,") , min_size=1, max_size=8)  # fmt: skip
WORDS = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
PARTICLE = st.sampled_from(["von", "de la", "van der"])
NAME = st.fixed_dictionaries({"literal": WORDS}) | st.fixed_dictionaries(
    {"family": WORDS},
    optional={
        "given": WORDS,
        "non-dropping-particle": PARTICLE,
        "suffix": st.sampled_from(["Jr.", "III"]),
    },
)


@given(st.lists(NAME, max_size=4))
def test_any_names_come_back_from_bibtex(names):
    assert names_from_bibtex(names_to_bibtex(names)) == names


@given(NAME)
def test_any_name_comes_back_from_ris(name):
    assert name_from_ris(name_to_ris(name)) == name


def test_options_of_a_list_are_no_names():
    assert names_from_bibtex("useprefix=true and Jane Doe") == [{"family": "Doe", "given": "Jane"}]


DOE, ROE = {"family": "Doe", "given": "J."}, {"family": "Roe", "given": "K."}
OTHERS = {"literal": "others"}


@pytest.mark.parametrize("particle", ["van der", "d'", "d’", "'s-", "abbé d'"])
def test_a_particle_is_told_from_the_surname_in_ris(particle):
    name = {"family": "Hooft", "given": "Pieter", "non-dropping-particle": particle}
    assert name_from_ris(f"{particle} Hooft, Pieter") == name
    assert name_to_ris(name) == f"{particle} Hooft, Pieter"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Doe, J.; Roe, K.;", [DOE, ROE]),
        ("Doe, J.; others", [{"family": "Doe", "given": "J.; others"}]),
        ("Sons; Daughters", [{"literal": "Sons; Daughters"}]),
        ("et al.", [OTHERS]),
    ],
)
def test_people_on_one_line_are_told_apart_where_it_is_plain(line, names):
    assert names_from_ris(line) == names


def test_names_are_understood_as_people_write_them():
    assert names_from_bibtex("Doe, J.; Roe, K. and et al.") == [DOE, ROE, OTHERS]
    assert names_from_bibtex("{Doe, J.; Roe, K.}") == [{"literal": "Doe, J.; Roe, K."}]
    king = {"family": "King", "given": "M. L.", "suffix": "Jr."}
    assert names_from_bibtex("King, M. L., Jr. and King, Jr., M. L.") == [king, king]
