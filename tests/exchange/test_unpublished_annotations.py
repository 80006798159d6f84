"""What is private, waiting, hidden, removed, withdrawn or erased is in no page and no file."""

from collections.abc import Callable

import pytest
from django.test import Client

from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write

PAGES = (
    "argument/",
    "argument/?order=paragraph",
    "argument/?order=standing&whole",
    "agenda/",
    "agenda/?wall",
    "agenda/?wall=1",
    "sources/",
    "sources/?style=chicago",
    "sources/?style=mla",
    "sources/?style=iso690",
    "export/bibtex",
    "export/ris",
    "export/csl-json",
    "export/markdown",
    "export/argdown",
    "export/aif",
    "export/json-ld?only=published",
    "export/csv?only=published",
    "edition/",
    "edition/?names=no",
)
UNSEEN = (
    ("private", "published"),
    ("private", "pending"),
    ("seminar", "pending"),
    ("seminar", "hidden"),
    ("seminar", "removed"),
    ("seminar", "withdrawn"),
    ("seminar", "erased"),
)
READERS = ("leader", "reader", "observer")


def write_all_kinds(reading: Reading, word: str, about: Annotation, **how: str) -> None:
    """A note that asks, a counterpoint with a claim, and sources, all saying `word`."""
    csl = {"type": "book", "title": f"{word} title", "author": [{"family": f"{word}son"}]}
    write(reading, kind="note", body=f"{word} asks?", **how)
    write(reading, number=2, body=f"{word} objects.", claim=f"{word} claims", **how)
    write(reading, about=about, body=f"{word} answers.", **how)
    write(reading, about=about, kind="source", csl=csl, quotation=f"{word} quotes", **how)
    write(reading, kind="source", csl=csl, locator=f"{word} p. 1", claim="Open", **how)


def word_counts(client: Client, word: str) -> dict[str, int]:
    """How often each page and file says `word`, where it does."""
    counts = {}
    for page in PAGES:
        response = client.get(f"{PLACE}/{page}")
        assert response.status_code == 200
        counts[page] = response.getvalue().decode().count(word)
    return {page: number for page, number in counts.items() if number}


@pytest.fixture
def objection(reading: Reading) -> Annotation:
    return write(reading, "another_reader", claim="Open", body="In the open.")


def test_a_published_annotation_is_in_every_page_and_file(
    reading: Reading, objection: Annotation, signed_in: Callable[[str], Client]
) -> None:
    write_all_kinds(reading, "canary", objection)
    assert set(word_counts(signed_in("observer"), "canary")) == set(PAGES)


@pytest.mark.parametrize(("visibility", "state"), UNSEEN)
def test_an_unpublished_annotation_is_in_no_page_or_file(
    reading: Reading,
    objection: Annotation,
    signed_in: Callable[[str], Client],
    visibility: str,
    state: str,
) -> None:
    before = word_counts(signed_in("leader"), "In the open")
    write_all_kinds(reading, "canary", objection, visibility=visibility, state=state)
    for name in READERS:
        assert word_counts(signed_in(name), "canary") == {}
    assert word_counts(signed_in("leader"), "In the open") == before
