"""A search finds what a reader sees, whatever invisible characters the text or the query has."""

import re
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from annotations.margin.actions import reword_annotation
from annotations.search.models import Indexed
from annotations.search.query_words import find_hits, parse_query
from annotations.seminars.models import Reading
from tests.search.test_search import URL, found_ids, ids

GENESIS = "Ge\u00adne\u00adsis"
ESSAY = f"# Beginnings\n\nThe words of {GENESIS}, and of \u2067Exodus\u2069.\n\nA last one.\n"


@pytest.fixture
def reading(begin: Any) -> Reading:
    reading: Reading = begin(essay=ESSAY)
    return reading


@pytest.fixture
def nobodys(signed_in: Any, nobody: Any, reading: Reading) -> Client:
    client: Client = signed_in(nobody)
    return client


def marked(client: Client, words: str) -> list[str]:
    page = client.get(URL, {"q": words}).content.decode()
    return re.findall(r"<mark>(.*?)</mark>", page)


def test_the_text_and_the_annotations_are_found_and_marked_as_they_are_seen(
    nobodys: Client, reading: Reading, write: Any
) -> None:
    said = write(reading, body="What gene\u200bsis\u2060 says.")
    quoting = write(reading, words=GENESIS, body="So it does.")
    citing = write(reading, kind="source", citation="On \ufeffGe\u200dnesis\u200e, 1900")
    other = write(reading, body="What Exodus says.")
    for asked in ("Genesis", "gene", GENESIS, "\u200eGene\ufe0fsis"):
        assert found_ids(nobodys, q=asked) == ids(citing, quoting, said), asked
    assert marked(nobodys, "genesis") == [GENESIS, "Ge\u200dnesis", GENESIS, "gene\u200bsis"]
    assert marked(nobodys, "exodus") == ["Exodus", "Exodus"]
    assert found_ids(nobodys, q="exodus") == ids(other)


def test_scripts_without_spaces_and_scripts_with_joiners_are_found_too(
    nobodys: Client, reading: Reading, write: Any
) -> None:
    thai = write(reading, body="ภาษา\u200bไทย")
    persian = write(reading, body="می\u200cخواهم")
    assert found_ids(nobodys, q="ภาษาไทย") == ids(thai)
    assert found_ids(nobodys, q="میخواهم") == found_ids(nobodys, q="می\u200cخواهم") == ids(persian)


def test_an_edit_is_indexed_as_it_is_seen(nobodys: Client, reading: Reading, write: Any) -> None:
    note = write(reading, body="What Leviticus says.")
    assert found_ids(nobodys, q="leviticus") == ids(note)
    reword_annotation(note, by=note.author, version=1, content={"body": f"What {GENESIS} says."})
    assert (found_ids(nobodys, q="leviticus"), found_ids(nobodys, q="genesis")) == ([], ids(note))


def test_annotations_written_before_are_indexed_again(
    nobodys: Client, reading: Reading, write: Any
) -> None:
    note = write(reading, body=f"What {GENESIS} says.")
    Indexed.objects.update(text=note.body)
    assert found_ids(nobodys, q="genesis") == []
    migration = import_module("annotations.migrations.0021_search_index_of_visible_text")
    migration.index_again(apps, SimpleNamespace(connection=connection))
    assert found_ids(nobodys, q="genesis") == ids(note)


def test_queries_lose_what_is_invisible_and_nothing_else() -> None:
    assert parse_query(f'{GENESIS} "the\u200b word" \u200b \u0007a') == ["Genesis", "the word", "a"]
    assert find_hits(f"In {GENESIS}.", ["genesis"]) == [(3, 12)]
