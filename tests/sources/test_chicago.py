"""Chicago author-date, 17th edition, by the rules of its manual (our own examples)."""

import pytest

from annotations.sources.formatting import format_citation, format_in_text
from annotations.sources.styles.page_ranges import chicago_page_ranges

SNYDER = {"family": "Snyder", "given": "Glenn H."}
WALT = {"family": "Walt", "given": "Stephen M."}
ARTICLE = {
    "type": "article-journal",
    "author": [SNYDER],
    "issued": {"date-parts": [[1984, 7]]},
    "title": "The Security Dilemma",
    "container-title": "World Politics",
    "volume": "36",
    "issue": "4",
    "page": "461-495",
}


def chicago(**work):
    return format_citation(work, "chicago").html


def test_a_journal_article():
    assert chicago(**ARTICLE, DOI="10.2307/2010183") == (
        "Snyder, Glenn H. 1984. “The Security Dilemma.” <i>World Politics</i> 36 (4): 461–95. "
        "https://doi.org/10.2307/2010183."
    )


def test_a_newspaper_article_has_its_day():
    assert chicago(
        type="article-newspaper", author=[WALT], issued={"date-parts": [[2019, 5, 3]]},
        title="Friends in Need?", **{"container-title": "The Paper"},
    ) == "Walt, Stephen M. 2019. “Friends in Need?” <i>The Paper</i>, May 3, 2019."  # fmt: skip


def test_a_book():
    assert chicago(
        type="book", author=[WALT], issued={"date-parts": [[1990]]}, title="Alliances",
        edition="2", publisher="Cornell", **{"publisher-place": "Ithaca"},
    ) == "Walt, Stephen M. 1990. <i>Alliances</i>. 2nd ed. Ithaca: Cornell."  # fmt: skip


def test_an_edited_book_without_year():
    assert chicago(type="book", editor=[SNYDER, WALT], title="Alliances", publisher="Press") == (
        "Snyder, Glenn H., and Stephen M. Walt, eds. n.d. <i>Alliances</i>. Press."
    )


def test_a_chapter():
    assert chicago(
        type="chapter", author=[SNYDER], editor=[WALT], issued={"date-parts": [[2001]]},
        title="Bargaining", page="103-109", publisher="Press",
        **{"container-title": "Alliances", "publisher-place": "Oxford"},
    ) == (
        "Snyder, Glenn H. 2001. “Bargaining.” In <i>Alliances</i>, edited by Stephen M. Walt, "
        "103–9. Oxford: Press."
    )  # fmt: skip


def test_a_dissertation():
    assert chicago(
        type="thesis", author=[WALT], issued={"date-parts": [[1983]]}, title="Balancing",
        genre="PhD thesis", publisher="University",
    ) == "Walt, Stephen M. 1983. “Balancing.” PhD diss., University."  # fmt: skip


def test_a_report():
    assert chicago(
        type="report", author=[{"literal": "World Council"}], issued={"date-parts": [[2011]]},
        title="Treaties Kept", genre="Working Paper", number="12",
    ) == "World Council. 2011. <i>Treaties Kept</i>. Working Paper 12."  # fmt: skip


def test_a_page_of_a_web_site():
    assert chicago(
        type="webpage", author=[WALT], issued={"date-parts": [[2020, 2, 11]]}, title="On Friends",
        URL="https://example.org/friends", **{"container-title": "The Site"},
    ) == (
        "Walt, Stephen M. 2020. “On Friends.” The Site. February 11, 2020. "
        "https://example.org/friends."
    )  # fmt: skip


def test_without_author_the_title_comes_first():
    assert chicago(
        type="document", title="A Letter", issued={"date-parts": [[1850]], "circa": 1}
    ) == ("<i>A Letter</i>. ca. 1850.")


def test_of_eleven_authors_seven_are_named():
    people = [{"family": f"N{number}", "given": "A."} for number in range(1, 12)]
    assert chicago(**{**ARTICLE, "author": people}).startswith(
        "N1, A., A. N2, A. N3, A. N4, A. N5, A. N6, A. N7, et al. 1984."
    )


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ([SNYDER], "Snyder 1984, 466"),
        ([SNYDER, WALT], "Snyder and Walt 1984, 466"),
        ([SNYDER, WALT, SNYDER], "Snyder, Walt, and Snyder 1984, 466"),
        ([SNYDER, WALT, SNYDER, WALT], "Snyder et al. 1984, 466"),
        ([SNYDER, {"literal": "others"}], "Snyder et al. 1984, 466"),
        ([], "“The Security Dilemma” 1984, 466"),
    ],
)
def test_in_the_text(names, written):
    assert format_in_text({**ARTICLE, "author": names}, "chicago", "466").text == written


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("3–10", "3–10"),
        ("71–72", "71–72"),
        ("96–117", "96–117"),
        ("100–104", "100–104"),
        ("1100–1113", "1100–1113"),
        ("101–108", "101–8"),
        ("808–833", "808–33"),
        ("1103–1104", "1103–4"),
        ("321–328", "321–28"),
        ("498–532", "498–532"),
        ("1087–1089", "1087–89"),
        ("1496–1500", "1496–500"),
        ("e12–e15", "e12–e15"),
    ],
)
def test_page_ranges_are_shortened_by_section_9_61(pages, written):
    assert chicago_page_ranges(pages) == written
