"""Queries that are compiled once give each reader and each value their own rows."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.queries import reader_in

built: list[tuple[Any, ...]] = []


@prepared
def bodies_of(author: Any, annotations: Any, *, kind: str) -> Any:
    built.append((author, kind))
    found = Annotation.objects.filter(author=author, pk__in=annotations, kind=kind)
    return found.order_by("created_at").values_list("body", flat=True)


@prepared
def seen_by(reader: Any) -> Any:
    built.append((reader,))
    return Annotation.objects.visible_to(reader).for_display().order_by("created_at")


@pytest.fixture(autouse=True)
def _nothing_built() -> None:
    built.clear()


def test_each_call_gives_the_rows_of_its_own_values(reading, write):
    notes = [write(reading, "reader"), write(reading, "another_reader")]
    ids = [each.pk for each in notes]

    for _ in range(2):
        assert bodies_of(notes[0].author_id, ids, kind="note") == ["What reader says."]
        assert bodies_of(notes[1].author_id, ids, kind="note") == ["What another_reader says."]
        assert bodies_of(notes[0].author_id, ids, kind="source") == []


def test_a_query_is_built_once_for_lists_of_about_the_same_length(reading, write):
    notes = [write(reading, "reader", body=str(number)) for number in range(9)]
    author, ids = notes[0].author_id, [each.pk for each in notes]
    bodies_of(author, ids[:3], kind="note")
    built.clear()

    assert bodies_of(author, ids[:1], kind="note") == ["0"]
    assert bodies_of(author, ids[1:5], kind="note") == ["1", "2", "3", "4"]
    assert built == []
    assert bodies_of(author, ids, kind="note") == [str(number) for number in range(9)]
    assert bodies_of(author, [uuid7()], kind="note") == []
    assert len(built) <= 1


def test_readers_of_different_standing_never_share_a_query(reading, write, people):
    private = write(reading, "reader", visibility="private")
    waiting = write(reading, "another_reader", state="pending")
    shown = write(reading, "another_reader")
    expected = {
        "leader": [waiting, shown],
        "moderator": [waiting, shown],
        "reader": [private, shown],
        "another_reader": [waiting, shown],
        "observer": [shown],
        "nobody": [shown],
        "stranger": [shown],
    }

    for _ in range(2):
        for name, annotations in expected.items():
            reader, _member = reader_in(reading.seminar, people[name])
            assert seen_by(reader) == annotations, name


def test_what_is_open_to_a_reader_who_writes_before_reading_is_looked_up_each_time(
    begin, write, people
):
    reading = begin(write_first=True)
    theirs = write(reading, "another_reader")
    assert seen_by(reader_in(reading.seminar, people["reader"])[0]) == []
    own = write(reading, "reader")

    assert seen_by(reader_in(reading.seminar, people["reader"])[0]) == [theirs, own]


def test_an_empty_list_gives_no_rows(reading, write):
    assert bodies_of(write(reading, "reader").author_id, [], kind="note") == []


def test_the_related_rows_come_along(reading, write, reader):
    write(reading, "reader")
    visitor, _member = reader_in(reading.seminar, reader)
    seen_by(visitor)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        (annotation,) = seen_by(visitor)
        assert annotation.author.shown_as
        assert annotation.reading == reading
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_a_query_that_one_thread_built_is_run_by_another(reading, write):
    note = write(reading, "reader")
    assert bodies_of(note.author_id, [note.pk], kind="note") == [note.body]
    found: list[list[str]] = []

    def read() -> None:
        found.append(bodies_of(note.author_id, [note.pk], kind="note"))
        connection.close()

    thread = Thread(target=read)
    thread.start()
    thread.join()
    assert found == [[note.body]]
