"""The queue: what waits, for whom, in which order, and what one request does to it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from annotations.margin.actions import edit
from annotations.margin.models import Annotation
from annotations.margin.tallies import store
from annotations.moderation.actions import appeal, flag, take
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import chain
from annotations.moderation.models import Appeal, Decision, Flag, Look
from annotations.moderation.policy.steps import Step
from tests.cast import member_of

QUEUE = "/admin/annotations/annotation/queue/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def reading(begin):
    """One whose flags hide nothing by themselves."""
    return begin(flag_threshold=9)


@pytest.fixture
def flagged(reading, people, write):
    """A published note with two flags."""
    note = write(reading, words="comfortable", body="The flagged one.")
    for who, reason in (("another_reader", "spam"), ("observer", "uncivil")):
        flag(note, by=member_of(reading, people[who]), reason=reason, words=f"Because, says {who}")
    return note


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def listed(answer):
    """The annotations of a page or a part of one, in its order."""
    return re.findall(r'data-item="([0-9a-f-]+)"', answer.content.decode())


def decide(client, annotation, step, *, queue="all", **more):
    form = {"step": step, "version": annotation.version, "state": annotation.state, "queue": queue}
    headers = {name: more.pop(name) for name in list(more) if name.startswith("HTTP_")}
    address = f"/admin/annotations/annotation/{annotation.pk}/decide/"
    return client.post(address, form | more, **headers)


def test_what_waits_is_listed_oldest_first_and_nothing_else(
    reading, people, write, signed_in, flagged
):
    write(reading, "another_reader", body="Undisputed.")
    pending = write(reading, state="pending", number=2)
    hidden = write(reading, "another_reader", number=3)
    take(Step.HIDE, hidden, by=people["leader"], reason="off-topic")
    appeal(hidden, by=hidden.author, words="Please look again.")
    answer = signed_in(people["moderator"]).get(QUEUE)
    assert listed(answer) == [str(each.pk) for each in (flagged, pending, hidden)]
    page = unescape(answer.content.decode())
    for words in (
        "<mark",
        "The flagged one.",
        "Advertising or spam",
        "Because, says observer",
        "Please look again.",
        "waits for a first look",
        "2 open flags",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?why=pending", ["pending"]),
        ("?why=flagged", ["flagged"]),
        ("?why=appealed", []),
        ("?kind=counterpoint", ["pending"]),
        ("?seminar=together", ["flagged", "pending"]),
        ("?seminar=no-such", ["flagged", "pending"]),
        ("?order=flags", ["flagged", "pending"]),
        ("?why=x&kind=x&order=x", ["flagged", "pending"]),
    ],
)
def test_filters_narrow_the_queue(reading, people, write, signed_in, flagged, query, expected):
    pending = write(reading, state="pending", kind="counterpoint")
    known = {str(flagged.pk): "flagged", str(pending.pk): "pending"}
    answer = signed_in(people["moderator"]).get(QUEUE + query)
    assert [known[each] for each in listed(answer)] == expected


def test_the_most_flagged_come_first_when_asked(reading, people, write, signed_in, flagged):
    older = write(reading, "another_reader", number=2)
    Annotation.objects.filter(pk=older.pk).update(created_at="2020-01-01T00:00Z")
    flag(older, by=member_of(reading, people["observer"]), reason="spam")
    Flag.objects.filter(annotation=older).update(at="2020-01-01T00:00Z")
    client = signed_in(people["moderator"])
    assert listed(client.get(QUEUE)) == [str(older.pk), str(flagged.pk)]
    assert listed(client.get(f"{QUEUE}?order=flags")) == [str(flagged.pk), str(older.pk)]


def test_what_flags_hid_waits_until_a_person_has_looked(begin, people, write, signed_in):
    reading = begin(flag_threshold=1)
    note = write(reading)
    flag(note, by=member_of(reading, people["observer"]), reason="spam")
    client = signed_in(people["moderator"])
    answer = client.get(QUEUE)
    assert "hidden by them" in answer.content.decode()
    assert "Keep hidden" in answer.content.decode()
    assert 'value="dismiss_flags"' not in answer.content.decode()
    kept = decide(client, now(note), "keep", **HTMX)
    assert kept.status_code == 200
    assert "<b>Kept hidden</b>: note by" in kept.content.decode()
    assert "Flags dismissed" not in kept.content.decode()
    assert 'name="step" value="reopen_flags"' in kept.content.decode()
    assert now(note).state == "hidden"
    assert listed(client.get(QUEUE)) == []


def test_ones_own_is_not_in_ones_queue(reading, people, write, signed_in):
    note = write(reading, "moderator", state="pending")
    assert listed(signed_in(people["moderator"]).get(QUEUE)) == []
    assert listed(signed_in(people["leader"]).get(QUEUE)) == [str(note.pk)]


def test_one_request_settles_an_item_and_brings_the_next(
    reading, people, write, signed_in, flagged
):
    further = write(reading, "another_reader", state="pending")
    client = signed_in(people["moderator"])
    answer = decide(client, flagged, "dismiss_flags", shown="", **HTMX)
    assert answer.status_code == 200
    assert "Flags dismissed" in answer.content.decode()
    assert listed(answer) == [str(further.pk)]
    assert Flag.objects.filter(settled_by=None).count() == 0
    # enough are on the page still: nothing is sent along
    assert listed(decide(client, further, "approve", **HTMX)) == []


def test_without_a_script_the_queue_comes_back_and_says_what_was_done(
    reading, people, write, signed_in, flagged
):
    client = signed_in(people["moderator"])
    answer = decide(client, flagged, "hide", reason="spam", queue="why=flagged")
    decision = Decision.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"{QUEUE}?why=flagged&settled={decision.pk}#items"
    page = client.get(answer["Location"]).content.decode()
    assert "<b>Hidden</b>: note by" in page
    assert '<input type="hidden" name="step" value="restore">' in page


def test_a_reason_that_is_missing_is_asked_for_in_the_item(reading, people, signed_in, flagged):
    answer = decide(signed_in(people["moderator"]), flagged, "hide", statement="My words.", **HTMX)
    assert answer.status_code == 422
    assert listed(answer) == [str(flagged.pk)]
    assert "Please choose a reason." in answer.content.decode()
    assert "My words." in answer.content.decode()


def test_who_decided_meanwhile_is_named_and_nothing_is_applied(reading, people, signed_in, flagged):
    assert decide(signed_in(people["leader"]), flagged, "hide", reason="spam").status_code == 302
    answer = decide(
        signed_in(people["moderator"]), flagged, "remove", reason="spam", statement="Mine.", **HTMX
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "leader (leader) took the step “hide”" in page
    assert "Mine." in page
    assert now(flagged).state == "hidden"


def test_another_moderator_who_has_it_open_is_named(reading, people, signed_in, flagged):
    assert "has this open too" not in signed_in(people["leader"]).get(QUEUE).content.decode()
    page = signed_in(people["moderator"]).get(QUEUE).content.decode()
    assert "<b>leader</b> has this open too" in page
    Look.objects.update(at="2020-01-01T00:00Z")
    assert "has this open too" not in signed_in(people["moderator"]).get(QUEUE).content.decode()


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
    take(Step.RESTORE, now(flagged), by=people["leader"])
    take(Step.HIDE, now(flagged), by=people["leader"], reason="uncivil")
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
    take(Step.HIDE, note, by=people["moderator"], reason="off-topic")
    appeal(note, by=note.author, words="Why?")
    own = decide(signed_in(people["moderator"]), now(note), "uphold")
    assert own.status_code == 403
    assert decide(signed_in(people["leader"]), now(note), "uphold").status_code == 302
    assert (now(note).state, Appeal.objects.filter(answered_by=None).count()) == ("hidden", 0)
    take(Step.REOPEN_APPEAL, now(note), by=people["leader"])
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
            take(first, note, by=leader, reason="spam")
        if step == Step.UPHOLD:
            appeal(now(note), by=reader, words="Why?")
        if step == Step.DISMISS_FLAGS:
            flag(note, by=member_of(reading, people["observer"]), reason="spam")
        author = step in (Step.WITHDRAW, Step.RETURN)
        for each, by in ((step, moderator), (back, leader if step != Step.UPHOLD else moderator)):
            by = reader.user if author else by
            take(each, now(note), by=by, reason="spam", statement="Because.")
        expected = {Step.APPROVE: "hidden"}.get(step, state)
        if back in (Step.RESTORE, Step.REINSTATE):
            expected = "published"
        assert now(note).state == expected, (state, step, back)
    assert store.differences(reading) == {}
    assert first_finding(reading.seminar_id, chain.Head(0, chain.START)) is None


def test_a_flag_is_not_shaken_off_by_an_edit(reading, people, signed_in, flagged):
    edit(flagged, by=flagged.author, version=1, said={"body": "A milder text."})
    client = signed_in(people["moderator"])
    answer = client.get(QUEUE)
    assert listed(answer) == [str(flagged.pk)]
    assert "on version 1" in answer.content.decode()
    assert decide(client, now(flagged), "dismiss_flags").status_code == 302
    assert listed(client.get(QUEUE)) == []


@pytest.mark.django_db
def test_a_queue_of_ten_costs_as_many_queries_as_a_queue_of_two(
    reading, people, write, signed_in, django_assert_num_queries
):
    client = signed_in(people["moderator"])
    for _ in range(2):
        write(reading, state="pending")
    with django_assert_num_queries(18) as two:
        client.get(QUEUE)
    for _ in range(8):
        write(reading, state="pending")
    with django_assert_num_queries(len(two)):
        client.get(QUEUE)


def test_the_admins_front_page_leads_to_the_queue_with_its_number(
    reading, people, signed_in, flagged
):
    page = signed_in(people["moderator"]).get("/admin/").content.decode()
    assert f'<a href="{QUEUE}"><b>1</b> annotation waits' in page
