"""Somebody else in the seminar is quicker each time: whoever decides is told so, and keeps what
they typed."""

from contextlib import contextmanager

import pytest
from django.contrib.messages import get_messages
from django.db import connection

from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step, withdraw
from annotations.moderation.models import Decision, Head
from annotations.moderation.policy.steps import Step
from tests.cast import member_of

QUICKER = "Others were quicker just now, and nothing was done. Please try again."
TABLE = Head._meta.db_table


@contextmanager
def others_first():
    """Just before anybody's decision comes to the end of the chain, another one is there."""

    def quicker(execute, sql, params, many, context):
        if sql.startswith(f'UPDATE "{TABLE}"'):
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"UPDATE {TABLE} SET number = number + 1")  # noqa: S608
        return execute(sql, params, many, context)

    with connection.execute_wrapper(quicker):
        yield


def decided(note):
    return list(Decision.objects.filter(annotation=note).values_list("step", flat=True))


def said(answer):
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
    with others_first():
        answer = browser.post(address, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert QUICKER in page
    assert "It changed while you were looking" not in page
    assert "My sentence." in page
    assert decided(note) == []
    assert browser.post(address, form).status_code in (200, 302)
    assert decided(note) == ["remove"]


def test_a_flag_that_would_hide_it_stays_open_for_a_moderator(begin, people, write, signed_in):
    reading = begin(flag_threshold=1)
    note = write(reading)
    with others_first():
        answer = signed_in(people["another_reader"]).post(f"/a/{note.pk}/flag/", {"reason": "spam"})
    assert answer.status_code == 302
    assert (note.flags.count(), decided(note)) == (1, [])


def test_of_several_at_once_each_is_told(reading, people, write, signed_in):
    notes = [write(reading), write(reading)]
    browser = signed_in(people["moderator"])
    form = {"item": [f"{note.pk} 1 published" for note in notes], "confirmed": 1}
    form |= {"step": "hide", "reason": "spam", "version": 1, "state": "published"}
    with others_first():
        page = browser.post("/admin/annotations/annotation/selected/", form).content.decode()
    assert page.count(QUICKER) == 2
    assert [decided(note) for note in notes] == [[], []]


def test_an_author_who_withdraws_or_brings_back_is_told(reading, reader, write, signed_in):
    note = write(reading)
    browser = signed_in(reader)
    with others_first():
        assert said(browser.post(f"/a/{note.pk}/withdrawal/")) == [QUICKER]
    assert Annotation.objects.get(pk=note.pk).state == "published"
    withdraw(note, by=note.author)
    with others_first():
        assert QUICKER in said(browser.post(f"/a/{note.pk}/return/"))
    assert Annotation.objects.get(pk=note.pk).state == "withdrawn"


def test_an_author_who_appeals_keeps_their_words(reading, reader, moderator, write, signed_in):
    note = write(reading)
    take_step(Step.HIDE, note, by=moderator, reason="spam")
    browser = signed_in(reader)
    with others_first():
        answer = browser.post(f"/a/{note.pk}/appeal/", {"words": "It was meant kindly."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert QUICKER in page
    assert "It was meant kindly." in page
    assert decided(note) == ["hide"]
