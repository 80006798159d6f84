"""What happens when the same thing, or two things that exclude each other, come at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation, Endorsement
from annotations.margin.precomputed_tallies import store
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.models import Decision, Flag

pytestmark = pytest.mark.django_db(transaction=True)
P1 = "/s/together/on-reading/p/1/"


def at_once(*deeds):
    """Do these at the same moment, each in its own thread with its own connection."""
    start = Barrier(len(deeds))

    def do(deed):
        try:
            start.wait()
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def test_the_same_form_sent_in_parallel_is_one_annotation(reading, people, signed_in):
    form = {"id": str(uuid7()), "kind": "note", "body": "Once.", "visibility": "seminar"}
    clients = [signed_in(people["reader"]) for _ in range(6)]
    answers = at_once(*[lambda client=client: client.post(P1, form) for client in clients])
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert str(Annotation.objects.get().pk) == form["id"]
    assert store.tally_differences(reading) == {}


def test_of_two_decisions_at_once_one_is_refused(reading, people, write, signed_in):
    note = write(reading)
    address = f"/admin/annotations/annotation/{note.pk}/decide/"
    form = {"version": 1, "state": "published", "reason": "spam"}
    leader, moderator = signed_in(people["leader"]), signed_in(people["moderator"])
    answers = at_once(
        lambda: leader.post(address, {**form, "step": "hide"}),
        lambda: moderator.post(address, {**form, "step": "remove"}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert Decision.objects.count() == 1
    assert first_finding(reading.seminar_id) is None


def test_flags_that_come_at_once_reach_the_threshold(reading, people, write, signed_in):
    note = write(reading)
    clients = [signed_in(people[who]) for who in ("another_reader", "observer", "leader")]
    at_once(
        *[
            lambda client=client: client.post(f"/a/{note.pk}/flag/", {"reason": "spam"})
            for client in clients
        ]
    )
    note.refresh_from_db()
    assert note.state == "hidden"
    assert Decision.objects.count() == 1
    assert Flag.objects.count() >= 2  # the third may have come too late to see it
    assert store.tally_differences(reading) == {}


def test_many_who_write_and_endorse_at_once_are_all_counted(reading, people, write, signed_in):
    note = write(reading, "leader")
    writers = [signed_in(people[who]) for who in ("reader", "another_reader", "moderator")]
    form = {"kind": "note", "body": "Here.", "visibility": "seminar", "exact": "alone"}
    answers = at_once(
        *[lambda client=client: client.post(P1, form) for client in writers],
        *[lambda client=client: client.post(f"/a/{note.pk}/endorsement/") for client in writers],
    )
    assert {answer.status_code for answer in answers} == {302}
    note.refresh_from_db()
    assert (note.endorsed, Endorsement.objects.count()) == (3, 3)
    assert store.tally_differences(reading) == {}


def test_an_edit_and_a_decision_at_once_never_approve_what_nobody_read(
    reading, people, write, signed_in
):
    note = write(reading, state="pending")
    moderator, author = signed_in(people["moderator"]), signed_in(people["reader"])
    decide = f"/admin/annotations/annotation/{note.pk}/decide/"
    decided, edited = at_once(
        lambda: moderator.post(decide, {"version": 1, "state": "pending", "step": "approve"}),
        lambda: author.post(f"/a/{note.pk}/edit/", {"version": 1, "body": "Something else."}),
    )
    assert edited.status_code == 302
    assert decided.status_code in (302, 409)
    assert first_finding(reading.seminar_id) is None
    assert list(Decision.objects.values_list("version", flat=True)) == (
        [1] if decided.status_code == 302 else []
    )
