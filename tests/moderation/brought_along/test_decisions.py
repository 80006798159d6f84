"""A decision about a counterpoint goes for the source that was posted with it, and back."""

import re

import pytest
from django.db import OperationalError, connection

from annotations.activity import Entry
from annotations.moderation.actions import (
    appeal_decision,
    flag_annotation,
    take_step,
    undo_decision,
)
from annotations.moderation.models import Appeal, Decision, Flag, Head
from annotations.moderation.policy.steps import Refused, Step
from tests.cast import member_of
from tests.moderation.brought_along.pages import (
    DECIDE,
    QUEUE,
    SAID,
    SHOW_IT,
    all_is_well,
    listed,
    states,
    steps,
)


def test_a_source_knows_the_counterpoint_that_it_came_with(reading, object_):
    counterpoint, source = object_()
    assert (source.came_with, source.about, counterpoint.came_with) == (
        counterpoint,
        counterpoint,
        None,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("step", "back", "state"), [("hide", "restore", "hidden"), ("remove", "reinstate", "removed")]
)
def test_what_is_decided_about_a_counterpoint_goes_for_its_source_and_back(
    reading, people, signed_in, object_, shown, decide, step, back, state
):
    counterpoint, source = object_()
    assert shown() == SHOW_IT
    said = {"reason": "off-topic", "statement": "Not about the text."}
    assert decide(counterpoint, step, **said).status_code == 302
    assert states(counterpoint, source) == [state, state]
    assert shown() == set()
    mine = signed_in(people["reader"]).get("/me/").content.decode()
    assert mine.count("Not about the text.") == 2
    made = Decision.objects.filter(annotation=source).values_list("step", "reason", "statement")
    assert list(made) == [(step, "off-topic", "Not about the text.")]
    all_is_well(reading.seminar_id)
    assert decide(counterpoint, back, "leader", reason="other").status_code == 302
    assert states(counterpoint, source) == ["published", "published"]
    assert shown() == SHOW_IT
    all_is_well(reading.seminar_id)


def test_undoing_in_the_queue_leads_both_back_with_their_flags(reading, people, signed_in, object_):
    counterpoint, source = object_()
    for each in (counterpoint, source):
        flag_annotation(each, by=member_of(reading, people["another_reader"]), reason="spam")
    browser = signed_in(people["moderator"])
    form = {"step": "hide", "version": 1, "state": "published", "reason": "spam", "queue": "all"}
    form["brought"] = f"{source.pk} 1"
    answer = browser.post(DECIDE.format(counterpoint.pk), form, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "with 1 source that came with it" in page
    assert not Flag.objects.filter(settled_by=None).exists()
    back = dict(re.findall(r'name="(version|state|undoes|step|queue)" value="([^"]*)"', page))
    browser.post(DECIDE.format(counterpoint.pk), back, headers={"HX-Request": "true"})
    assert states(counterpoint, source) == ["published", "published"]
    assert Flag.objects.filter(settled_by=None).count() == 2
    all_is_well(reading.seminar_id)


def test_undoing_a_restoration_lets_the_appeals_of_both_wait_again(reading, people, object_):
    counterpoint, source = object_()
    take_step(Step.HIDE, counterpoint, by=people["moderator"], reason="spam")
    for each in (counterpoint, source):
        appeal_decision(each, by=each.author, words="Why?")
    restored = take_step(Step.RESTORE, counterpoint, by=people["leader"])
    assert not Appeal.objects.filter(answered_by=None).exists()
    undo_decision(restored, by=people["leader"], reason="spam")
    assert states(counterpoint, source) == ["hidden", "hidden"]
    waiting = Appeal.objects.filter(answered_by=None).order_by("at")
    assert [each.decision.annotation_id for each in waiting] == [counterpoint.pk, source.pk]
    assert [each.decision.step for each in waiting] == ["hide", "hide"]


@pytest.mark.parametrize("first", ["hide", "remove"])
def test_a_source_that_was_decided_about_by_itself_does_not_come_back(
    reading, people, object_, decide, first
):
    counterpoint, source = object_()
    assert decide(source, first, reason="spam").status_code == 302
    assert states(counterpoint, source)[0] == "published"
    decide(counterpoint, "hide", reason="spam")
    decide(source, "remove", reason="spam")
    decide(counterpoint, "remove", reason="spam")
    assert states(counterpoint, source) == ["removed", "removed"]
    decide(counterpoint, "reinstate", "leader", reason="other")
    assert states(counterpoint, source) == ["published", "removed"]
    all_is_well(reading.seminar_id)


def test_enough_flags_hide_both_and_a_moderator_restores_both(
    reading, people, signed_in, object_, shown, decide
):
    counterpoint, source = object_()
    assert shown() == SHOW_IT
    for who in ("another_reader", "observer"):
        signed_in(people[who]).post(f"/a/{counterpoint.pk}/flag/", {"reason": "spam"})
    assert states(counterpoint, source) == ["hidden", "hidden"]
    assert shown() == set()
    assert Decision.objects.get(annotation=source).reason == "flags"
    decide(counterpoint, "restore")
    assert states(counterpoint, source) == ["published", "published"]
    all_is_well(reading.seminar_id)


def test_an_edit_of_the_source_that_waits_is_not_judged_with_the_counterpoint(
    begin, people, signed_in, object_, decide
):
    reading = begin()
    counterpoint, source = object_()
    reading.seminar.moderation = "before"
    reading.seminar.save()
    said = {"version": 1, "relation": "supports", "citation": "Another almanac"}
    signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said)
    decide(counterpoint, "hide", reason="spam")
    decide(counterpoint, "restore")
    source.refresh_from_db()
    assert (source.state, source.citation) == ("published", SAID["evidence"])
    assert source.proposal.citation == "Another almanac"
    decide(counterpoint, "dismiss_flags")
    all_is_well(reading.seminar_id)


