"""What a format cannot say is held beside it."""

import json

import pytest

from annotations.sources.formats.bibtex.writer import write_bibtex
from annotations.sources.formats.ris.writer import write_ris
from annotations.sources.formats.round_trip import lost_fields, restore_fields
from annotations.sources.parse import parse_sources

ODD = {
    "id": "http://example.org/a b",
    "type": "treaty",
    "title": "A  <b>title</b> {with} “all”",
    "annote": "Two\nlines } and {",
    "custom": {"rating": [5, None]},
    "issued": {"date-parts": [[1984]], "season": "Michaelmas"},
    "author": [{"family": "Doe", "given": "Jane", "comma-suffix": True, "suffix": "Jr"}],
    "volume": 5,
}


def read(text):
    understood = parse_sources(text)
    assert understood.problems == ()
    return [found.work for found in understood.works]


@pytest.mark.parametrize("write", [write_bibtex, write_ris])
def test_fields_that_a_format_would_lose_come_back(write):
    assert read(write([ODD, ODD])) == [ODD, ODD]


@pytest.mark.parametrize("write", [write_bibtex, write_ris])
def test_a_work_that_a_format_can_express_has_no_lost_fields(write):
    plain = {"id": "k", "type": "book", "title": "A", "issued": {"date-parts": [[1984]]}}
    assert "csl" not in write([plain])


def test_only_fields_that_differ_are_kept():
    assert json.loads(lost_fields({"title": "A", "note": "x"}, {"title": "A", "medium": "y"})) == {
        "medium": None,
        "note": "x",
    }
    assert lost_fields({"title": "A"}, {"id": "made", "title": "A"}) == ""


@pytest.mark.parametrize("written", ["", "{", "[]", "3", '{"title": {}}', "{" * 100_000])
def test_kept_fields_that_are_not_csl_are_ignored(written):
    assert restore_fields({"title": "A"}, written) == {"title": "A"}


@pytest.mark.parametrize("held", ['{"URL": "javascript:alert(1)"}'])
def test_an_address_that_runs_a_script_is_not_kept(held):
    for text in (
        f"@misc{{k, title = {{A}}, csl = {{{held}}}}}",
        f"TY  - BOOK\nTI  - A\nU1  - csl {held}\nER  - ",
    ):
        [found] = parse_sources(text).works
        assert ("URL" in found.work, len(found.doubts)) == (False, 1)
