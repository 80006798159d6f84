"""Forms of anonymous visitors: what the site saves is bounded, and nothing typed is lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests.reading.composers import NOTE, P1, SOURCE

NEW = "/seminars/new/"
DOORS = ["/s/together/on-reading/p/1/", NEW, "/admin/annotations/seminar/add/", "/a/{}/edit/"]
LONG = "A long line of a text. " * 3_000


@pytest.fixture(autouse=True)
def _no_limits_of_other_tests(db: None) -> None:
    cache.clear()


def sent_to(path: str, words: str) -> dict[str, str]:
    return {"text": words, "name": "Margins"} if path == NEW else {**NOTE, "citation": words}


@pytest.mark.parametrize("door", DOORS)
def test_many_anonymous_posts_fill_no_table(reading, write, settings, door):
    settings.CLIENT_LIMITS = {"keep_form": "3/m/ip"}
    path = door.format(write(reading).pk)
    codes = [Client().post(path, sent_to(path, f"Words {at}.")).status_code for at in range(6)]
    assert codes == [302] * 3 + [429] * 3
    assert Session.objects.count() == 3
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert other.post(path, sent_to(path, "Words.")).status_code == 302


def test_the_site_saves_a_limited_number_of_forms_from_many_addresses(reading, settings):
    settings.CLIENT_LIMITS = {"keep_form": "3/m/ip,4/h/key"}
    codes = [Client(REMOTE_ADDR=f"203.0.113.{at}").post(P1, NOTE).status_code for at in range(6)]
    assert codes == [302] * 4 + [429] * 2


@pytest.mark.parametrize("door", DOORS)
def test_a_large_form_of_an_anonymous_visitor_is_not_saved(reading, write, door):
    path = door.format(write(reading).pk)
    assert len(LONG) < 70_000
    filling = dict.fromkeys(("citation", "evidence", "body", "text", "remark", "words"), LONG)
    answer = Client().post(path, {**sent_to(path, LONG), **filling})
    assert answer.status_code == 401
    assert LONG[:60_000].strip() in answer.content.decode()
    assert Session.objects.count() == 0


@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_that_was_not_saved_is_in_the_response_to_be_sent_again(
    reading, people, settings, htmx
):
    settings.CLIENT_LIMITS = {"keep_form": "1/m/ip"}
    Client().post(P1, NOTE)
    client = Client(headers={"HX-Request": "true"} if htmx else {})
    answer = client.post(P1, {**NOTE, "body": "Long considered words."})
    page = answer.content.decode()
    assert answer.status_code == 429
    if htmx:  # the form is still in the page, with what was typed
        assert "Your text stays here" in page
        assert answer["HX-Reswap"] == "innerHTML"
    else:
        assert "Long considered words.</textarea>" in page
        assert '<a href="/accounts/login/" target="_blank">sign in in another tab</a>' in page
    client.force_login(people["reader"])
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)"', page)) or NOTE
    assert Client().get(P1).content.decode().count("Long considered words.") == 0
    assert client.post(P1, {**sent, "body": "Long considered words."}).status_code in (200, 302)
    assert "Long considered words." in client.get(P1).content.decode()


def test_a_text_that_was_not_saved_survives_signing_in_in_another_tab(people, settings):
    settings.CLIENT_LIMITS = {"keep_form": "0/m/ip"}
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    token = re.search(r'value="(\w+)"', client.get("/accounts/login/").content.decode())[1]
    sent = {"name": "Margins", "text": "A text.", "csrfmiddlewaretoken": token}
    page = client.post(NEW, sent)
    assert page.status_code == 429
    assert re.search(r'<textarea id="id_text"[^>]*>\nA text.</textarea>', page.content.decode())
    client.force_login(people["reader"])
    client.cookies["csrftoken"] = "x" * 32  # signing in has changed it
    again = client.post(NEW, sent).content.decode()
    assert re.search(r'<textarea id="text"[^>]*>\nA text.</textarea>', again)
    assert '<input type="hidden" name="name" value="Margins">' in again


def test_an_anonymous_session_lasts_a_day_and_a_readers_a_month(
    begin, people: dict[str, Any]
) -> None:
    reading = begin(who_may_read="link")
    visitor, guest, reader = Client(), Client(), Client()
    visitor.post(P1, SOURCE)
    guest.get(f"/s/together/link/{reading.seminar.link_key}/")
    people["reader"].set_password("a good one")
    people["reader"].save()
    reader.post(P1, SOURCE)
    reader.post("/accounts/login/", {"login": "reader", "password": "a good one"})
    ages = [each.session.get_expiry_age() for each in (visitor, guest, reader)]
    assert ages == [86_400, 2_592_000, 2_592_000]
    assert reader.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 2_592_000


def test_tidy_deletes_expired_sessions(reading) -> None:
    for _ in range(2):
        Client().post(P1, NOTE)
    first = Session.objects.first()
    Session.objects.filter(pk=first.pk).update(expire_date=timezone.now() - timedelta(hours=1))
    call_command("tidy", verbosity=0)
    assert Session.objects.count() == 1
    assert not Session.objects.filter(pk=first.pk).exists()
