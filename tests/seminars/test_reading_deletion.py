"""Deleting a reading: asked for by a leader, a week later done by `tidy`, and recorded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.activity import Entry
from annotations.arguments.claims.actions import assign_claim, pull_out_claim
from annotations.arguments.models import Claim
from annotations.essays.models import Essay
from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Prompt, Reading
from tests.cast import block_of, member_of
from tests.seminars.test_deletion_and_exports import tidy

BASE = "/s/together/on-reading/"


@pytest.fixture
def second(reading, signed_in, leader):
    """Another reading of the same seminar, with a note on it."""
    sent = {"text": "# Second\n\nOther words.", "begin": "1"}
    signed_in(leader).post("/s/together/readings/", sent)
    return Reading.objects.select_related("essay__current", "seminar").get(slug="second")


@pytest.fixture
def full(reading, second, write, people):
    """A reading with something of everything on it."""
    write(second, "reader", body="canary kept")
    note = write(reading, "reader", words="comfortable", body="canary note")
    write(reading, "another_reader", about=note, body="canary answer")
    counter = write(reading, "another_reader", kind="counterpoint", body="canary counter")
    write(reading, "reader", kind="source", citation="10.1000/182", body="canary source")
    author = member_of(reading, people["another_reader"])
    assign_claim(counter, wording="A claim", by=author)
    pull_out_claim(reading, wording="Another", by=author)
    write(reading, "reader", visibility="private", body="canary private")
    flag_annotation(counter, by=member_of(reading, people["reader"]), reason="spam")
    take_step(Step.REMOVE, counter, by=people["moderator"], reason="uncivil")
    block = block_of(reading, 2)
    Prompt.objects.create(
        seminar=reading.seminar, reading=reading, paragraph=block.paragraph, words="What waits?"
    )
    return reading


@pytest.fixture
def door(full):
    return f"/s/together/readings/{full.pk}/deletion/"


def due():
    Reading.objects.exclude(deleted_from=None).update(deleted_from=timezone.now())


def test_a_reading_is_deleted_a_week_after_the_request(full, second, door, signed_in, people):
    browser = signed_in(people["leader"])
    shown = browser.get(door).content.decode()
    assert "4 annotations, with" in shown  # others' private ones are not counted
    assert "the record of 1 moderation decision," in shown
    for odd in ("", "On Reading", "Together"):
        answer = browser.post(door, {"title": odd})
        assert answer.status_code == 422
        assert f'value="{odd}"' in answer.content.decode()
    assert browser.post(door, {"title": " on reading ‘together’ "}).status_code == 302
    wait = Reading.objects.get(pk=full.pk).deleted_from - timezone.now()
    assert timedelta(days=6, hours=23) < wait <= timedelta(days=7)
    assert tidy() == "Nothing is due.\n"
    reads = signed_in(people["reader"])
    text = reads.get(BASE).content.decode()
    assert "This text will be deleted on" in text
    assert "Will be deleted on" in reads.get("/s/together/").content.decode()
    posted = {"kind": "note", "body": "Too late.", "visibility": "seminar"}
    assert reads.post(f"{BASE}p/1/", posted).status_code == 403
    assert reads.post("/s/together/second/p/1/", posted).status_code == 302  # only that text
    due()
    assert tidy() == "Deleted: On Reading Together in Reading together.\n"
    assert [each.slug for each in Reading.objects.all()] == ["second"]
    assert {each.body for each in Annotation.objects.all()} == {"canary kept", "Too late."}
    assert list(Essay.objects.all()) == [second.essay]
    assert (Claim.objects.count(), Prompt.objects.count()) == (0, 0)
    assert browser.get(BASE).status_code == 404
    assert browser.get("/s/together/").status_code == 200
    assert reads.get("/me/").status_code == 200
    assert tidy() == "Nothing is due.\n"


def test_the_record_says_that_a_reading_was_deleted(full, door, signed_in, leader):
    signed_in(leader).post(door, {"title": "On Reading Together"})
    due()
    tidy()
    assert first_finding(full.seminar_id) is None
    assert Decision.objects.filter(seminar=full.seminar_id).count() == 1
    (entry,) = Entry.objects.filter(verb="deleted")
    assert (entry.subject_id, entry.by, entry.details) == (full.pk, None, {"annotations": 5})
    asked = Entry.objects.filter(verb="configured", subject_id=full.pk)
    assert [each.details["what"] for each in asked] == ["deletion asked"]
    entry.delete()
    assert first_finding(full.seminar_id) is not None


def test_an_entry_excuses_no_gap_on_a_reading_that_is_there(full, second):
    Entry.objects.create(
        verb="deleted", seminar_id=full.seminar_id, reading_id=second.pk, subject_id=second.pk
    )
    assert first_finding(full.seminar_id) is None
    Annotation.objects.filter(body="canary kept").delete()
    assert first_finding(full.seminar_id) is not None


def test_a_leader_can_cancel_the_deletion_of_a_reading(full, door, signed_in, people, leader):
    browser = signed_in(leader)
    browser.post(door, {"title": "On Reading Together"})
    browser.post(door, {"title": "On Reading Together"})  # again changes nothing
    assert "will be deleted" in browser.get(door).content.decode()
    answer = browser.post(door, {"end": "1"}, follow=True)
    assert "“On Reading Together” stays." in answer.content.decode()
    due()
    assert tidy() == "Nothing is due.\n"
    asked = Entry.objects.filter(verb="configured", subject_id=full.pk)
    assert [each.details["what"] for each in asked] == ["deletion asked", "deletion off"]
    posted = {"kind": "note", "body": "In time.", "visibility": "seminar"}
    assert signed_in(people["reader"]).post(f"{BASE}p/1/", posted).status_code == 302


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "stranger", "nobody"])
def test_only_a_leader_deletes_a_reading(full, door, signed_in, people, who):
    browser = signed_in(people[who])
    assert browser.get(door).status_code == 403
    assert browser.post(door, {"title": "On Reading Together"}).status_code == 403
    assert set(Reading.objects.values_list("deleted_from", flat=True)) == {None}


def test_a_deleted_reading_takes_no_copy_with_it(full, door, signed_in, leader):
    browser = signed_in(leader)
    browser.post("/s/together/copy/", {"name": "Elsewhere"})
    browser.post(door, {"title": "On Reading Together"})
    due()
    tidy()
    assert Essay.objects.filter(title="On Reading Together").count() == 1
    assert browser.get("/s/elsewhere/on-reading/").status_code == 200


def test_a_moderator_is_not_offered_to_undo_a_decision_about_a_deleted_annotation(
    full, door, signed_in, people
):
    taken = Decision.objects.get()
    queue = f"/admin/annotations/annotation/queue/?settled={taken.pk}"
    browser = signed_in(people["moderator"])
    assert 'name="undoes"' in browser.get(queue).content.decode()
    signed_in(people["leader"]).post(door, {"title": "On Reading Together"})
    due()
    tidy()
    answer = browser.get(queue)
    assert answer.status_code == 200
    assert 'name="undoes"' not in answer.content.decode()
