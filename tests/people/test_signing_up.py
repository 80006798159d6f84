"""Signing up over HTTP, and the names that an account may have."""

import html
import re
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client, override_settings

from annotations.people.models import NAME_TAKEN, User
from tests.people.account_forms import PASSWORD, account, errors_of, sign_in, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_of_other_tests")]


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


def test_signing_up_makes_an_account_and_signs_in() -> None:
    client = Client()
    assert sign_up(client, "Zoë", next="/me/")["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert User.objects.get().username == "Zoë"


@pytest.mark.parametrize(
    "name", ["Nina New", "Zoë Müller", "O’Brien-Smith", "O'Neill", "山田 太郎", "J. R. R. Nobody"]
)
def test_the_names_of_people_are_names(name: str) -> None:
    client = Client()
    assert sign_up(client, name).status_code == 302
    assert User.objects.get().username == name
    client.logout()
    assert sign_in(client, name.upper() if name.isascii() else name).status_code == 302
    assert name in html.unescape(client.get("/").content.decode())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nina New", "nina  new"),
        ("Nina New", " NINA\u00a0NEW "),
        ("Nina New", "Nіna New"),
        ("O’Brien", "O'Brien"),
        ("O’Brien", "OʼBrien"),
    ],
)
def test_of_two_names_with_spaces_and_apostrophes_that_look_alike_one_can_be_had(
    one: str, other: str
) -> None:
    assert sign_up(Client(), one).status_code == 302
    assert len(errors_of(sign_up(Client(), other, "other@example.org"))) == 1
    assert [user.username for user in User.objects.all()] == [one]


@pytest.mark.parametrize("name", ["Former member", "former.mem ber", "Mod' erator", "The\nleader"])
def test_a_name_with_spaces_is_not_taken_for_the_site(name: str) -> None:
    assert len(errors_of(sign_up(Client(), name))) == 1
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"username": ""}, "Type your name."),
        ({"username": "a/b"}, "Use letters, digits, spaces, hyphens, apostrophes and full stops."),
        ({"email": ""}, "Type your e-mail address."),
        ({"email": "nina"}, "This isn’t an e-mail address: it looks like name@example.org."),
        ({"password1": ""}, "Choose a password."),
        ({"password2": ""}, "Type the password once more."),
        ({"password2": "another-long-one"}, "The two passwords are not the same. Type them again."),
    ],
)
def test_what_is_wrong_is_said_in_our_words(sent: dict[str, str], said: str) -> None:
    answer = sign_up(Client(), **{"username": "Nina New", **sent})
    assert [html.unescape(each) for each in errors_of(answer)] == [said]
    assert not User.objects.exists()


def test_htmx_gets_the_form_without_passwords_or_where_to_go() -> None:
    client = Client(headers={"HX-Request": "true"})
    wrong = sign_up(client, "")
    assert (wrong["HX-Reswap"], "HX-Retarget" in wrong) == ("outerHTML", False)
    assert PASSWORD not in wrong.content.decode()
    assert sign_up(client, "Nina New", next="/me/")["HX-Redirect"] == "/me/"
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("name", ["ANN", "ann", "Ａｎｎ", "AnN"])
def test_a_taken_name_is_refused_in_every_spelling(ann: User, name: str) -> None:
    response = sign_up(Client(), name)
    assert errors_of(response) == [NAME_TAKEN]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["", "a/b", "an\u200bn", "аnn", "<b>x</b>", "a" * 200, "{{7*7}}", "\x00"]
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


@pytest.mark.parametrize("name", ["", "a/b", "an\u200bn", "x" * 200])
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
