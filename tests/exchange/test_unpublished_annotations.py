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


def texts_of_pages(client: Client) -> dict[str, str]:
    """What each page and file says to somebody."""
    texts = {}
    for page in PAGES:
        response = client.get(f"{PLACE}/{page}")
        assert response.status_code == 200
        texts[page] = response.getvalue().decode()
    return texts


def word_counts(texts: dict[str, str], word: str) -> dict[str, int]:
    """How often each page and file says `word`, where it does."""
    counts = {page: text.count(word) for page, text in texts.items()}
    return {page: number for page, number in counts.items() if number}


@pytest.fixture
def objection(reading: Reading) -> Annotation:
    return write(reading, "another_reader", claim="Open", body="In the open.")


def test_a_published_annotation_is_in_every_page_and_file(
    reading: Reading, objection: Annotation, signed_in: Callable[[str], Client]
) -> None:
    write_all_kinds(reading, "canary", objection)
    texts = texts_of_pages(signed_in("observer"))
    assert set(word_counts(texts, "canary")) == set(PAGES)


def test_an_unpublished_annotation_is_in_no_page_or_file(
    reading: Reading, objection: Annotation, signed_in: Callable[[str], Client]
) -> None:
    before = word_counts(texts_of_pages(signed_in("leader")), "In the open")
    words = {f"canary{number}": each for number, each in enumerate(UNSEEN)}
    for word, (visibility, state) in words.items():
        write_all_kinds(reading, word, objection, visibility=visibility, state=state)
    for name in READERS:
        texts = texts_of_pages(signed_in(name))
        found = {unseen: word_counts(texts, word) for word, unseen in words.items()}
        assert found == {unseen: {} for unseen in UNSEEN}
        if name == "leader":
            assert word_counts(texts, "In the open") == before
