"""Members write, moderate and read the board at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from annotations.arguments.standing import cache
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write

pytestmark = pytest.mark.django_db(transaction=True)

CLAIMS = ["Reading alone is comfortable", "Nobody contradicts you"]


def test_cached_standings_are_right_after_concurrent_writes_and_reads(
    begin: Callable[..., Reading], signed_in: Callable[[str], Client]
) -> None:
    reading = begin()
    hidden = [write(reading, claim=claim) for claim in CLAIMS for _ in range(3)]
    leader = reading.seminar.members.get(role="leader").user
    writers = [signed_in("reader"), signed_in("another_reader")]
    lookers = [signed_in("observer"), signed_in("moderator")]
    start = Barrier(len(writers) + len(lookers) + 1)

    def sent(claim: str) -> dict[str, str]:
        id = str(uuid7())
        said = {"kind": "counterpoint", "attack": "rebut", "body": f"Not so: {id}.", "claim": claim}
        return {**said, "id": id, "visibility": "seminar"}

    def writing(client: Client) -> list[int]:
        posts = [client.post(f"{PLACE}/p/1/", sent(claim)) for claim in CLAIMS * 4]
        return [answer.status_code for answer in posts]

    def looking(client: Client) -> list[int]:
        return [client.get(f"{PLACE}/argument/").status_code for _ in range(8)]

    def hiding() -> list[int]:
        for annotation in hidden:
            take_step(Step.HIDE, annotation, by=leader, reason="Uncivil")
        return []

    def at_once(deed: Callable[[], list[int]]) -> Any:
        try:
            start.wait()
            return deed()
        finally:
            connections.close_all()

    deeds = [
        *(lambda client=client: writing(client) for client in writers),
        *(lambda client=client: looking(client) for client in lookers),
        hiding,
    ]
    with ThreadPoolExecutor(len(deeds)) as threads:
        answers = list(threads.map(at_once, deeds))
    assert answers == [[302] * 8, [302] * 8, [200] * 8, [200] * 8, []]
    assert Annotation.objects.filter(state="published").count() == 16
    assert cache.standing_differences(reading) == []
