"""Signing up, in and out, over HTTP."""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client, override_settings

from annotations.people.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "quite-a-long-one"
LOGIN, SIGNUP = "/accounts/login/", "/accounts/signup/"


@pytest.fixture(autouse=True)
def _no_limits_of_other_tests() -> None:
    cache.clear()


def account(name: str) -> User:
    """An account without a password."""
    user = User(username=name, email=f"{name.lower()}@example.org")
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def ann() -> User:
    """Somebody with a password."""
    user = account("Ann")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, login: str = "ann", password: str = PASSWORD, **more: Any) -> Any:
    return client.post(
        LOGIN, {"login": login, "password": password, **more.pop("also", {})}, **more
    )


def sign_up(client: Client, username: str, email: str = "new@example.org", **also: str) -> Any:
    fields = {"username": username, "email": email, "password1": PASSWORD, "password2": PASSWORD}
    return client.post(SIGNUP, {**fields, **also})


def errors_of(response: Any) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", response.content.decode())


@pytest.mark.parametrize("login", ["Ann", "ann", "ＡＮＮ", "ann@example.org", "Ann@Example.org"])
def test_one_signs_in_with_name_or_address_however_it_is_spelled(ann: User, login: str) -> None:
    client = Client()
    assert sign_in(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_signing_in_goes_on_to_where_one_was_going(ann: User) -> None:
    response = sign_in(Client(), also={"next": "/me/?page=2"})
    assert response["Location"] == "/me/?page=2"
    client = Client()
    client.force_login(ann)
    assert client.get(LOGIN, {"next": "/me/"})["Location"] == "/me/"


def test_where_one_was_going_is_kept_between_signing_in_and_up() -> None:
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
def test_signing_in_never_leads_elsewhere(ann: User, target: str) -> None:
    client = Client()
    response = sign_in(client, also={"next": target})
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get(LOGIN, {"next": target})["Location"] == "/"
    assert Client().post("/accounts/logout/", {"next": target})["Location"] == "/"


def test_signing_out_is_asked_first_and_needs_a_post(ann: User) -> None:
    client = Client()
    client.force_login(ann)
    page = client.get("/accounts/logout/")
    assert (page.status_code, "_auth_user_id" in client.session) == (200, True)
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_form_without_its_token_signs_nobody_in_or_out(ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403
    assert sign_in(client, headers={"Origin": "https://evil.example"}).status_code == 403
    client.force_login(ann)
    assert client.post("/accounts/logout/").status_code == 403
    assert "_auth_user_id" in client.session


def test_a_wrong_password_and_an_unknown_name_are_told_alike(ann: User) -> None:
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
def test_a_password_is_hashed_once_for_somebody_and_for_nobody(
    ann: User, login: str, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["tests.people.counting_hasher.CountingHasher"]
    from tests.people.counting_hasher import CountingHasher

    ann.set_password(PASSWORD)
    ann.save()
    CountingHasher.hashed = 0
    sign_in(Client(), login, "wrong")
    assert CountingHasher.hashed == 1


def test_a_reset_says_the_same_and_sends_one_mail_for_known_and_unknown(ann: User) -> None:
    told = []
    for address in ("ann@example.org", "nobody@example.org"):
        response = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
        told.append((response.redirect_chain, errors_of(response)))
    assert told[0] == told[1]
    assert [message.to for message in mail.outbox] == [["ann@example.org"], ["nobody@example.org"]]
    assert {message.subject for message in mail.outbox} == {"A new password"}


def test_a_look_alike_address_gets_no_link_to_somebodys_account() -> None:
    victim = account("mike")
    User.objects.filter(pk=victim.pk).update(email="mike@example.org")
    Client().post("/accounts/password/reset/", {"email": "mıke@example.org"})
    assert [re.findall("/reset/key/", message.body) for message in mail.outbox] == [[]]


def test_signing_up_with_somebodys_address_says_nothing_of_them(ann: User) -> None:
    taken = sign_up(Client(), "newone", "ann@example.org")
    fresh = sign_up(Client(), "newtwo", "fresh@example.org")
    assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])
    assert taken["Location"] == "/"
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Welcome to Counterpoint: confirm your address"] * 2


def test_an_address_that_others_claim_still_lets_its_owner_in(ann: User) -> None:
    other = {"password1": "somebody-elses", "password2": "somebody-elses"}
    assert sign_up(Client(), "newone", "ann@example.org", **other).status_code == 302
    client = Client()
    sign_in(client, "ann@example.org")
    assert client.session["_auth_user_id"] == str(ann.pk)


def test_signing_up_makes_an_account_and_signs_in() -> None:
    client = Client()
    assert sign_up(client, "Zoë", next="/me/")["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert User.objects.get().username == "Zoë"


@pytest.mark.parametrize("name", ["ANN", "ann", "Ａｎｎ"])
def test_a_name_that_is_taken_is_taken_in_every_spelling(ann: User, name: str) -> None:
    response = sign_up(Client(), name)
    assert errors_of(response) == ["Somebody has this name already. Choose another."]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["", "a b", "an\u200bn", "аnn", "<b>x</b>", "a" * 200, "{{7*7}}", "\x00"]
)
def test_a_name_that_nobody_may_have_is_refused_beside_its_field(name: str) -> None:
    response = sign_up(Client(), name)
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r'<input[^>]*name="username"[^>]*aria-invalid="true"', page)
    assert re.search(r'<ul class="errorlist" id="id_username_error"><li>[^<]+</li></ul>', page)
    assert not User.objects.exists()


