"""Signing up, in and out, over HTTP."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from annotations.people.models import NAME_TAKEN, User

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


def test_a_password_reset_answers_alike_for_known_and_unknown_addresses(ann: User) -> None:
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


SPELLINGS = ["Ann@Example.ORG", "ann@ｅｘａｍｐｌｅ.org"]


@pytest.mark.parametrize("address", SPELLINGS)
def test_a_reset_goes_to_the_address_that_the_account_holds(ann: User, address: str) -> None:
    Client().post("/accounts/password/reset/", {"email": address})
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]
    assert "/reset/key/" in mail.outbox[0].body
    assert sign_in(Client(), address).status_code == 302


@pytest.mark.parametrize("address", SPELLINGS)
def test_an_address_is_held_by_the_one_account_that_confirmed_it(address: str) -> None:
    for name, spelled in (("first", "ann@example.org"), ("second", address)):
        assert sign_up(Client(), name, spelled).status_code == 302
    confirming = [re.findall(r"(/accounts/confirm-email/\S+)", each.body) for each in mail.outbox]
    for (link,) in confirming:
        Client().post(link)
    held = EmailAddress.objects.filter(verified=True).values_list("user__username", "email")
    assert list(held) == [("first", "ann@example.org")]
    mail.outbox.clear()
    Client().post("/accounts/password/reset/", {"email": address})
    assert [(each.to, "“first”" in each.body) for each in mail.outbox] == [
        (["ann@example.org"], True)
    ]


def test_an_address_that_is_none_once_made_plain_is_refused() -> None:
    assert sign_up(Client(), "newone", "ann@example＠org.org").status_code == 200
    assert not User.objects.exists()


def test_signing_up_with_a_taken_address_does_not_reveal_the_account(ann: User) -> None:
    taken = sign_up(Client(), "newone", "ann@example.org")
    fresh = sign_up(Client(), "newtwo", "fresh@example.org")
    assert (taken.status_code, taken["Location"]) == (fresh.status_code, fresh["Location"])
    assert taken["Location"] == "/"
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Welcome to Counterpoint: confirm your address"] * 2


def test_the_owner_of_a_confirmed_address_signs_in_though_others_claim_it(ann: User) -> None:
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


@pytest.mark.parametrize("name", ["ANN", "ann", "Ａｎｎ", "AnN"])
def test_a_taken_name_is_refused_in_every_spelling(ann: User, name: str) -> None:
    response = sign_up(Client(), name)
    assert errors_of(response) == [NAME_TAKEN]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["", "a b", "an\u200bn", "аnn", "<b>x</b>", "a" * 200, "{{7*7}}", "\x00"]
)
def test_a_forbidden_name_is_refused_beside_its_field(name: str) -> None:
    response = sign_up(Client(), name)
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r'<input[^>]*name="username"[^>]*aria-invalid="true"', page)
    assert re.search(r'<ul class="errorlist" id="id_username_error"><li>[^<]+</li></ul>', page)
    assert not User.objects.exists()


LOOK_ALIKES = [
    ("istanbul", "İstanbul"),
    ("İstanbul", "istanbul"),
    ("ISTANBUL", "İstanbul"),
    ("istanbul", "ıstanbul"),
    ("paul", "pauI"),
    ("cope", "\u0441\u043e\u0440\u0435"),
]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_of_two_names_that_look_alike_one_can_be_had(one: str, other: str) -> None:
    assert sign_up(Client(), one).status_code == 302
    assert errors_of(sign_up(Client(), other, "other@example.org")) == [NAME_TAKEN]
    assert [user.username for user in User.objects.all()] == [one]


@pytest.mark.parametrize(("one", "other"), LOOK_ALIKES)
def test_no_door_into_the_table_makes_two_names_that_look_alike(one: str, other: str) -> None:
    account(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username=other)])
    with pytest.raises(CommandError, match=r"could be taken for it|already taken"):
        call_command("createsuperuser", username=other, email="", interactive=False)
    superuser = User.objects.create_superuser("somebody", password=PASSWORD)
    admin = Client()
    admin.force_login(superuser)
    page = "/admin/annotations/user/add/"
    sent = {"username": other, "password1": PASSWORD, "password2": PASSWORD}
    answer = admin.post(page, {**sent, "usable_password": "true"})
    assert answer.context["adminform"].form.errors["username"] == [NAME_TAKEN]
    renamed = admin.post(f"/admin/annotations/user/{superuser.pk}/change/", {"username": other})
    assert renamed.context["adminform"].form.errors["username"] == [NAME_TAKEN]
    answer = admin.post(page, {**sent, "username": "zoe", "usable_password": "true"})
    assert answer.status_code == 302
    assert sorted(User.objects.values_list("username", flat=True)) == sorted(
        [one, "somebody", "zoe"]
    )


@pytest.mark.parametrize("name", ["", "a b", "an\u200bn", "x" * 200])
def test_a_name_that_is_none_is_told_in_the_admin_too(name: str) -> None:
    admin = Client()
    admin.force_login(User.objects.create_superuser("somebody", password=PASSWORD))
    sent = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    answer = admin.post("/admin/annotations/user/add/", {**sent, "usable_password": "true"})
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["username"]
    assert User.objects.count() == 1


def test_who_signs_up_with_a_name_that_was_just_taken_sees_the_form_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def free(manager: object, name: str) -> Any:
        return User.objects.none()

    account("istanbul")
    # As it was a moment ago.
    monkeypatch.setattr("annotations.people.models.AccountManager.alike", free)
    response = sign_up(Client(), "İstanbul")
    assert (response.status_code, errors_of(response)) == (422, [NAME_TAKEN])
    assert User.objects.count() == 1


@pytest.mark.parametrize("name", ["an\u200bn", "\u0430nn", "ann@example.org"])
def test_createsuperuser_refuses_names_that_nobody_may_have(name: str) -> None:
    with pytest.raises(CommandError):
        call_command("createsuperuser", username=name, email="", interactive=False)
    call_command("createsuperuser", username="admin", email="", interactive=False, verbosity=0)
    assert [user.username for user in User.objects.all()] == ["admin"]


def test_accounts_that_looked_alike_before_are_kept_with_their_names() -> None:
    account("istanbul")
    second = User(username="İstanbul")
    second.skeleton = f"istanbul {second.pk}"  # as the migration leaves it
    second.set_password(PASSWORD)
    second.save()
    second.refresh_from_db()
    second.save()
    assert sign_in(Client(), "İstanbul").status_code == 302
    second.username = "ıstanbul"
    second.save()
    second.username = "ankara"
    second.save()
    second.username = "İstanbul"
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_the_database_refuses_two_spellings_of_a_name(ann: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(username="ＡＮＮ")


def test_extra_fields_make_nobody_a_superuser() -> None:
    sign_up(Client(), "zoe", is_superuser="on", is_staff="on", folded="x", id="1")
    user = User.objects.get()
    assert (user.is_superuser, user.is_staff, user.folded) == (False, False, "zoe")


def test_failed_attempts_lock_out_only_their_own_ip_address(ann: User) -> None:
    guesser = Client(REMOTE_ADDR="203.0.113.9")
    answers = [errors_of(sign_in(guesser, "ann", f"guess {n}")) for n in range(50)]
    assert answers[9] == ["This name or e-mail and this password don’t go together."]
    slower = "Too many tries with this name from here. Wait ten minutes, or reset your password."
    assert answers[10:] == [[slower]] * 40
    assert errors_of(sign_in(guesser, "ann")) == [slower]
    assert sign_in(Client(REMOTE_ADDR="203.0.113.10"), "ann").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="203.0.113.9"), "nobody", "x").status_code == 200


def test_a_class_behind_one_ip_address_can_sign_up_and_in() -> None:
    for number in range(45):
        assert sign_up(Client(), f"pupil{number}", f"p{number}@example.org").status_code == 302
        assert sign_in(Client(), f"pupil{number}").status_code == 302


@override_settings(ACCOUNT_RATE_LIMITS={"signup": "1/m/ip"})
def test_too_many_requests_get_a_readable_page() -> None:
    sign_up(Client(), "one")
    response = sign_up(Client(), "two", "two@example.org")
    assert response.status_code == 429
    assert "<h1>A little slower, please</h1>" in response.content.decode()


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


def test_a_password_reset_link_works_once(ann: User) -> None:
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
def test_an_unknown_host_gets_no_mail_with_its_address(ann: User, host: str) -> None:
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
def test_account_pages_open_and_are_not_cached(ann: User, path: str) -> None:
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
