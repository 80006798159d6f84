"""MLA style, 9th edition, by the rules of its handbook (our own examples)."""

import pytest

from annotations.sources.formatting import format_citation, format_in_text
from annotations.sources.styles.page_ranges import mla_page_ranges

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


def mla(**work):
    return format_citation(work, "mla").html


def test_a_journal_article():
    assert mla(**ARTICLE, DOI="10.2307/2010183") == (
        "Snyder, Glenn H. “The Security Dilemma.” <i>World Politics</i>, vol. 36, no. 4, "
        "July 1984, pp. 461–95, https://doi.org/10.2307/2010183."
    )


def test_a_magazine_article_has_its_day_first():
    assert mla(
        type="article-magazine", author=[WALT], issued={"date-parts": [[2019, 9, 3]]},
        title="Friends in Need?", page="12", **{"container-title": "Notes"},
    ) == "Walt, Stephen M. “Friends in Need?” <i>Notes</i>, 3 Sept. 2019, p. 12."  # fmt: skip


def test_a_book():
    assert mla(
        type="book", author=[WALT], issued={"date-parts": [[1990]]}, title="Alliances",
        edition="2", publisher="Cornell", **{"publisher-place": "Ithaca"},
    ) == "Walt, Stephen M. <i>Alliances</i>. 2nd ed., Cornell, 1990."  # fmt: skip


def test_an_edited_book():
    assert mla(
        type="book", editor=[SNYDER], issued={"date-parts": [[2001]]}, title="A", publisher="Press"
    ) == "Snyder, Glenn H., editor. <i>A</i>. Press, 2001."  # fmt: skip


def test_a_chapter():
    assert mla(
        type="chapter", author=[SNYDER], editor=[WALT], translator=[SNYDER, WALT, SNYDER],
        issued={"date-parts": [[2001]]}, title="Bargaining", page="103-109", publisher="Press",
        **{"container-title": "Alliances"},
    ) == (
        "Snyder, Glenn H. “Bargaining.” <i>Alliances</i>, translated by Glenn H. Snyder et al., "
        "edited by Stephen M. Walt, Press, 2001, pp. 103–09."
    )  # fmt: skip


def test_a_dissertation():
    assert mla(
        type="thesis", author=[WALT], issued={"date-parts": [[1983]]}, title="Balancing",
        genre="PhD dissertation", publisher="University",
    ) == "Walt, Stephen M. <i>Balancing</i>. 1983. University, PhD dissertation."  # fmt: skip


def test_a_report_whose_author_published_it():
    assert mla(
        type="report", author=[{"literal": "World Council"}], issued={"date-parts": [[2011]]},
        title="Treaties Kept", publisher="World Council", number="12",
    ) == "World Council. <i>Treaties Kept</i>. No. 12, 2011."  # fmt: skip


def test_a_page_of_a_web_site_without_date():
    assert mla(
        type="webpage", author=[WALT], title="On Friends", URL="https://example.org/friends",
        publisher="The Site", **{"container-title": "The Site"},
    ) == (
        "Walt, Stephen M. “On Friends.” <i>The Site</i>, https://example.org/friends."
    )  # fmt: skip


def test_a_set_of_data():
    assert mla(
        type="dataset", author=[WALT], title="Treaties", version="2.1", publisher="Archive"
    ) == ("Walt, Stephen M. “Treaties.” Version 2.1, Archive.")


@pytest.mark.parametrize(
    ("names", "listed", "cited"),
    [
        ([SNYDER, WALT], "Snyder, Glenn H., and Stephen M. Walt.", "Snyder and Walt 466"),
        ([SNYDER, WALT, SNYDER], "Snyder, Glenn H., et al.", "Snyder et al. 466"),
        ([], "", "“The Security Dilemma” 466"),
    ],
)
def test_two_authors_are_named_and_of_three_the_first(names, listed, cited):
    work = {**ARTICLE, "author": names}
    assert (
        mla(**work)
        == (
            f"{listed} “The Security Dilemma.” <i>World Politics</i>, vol. 36, no. 4, July 1984, "
            "pp. 461–95."
        ).strip()
    )
    assert format_in_text(work, "mla", "466").text == cited


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("21–48", "21–48"),
        ("96–101", "96–101"),
        ("103–104", "103–04"),
        ("395–401", "395–401"),
        ("923–1003", "923–1003"),
        ("1003–1005", "1003–05"),
        ("1608–1774", "1608–774"),
        ("461–495", "461–95"),
    ],
)
def test_page_ranges_keep_two_digits(pages, written):
    assert mla_page_ranges(pages) == written
