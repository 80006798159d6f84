"""Works of the same people in one bibliography."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.disambiguation import disambiguate
from annotations.sources.formatting import CITATION_STYLES, format_citation, format_in_text

DOE = [{"family": "Doe", "given": "Jane"}]


def book(title, year=1990, author=DOE, **more):
    issued = {"issued": {"date-parts": [[year]]}} if year else {}
    return {"type": "book", "title": title, "author": author, **issued, **more}


PAIR = [book("Beta: a reply"), book("The alpha")]


@pytest.mark.parametrize(
    ("style", "entries", "cited"),
    [
        (
            "apa",
            ["Doe, J. (1990a). Beta: a reply.", "Doe, J. (1990b). The alpha."],
            ["Doe, 1990a, p. 3", "Doe, 1990b, p. 3"],
        ),
        (
            "chicago",
            ["Doe, Jane. 1990a. Beta: a reply.", "Doe, Jane. 1990b. The alpha."],
            ["Doe 1990a, 3", "Doe 1990b, 3"],
        ),
        (
            "mla",
            ["Doe, Jane. Beta: a reply. 1990.", "Doe, Jane. The alpha. 1990."],
            ["Doe, Beta 3", "Doe, The alpha 3"],
        ),
        (
            "iso690",
            ["DOE, Jane, 1990a. Beta: a reply.", "DOE, Jane, 1990b. The alpha."],
            ["Doe 1990a, p. 3", "Doe 1990b, p. 3"],
        ),
    ],
)
def test_two_works_of_one_year_are_disambiguated_as_the_style_requires(style, entries, cited):
    works = disambiguate(PAIR)
    assert [format_citation(work, style).text for work in works] == entries
    assert [format_in_text(work, style, "3").text for work in works] == cited


def letters(works):
    return [work.get("year-suffix", "") for work in disambiguate(works)]


def test_letters_follow_the_order_of_titles():
    assert letters([book("B"), book("C"), book("á")]) == ["b", "c", "a"]


def test_only_the_same_people_and_year_have_letters():
    other = [{"family": "Doe", "given": "Max"}]
    works = [book("A"), book("B", 1991), book("C", author=other), book("D", author=[*DOE, *other])]
    assert letters(works) == ["", "", "", ""]
    assert [bool(work.get("disambiguate")) for work in disambiguate(works)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_initial_and_a_given_name_may_be_one_person():
    assert letters([book("A"), book("B", author=[{"family": "Doe", "given": "J."}])]) == ["b", "a"]


def test_works_without_a_year_have_letters_too():
    works = disambiguate([book("A", None), book("B", None)])
    assert [format_in_text(work).text for work in works] == ["Doe, n.d.-a", "Doe, n.d.-b"]


def test_works_without_authors_are_cited_by_title():
    assert letters([book("A", author=[]), book("B", author=[])]) == ["", ""]


def test_a_letter_from_another_bibliography_is_removed():
    assert letters([book("A", **{"year-suffix": "c"})]) == [""]


def test_after_z_comes_aa():
    assert letters([book(f"{at:03}") for at in range(28)])[24:] == ["y", "z", "aa", "ab"]


@given(
    st.lists(
        st.builds(book, st.text("ab ", max_size=3), st.sampled_from([None, 1990, 1991])), max_size=6
    ),
    st.sampled_from(sorted(set(CITATION_STYLES) - {"mla"})),
)
def test_no_two_are_cited_alike(works, style):
    cited = [format_in_text(work, style).text for work in disambiguate(works)]
    assert len(set(cited)) == len(cited)
