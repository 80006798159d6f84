"""Bringing annotations in while others bring in, post and decide at the same time."""

from collections.abc import Callable

import pytest
from django.test import Client

from annotations.exchange.imports.models import AnnotationImport
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.audit.findings import first_finding
from annotations.seminars.models import Member, Reading
from tests.arguments.conftest import PLACE, write
from tests.editions.test_concurrent_publishing import Deed, at_once
from tests.exchange.foreign_files import client_export
from tests.exchange.test_imports import EXPECTED, brought, preview_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_files_that_come_in_at_once_each_annotation_comes_in_once(
    reading: Reading, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("leader")
    previews = [preview_of(client, reading, client_export())]
    AnnotationImport.objects.update(by=None)  # else the same leader's next file replaces it
    previews.append(preview_of(client, reading, client_export()))
    mine = write(reading, kind="note", words="comfortable")

    def bringing(preview: str) -> Deed:
        leader = signed_in("leader")
        return lambda: leader.post(preview)

    def posting() -> Deed:
        reader = signed_in("reader")
        sent = {"id": str(uuid7()), "kind": "note", "visibility": "seminar", "body": "Meanwhile."}
        return lambda: reader.post(f"{PLACE}/p/1/", {**sent, "exact": "comfortable"})

    withdrawing = signed_in("reader")
    deeds = [*map(bringing, [*previews, previews[0]]), posting()]
    answers = at_once([*deeds, lambda: withdrawing.post(f"/a/{mine.pk}/withdrawal/")])
    assert [answer.status_code for answer in answers] == [302] * 5
    assert brought(reading) == EXPECTED
    assert Member.objects.filter(guest=True).count() == 3
    reports = [each.report for each in AnnotationImport.objects.all()]
    assert sorted((each["new"], each["present"]) for each in reports) == [(0, 6), (6, 0)]
    assert Annotation.objects.filter(body="Meanwhile.").count() == 1
    assert first_finding(reading.seminar_id) is None
    assert store.tally_differences(reading) == {}
