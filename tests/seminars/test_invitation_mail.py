"""Inviting by mail while the mail server refuses, is slow or unreachable."""

import re

import pytest
from django.core import mail
from django.test import Client

from annotations.seminars.invitations import invitation_mail
from annotations.seminars.models import Invitation

MAIL = "/s/together/invitations/mail/"
PEOPLE = ["ben@example.org", "ann@example.org", "cleo@example.org"]


@pytest.fixture
def served_by(settings):
    """The mail server from now on: `served_by("FailingBackend")`."""

    def served_by(name):
        settings.MAILERS = {"default": {"BACKEND": f"tests.seminars.mail_backends.{name}"}}

    return served_by


@pytest.fixture
def invite(reading, signed_in, leader):
    """Send invitations as the leader does, and read the page that follows."""

    def invite(*addresses, again=False):
        sent = {} if again else {"role": "reader", "addresses": "\n".join(addresses)}
        answer = signed_in(leader).post(f"{MAIL}again/" if again else MAIL, sent)
        assert answer.status_code == 200
        return answer.content.decode()

    return invite


def links(page):
    """The links to pass on, by address."""
    found = re.findall(
        r'value="(http://testserver/join/[\w-]+/)" aria-label="Link for (.*?)"', page
    )
    return {address: link for link, address in found}


def opens(link):
    return Client().get(link).status_code == 200


def unsent():
    return sorted(Invitation.objects.unsent().values_list("address", flat=True))


def test_a_refused_address_does_not_stop_the_other_mails(invite, served_by):
    served_by("FailingBackend")
    page = invite(*PEOPLE)
    assert [message.to for message in mail.outbox] == [["ben@example.org"], ["cleo@example.org"]]
    assert "2 invitations sent" in page
    assert "The mail server does not take mail for this address." in page
    assert list(links(page)) == ["ann@example.org"]
    assert opens(links(page)["ann@example.org"])
    assert unsent() == ["ann@example.org"]


def test_invitations_after_a_broken_connection_wait_and_can_be_sent_again(invite, served_by):
    served_by("FailingBackend")
    page = invite("ben@example.org", "zoe@example.org", "cleo@example.org")
    assert "1 invitation sent" in page
    assert "The mail server does not answer. 2 could not be sent." in page
    first = links(page)
    assert list(first) == unsent()[::-1] == ["zoe@example.org", "cleo@example.org"]
    served_by("UnreachableBackend")
    second = links(invite(again=True))
    assert [opens(first[each]) for each in first] == [False, False]
    assert [opens(second[each]) for each in second] == [True, True]


def test_an_unreachable_mail_server_loses_no_invitation(invite, served_by):
    served_by("UnreachableBackend")
    page = invite(*PEOPLE)
    assert "0 invitations sent" in page
    assert list(links(page)) == PEOPLE
    assert "Send the 3 not sent yet" in page


def test_sending_stops_after_the_time_limit(invite, monkeypatch):
    monkeypatch.setattr(invitation_mail, "MAX_SECONDS", -1.0)
    page = invite(*PEOPLE)
    assert "The mail server is slow. 3 could not be sent." in page
    assert mail.outbox == []
    monkeypatch.undo()
    assert "3 invitations sent" in invite(again=True)
    assert unsent() == []


@pytest.mark.slow
def test_two_thousand_addresses_can_be_invited_at_once(invite):
    page = invite(*(f"person{number}@example.org" for number in range(2_000)))
    assert "2000 invitations sent" in page
    assert len(mail.outbox) == 2_000


def test_only_a_leader_resends_invitations(reading, signed_in, people):
    for name, status in (("moderator", 403), ("reader", 403), ("nobody", 302)):
        assert signed_in(people[name]).post(f"{MAIL}again/").status_code == status
