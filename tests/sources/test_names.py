"""Names as BibTeX and RIS write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.csl.names import (
    read_inverted_name,
    read_inverted_names,
    write_inverted_name,
)
from annotations.sources.formats.bibtex.names import read_bibtex_names, write_bibtex_names


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
    assert read_bibtex_names(written) == [name]


def test_and_others_stays_at_the_end():
    names = [{"family": "Snyder", "given": "Glenn"}, {"literal": "others"}]
    assert read_bibtex_names("Glenn Snyder and others") == names
    assert write_bibtex_names(names) == "Snyder, Glenn and others"


def test_five_hundred_authors_are_five_hundred():
    assert len(read_bibtex_names(" and ".join(["Doe, Jane"] * 500))) == 500


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
    assert read_inverted_name(line) == name


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
    assert read_bibtex_names(write_bibtex_names(names)) == names


@given(NAME)
def test_any_name_comes_back_from_ris(name):
    assert read_inverted_name(write_inverted_name(name)) == name


def test_options_of_a_list_are_no_names():
    assert read_bibtex_names("useprefix=true and Jane Doe") == [{"family": "Doe", "given": "Jane"}]


DOE, ROE = {"family": "Doe", "given": "J."}, {"family": "Roe", "given": "K."}
OTHERS = {"literal": "others"}


@pytest.mark.parametrize("particle", ["van der", "d'", "d’", "'s-", "abbé d'"])
def test_a_particle_is_told_from_the_surname_in_ris(particle):
    name = {"family": "Hooft", "given": "Pieter", "non-dropping-particle": particle}
    assert read_inverted_name(f"{particle} Hooft, Pieter") == name
    assert write_inverted_name(name) == f"{particle} Hooft, Pieter"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Doe, J.; Roe, K.;", [DOE, ROE]),
        ("Doe, J.; others", [{"family": "Doe", "given": "J.; others"}]),
        ("Sons; Daughters", [{"literal": "Sons; Daughters"}]),
        ("et al.", [OTHERS]),
    ],
)
def test_several_people_on_one_line_are_divided_at_semicolons(line, names):
    assert read_inverted_names(line) == names


def test_names_are_understood_as_people_write_them():
    assert read_bibtex_names("Doe, J.; Roe, K. and et al.") == [DOE, ROE, OTHERS]
    assert read_bibtex_names("{Doe, J.; Roe, K.}") == [{"literal": "Doe, J.; Roe, K."}]
    king = {"family": "King", "given": "M. L.", "suffix": "Jr."}
    assert read_bibtex_names("King, M. L., Jr. and King, Jr., M. L.") == [king, king]
