"""When two records are the same work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.identity import identity_key, same_work

SNYDER = {
    "type": "article-journal",
    "title": "The Security Dilemma in Alliance Politics",
    "author": [{"family": "Snyder", "given": "Glenn H."}],
    "issued": {"date-parts": [[1984, 7]]},
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"DOI": "10.2307/ABC"}, {"DOI": "https://doi.org/10.2307/abc", "title": "Other"}),
        ({"type": "book", "ISBN": "0-306-40615-2"}, {"type": "book", "ISBN": "978-0-306-40615-7"}),
        (SNYDER, {**SNYDER, "title": "the <i>security</i> dilemma—in alliance politics."}),
        (SNYDER, {**SNYDER, "author": [{"family": "SNYDER", "given": "G."}]}),
        (SNYDER, {**SNYDER, "issued": {"date-parts": [["1984"]]}, "publisher": "X"}),
        (
            {"archive": "arXiv", "archive_location": "2101.00001v2"},
            {"DOI": "10.48550/arXiv.2101.00001"},
        ),
        ({"type": "webpage", "URL": "https://a.org/"}, {"URL": "https://a.org/", "id": "k"}),
        ({"type": "webpage", "URL": "https://a.org/"}, {"URL": "https://a.\u200borg/\u200e"}),
        ({"DOI": "10.2307/ABC"}, {"DOI": "10.23\u200b07/a\u00adbc"}),
        ({"type": "book", "ISBN": "0306406152"}, {"type": "book", "ISBN": "03064\u200b06152"}),
        (SNYDER, {**SNYDER, "title": "The Secu\u00adrity Dilemma in Alliance Poli\u3164tics"}),
    ],
)
def test_these_are_the_same_work(one, other):
    assert identity_key(one) == identity_key(other)
    assert same_work(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({**SNYDER, "DOI": "10.1000/a"}, {**SNYDER, "DOI": "10.1000/b"}),
        (SNYDER, {**SNYDER, "issued": {"date-parts": [[1985]]}}),
        (SNYDER, {**SNYDER, "author": [{"family": "Walt"}]}),
        (
            {"type": "chapter", "title": "One", "ISBN": "9780306406157"},
            {"type": "chapter", "title": "Two", "ISBN": "9780306406157"},
        ),
        (
            {"type": "webpage", "URL": "https://a.org/"},
            {"type": "webpage", "URL": "https://b.org/"},
        ),
        ({"type": "document", "note": "a"}, {"type": "document", "note": "b"}),
    ],
)
def test_these_are_two_works(one, other):
    assert identity_key(one) != identity_key(other)
    assert not same_work(one, other)


def test_a_record_without_doi_is_the_same_work_as_one_with_it():
    assert same_work(SNYDER, {**SNYDER, "DOI": "10.1000/a"})


@given(st.text(), st.text())
def test_a_key_is_short_and_says_its_kind(title, doi):
    key = identity_key({"type": "book", "title": title, "DOI": doi})
    assert key.partition(":")[0] in ("doi", "words", "record")
    assert len(key) <= 140
