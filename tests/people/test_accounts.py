"""Signing in and out, over HTTP."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from annotations.people.models import User
from tests.people.account_forms import LOGIN, PASSWORD, errors_of, sign_in, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_of_other_tests")]


@pytest.mark.parametrize("login", ["Ann", "ann", "ＡＮＮ", "ann@example.org", "Ann@Example.org"])
def test_signing_in_accepts_name_or_e_mail_address_in_any_spelling(ann: User, login: str) -> None:
    client = Client()
    assert sign_in(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_signing_in_redirects_to_the_page_that_was_asked_for(ann: User) -> None:
    response = sign_in(Client(), also={"next": "/me/?page=2"})
    assert response["Location"] == "/me/?page=2"
    client = Client()
    client.force_login(ann)
    assert client.get(LOGIN, {"next": "/me/"})["Location"] == "/me/"


def test_the_page_asked_for_is_kept_between_signing_in_and_signing_up() -> None:
    page = Client().get(LOGIN, {"next": "/s/together/essay/?a=1"}).content.decode()
    link = "/accounts/signup/?next=%2Fs%2Ftogether%2Fessay%2F%3Fa%3D1"
    assert f'href="{link}"' in page
    back = Client().get(link).content.decode()
    assert 'href="/accounts/login/?next=%2Fs%2Ftogether%2Fessay%2F%3Fa%3D1"' in back
    assert '<input type="hidden" name="next" value="/s/together/essay/?a=1">' in back


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver.evil.example/",
    "http://testserver@evil.example/",
    "http://localhost:9999/",
    "http://127.0.0.1/",
    " //evil.example",
    "\t//evil.example",
    "%0a//evil.example\n",
    "ftp://testserver/",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_redirects_to_another_site(ann: User, target: str) -> None:
    client = Client()
    response = sign_in(client, also={"next": target})
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get(LOGIN, {"next": target})["Location"] == "/"
    assert Client().post("/accounts/logout/", {"next": target})["Location"] == "/"


def test_signing_out_asks_first_and_needs_a_post(ann: User) -> None:
    client = Client()
    client.force_login(ann)
    page = client.get("/accounts/logout/")
    assert (page.status_code, "_auth_user_id" in client.session) == (200, True)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_form_without_a_csrf_token_signs_nobody_in_or_out(ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    assert sign_in(client, headers={"Origin": "https://evil.example"}).status_code == 403
    client.force_login(ann)
    assert client.post("/accounts/logout/").status_code == 403
    assert "_auth_user_id" in client.session


def test_a_wrong_password_and_an_unknown_name_get_the_same_error(ann: User) -> None:
    told = [
        (response.status_code, errors_of(response))
        for response in (
            sign_in(Client(), "ann", "wrong"),
            sign_in(Client(), "nobody-here", "wrong"),
            sign_in(Client(), "ann@example.org", "wrong"),
            sign_in(Client(), "nobody@example.org", "wrong"),
        )
    ]
    assert told == [(200, ["This name or e-mail and this password don’t go together."])] * 4


@pytest.mark.parametrize("login", ["ann", "ann@example.org", "nobody-here", "nobody@example.org"])
def test_a_password_is_hashed_once_for_known_and_unknown_names(
    ann: User, login: str, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["tests.people.counting_hasher.CountingHasher"]
    from tests.people.counting_hasher import CountingHasher

    ann.set_password(PASSWORD)
    ann.save()
    CountingHasher.hashed = 0
    sign_in(Client(), login, "wrong")
    assert CountingHasher.hashed == 1


def test_the_owner_of_a_confirmed_address_signs_in_though_others_claim_it(ann: User) -> None:
    other = {"password1": "somebody-elses", "password2": "somebody-elses"}
    assert sign_up(Client(), "newone", "ann@example.org", **other).status_code == 302
    client = Client()
    sign_in(client, "ann@example.org")
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_failed_attempts_lock_out_only_their_own_ip_address(ann: User) -> None:
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    answers = [errors_of(sign_in(guesser, "ann", f"guess {n}")) for n in range(50)]
    assert answers[9] == ["This name or e-mail and this password don’t go together."]
    slower = "Too many tries with this name from here. Wait ten minutes, or reset your password."
    assert answers[10:] == [[slower]] * 40
    assert errors_of(sign_in(guesser, "ann")) == [slower]
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10"), "ann").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), "nobody", "x").status_code == 200


def test_signing_in_replaces_a_session_that_was_fixed_beforehand(ann: User) -> None:
    client = Client()
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != before
    assert "_auth_user_id" not in Client(headers={"cookie": f"sessionid={before}"}).session


def test_a_new_password_ends_the_other_sessions(ann: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    assert there.get("/me/").status_code == 200
    new = {
        "oldpassword": PASSWORD,
        "password1": "another-long-one",
        "password2": "another-long-one",
    }
    assert here.post("/accounts/password/change/", new)["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert [message.subject for message in mail.outbox] == ["Your password was changed"]


def test_an_inactive_account_is_signed_out_at_once(ann: User) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302
    assert sign_in(Client()).status_code == 200
