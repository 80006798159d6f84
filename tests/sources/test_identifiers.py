"""Check digits, and where a DOI ends."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.csl.identifiers import isbn13, wrong_isbn
from annotations.sources.formatting import format_citation
from annotations.sources.parse import parse_sources

SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"
HTML = SICI.replace("<", "&lt;").replace(">", "&gt;")
NINE = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize("isbn", ["0-306-40615-2", "0-8044-2957-X", "978-0-306-40615-7"])
def test_a_right_isbn_passes(isbn):
    assert wrong_isbn(isbn) is None


def test_an_address_within_a_longer_one_is_no_link():
    work = {"type": "document", "title": "See https://a.org/abcd now", "URL": "https://a.org/abc"}
    assert format_citation(work).linked().startswith("See https://a.org/abcd now. <a ")


@given(NINE)
def test_exactly_one_last_digit_is_right(body):
    right = [last for last in "0123456789X" if wrong_isbn(body + last) is None]
    assert len(right) == 1
    assert wrong_isbn(isbn13(body + right[0])) is None


@given(NINE, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(body, at, more):
    [last] = [last for last in "0123456789X" if wrong_isbn(body + last) is None]
    mistyped = body[:at] + str((int(body[at]) + more) % 10) + body[at + 1 :]
    assert wrong_isbn(mistyped + last) is not None


@given(NINE)
def test_any_isbn_13_that_is_pasted_is_understood(body):
    isbn = isbn13(f"{body}0")
    assert [found.work for found in parse_sources(isbn).works] == [{"type": "book", "ISBN": isbn}]


@pytest.mark.parametrize(
    "pasted",
    [
        SICI,
        f"doi:{SICI}",
        f"<{SICI}>",
        f"<https://doi.org/{SICI}>.",
        f"(https://doi.org/{SICI}).",
        f"https://doi.org/{quote(SICI)}.",
        f"https://doi.org/{quote(SICI, safe='/:;()')},",
        HTML,
        f"&lt;{HTML}&gt;",
        f'<a href="https://doi.org/{HTML}">{HTML}</a>',
        f"@article{{a, doi = {{{SICI}}}}}",
        f"TY  - JOUR\nDO  - {SICI}\nER  - \n",
    ],
)
def test_an_old_doi_keeps_its_angle_brackets_however_it_is_pasted(pasted):
    [found] = parse_sources(pasted).works
    assert found.work["DOI"] == SICI
    assert "title" not in found.work
    assert format_citation(found.work).link == (
        "https://doi.org/10.1002/(SICI)1097-0258(19980815/30)17:15/16"
        "%3C1661::AID-SIM968%3E3.0.CO;2-2"
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "<https://doi.org/10.1000/x>",
        "&lt;https://doi.org/10.1000/x&gt;.",
        '<a href="https://doi.org/10.1000/x">10.1000/x</a>',
        "(see <https://doi.org/10.1000/x>).",
        "10.1000/x&nbsp;",
    ],
)
def test_brackets_round_a_doi_are_not_its_own(pasted):
    assert [found.work for found in parse_sources(pasted).works] == [
        {"type": "document", "DOI": "10.1000/x"}
    ]


def test_a_tag_behind_a_doi_ends_it():
    assert [found.work["DOI"] for found in parse_sources("10.1000/x<br>On war").works] == [
        "10.1000/x"
    ]


@given(st.text("ab<>&;:/.()%?# ", max_size=20))
def test_a_link_to_a_doi_holds_nothing_that_an_address_may_not(tail):
    for found in parse_sources(f"10.1000/a{tail}").works:
        assert not set(format_citation(found.work).link) & set(' <>"#?')
