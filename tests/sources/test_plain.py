"""References in plain words: understood where that is certain, else kept and shown as pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.formatting import CITATION_STYLES, format_citation, format_in_text
from annotations.sources.parse import parse_sources

LONG = " , ".join(["123456a"] * 10)


def one(text):
    [found] = parse_sources(text).works
    return found


def written(year, title, *people):
    names = [dict(zip(("family", "given"), name.split(", "), strict=True)) for name in people]
    issued = {"date-parts": [[year]]}
    return {"type": "document", "author": names, "issued": issued, "title": title}


@pytest.mark.parametrize(
    ("pasted", "work"),
    [
        (
            "Waltz, Kenneth. Theory of International Politics. 1979.",
            written(1979, "Theory of International Politics", "Waltz, Kenneth"),
        ),
        (
            "Darwin, C. (1859). On the Origin of Species.",
            written(1859, "On the Origin of Species", "Darwin, C."),
        ),
        (
            "Doe, J., & Roe, R. A. (1990). What now?",
            written(1990, "What now?", "Doe, J.", "Roe, R. A."),
        ),
        (
            "García Márquez, Gabriel (1967). Cien años de soledad",
            written(1967, "Cien años de soledad", "García Márquez, Gabriel"),
        ),
        (
            "Snyder, Glenn H. The Security Dilemma. 1984. https://doi.org/10.2307/2010183",
            written(1984, "The Security Dilemma", "Snyder, Glenn H.") | {"DOI": "10.2307/2010183"},
        ),
    ],
)
def test_simple_references_are_parsed(pasted, work):
    assert one(pasted).work == work


@pytest.mark.parametrize(
    "pasted",
    [
        "Darwin, C. (1859). On the Origin of Species. London: Murray.",
        "Snyder, The Security Dilemma. World Politics. 1984.",
        "Doe, Jane. A history of 1979.",
        "Waltz 1979, Theory of International Politics.",
        "See what Doe, J. (1990) says.",
        "Is there a year in it?",
    ],
)
@pytest.mark.parametrize("style", CITATION_STYLES)
def test_other_words_are_shown_as_they_were_pasted(pasted, style):
    work = one(pasted).work
    assert work == {"type": "document", "title": pasted}
    assert format_citation(work, style).html == pasted
    assert format_in_text(work, style).text == pasted.rstrip(".")


@pytest.mark.parametrize(
    ("pasted", "locator", "shown"),
    [
        ("See ISBN 9780801494185, chapter 3", "chapter 3", "ISBN 9780801494185"),
        ("10.2307/2010183 (p. 466).", "p. 466", "https://doi.org/10.2307/2010183"),
        (
            "Waltz 1979, ISBN 9780801494185, pp. 12–14",
            "pp. 12–14",
            "Waltz 1979. ISBN 9780801494185",
        ),
        ("Doe (doi:10.1000/x) shows it", "", "Doe (doi:10.1000/x) shows it."),
        ("ISBN 9780801494185 says it", "", "ISBN 9780801494185 says it."),
        ("Doe, Work. Retrieved from https://a.org/x", "", "Doe, Work. https://a.org/x"),
        ('<a href="https://a.org/x">Doe</a>', "", "Doe. https://a.org/x"),
        ("(see Doe, PMID 12345)", "", "see Doe. PMID 12345"),
        # longer than a place may be
        (f"10.1000/x articles {LONG}", "", f"10.1000/x articles {LONG}."),
    ],
)
def test_no_word_round_an_identifier_is_lost(pasted, locator, shown):
    found = one(pasted)
    assert (found.locator, format_citation(found.work).text) == (locator, shown)


def test_a_sentence_names_pasted_words_by_their_beginning():
    assert format_in_text(one("Doe and Roe, " * 20).work, locator="4").text == (
        "Doe and Roe, Doe and Roe, Doe and Roe, Doe and Roe, Doe and Roe, Doe and Roe…, p. 4"
    )


@given(st.text("aB .,(1979)doi:10.1/x<>ISBN\n", max_size=60))
def test_unparsed_words_are_not_printed_as_undated(text):
    for found in parse_sources(text).works:
        if found.work["type"] == "document" and "title" in found.work:
            assert "n.d." not in format_citation(found.work).text
            assert "n.d." not in format_in_text(found.work).text


@pytest.mark.parametrize("hostile", ["(" * 60_000, "doi " * 15_000, "<a " * 20_000, "p. " * 20_000])
def test_endless_labels_are_read_in_normal_time(hostile):
    assert parse_sources(f"{hostile}x 10.1000/x").works[0].work["DOI"] == "10.1000/x"
