"""What readers are told of a pasted citation and of a work is translated, values apart."""

import re

import pytest

from annotations import lazy_messages
from annotations.management.pseudo_translation import pseudo_translation
from annotations.sources.completeness import entry_notice, preview_notice
from annotations.sources.csl.identifiers import wrong_isbn
from annotations.sources.csl.web_addresses import address_problem
from annotations.sources.lookup_problems import LOOKUP_RETRIED_LATER, UNKNOWN
from annotations.sources.parse import parse_sources

BROKEN = (
    "@book{1, 2 = {3}",
    "@book{1 = {2} 3 = {4}}",
    '[{"title": 1984, "author": 3}]',
    '[{"title": 3 4}]',
    "TY  - \nTI  - 1984\nER  - ",
    "ISBN 978-3-16-148410-1",
    "http://10.0.0.1/",
)
DOUBTFUL = (
    "@book{1\n 2 = {3}}",
    "@book{1, 2 = {3}\n 4 = {5}}",
    "TY  - BOOK\nTI  - 1\nTY  - BOOK\n",
)


@pytest.fixture
def pseudo(monkeypatch):
    """Sentences of ours in a pseudo-language, all letters of which have accents."""
    monkeypatch.setattr(lazy_messages._translation, "gettext", pseudo_translation)


def plain_words(text):
    return re.findall(r"[A-Za-z]{2,}", str(text))


@pytest.mark.parametrize("text", BROKEN)
def test_why_a_paste_cannot_be_read_is_translated(pseudo, text):
    (problem, *_) = parse_sources(text).problems
    assert str(problem.message).startswith("⟦")
    assert set(plain_words(problem.message)) <= {"title", "author"}


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_doubt_about_a_work_is_translated(pseudo, text):
    doubts = [doubt for parsed in parse_sources(text).works for doubt in parsed.doubts]
    assert doubts
    assert [plain_words(doubt) for doubt in doubts] == [[]] * len(doubts)


def test_complaints_of_forms_are_translated(pseudo):
    assert plain_words(wrong_isbn("3-16-148410-1")) == []
    assert plain_words(address_problem("ftp://1.2.3.4/")) == []


@pytest.mark.parametrize("work", [{"DOI": "10.1000/1"}, {"URL": "http://1.2"}, {}])
@pytest.mark.parametrize("problem", ["", UNKNOWN, LOOKUP_RETRIED_LATER])
def test_notices_and_stored_outcomes_of_look_ups_are_translated(pseudo, work, problem):
    for asking in (True, False):
        assert plain_words(preview_notice(work, asking=asking)) == []
        notice = entry_notice(work, asking=asking, problem=problem)
        assert notice.count("⟦") == 2
        assert plain_words(notice) == []
