"""Others write too long: no page that only reads fails, and what can't be written is given back
to be sent again."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError, connection

from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.models import Decision, Look
from annotations.moderation.policy.steps import Step
from config.contention import RETRY_AFTER
from tests.cast import member_of

QUEUE = "/admin/annotations/annotation/queue/"
BUSY = "Too much was being written here at the same moment"
PARAGRAPH = "/s/together/on-reading/p/1/"


@contextmanager
def others_write() -> Iterator[None]:
    """Somebody else's transaction holds what it writes, and we wait for it a moment only."""
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        patience, options["timeout"] = options["timeout"], 0.05
        connection.close()
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.close()
            connection.close()
            options["timeout"] = patience
        return
    tables = ", ".join(f'"{name}"' for name in connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
    parameters = {**connection.get_connection_params()}
    for ours in ("cursor_factory", "context", "prepare_threshold"):
        parameters.pop(ours, None)
    with psycopg.connect(**parameters) as other:
        other.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        yield
    connection.close()


@pytest.fixture
def reading(transactional_db, begin):
    """In a database where what is written is committed; its flags hide nothing by themselves."""
    return begin(flag_threshold=9)


@pytest.fixture
def flagged(reading, people, write):
    """A published note with a flag."""
    note = write(reading, words="comfortable")
    flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    return note


def decision(note, **said):
    form = {"step": "hide", "reason": "spam", "version": note.version, "state": note.state, **said}
    return f"/admin/annotations/annotation/{note.pk}/decide/", form


def sent_again(client, answer):
    """Send the form that the page holds."""
    page = answer.content.decode()
    form = page[page.index("<form") : page.index("</form>")]
    action = re.search(r'action="([^"]+)"', form).group(1)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    shown = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    fields = [(name, unescape(value)) for name, value in [*hidden, *shown]]
    assert [name for name, _ in fields] == list(dict.fromkeys(name for name, _ in fields))
    return client.post(unescape(action), dict(fields))


def test_the_queue_and_an_items_page_open_at_once_while_others_write(flagged, people, signed_in):
    client = signed_in(people["moderator"])
    for page in (QUEUE, f"/admin/annotations/annotation/{flagged.pk}/decide/"):
        with others_write():
            began = time.monotonic()
            answer = client.get(page)
            assert time.monotonic() - began < 5  # a decision would wait twenty seconds
        assert answer.status_code == 200
        assert f'id="i-{flagged.pk}"' in answer.content.decode()
        assert Look.objects.count() == 0
    client.get(QUEUE)
    assert Look.objects.count() == 1


def test_a_decision_that_is_not_written_in_time_can_be_sent_again(flagged, people, signed_in):
    client = signed_in(people["moderator"])
    with others_write():
        answer = client.post(*decision(flagged, statement="My <words>.\nTwo lines.", remark="R."))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER))
    assert BUSY in page
    assert ">\nMy &lt;words&gt;.\nTwo lines.</textarea>" in page
    assert Decision.objects.count() == 0
    assert sent_again(client, answer).status_code == 302
    made = Decision.objects.get()
    assert (made.step, made.reason, made.remark) == ("hide", "spam", "R.")
    assert made.statement.split() == ["My", "<words>.", "Two", "lines."]


def test_a_post_that_is_not_written_in_time_can_be_sent_again(reading, people, signed_in):
    client = signed_in(people["reader"])
    page = client.get(PARAGRAPH).content.decode()
    form = {"kind": "note", "body": "What I think.", "visibility": "seminar"}
    form["id"] = re.search(r'name="id" value="([0-9a-f-]{36})"', page).group(1)
    with others_write():
        answer = client.post(PARAGRAPH, form)
        in_place = client.post(PARAGRAPH, form, headers={"HX-Request": "true"})
    assert (answer.status_code, in_place.status_code) == (503, 503)
    assert ">\nWhat I think.</textarea>" in answer.content.decode()
    assert Annotation.objects.count() == 0
    for _ in range(2):  # the same identifier: one annotation, however often it is sent
        assert sent_again(client, answer).status_code == 302
    assert Annotation.objects.get().body == "What I think."


def test_what_fails_once_the_view_has_answered_is_told_too(reading, people, signed_in, monkeypatch):
    """The session is kept by a middleware: its failure never reaches a view."""

    def save(self, must_create=False):
        raise OperationalError("database is locked") from locked()

    monkeypatch.setattr(SessionStore, "save", save)
    # what somebody sent who is not signed in is kept in their session
    client = signed_in(people["nobody"], raise_request_exception=False)
    answer = client.post(f"/a/{reading.pk}/flag/", {"words": "My words."})
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER))
    assert ">\nMy words.</textarea>" in answer.content.decode()


