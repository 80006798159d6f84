"""Somebody else decides just before: whoever decides, flags, withdraws or appeals is judged by what
is there then, and keeps what they typed where it is refused."""

from contextlib import contextmanager

import pytest
from django.contrib.messages import get_messages
from django.db import connection

from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from tests.cast import member_of


@contextmanager
def just_before(act):
    """Let somebody else act right before the first transaction begins."""
    waiting = [act]

    def quicker(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and waiting:
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(quicker):
        yield
    assert not waiting


def decided(note):
    return list(Decision.objects.filter(annotation=note).values_list("step", flat=True))


def state(note):
    return Annotation.objects.get(pk=note.pk).state


def messages_of(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize("place", [{}, {"queue": "all"}])
def test_a_moderator_finds_what_they_typed_and_decides_again(
    reading, people, write, signed_in, place
):
    note = write(reading)
    flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    browser = signed_in(people["moderator"], headers={"HX-Request": "true"} if place else {})
    form = {"step": "remove", "version": 1, "state": "published", "reason": "spam", **place}
    form["statement"] = "My sentence."
    address = f"/admin/annotations/annotation/{note.pk}/decide/"
    with just_before(lambda: take_step(Step.HIDE, note, by=people["leader"], reason="uncivil")):
        answer = browser.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It changed while you were looking" in page
    assert "My sentence." in page
    assert decided(note) == ["hide"]
    assert browser.post(address, {**form, "state": "hidden"}).status_code in (200, 302)
    assert decided(note) == ["hide", "remove"]


def test_a_flag_on_what_was_just_hidden_is_kept_and_hides_nothing_again(begin, people, write):
    reading = begin(flag_threshold=1)
    note = write(reading)
    with just_before(lambda: take_step(Step.HIDE, note, by=people["leader"], reason="uncivil")):
        flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    assert (note.flags.count(), decided(note)) == (1, ["hide"])


def test_what_was_just_hidden_is_withdrawn_from_there_and_comes_back_there(
    reading, reader, people, write, signed_in
):
    note = write(reading)
    browser = signed_in(reader)
    with just_before(lambda: take_step(Step.HIDE, note, by=people["leader"], reason="uncivil")):
        browser.post(f"/a/{note.pk}/withdrawal/")
    assert (state(note), decided(note)) == ("withdrawn", ["hide", "withdraw"])
    browser.post(f"/a/{note.pk}/return/")
    assert state(note) == "hidden"


def test_of_several_at_once_only_what_was_changed_is_refused(reading, people, write, signed_in):
    notes = [write(reading), write(reading)]
    browser = signed_in(people["moderator"])
    form = {"item": [f"{note.pk} 1 published" for note in notes], "confirmed": 1}
    form |= {"step": "hide", "reason": "spam", "version": 1, "state": "published"}
    with just_before(lambda: take_step(Step.REMOVE, notes[0], by=people["leader"], reason="spam")):
        page = browser.post("/admin/annotations/annotation/selected/", form).content.decode()
    assert page.count("It changed meanwhile") == 1
    assert [decided(note) for note in notes] == [["remove"], ["hide"]]


def test_an_author_who_appeals_keeps_their_words(reading, reader, moderator, write, signed_in):
    note = write(reading)
    take_step(Step.HIDE, note, by=moderator, reason="spam")
    browser = signed_in(reader)
    with just_before(lambda: take_step(Step.RESTORE, note, by=moderator)):
        answer = browser.post(f"/a/{note.pk}/appeal/", {"words": "It was meant kindly."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "there is nothing to appeal against" in page
    assert "It was meant kindly." in page
    assert decided(note) == ["hide", "restore"]


def test_an_author_whose_withdrawal_was_just_taken_is_told(reading, reader, write, signed_in):
    note = write(reading)
    browser = signed_in(reader)
    with just_before(lambda: take_step(Step.WITHDRAW, note, by=reader)):
        answer = browser.post(f"/a/{note.pk}/withdrawal/")
    assert messages_of(answer) == ["This annotation is already withdrawn."]
    assert decided(note) == ["withdraw"]
