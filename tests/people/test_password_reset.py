"""A new password by mail, and who holds an address."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from annotations.people.models import User
from tests.people.account_forms import account, errors_of, sign_in, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_of_other_tests")]


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
