"""ISO 690, name and date (our own examples)."""

import pytest

from annotations.sources.formatting import format_citation, format_in_text

SNYDER = {"family": "Snyder", "given": "Glenn H."}
WALT = {"family": "Walt", "given": "Stephen M."}
ARTICLE = {
    "type": "article-journal",
    "author": [SNYDER],
    "issued": {"date-parts": [[1984, 7]]},
    "title": "The security dilemma",
    "container-title": "World Politics",
    "volume": "36",
    "issue": "4",
    "page": "461-95",
}


def iso(**work):
    return format_citation(work, "iso690").html


def test_a_journal_article():
    assert iso(**ARTICLE, DOI="10.2307/2010183") == (
        "SNYDER, Glenn H., 1984. The security dilemma. <i>World Politics</i>. Vol. 36, no. 4, "
        "pp. 461–495. Available from: https://doi.org/10.2307/2010183"
    )


def test_a_newspaper_article():
    assert iso(
        type="article-newspaper", author=[WALT], issued={"date-parts": [[2019, 5, 3]]},
        title="Friends", page="2", **{"container-title": "The Paper"},
    ) == "WALT, Stephen M., 2019. Friends. <i>The Paper</i>. 3 May 2019, p. 2."  # fmt: skip


def test_a_book():
    assert iso(
        type="book", author=[WALT], issued={"date-parts": [[1990]]}, title="Alliances",
        edition="2", publisher="Cornell", ISBN="9780801494185", **{"publisher-place": "Ithaca"},
    ) == (
        "WALT, Stephen M., 1990. <i>Alliances</i>. 2nd ed. Ithaca: Cornell. ISBN 9780801494185."
    )  # fmt: skip


def test_a_chapter():
    assert iso(
        type="chapter", author=[SNYDER], editor=[WALT], issued={"date-parts": [[2001]]},
        title="Bargaining", page="3-20", publisher="Press",
        **{"container-title": "Alliances", "publisher-place": "Oxford"},
    ) == (
        "SNYDER, Glenn H., 2001. Bargaining. In: WALT, Stephen M. (ed.), <i>Alliances</i>. "
        "Oxford: Press, pp. 3–20."
    )  # fmt: skip


def test_a_thesis():
    assert iso(
        type="thesis", author=[WALT], issued={"date-parts": [[1983]]}, title="Balancing",
        genre="PhD thesis", publisher="University",
    ) == "WALT, Stephen M., 1983. <i>Balancing</i>. PhD thesis. University."  # fmt: skip


def test_a_page_of_a_web_site_says_when_it_was_seen():
    assert iso(
        type="webpage", author=[WALT], issued={"date-parts": [[2020, 2, 11]]}, title="On friends",
        URL="https://example.org/friends", accessed={"date-parts": [[2021, 3, 3]]},
    ) == (
        "WALT, Stephen M., 2020. <i>On friends</i> [online]. 11 February 2020. "
        "[viewed 3 March 2021]. Available from: https://example.org/friends"
    )  # fmt: skip


def test_without_author_and_year():
    assert iso(type="book", title="A letter") == "<i>A letter</i>, n.d."


@pytest.mark.parametrize(
    ("names", "listed", "cited"),
    [
        ([SNYDER, WALT], "SNYDER, Glenn H. and WALT, Stephen M.", "Snyder and Walt 1984, p. 466"),
        ([SNYDER, WALT, SNYDER, WALT], "SNYDER, Glenn H. et al.", "Snyder et al. 1984, p. 466"),
        ([{"family": "Gogh", "non-dropping-particle": "van"}], "VAN GOGH", "van Gogh 1984, p. 466"),
    ],
)
def test_up_to_three_authors_are_named(names, listed, cited):
    work = {**ARTICLE, "author": names}
    assert iso(**work).partition(", 1984.")[0] == listed
    assert format_in_text(work, "iso690", "466").text == cited
