"""Who may not write, or not any more, is told why and keeps the text."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from annotations.margin.models import Annotation
from tests.cast import member_of
from tests.reading.composers import BASE, NOTE, P1, SOURCE


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("observer", "As an observer you read along; ask the leader to make you a reader."),
        (
            "stranger",
            "ask the leader to invite you. Your text is kept below.",
        ),
        (
            "former",
            "ask the leader to invite you. Your text is kept below.",
        ),
        (
            "superuser",
            "ask the leader to invite you. Your text is kept below.",
        ),
    ],
)
def test_who_may_not_post_is_told_why_and_keeps_the_text(reading, people, signed_in, who, words):
    answer = signed_in(people[who]).post(P1, NOTE)
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "A thought.</textarea>" in answer.content.decode()
    assert Annotation.objects.count() == 0


def test_a_closed_seminar_is_read_only_and_says_so(begin, people, write, signed_in):
    reading = begin()
    mine, theirs = write(reading), write(reading, "leader")
    reading.seminar.closes_at = datetime(2020, 1, 1, tzinfo=UTC)
    reading.seminar.save()
    client = signed_in(people["reader"])
    answer = client.post(P1, NOTE)
    assert answer.status_code == 403
    assert "This seminar is closed: it can be read, not added to." in answer.content.decode()
    assert "A thought.</textarea>" in answer.content.decode()
    assert client.post(f"/a/{mine.pk}/edit/", {"version": 1, "body": "x"}).status_code == 403
    assert client.post(f"/a/{theirs.pk}/endorsement/").status_code == 403
    assert Annotation.objects.count() == 2


def test_a_guest_who_joins_while_writing_keeps_the_text(begin, people, signed_in):
    reading = begin(open_to_join=True)
    client = signed_in(people["stranger"])
    refused = client.post(P1, NOTE)
    assert refused.status_code == 403
    assert "Join the seminar to post this." in refused.content.decode()
    assert 'name="join"' in refused.content.decode()
    page = client.post(P1, {**NOTE, "join": "1"}, follow=True)
    assert page.redirect_chain == [(P1 + "#composer", 302)]
    assert "A thought.</textarea>" in page.content.decode()
    assert member_of(reading, people["stranger"]).role == "reader"
    assert client.post(P1, NOTE).status_code == 302
    assert "A thought.</textarea>" not in client.get(P1).content.decode()


@pytest.mark.parametrize("address", ["p", "edit", "flag", "appeal", "decide"])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_was_typed_when_the_session_had_ended_is_there_after_signing_in(
    reading, people, write, signed_in, address, htmx
):
    note = write(reading)
    theirs = write(reading, "leader", state="published")
    hidden = write(reading, state="hidden")
    path, field = {
        "p": (P1, "body"),
        "edit": (f"/a/{note.pk}/edit/", "body"),
        "flag": (f"/a/{theirs.pk}/flag/", "words"),
        "appeal": (f"/a/{hidden.pk}/appeal/", "words"),
        "decide": (f"/admin/annotations/annotation/{note.pk}/decide/", "statement"),
    }[address]
    who = people["leader" if address == "decide" else "reader"]
    client = Client()
    form = {**NOTE, "version": "1", field: "Long considered words."}
    answer = client.post(path, form, headers={"HX-Request": "true"} if htmx else {})
    if htmx:
        assert answer.status_code == 401
        assert "Your session has ended. Your text is kept:" in answer.content.decode()
        assert f'href="/accounts/login/?next={path}"' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/login/?next={path}"
    assert Annotation.objects.filter(body="A thought.").count() == 0
    who.set_password("a good one")
    who.save()
    landed = client.post(
        f"/accounts/login/?next={path}", {"login": who.username, "password": "a good one"}
    )
    assert landed["Location"] == path
    page = client.get(path)
    assert page.status_code == 200
    assert "Long considered words." in page.content.decode()


def test_what_was_kept_shows_nothing_hidden_and_nowhere_else(reading, people, write, signed_in):
    secret = write(reading, "leader", visibility="private")
    client = Client()
    missing = uuid4()
    there = client.post(f"/a/{secret.pk}/edit/", {"body": "x", "version": 1})
    not_there = client.post(f"/a/{missing}/edit/", {"body": "x", "version": 1})
    assert there.status_code == not_there.status_code == 302
    client.force_login(people["reader"])
    assert client.get(f"/a/{secret.pk}/edit/").status_code == 404
    client.post(P1, {})
    assert "x</textarea>" not in client.get(BASE + "p/2/").content.decode()


OLD_FORMS = {
    "ours": ({"Origin": "http://testserver"}, True),
    "ours too": ({"Sec-Fetch-Site": "same-origin"}, True),
    "somebody else's": ({"Origin": "http://evil.example"}, False),
    "nobody's": ({}, False),
}


@pytest.mark.parametrize("whose", OLD_FORMS)
def test_a_form_that_grew_old_is_shown_again_to_send_once_more(reading, people, signed_in, whose):
    client = signed_in(people["reader"], enforce_csrf_checks=True)
    headers, ours = OLD_FORMS[whose]
    answer = client.post(P1, {**NOTE, "csrfmiddlewaretoken": "old"}, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Nothing is lost either" in page
    assert ("A thought.</textarea>" in page) == ours
    assert Annotation.objects.count() == 0
    if ours:
        fresh = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.partition("<main")[2])
        assert fresh is not None
        again = client.post(P1, {**NOTE, "csrfmiddlewaretoken": fresh.group(1)}, headers=headers)
        assert again.status_code == 302
        assert Annotation.objects.count() == 1


def test_as_long_a_paste_as_may_be_posted_is_kept_while_one_signs_in(reading, people):
    paste = "A. Author, A Title, 2001\n" * 2_400
    client = Client()
    assert client.post(P1, {**SOURCE, "citation": paste}).status_code == 302
    client.force_login(people["reader"])
    assert paste in client.get(P1).content.decode()
