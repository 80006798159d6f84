"""A session is read together with its account, anew for each request: ending it counts at once."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

SECRET = "correct horse battery"


@pytest.fixture
def browser(people):
    """A browser of the reader, signed in at the sign-in page."""
    people["reader"].set_password(SECRET)
    people["reader"].save()
    client = Client()
    client.post(reverse("account_login"), {"login": "reader", "password": SECRET})
    return client


def is_signed_in(client):
    return client.get(reverse("me")).status_code == 200


def sign_out_everywhere(user, client):
    for place in UserSession.objects.filter(user=user):
        place.end()


def delete_session(user, client):
    Session.objects.all().delete()


def let_session_expire(user, client):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def change_password(user, client):
    user.set_password("another horse")
    user.save()


def close_account(user, client):
    user.is_active = False
    user.save()


def sign_out(user, client):
    Client(headers={"Cookie": f"sessionid={client.session.session_key}"}).post(
        reverse("account_logout")
    )


@pytest.mark.parametrize(
    "end",
    [
        sign_out_everywhere,
        delete_session,
        let_session_expire,
        change_password,
        close_account,
        sign_out,
    ],
)
def test_who_was_signed_in_is_not_at_the_next_request(people, browser, end):
    assert is_signed_in(browser)
    end(people["reader"], browser)
    assert not is_signed_in(browser)


def test_a_session_and_its_account_are_one_query(people, browser):
    with CaptureQueriesContext(connection) as captured:
        assert is_signed_in(browser)
    reading = [each["sql"] for each in captured if "django_session" in each["sql"]]
    assert len(reading) == 1
    assert "annotations_user" in reading[0]
    assert not [each for each in captured if 'FROM "annotations_user"' in each["sql"]]


def test_who_is_signed_in_is_said_by_the_session_alone(people, browser):
    assert browser.get(reverse("me")).context["user"] == people["reader"]
    UserSession.objects.update(user=people["leader"])
    assert browser.get(reverse("me")).context["user"] == people["reader"]
    UserSession.objects.all().delete()
    assert browser.get(reverse("me")).context["user"] == people["reader"]


def test_the_list_of_places_signs_nobody_in(people, browser):
    nobody = Client()
    nobody.get(reverse("account_login"))
    session = nobody.session
    session["typed"] = "words"
    session.save()
    nobody.cookies["sessionid"] = session.session_key
    UserSession.objects.create(
        user=people["leader"], session_key=session.session_key, ip="127.0.0.1"
    )
    assert not is_signed_in(nobody)
