"""Publishing while others post, decide or publish at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import (
    FIRST,
    SECOND,
    assert_consistent,
    block_of,
    placement_of,
    reload,
    write,
)

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/s/together/on-reading/"
WORDS = {1: "Nobody contradicts you", 2: "waits for a second reader", 4: "the printers"}
type Browse = Callable[..., Client]
type Deed = Callable[[], Any]


def at_once(deeds: list[Deed]) -> list[Any]:
    """Do these at the same moment, each in its own thread with its own connection."""
    start = Barrier(len(deeds))

    def do(deed: Deed) -> Any:
        try:
            start.wait()
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def test_an_annotation_posted_during_publishing_lands_on_its_words(
    browse: Browse, reading: Reading
) -> None:
    first = reading.essay.current_id
    leader = browse("leader")
    change = {"markdown": SECOND, "expected": first, "publish": "1"}
    notes = [(str(uuid7()), number, words) for number, words in WORDS.items() for _ in range(3)]
    notes += [(str(uuid7()), number, "") for number in WORDS]
    homes = {number: block_of(reading, number).paragraph_id for number in WORDS}

    def posting(client: Client, id: str, number: int, words: str) -> Deed:
        sent = {"id": id, "kind": "note", "visibility": "seminar", "body": f"Now: {id}."}
        sent |= {"exact": words, "revision": str(first)}
        return lambda: client.post(f"{PAGE}p/{number}/", sent)

    deeds = [posting(browse("reader"), *note) for note in notes]
    answers = at_once([lambda: leader.post(f"{PAGE}revisions/new/", change), *deeds])
    assert {answer.status_code for answer in answers} == {302}
    assert reload(reading).essay.current.number == 2
    assert_consistent(reading)
    for id, number, words in notes:
        annotation = Annotation.objects.get(pk=id)
        assert annotation.paragraph_id == homes[number]
        if words:
            assert placement_of(annotation)[1] == words


def test_of_two_leaders_who_publish_at_once_one_succeeds(browse: Browse, reading: Reading) -> None:
    first = reading.essay.current_id

    def publishing(markdown: str) -> Deed:
        client = browse("leader")
        sent = {"markdown": markdown, "expected": first, "publish": "1"}
        return lambda: client.post(f"{PAGE}revisions/new/", sent)

    texts = [SECOND, FIRST.replace("anew", "again"), FIRST.replace("April", "May")]
    answers = at_once([publishing(text) for text in texts])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert reading.essay.revisions.count() == 2
    assert_consistent(reading)


def test_counts_are_right_after_a_decision_during_publishing(
    browse: Browse, reading: Reading, members: dict[str, Member]
) -> None:
    first = reading.essay.current_id
    notes = [
        write(reading, members["reader"], number=number, words=words)
        for number, words in WORDS.items()
    ]

    def withdrawing(note: Annotation) -> Deed:
        client = browse("reader")
        return lambda: client.post(f"/a/{note.pk}/withdrawal/")

    leader = browse("leader")
    change = {"markdown": SECOND, "expected": first, "publish": "1"}
    answers = at_once(
        [lambda: leader.post(f"{PAGE}revisions/new/", change), *map(withdrawing, notes)]
    )
    assert {answer.status_code for answer in answers} == {302}
    assert set(Annotation.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert_consistent(reading)
