"""A decision is undone: by its undo button, after an appeal, and by the table step for step."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import appeal_decision, flag_annotation, take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import chain
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.steps import Step
from tests.cast import member_of
from tests.moderation.queue.pages import HTMX, decide, listed, now


@pytest.mark.parametrize(
    ("state", "step", "back", "after"),
    [
        ("published", "dismiss_flags", "reopen_flags", "published"),
        ("published", "hide", "restore", "published"),
        ("pending", "approve", "hide", "hidden"),
        ("hidden", "restore", "hide", "hidden"),
    ],
)
def test_undoing_leads_back_by_the_table_and_the_flags_wait_again(
    reading, people, signed_in, flagged, state, step, back, after
):
    client = signed_in(people["moderator"])
    Annotation.objects.filter(pk=flagged.pk).update(state=state)
    decide(client, now(flagged), step, reason="spam")
    done = Decision.objects.get()
    assert Flag.objects.filter(settled_by=None).count() == 0
    answer = decide(client, now(flagged), back, reason="other", undoes=done.pk, **HTMX)
    assert answer.status_code == 200
    assert listed(answer) == [str(flagged.pk)]
    assert now(flagged).state == after
    assert list(Decision.objects.values_list("step", flat=True)) == [step, back]
    assert Flag.objects.filter(settled_by=None).count() == 2


def test_undoing_what_somebody_has_changed_since_is_a_conflict(reading, people, signed_in, flagged):
    client = signed_in(people["moderator"])
    decide(client, flagged, "hide", reason="spam")
    done = Decision.objects.get()
    take_step(Step.RESTORE, now(flagged), by=people["leader"])
    take_step(Step.HIDE, now(flagged), by=people["leader"], reason="uncivil")
    answer = decide(client, now(flagged), "restore", undoes=done.pk, **HTMX)
    assert answer.status_code == 409
    assert now(flagged).state == "hidden"
    assert Decision.objects.count() == 3


def test_whoever_removed_it_is_told_that_another_has_to_bring_it_back(
    reading, people, signed_in, flagged
):
    client = signed_in(people["moderator"])
    decide(client, flagged, "remove", reason="spam")
    done = Decision.objects.get()
    answer = decide(client, now(flagged), "reinstate", reason="other", undoes=done.pk, **HTMX)
    assert answer.status_code == 403
    assert "another moderator has to reinstate it" in answer.content.decode()


def test_after_ten_minutes_who_removed_it_is_offered_no_undo_where_another_can_reinstate(
    reading, people, signed_in, flagged, monkeypatch
):
    client = signed_in(people["moderator"])
    answer = decide(client, flagged, "remove", reason="spam")
    assert 'name="undoes"' in client.get(answer["Location"]).content.decode()
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = client.get(answer["Location"]).content.decode()
    assert "another moderator has to reinstate it" in page
    assert 'name="undoes"' not in page
    own = client.get(f"/admin/annotations/annotation/{flagged.pk}/decide/").content.decode()
    assert "so another moderator has to reinstate it" in own
    reading.seminar.members.filter(user=people["leader"]).update(role="reader")
    # alone now: who removed it may bring it back
    own = client.get(f"/admin/annotations/annotation/{flagged.pk}/decide/").content.decode()
    assert 'value="reinstate"' in own


def test_an_appeal_can_be_upheld_by_another_and_opened_again(reading, people, write, signed_in):
    note = write(reading)
    take_step(Step.HIDE, note, by=people["moderator"], reason="off-topic")
    appeal_decision(note, by=note.author, words="Why?")
    own = decide(signed_in(people["moderator"]), now(note), "uphold")
    assert own.status_code == 403
    assert decide(signed_in(people["leader"]), now(note), "uphold").status_code == 302
    assert (now(note).state, Appeal.objects.filter(answered_by=None).count()) == ("hidden", 0)
    take_step(Step.REOPEN_APPEAL, now(note), by=people["leader"])
    assert Appeal.objects.filter(answered_by=None).count() == 1


def test_every_step_has_its_way_back_over_the_actions(reading, people, write):
    """Each row of the table that leads somewhere is walked, and walked back."""
    leader, moderator = people["leader"], people["moderator"]
    reader = member_of(reading, people["reader"])
    ways = [
        ("pending", Step.APPROVE, Step.HIDE),
        ("pending", Step.HIDE, Step.RESTORE),
        ("published", Step.HIDE, Step.RESTORE),
        ("hidden", Step.RESTORE, Step.HIDE),
        ("pending", Step.REMOVE, Step.REINSTATE),
        ("published", Step.REMOVE, Step.REINSTATE),
        ("hidden", Step.REMOVE, Step.REINSTATE),
        ("removed", Step.REINSTATE, Step.REMOVE),
        ("pending", Step.WITHDRAW, Step.RETURN),
        ("published", Step.WITHDRAW, Step.RETURN),
        ("hidden", Step.WITHDRAW, Step.RETURN),
        ("published", Step.DISMISS_FLAGS, Step.REOPEN_FLAGS),
        ("hidden", Step.UPHOLD, Step.REOPEN_APPEAL),
    ]
    for state, step, back in ways:
        note = write(reading, state="pending" if state == "pending" else "published")
        if state in ("hidden", "removed"):
            first = Step.HIDE if state == "hidden" else Step.REMOVE
            take_step(first, note, by=leader, reason="spam")
        if step == Step.UPHOLD:
            appeal_decision(now(note), by=reader, words="Why?")
        if step == Step.DISMISS_FLAGS:
            flag_annotation(note, by=member_of(reading, people["observer"]), reason="spam")
        author = step in (Step.WITHDRAW, Step.RETURN)
        for each, by in ((step, moderator), (back, leader if step != Step.UPHOLD else moderator)):
            by = reader.user if author else by
            take_step(each, now(note), by=by, reason="spam", statement="Because.")
        expected = {Step.APPROVE: "hidden"}.get(step, state)
        if back in (Step.RESTORE, Step.REINSTATE):
            expected = "published"
        assert now(note).state == expected, (state, step, back)
    assert store.tally_differences(reading) == {}
    assert first_finding(reading.seminar_id, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None