def test_the_table_itself_refuses_two_spellings_of_a_name(ann: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(username="ＡＮＮ")


def test_extra_fields_make_nobody_a_superuser() -> None:
    sign_up(Client(), "zoe", is_superuser="on", is_staff="on", folded="x", id="1")
    user = User.objects.get()
    assert (user.is_superuser, user.is_staff, user.folded) == (False, False, "zoe")


def test_guessing_is_slowed_down_for_the_guesser_only(ann: User) -> None:
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    answers = [errors_of(sign_in(guesser, "ann", f"guess {n}")) for n in range(50)]
    assert answers[9] == ["This name or e-mail and this password don’t go together."]
    slower = "Too many tries with this name from here. Wait ten minutes, or reset your password."
    assert answers[10:] == [[slower]] * 40
    assert errors_of(sign_in(guesser, "ann")) == [slower]
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10"), "ann").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), "nobody", "x").status_code == 200


def test_a_class_behind_one_address_signs_up_and_in_together() -> None:
    for number in range(45):
        assert sign_up(Client(), f"pupil{number}", f"p{number}@example.org").status_code == 302
        assert sign_in(Client(), f"pupil{number}").status_code == 302


@override_settings(ACCOUNT_RATE_LIMITS={"signup": "1/m/ip"})
def test_too_many_requests_are_told_in_words() -> None:
    sign_up(Client(), "one")
    response = sign_up(Client(), "two", "two@example.org")
    assert response.status_code == 429
    assert "<h1>A little slower, please</h1>" in response.content.decode()


def test_a_planted_session_does_not_become_somebodys(ann: User) -> None:
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


def test_a_closed_account_is_out_at_once(ann: User) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/me/").status_code == 200
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert client.get("/me/").status_code == 302
    assert sign_in(Client()).status_code == 200


def test_a_reset_link_works_once_and_is_short(ann: User) -> None:
    Client().post("/accounts/password/reset/", {"email": "ann@example.org"})
    (message,) = mail.outbox
    assert ("\n" in message.subject, "Ann" in message.body) == (False, True)
    link = re.search(r"http://testserver(/\S+)", message.body).group(1)  # type: ignore[union-attr]
    client = Client()
    form = client.get(link, follow=True)
    new = {"password1": "another-long-one", "password2": "another-long-one"}
    client.post(form.request["PATH_INFO"], new)
    assert sign_in(Client(), "ann", "another-long-one").status_code == 302
    again = Client().get(link, follow=True).content.decode()
    assert "<h1>This link is no longer good</h1>" in again


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver\r\nX: y"])
def test_a_strange_host_gets_no_mail_sent_in_its_name(ann: User, host: str) -> None:
    client = Client(headers={"host": host})
    assert client.post("/accounts/password/reset/", {"email": ann.email}).status_code == 400
    forwarded = Client(headers={"x-forwarded-host": host})
    forwarded.post("/accounts/password/reset/", {"email": ann.email})
    assert [re.findall(r"http://([^/]+)", message.body) for message in mail.outbox] == [
        ["testserver"]
    ]


@pytest.mark.parametrize(
    "path", ["email", "password/change", "2fa", "sessions", "logout", "2fa/webauthn"]
)
def test_the_pages_of_an_account_open_and_are_kept_by_no_cache(ann: User, path: str) -> None:
    client = Client()
    sign_in(client)
    response = client.get(f"/accounts/{path}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "Thank you" not in response.content.decode()
    assert Client().get("/accounts/email/")["Location"] == "/accounts/login/?next=/accounts/email/"


def test_pages_of_somebody_signed_in_are_private_and_parts_are_no_pages(ann: User) -> None:
    client = Client()
    sign_in(client)
    response = client.get("/")
    assert response["Cache-Control"] == "private, no-store"
    assert {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("page", [LOGIN, SIGNUP, "/accounts/password/reset/"])
def test_no_page_has_scripts_or_styles_in_it(page: str) -> None:
    text = Client().get(page).content.decode()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S)
    assert [body for tag, body in scripts if body and "application/json" not in tag] == []
    assert re.findall(r"\son\w+=|\sstyle=", text) == []