def locked():
    """What the driver says of a lock."""
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    return error


def missing():
    """What SQLite says of a table that is not there."""
    error = sqlite3.OperationalError("no such table: annotations_annotation")
    error.sqlite_errorcode = sqlite3.SQLITE_ERROR
    return error


TOO_LONG = [
    locked(),
    psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
    psycopg.errors.DeadlockDetected("deadlock detected"),
    psycopg.errors.SerializationFailure("could not serialize access"),
    psycopg.errors.QueryCanceled("canceling statement due to statement timeout"),
]


@contextmanager
def failing(cause: Exception) -> Iterator[None]:
    """Nothing can be written."""

    def refuse(execute, sql, params, many, context):
        writes = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if writes and "annotations_cache" not in sql:  # Django's cache goes on without
            raise OperationalError(str(cause)) from cause
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("cause", TOO_LONG, ids=lambda cause: type(cause).__name__)
def test_every_way_of_waiting_too_long_answers_503(flagged, people, signed_in, cause):
    client = signed_in(people["moderator"])
    with failing(cause):
        answer = client.post(*decision(flagged, statement="My words."))
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER))
    assert ">\nMy words.</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    "cause", [missing(), psycopg.OperationalError("server closed the connection"), None]
)
def test_other_faults_of_the_database_stay_errors(flagged, people, signed_in, cause):
    client = signed_in(people["moderator"], raise_request_exception=False)
    with failing(cause):
        answer = client.post(*decision(flagged))
    assert answer.status_code == 500


def forms_of(note, hidden, other):
    """Every kind of form that writes: who sends it, where, what it says, and what is given back."""
    admin = "/admin/annotations/annotation/"
    home = "/s/together/on-reading/"
    return [
        ("reader", PARAGRAPH, {"kind": "note", "body": "W.", "visibility": "seminar"}),
        ("reader", f"/a/{note.pk}/edit/", {"version": 1, "body": "W."}),
        ("observer", f"/a/{note.pk}/flag/", {"reason": "uncivil", "words": "W."}),
        ("reader", f"/a/{hidden.pk}/appeal/", {"words": "W."}),
        ("reader", f"/a/{note.pk}/withdrawal/", {}),
        ("another_reader", f"/a/{note.pk}/endorsement/", {}),
        ("leader", f"{home}argument/claims/", {"wording": "W.", "part": "1"}),
        ("leader", "/seminars/new/", {"name": "W.", "text": "# T.\n\nA.", "begin": "1"}),
        ("moderator", *decision(other, statement="W.")),
        (
            "moderator",
            f"{admin}selected/",
            {
                "item": f"{other.pk} 1 published",
                "confirmed": 1,
                "step": "hide",
                "reason": "spam",
                "statement": "W.",
                "version": 1,
                "state": "published",
            },
        ),
    ]


def test_every_form_that_writes_gives_back_what_was_typed(reading, people, write, signed_in):
    note, hidden, other = write(reading), write(reading), write(reading)
    take_step(Step.HIDE, hidden, by=people["leader"], reason="spam")
    answered = {}
    for who, path, said in forms_of(note, hidden, other):
        client = signed_in(people[who])
        with failing(locked()):
            answer = client.post(path, said)
        page = answer.content.decode()
        answered[path] = (
            answer.status_code,
            [name for name, value in said.items() if str(value) not in page],
        )
    assert answered == {path: (503, []) for _, path, _ in forms_of(note, hidden, other)}


def test_a_password_is_never_given_back(reading, people, signed_in):
    people["reader"].set_password("a-long-secret-of-mine")
    people["reader"].save()
    with failing(locked()):
        answer = signed_in(people["nobody"]).post(
            "/accounts/login/", {"login": "reader", "password": "a-long-secret-of-mine"}
        )
    assert answer.status_code == 503
    assert "a-long-secret-of-mine" not in answer.content.decode()
    assert "Go back in your browser" in answer.content.decode()


def test_a_page_that_could_not_be_opened_in_time_says_when_to_try_again(flagged, people, signed_in):
    client = signed_in(people["reader"])
    with connection.execute_wrapper(_reading_fails):
        answer = client.get(f"{PARAGRAPH}?kind=note&exact=a")
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER))
    assert f'href="{PARAGRAPH}?kind=note&amp;exact=a"' in answer.content.decode()


def _reading_fails(execute, sql, params, many, context):
    if "annotations_annotation" in sql:
        raise OperationalError("database is locked") from locked()
    return execute(sql, params, many, context)
