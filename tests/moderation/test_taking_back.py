"""Who removed something takes it back within ten minutes, and all waits where it waited before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import appeal_decision, flag_annotation, take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import chain
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.steps import Step
from annotations.moderation.transparency import transparency_report
from tests.cast import member_of

QUEUE = "/admin/annotations/annotation/queue/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def reading(begin):
    """One whose flags hide nothing by themselves."""
    return begin(flag_threshold=9)


@pytest.fixture
def flagged(reading, people, write):
    """A published note with a flag."""
    note = write(reading, words="comfortable")
    flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    return note


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def steps_of(annotation):
    return list(Decision.objects.filter(annotation=annotation).values_list("step", flat=True))


def post(client, annotation, step, headers=None, **said):
    form = {"step": step, "version": annotation.version, "state": annotation.state, **said}
    address = f"/admin/annotations/annotation/{annotation.pk}/decide/"
    return client.post(address, form, **(headers or {}))


def sound(reading):
    """The counts are right and the record is whole."""
    assert store.tally_differences(reading) == {}
    assert first_finding(reading.seminar_id, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_who_removed_it_undoes_that_in_the_queue_although_another_could_reinstate(
    reading, people, signed_in, flagged, headers
):
    client = signed_in(people["moderator"])
    answer = post(client, flagged, "remove", headers, reason="spam", queue="all")
    page = (answer if headers else client.get(answer["Location"])).content.decode()
    assert '<input type="hidden" name="step" value="take_back">' in page
    assert "<details><summary>Undo" not in page  # no reason is asked for
    assert Flag.objects.filter(settled_by=None).count() == 0
    removal = Decision.objects.get()
    undone = post(client, now(flagged), "take_back", headers, undoes=removal.pk, queue="all")
    assert undone.status_code == (200 if headers else 302)
    assert (now(flagged).state, steps_of(flagged)) == ("published", ["remove", "take_back"])
    assert Flag.objects.filter(settled_by=None).count() == 1
    assert f'data-item="{flagged.pk}"' in client.get(QUEUE).content.decode()
    # sent once more, it is the same
    assert post(client, flagged, "take_back", undoes=removal.pk).status_code == 302
    assert len(steps_of(flagged)) == 2
    sound(reading)


@pytest.mark.parametrize("state", ["pending", "published", "hidden"])
def test_it_is_again_what_it_was_before_the_removal(reading, people, write, signed_in, state):
    note = write(reading, state="pending" if state == "pending" else "published")
    if state == "hidden":
        take_step(Step.HIDE, note, by=people["leader"], reason="spam")
        appeal_decision(note, by=note.author, words="Why?")
    client = signed_in(people["moderator"])
    assert post(client, now(note), "remove", reason="uncivil").status_code == 302
    assert Appeal.objects.filter(answered_by=None).count() == 0
    page = client.get(f"/admin/annotations/annotation/{note.pk}/decide/").content.decode()
    assert "Take back the removal" in page
    assert "another moderator has to reinstate it" not in page
    assert post(client, now(note), "take_back").status_code == 302
    assert now(note).state == state
    assert Appeal.objects.filter(answered_by=None).count() == (state == "hidden")
    sound(reading)


def test_a_waiting_edit_that_was_removed_waits_again_with_the_whole_annotation(
    reading, people, write, signed_in
):
    note = write(reading, body="Looked at.")
    reword_annotation(
        note, by=note.author, version=1, content={"body": "Not looked at yet."}, waits=True
    )
    client = signed_in(people["moderator"])
    assert (
        post(client, note, "remove", version=2, state="pending", reason="spam").status_code == 302
    )
    assert post(client, now(note), "take_back").status_code == 302
    assert (now(note).state, now(note).body) == ("pending", "Not looked at yet.")
    assert f'data-item="{note.pk}"' in client.get(QUEUE).content.decode()
    others = signed_in(people["another_reader"]).get("/s/together/on-reading/p/1/")
    assert "Not looked at yet." not in others.content.decode()
    sound(reading)


def test_nobody_takes_back_what_another_removed_or_after_ten_minutes(
    reading, people, signed_in, flagged, monkeypatch
):
    moderator, leader = signed_in(people["moderator"]), signed_in(people["leader"])
    assert post(moderator, flagged, "remove", reason="spam").status_code == 302
    refused = post(leader, now(flagged), "take_back")
    assert refused.status_code == 403
    assert "Somebody else removed this annotation" in refused.content.decode()
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for said in ({}, {"undoes": Decision.objects.get().pk}):
        late = post(moderator, now(flagged), "take_back", **said)
        assert late.status_code == 409
        assert "You removed this annotation more than ten minutes ago" in late.content.decode()
    assert (now(flagged).state, steps_of(flagged)) == ("removed", ["remove"])
    assert post(leader, now(flagged), "reinstate", reason="other").status_code == 302


def test_an_appeal_against_a_removal_is_answered_by_taking_it_back(
    reading, people, write, signed_in
):
    note = write(reading)
    take_step(Step.REMOVE, note, by=people["moderator"], reason="spam")
    appeal_decision(now(note), by=note.author, words="Why?")
    assert post(signed_in(people["moderator"]), now(note), "take_back").status_code == 302
    assert Appeal.objects.get().answered_by.step == "take_back"


def test_author_and_seminar_are_told_that_it_was_taken_back(reading, people, write, signed_in):
    note = write(reading)
    take_step(Step.REMOVE, note, by=people["moderator"], reason="spam")
    take_step(Step.TAKE_BACK, now(note), by=people["moderator"])
    assert "Removal taken back" in signed_in(people["reader"]).get("/me/").content.decode()
    account = transparency_report(reading.seminar)
    assert [(step.name, step.number) for step in account.steps] == [
        ("Removed", 1),
        ("Removal taken back", 1),
    ]
    assert account.reversals == 1


def test_what_is_kept_hidden_or_removed_is_called_so_everywhere(begin, people, write, signed_in):
    reading = begin(flag_threshold=1)
    hidden, removed = write(reading), write(reading)
    for note in (hidden, removed):
        flag_annotation(note, by=member_of(reading, people["observer"]), reason="spam")
    take_step(Step.REMOVE, now(removed), by=people["leader"], reason="spam")
    take_step(Step.REOPEN_FLAGS, now(removed), by=people["leader"])
    moderator, author = signed_in(people["moderator"]), signed_in(people["reader"])
    for note in (hidden, removed):
        assert post(moderator, now(note), "dismiss_flags").status_code == 409
        assert post(moderator, now(note), "keep").status_code == 302
        page = f"/admin/annotations/annotation/{note.pk}/decide/"
        words = f"Kept {now(note).state}"
        assert f"<b>{words}</b>" in moderator.get(page).content.decode()
        assert words in author.get("/me/").content.decode()
        assert "Flags dismissed" not in moderator.get(page).content.decode()
    said = [(step.name, step.number) for step in transparency_report(reading.seminar).steps]
    assert said[-3:] == [("Kept hidden", 1), ("Kept removed", 1), ("Flags opened again", 1)]
    take_step(Step.REOPEN_FLAGS, now(hidden), by=people["moderator"])
    assert Flag.objects.filter(annotation=hidden, settled_by=None).count() == 1
    sound(reading)


def test_keeping_hidden_leaves_an_appeal_to_another_moderator(begin, people, write, signed_in):
    reading = begin(flag_threshold=9)
    note = write(reading)
    flag_annotation(note, by=member_of(reading, people["observer"]), reason="spam")
    take_step(Step.HIDE, now(note), by=people["moderator"], reason="spam")
    take_step(Step.REOPEN_FLAGS, now(note), by=people["leader"])
    appeal_decision(now(note), by=note.author, words="Why?")
    assert post(signed_in(people["moderator"]), now(note), "keep").status_code == 302
    assert Appeal.objects.filter(answered_by=None).count() == 1
