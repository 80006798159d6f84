"""Forms whose work takes long: how far it is, and what comes of a second press."""

import re
from threading import Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from annotations.essays import submissions
from annotations.essays.models import Essay
from annotations.progress.reports import report_progress
from annotations.seminars.models import Invitation, Reading, Seminar
from tests.cast import ESSAY

NEW = "/seminars/new/"
ADD = "/s/together/readings/"


@pytest.fixture
def answers(monkeypatch, signed_in, people):
    """What the leader's and the reader's pages are told whenever a step of the leader's work is
    reported: a list of pairs."""
    found, tokens = [], []
    others = [signed_in(people["leader"]), signed_in(people["reader"])]
    write = submissions.ProgressFile.write

    def write_and_ask(file, progress):
        write(file, progress)
        found.append([each.get(f"/progress/{tokens[0]}/").json() for each in others])

    monkeypatch.setattr(submissions, "SECONDS_BETWEEN_REPORTS", 0)
    monkeypatch.setattr(submissions.ProgressFile, "write", write_and_ask)
    return tokens, found


def form_on(page):
    """The token of the form on a page."""
    return re.search(r'name="token" value="([\w-]{36})"', page.text)[1]


def test_whoever_sent_a_form_is_told_how_far_it_is_and_nobody_else(answers, signed_in, people):
    tokens, found = answers
    leader = signed_in(people["leader"])
    tokens.append(form_on(leader.get(NEW)))
    file = SimpleUploadedFile("page.html", b"<p>Words of a page.</p>")
    looked = leader.post(NEW, {"name": "Whales", "file": file, "token": tokens[0]})
    reading = {"step": "Reading the file…", "done": 0, "total": 0}
    counted = {"step": "Reading the file…", "done": 0, "total": 1, "count": "0 of 1"}
    assert found == [[reading, {}], [counted, {}]]
    found.clear()
    tokens[0] = form_on(looked)
    upload = re.search(r'name="upload" value="([\w-]{36})"', looked.text)[1]
    sent = {"name": "Whales", "upload": upload, "token": tokens[0], "begin": "1"}
    assert leader.post(NEW, sent).status_code == 302
    keeping = {"step": "Keeping the paragraphs…", "done": 0, "total": 1, "count": "0 of 1"}
    assert found == [[keeping, {}]]
    assert leader.get(f"/progress/{tokens[0]}/").json() == {}
    assert Client().get(f"/progress/{tokens[0]}/").json() == {}


def test_a_revision_says_what_is_being_done(answers, signed_in, people, reading):
    tokens, found = answers
    leader, page = signed_in(people["leader"]), "/s/together/on-reading/revisions/new/"
    tokens.append(form_on(leader.get(page)))
    current = reading.essay.current_revision.pk
    sent = {"markdown": ESSAY + "\n\nMore.", "expected": current, "token": tokens[0]}
    assert leader.post(page, sent).status_code == 200
    assert [each["step"] for each, _ in found] == [
        "Comparing it with the text as it is…",
        "Finding what the annotations are about…",
    ]


def test_without_a_form_nothing_is_reported():
    report_progress("A step")


@pytest.mark.parametrize("token", ["", "x", "é", "-1"])
def test_a_damaged_token_is_none(signed_in, people, token):
    sent = {"name": "Whales", "text": "Words.", "begin": "1", "token": token}
    assert signed_in(people["leader"]).post(NEW, sent).status_code == 302


def test_where_no_file_can_be_written_the_work_is_done(settings, tmp_path, signed_in, people):
    (tmp_path / "file").write_text("")
    caches = {**settings.CACHES}
    caches["progress"] = {**caches["progress"], "LOCATION": tmp_path / "file" / "below"}
    settings.CACHES = caches
    leader, token = signed_in(people["leader"]), uuid4()
    sent = {"name": "Whales", "text": "Words.", "begin": "1", "token": token}
    assert leader.post(NEW, sent).status_code == 302
    assert leader.get(f"/progress/{token}/").json() == {}


def test_a_second_press_begins_no_second_seminar(signed_in, people):
    leader, count = signed_in(people["leader"]), Seminar.objects.count()
    sent = {"name": "Whales", "text": "Words.", "begin": "1", "token": form_on(leader.get(NEW))}
    assert [leader.post(NEW, sent)["Location"] for _ in range(2)] == ["/s/whales/members/"] * 2
    assert Seminar.objects.count() == count + 1
    assert Invitation.objects.filter(seminar__slug="whales").count() == 1


def test_a_second_press_adds_no_second_text_and_another_text_is_added(signed_in, people, reading):
    leader, token = signed_in(people["leader"]), uuid4()
    sent = {"text": "# Whales\n\nWords.", "begin": "1", "token": token}
    assert [leader.post(ADD, sent)["Location"] for _ in range(2)] == ["/s/together/"] * 2
    leader.post(ADD, {**sent, "text": "# Whales\n\nOther words."})
    leader.post(ADD, {**sent, "token": uuid4()})
    titles = Reading.objects.exclude(pk=reading.pk).values_list("essay__title", flat=True)
    assert list(titles) == ["Whales"] * 3


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_the_same_moment_one_is_carried_out(signed_in, people, reading):
    sent = {"text": "# Whales\n\n" + "Words.\n\n" * 500, "begin": "1", "token": uuid4()}
    clients = [signed_in(people["leader"]) for _ in range(2)]
    places = []

    def send(client):
        places.append(client.post(ADD, sent)["Location"])
        connection.close()

    threads = [Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert places == ["/s/together/"] * 2
    assert Essay.objects.filter(title="Whales").count() == 1
