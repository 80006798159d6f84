"""The words round a work are those of the essay's language."""

import pytest

from annotations.sources.formatting import CITATION_STYLES, format_citation, format_in_text
from annotations.sources.styles.locale_terms import LOCALE_TERMS

ARTICLE = {
    "type": "article-journal",
    "author": [
        {"family": "Snyder", "given": "Glenn H."},
        {"family": "Doe", "given": "Jane"},
        {"family": "Roe", "given": "Max"},
    ],
    "title": "The “Security” Dilemma",
    "container-title": "World Politics",
    "volume": "36",
    "issue": "4",
    "page": "461-495",
    "issued": {"date-parts": [[1984, 7, 3]]},
}
BOOK = {
    "type": "book",
    "editor": [{"family": "Snyder", "given": "Glenn H."}],
    "translator": [{"family": "Doe", "given": "Jane"}],
    "title": "On War",
    "edition": "2",
    "volume": "3",
    "publisher": "Holt",
}
PAGE = {
    "type": "webpage",
    "title": "Seite",
    "container-title": "Host",
    "URL": "https://example.org/x",
    "issued": {"date-parts": [[2019, 5, 3]]},
    "accessed": {"date-parts": [[2020, 1, 2]]},
}


@pytest.mark.parametrize(
    ("work", "style", "locale", "text"),
    [
        (
            ARTICLE,
            "chicago",
            "de-AT",
            "Snyder, Glenn H., Jane Doe und Max Roe. 1984. „The ‚Security‘ Dilemma“. World "
            "Politics 36 (4): 461–95.",
        ),
        (
            ARTICLE,
            "mla",
            "fr",
            "Snyder, Glenn H., et al. «\u00a0The “Security” Dilemma\u00a0». World Politics, "
            "vol. 36, nᵒ 4, 3 juill. 1984, p. 461–95.",
        ),
        (
            ARTICLE,
            "iso690",
            "es",
            "SNYDER, Glenn H., DOE, Jane y ROE, Max, 1984. The “Security” Dilemma. World "
            "Politics. Vol. 36, n.º 4, pp. 461–495.",
        ),
        (
            BOOK,
            "apa",
            "de",
            "Snyder, G. H. (Hrsg.). (o. J.). On War (2. Aufl., Bd. 3, J. Doe, Übers.). Holt.",
        ),
        (
            BOOK,
            "chicago",
            "nl",
            "Snyder, Glenn H., red. z.d. On War. Vertaald door Jane Doe. 2e dr. Vol. 3. Holt.",
        ),
        (PAGE, "apa", "pt-BR", "Seite. (2019, 3 de maio). Host. https://example.org/x"),
        (PAGE, "apa", "sw", "Seite. (2019, May 3). Host. https://example.org/x"),
        (
            PAGE,
            "iso690",
            "pl",
            "Seite [online], 2019. Host. 3 maja 2019. [dostęp 2 stycznia 2020]. Dostępne na: "
            "https://example.org/x",
        ),
    ],
)
def test_a_work_is_described_in_the_essays_language(work, style, locale, text):
    assert format_citation(work, style, locale).text == text


def test_a_citation_in_the_text_uses_the_essays_language():
    assert (
        format_in_text(ARTICLE, locator="12-14", locale="it").text
        == "Snyder et al., 1984, pp. 12–14"
    )
    assert format_in_text(ARTICLE, locator="12", locale="de").text == "Snyder u. a., 1984, S. 12"


def test_a_particle_that_ends_in_a_mark_is_bound_to_the_name():
    for particle, cited in (("d’", "d’Alembert, n.d."), ("al-", "al-Alembert, n.d.")):
        names = [{"family": "Alembert", "non-dropping-particle": particle}]
        assert format_in_text({"type": "book", "title": "A", "author": names}).text == cited


@pytest.mark.parametrize(
    ("written", "said"),
    [("2", "2. Aufl."), ("2nd ed.", "2. Aufl."), ("3., erw. Aufl.", "3., erw. Aufl.")],
)
def test_an_edition_is_counted_or_left_in_its_words(written, said):
    work = {"type": "book", "title": "A", "edition": written}
    assert format_citation(work, locale="de").text == f"A ({said}). (o. J.)."


def test_the_previous_language_is_restored_after_formatting():
    format_citation(PAGE, "apa", "de")
    assert format_in_text({"type": "book", "title": "A"}).text == "A, n.d."


@pytest.mark.parametrize("locale", LOCALE_TERMS)
def test_every_language_has_its_months_and_no_term_that_english_lacks(locale):
    words = LOCALE_TERMS[locale]
    assert [len(words[each].split()) for each in ("months", "short months")] == [16, 16]
    assert words.keys() <= LOCALE_TERMS["de"].keys() | {"{date} {year}"}


@pytest.mark.parametrize("style", CITATION_STYLES)
@pytest.mark.parametrize(
    ("work", "entry", "cited"),
    [
        ({"DOI": "10.1000/182"}, "https://doi.org/10.1000/182", "doi:10.1000/182, p. 12"),
        ({"ISBN": "9780306406157"}, "ISBN 9780306406157", "ISBN 9780306406157, p. 12"),
        (
            {"URL": "https://www.example.org/a"},
            "example.org. https://www.example.org/a",
            "example.org, p. 12",
        ),
        (
            {"archive": "arXiv", "archive_location": "2101.00001"},
            "arXiv:2101.00001. https://arxiv.org/abs/2101.00001",
            "arXiv:2101.00001, p. 12",
        ),
    ],
)
def test_a_work_with_only_an_identifier_is_cited_by_it(style, work, entry, cited):
    work = {"type": "document"} | work
    assert format_citation(work, style).text == entry
    assert format_in_text(work, style, "12").text == cited
