"""APA style, 7th edition, by the rules of its manual (our own examples)."""

import pytest

from annotations.sources.formatting import format_citation, format_in_text

SNYDER = {"family": "Snyder", "given": "Glenn H."}
WALT = {"family": "Walt", "given": "Stephen M."}
ARTICLE = {
    "type": "article-journal",
    "author": [SNYDER],
    "issued": {"date-parts": [[1984, 7]]},
    "title": "The security dilemma in alliance politics",
    "container-title": "World Politics",
    "volume": "36",
    "issue": "4",
    "page": "461-95",
    "DOI": "10.2307/2010183",
}


def people(count):
    return [{"family": f"Name{number}", "given": "A. B."} for number in range(1, count + 1)]


def authors(names):
    return format_citation({**ARTICLE, "author": names}).text.split(" (1984)")[0]


def apa(**work):
    return format_citation(work).html


def test_a_journal_article():
    assert format_citation(ARTICLE).html == (
        "Snyder, G. H. (1984). The security dilemma in alliance politics. <i>World Politics</i>, "
        "<i>36</i>(4), 461–495. https://doi.org/10.2307/2010183"
    )


def test_a_magazine_article_has_its_day():
    assert (
        apa(
            type="article-magazine",
            author=[WALT],
            issued={"date-parts": [[2019, 5, 3]]},
            title="Friends in need",
            **{"container-title": "Foreign Notes"},
        )
        == "Walt, S. M. (2019, May 3). Friends in need. <i>Foreign Notes</i>."
    )


def test_a_book_in_its_second_edition():
    assert apa(
        type="book",
        author=[WALT],
        issued={"date-parts": [[1990]]},
        title="The origins of alliances",
        edition="2",
        publisher="Cornell University Press",
    ) == (
        "Walt, S. M. (1990). <i>The origins of alliances</i> (2nd ed.). Cornell University Press."
    )


def test_an_edited_book_without_author_stands_under_its_editors():
    assert (
        apa(
            type="book",
            editor=[SNYDER, WALT],
            issued={"date-parts": [[2001]]},
            title="Alliances",
            publisher="Press",
        )
        == "Snyder, G. H., &amp; Walt, S. M. (Eds.). (2001). <i>Alliances</i>. Press."
    )


def test_a_chapter():
    assert (
        apa(
            type="chapter",
            author=[SNYDER],
            editor=[WALT],
            issued={"date-parts": [[2001]]},
            title="Bargaining",
            page="3-20",
            publisher="Press",
            **{"container-title": "Alliances"},
        )
        == "Snyder, G. H. (2001). Bargaining. In S. M. Walt (Ed.), <i>Alliances</i> (pp. 3–20). "
        "Press."
    )


def test_a_dissertation():
    assert apa(
        type="thesis",
        author=[WALT],
        issued={"date-parts": [[1983]]},
        title="Balancing",
        genre="PhD thesis",
        publisher="University of Somewhere",
    ) == ("Walt, S. M. (1983). <i>Balancing</i> [Doctoral dissertation, University of Somewhere].")


def test_a_report_whose_author_published_it():
    assert (
        apa(
            type="report",
            author=[{"literal": "World Council"}],
            issued={"date-parts": [[2011]]},
            title="Treaties kept",
            number="12",
            publisher="World Council",
        )
        == "World Council. (2011). <i>Treaties kept</i> (Report No. 12)."
    )


def test_a_page_of_a_web_site():
    assert (
        apa(
            type="webpage",
            author=[WALT],
            issued={"date-parts": [[2020, 2, 11]]},
            title="On friends",
            URL="https://example.org/friends",
            **{"container-title": "The Site"},
        )
        == "Walt, S. M. (2020, February 11). <i>On friends</i>. The Site. https://example.org/friends"
    )


def test_a_set_of_data():
    assert apa(
        type="dataset",
        author=[WALT],
        issued={"date-parts": [[2020]]},
        title="Treaties",
        version="2.1",
        publisher="Archive",
        DOI="10.1000/182",
    ) == (
        "Walt, S. M. (2020). <i>Treaties</i> (Version 2.1) [Data set]. Archive. "
        "https://doi.org/10.1000/182"
    )


def test_without_author_the_title_comes_first_and_without_year_n_d():
    assert apa(type="book", title="A letter") == "<i>A letter</i>. (n.d.)."


def test_two_authors_are_joined_by_an_ampersand():
    assert authors([SNYDER, WALT]) == "Snyder, G. H., & Walt, S. M."


def test_twenty_authors_are_all_named():
    assert authors(people(20)).count("Name") == 20


def test_of_twenty_one_authors_the_first_nineteen_and_the_last_are_named():
    assert authors(people(21)).endswith("Name19, A. B., . . . Name21, A. B.")
    assert authors(people(21)).count("Name") == 20


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ({"family": "Gogh", "non-dropping-particle": "van", "given": "Vincent"}, "van Gogh, V."),
        ({"family": "Humboldt", "dropping-particle": "von", "given": "Alexander"},
         "Humboldt, A. von."),
        ({"family": "King", "given": "Martin Luther", "suffix": "Jr."}, "King, M. L., Jr."),
        ({"family": "Sartre", "given": "Jean-Paul"}, "Sartre, J.-P."),
        ({"family": "Tolkien", "given": "J.R.R."}, "Tolkien, J. R. R."),
        ({"family": "Plato"}, "Plato."),
        ({"literal": "World Health Organization"}, "World Health Organization."),
    ],
)  # fmt: skip
def test_given_names_become_initials(name, written):
    assert authors([name]) == written


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ([SNYDER], "Snyder, 1984, p. 466"),
        ([SNYDER, WALT], "Snyder & Walt, 1984, p. 466"),
        ([SNYDER, WALT, SNYDER], "Snyder et al., 1984, p. 466"),
        ([], "“The security dilemma in alliance politics,” 1984, p. 466"),
    ],
)
def test_in_the_text(names, written):
    assert format_in_text({**ARTICLE, "author": names}, locator="466").text == written


@pytest.mark.parametrize(
    ("locator", "written"),
    [
        ("466", "p. 466"),
        ("p. 466", "p. 466"),
        ("466-70", "pp. 466–70"),
        ("pp. 466–70", "pp. 466–70"),
        ("xiv", "p. xiv"),
        ("chap. 3", "chap. 3"),
        ("¶ 4", "¶ 4"),
    ],
)
def test_a_locator_may_bring_its_label(locator, written):
    assert format_in_text(ARTICLE, locator=locator).text == f"Snyder, 1984, {written}"