def test_approving_an_edit_of_the_counterpoint_changes_nothing_about_its_source(
    begin, people, signed_in, object_, decide
):
    reading = begin(moderation="before")
    counterpoint, source = object_()
    decide(counterpoint, "approve")
    said = {"version": 1, "attack": "rebut", "body": "The wombat objects again."}
    signed_in(people["reader"]).post(f"/a/{counterpoint.pk}/edit/", said)
    assert decide(counterpoint, "approve").status_code == 302
    assert (steps(counterpoint), steps(source)) == (["approve", "approve"], ["approve"])
    all_is_well(reading.seminar_id)


@pytest.mark.slow
@pytest.mark.parametrize(("away", "back"), [("hide", "restore"), ("remove", "reinstate")])
def test_a_source_does_not_show_before_its_counterpoint(
    begin, people, object_, shown, decide, away, back
):
    begin(moderation="before")
    counterpoint, source = object_()
    decide(source, away, reason="spam")
    assert decide(source, back, "leader", reason="other").status_code == 409
    decide(counterpoint, "approve")
    assert shown() == set()
    decide(source, back, "leader", reason="other")
    assert shown() == SHOW_IT


def test_parted_what_was_brought_along_waits_by_itself(begin, people, signed_in, object_, decide):
    reading = begin(moderation="before")
    counterpoint, source = object_()
    decide(counterpoint, "remove", reason="spam", part="1")
    assert states(counterpoint, source) == ["removed", "pending"]
    entry = Entry.objects.get(verb="parted")
    assert (entry.subject_id, entry.details) == (source.pk, {"came_with": str(counterpoint.pk)})
    assert listed(signed_in(people["moderator"]).get(QUEUE)) == [str(source.pk)]
    assert decide(source, "approve").status_code == 302
    decide(counterpoint, "reinstate", "leader", reason="other")
    decide(counterpoint, "hide", reason="spam")
    assert states(counterpoint, source) == ["hidden", "published"]
    all_is_well(reading.seminar_id)


def test_without_the_field_it_follows(reading, people, signed_in, object_):
    counterpoint, source = object_()
    form = {"step": "hide", "reason": "spam"}
    signed_in(people["moderator"]).post(DECIDE.format(counterpoint.pk), form)
    assert states(counterpoint, source) == ["hidden", "hidden"]


def test_the_same_decision_twice_is_one(reading, people, object_):
    counterpoint, source = object_()
    for _ in range(2):
        take_step(Step.HIDE, counterpoint, by=people["moderator"], version=1, reason="spam")
    assert (steps(counterpoint), steps(source)) == (["hide"], ["hide"])


def test_a_refusal_of_the_source_does_not_refuse_the_counterpoint(reading, people, object_):
    counterpoint, source = object_()
    take_step(Step.HIDE, counterpoint, by=people["moderator"], reason="spam")
    appeal_decision(source, by=source.author, words="Why?")
    take_step(Step.RESTORE, counterpoint, by=people["moderator"])
    assert states(counterpoint, source) == ["published", "hidden"]
    with pytest.raises(Refused, match="another moderator has to decide"):
        take_step(Step.RESTORE, source, by=people["moderator"])


def test_a_failure_between_the_two_decides_neither(reading, people, object_):
    counterpoint, source = object_()
    table = Head._meta.db_table

    def fail_the_second(execute, sql, params, many, context):
        if sql.startswith(f'UPDATE "{table}"') and Decision.objects.exists():
            raise OperationalError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_the_second), pytest.raises(OperationalError):
        take_step(Step.HIDE, counterpoint, by=people["moderator"], reason="spam")
    assert states(counterpoint, source) == ["published", "published"]
    assert not Decision.objects.exists()
