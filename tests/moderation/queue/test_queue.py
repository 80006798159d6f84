"""The queue: what waits, for whom, in which order, and what one request does to it."""

from html import unescape

import pytest

from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation
from annotations.moderation.actions import appeal_decision, flag_annotation, take_step
from annotations.moderation.models import Decision, Flag, Look
from annotations.moderation.policy.steps import Step
from tests.cast import member_of
from tests.moderation.queue.pages import HTMX, QUEUE, decide, listed, now


def test_what_waits_is_listed_oldest_first_and_nothing_else(
    reading, people, write, signed_in, flagged
):
    write(reading, "another_reader", body="Undisputed.")
    pending = write(reading, state="pending", number=2)
    hidden = write(reading, "another_reader", number=3)
    take_step(Step.HIDE, hidden, by=people["leader"], reason="off-topic")
    appeal_decision(hidden, by=hidden.author, words="Please look again.")
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
    flag_annotation(older, by=member_of(reading, people["observer"]), reason="spam")
    Flag.objects.filter(annotation=older).update(at="2020-01-01T00:00Z")
    client = signed_in(people["moderator"])
    assert listed(client.get(QUEUE)) == [str(older.pk), str(flagged.pk)]
    assert listed(client.get(f"{QUEUE}?order=flags")) == [str(flagged.pk), str(older.pk)]


def test_what_flags_hid_waits_until_a_person_has_looked(begin, people, write, signed_in):
    reading = begin(flag_threshold=1)
    note = write(reading)
    flag_annotation(note, by=member_of(reading, people["observer"]), reason="spam")
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


def test_a_flag_is_not_shaken_off_by_an_edit(reading, people, signed_in, flagged):
    reword_annotation(flagged, by=flagged.author, version=1, content={"body": "A milder text."})
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
    with django_assert_num_queries(17) as two:
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
