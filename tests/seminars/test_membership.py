"""Invitations, joining, roles, leaving and removal."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.moderation.models import Decision
from annotations.people.models import User
from annotations.seminars.actions import (
    LastLeader,
    add_member,
    change_role,
    create_seminar,
    end_membership,
)
from annotations.seminars.invitations.actions import accept_invitation, create_invitation
from annotations.seminars.models import Invitation, Member, Seminar
from tests.cast import bare, member_of


@pytest.fixture
def invitation(reading, leader):
    """A link into the seminar: `invitation(role="observer", most=1)` gives its token."""

    def made(**options):
        return create_invitation(reading.seminar, by=member_of(reading, leader), **options)[1]

    return made


def members_page(browser):
    return browser.get("/s/together/members/").content.decode()


def test_an_invitation_link_gives_its_role(invitation, signed_in, reading, stranger):
    token = invitation(role="observer")
    browser = signed_in(stranger)
    page = browser.get(f"/join/{token}/")
    assert page["Referrer-Policy"] == "same-origin"
    assert "as observer" in page.content.decode()
    assert browser.post(f"/join/{token}/")["Location"] == "/s/together/"
    assert member_of(reading, stranger).role == "observer"
    again = browser.post(f"/join/{token}/", follow=True)
    assert "You are in Reading together already." in again.content.decode()
    assert Invitation.objects.get().used == 1


def test_somebody_who_signs_up_from_an_invitation_can_join(invitation, reading):
    token = invitation(most=1)
    browser = Client()
    page = browser.get(f"/join/{token}/").content.decode()
    assert f"/accounts/signup/?next=/join/{token}/" in page
    assert browser.post(f"/join/{token}/").status_code == 200  # signed out: the same page
    who = {"username": "newcomer", "email": "new@example.org"}
    words = {"password1": "quite-a-long-one", "password2": "quite-a-long-one"}
    answer = browser.post("/accounts/signup/", {**who, **words, "next": f"/join/{token}/"})
    assert answer["Location"] == f"/join/{token}/"
    browser.post(f"/join/{token}/")
    assert member_of(reading, User.objects.get(username="newcomer")).role == "reader"


def test_every_unusable_invitation_gets_the_same_answer(
    invitation, signed_in, stranger, people, reading
):
    used, revoked, over = invitation(most=1), invitation(), invitation(lasts=timedelta(-1))
    accept_invitation(used, user=people["superuser"])
    leads = signed_in(people["leader"])
    for each in Invitation.objects.filter(most=None, expires_at__gt=timezone.now()):
        leads.post(f"/s/together/invitations/{each.pk}/revocation/")
    for browser in (signed_in(stranger), Client()):
        nothing = browser.get("/join/made-up/")
        assert nothing.status_code == 404
        for token in (used, revoked, over):
            for answer in (browser.get(f"/join/{token}/"), browser.post(f"/join/{token}/")):
                assert (answer.status_code, bare(answer)) == (404, bare(nothing))
    assert not reading.seminar.members.filter(user=stranger).exists()


def test_nobody_joins_a_closed_seminar_by_invitation(invitation, signed_in, stranger, reading):
    token = invitation()
    Seminar.objects.update(closes_at=timezone.now())
    assert signed_in(stranger).post(f"/join/{token}/").status_code == 404


def test_a_leader_creates_and_revokes_invitation_links(reading, signed_in, leader, stranger):
    browser = signed_in(leader)
    odd = browser.post("/s/together/invitations/", {"role": "king", "lasts": "9", "most": "0"})
    assert odd.status_code == 422
    for words in ("Choose leader, moderator", "Choose how long", "At least one person"):
        assert words in odd.content.decode()
    browser.post("/s/together/invitations/", {"role": "reader", "lasts": "7", "most": "2"})
    page = members_page(browser)
    token = re.search(r"/join/([\w-]+)/", page)[1]
    assert "used 0 of 2" in page
    assert token not in str(list(Invitation.objects.values()))
    browser.post(f"/s/together/invitations/{Invitation.objects.get().pk}/revocation/")
    assert signed_in(stranger).get(f"/join/{token}/").status_code == 404
    assert browser.post(f"/s/together/invitations/{uuid4()}/revocation/").status_code == 404


def test_each_address_gets_a_mail_and_bad_lines_are_reported(reading, signed_in, leader, stranger):
    lines = [f"person{number}@example.org" for number in range(30)]
    lines[7], lines[19] = "nobody at all", "PERSON3@example.org"
    lines[20] = "Ann Reader <ann@example.org>; ben@example.org"
    answer = signed_in(leader).post(
        "/s/together/invitations/mail/", {"role": "reader", "addresses": "\n".join(lines)}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "29 invitations sent" in page
    assert "Line 8: “nobody at all” is not an e-mail address." in page
    assert "Line 20: person3@example.org is in line 4 already." in page
    assert len(mail.outbox) == 29
    assert mail.outbox[-1].to == ["person29@example.org"]
    link = re.search(r"http://testserver(/join/\S+)", mail.outbox[-1].body)[1]
    assert signed_in(stranger).post(link)["Location"] == "/s/together/"
    assert Client().get(link).status_code == 404  # it works once


def test_a_list_without_a_valid_address_sends_no_mail(reading, signed_in, leader):
    browser = signed_in(leader)
    for addresses in ("", "nobody\nat all", "\x00@example.org"):
        sent = {"role": "reader", "addresses": addresses}
        assert browser.post("/s/together/invitations/mail/", sent).status_code == 422
    many = "\n".join(f"p{number}@example.org" for number in range(2_001))
    answer = browser.post("/s/together/invitations/mail/", {"role": "reader", "addresses": many})
    assert "2,000 is the most at once" in answer.content.decode()
    assert mail.outbox == []


def test_a_member_leaves_and_what_they_wrote_stays(reading, signed_in, people, write):
    note = write(reading, "reader")
    browser = signed_in(people["reader"])
    assert browser.post("/s/together/membership/", {"end": "1"})["Location"] == "/"
    assert member_of(reading, people["reader"]).left_at is not None
    page = signed_in(people["leader"]).get("/s/together/on-reading/p/1/").content.decode()
    assert f'id="a-{note.pk}"' in page


def test_the_last_leader_can_neither_leave_nor_change_role(reading, signed_in, leader, people):
    browser = signed_in(leader)
    me = member_of(reading, leader)
    answer = browser.post("/s/together/membership/", {"end": "1"}, follow=True)
    assert "You are the last leader here." in answer.content.decode()
    for door, sent in (("role", {"role": "reader"}), ("removal", {"written": "keep"})):
        answer = browser.post(f"/s/together/members/{me.pk}/{door}/", sent, follow=True)
        assert "The last leader stays one" in answer.content.decode()
    other = member_of(reading, people["reader"])
    browser.post(f"/s/together/members/{other.pk}/role/", {"role": "leader"})
    browser.post("/s/together/membership/", {"end": "1"})
    leaders = reading.seminar.members.active().filter(role="leader")
    assert [each.user for each in leaders] == [people["reader"]]


def test_a_returning_member_gets_the_role_of_the_new_invitation(reading, people):
    former = member_of(reading, people["former"])
    Member.objects.filter(pk=former.pk).update(role="leader")
    add_member(reading.seminar, user=people["former"])
    former.refresh_from_db()
    assert (former.role, former.left_at) == ("reader", None)


@pytest.mark.parametrize("written", ["keep", "withdraw"])
def test_a_leader_removes_a_member_and_decides_about_what_they_wrote(
    begin, signed_in, people, write, invitation, written
):
    seminar = Seminar.objects.get(slug="together")
    Seminar.objects.update(open_to_join=True, who_may_read="members")
    reading = seminar.readings.get()
    note, own = write(reading, "reader"), write(reading, "reader", visibility="private")
    answered = write(reading, "another_reader", about=note)
    outside = signed_in(people["reader"])
    assert outside.get("/s/together/on-reading/").status_code == 200
    member = member_of(reading, people["reader"])
    answer = signed_in(people["leader"]).post(
        f"/s/together/members/{member.pk}/removal/", {"written": written}, follow=True
    )
    said = {"keep": "What they wrote stays.", "withdraw": "1 annotation of theirs withdrawn."}
    assert said[written] in answer.content.decode()
    states = dict(Annotation.objects.values_list("pk", "state"))
    gone = {"keep": "published", "withdraw": "withdrawn"}[written]
    assert states == {note.pk: gone, own.pk: "published", answered.pk: "published"}
    assert Decision.objects.count() == (written == "withdraw")
    page = signed_in(people["another_reader"]).get("/s/together/on-reading/p/1/").content.decode()
    assert ("Withdrawn by a leader, when its author’s membership ended" in page) == (
        written == "withdraw"
    )
    # Every open door is shut to them at once, and none lets them back in by themselves.
    for door in ("/s/together/", "/s/together/on-reading/", f"/a/{note.pk}/", f"/a/{own.pk}/"):
        assert outside.get(door).status_code == 404, door
    Seminar.objects.update(who_may_read="everyone")
    assert outside.post("/s/together/membership/").status_code == 403
    assert outside.post(f"/join/{invitation()}/").status_code == 403
    assert list(Invitation.objects.values_list("used", flat=True)) == [0]
    signed_in(people["leader"]).post(f"/s/together/members/{member.pk}/return/")
    member.refresh_from_db()
    assert (member.left_at, member.removed, member.role) == (None, False, "reader")


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "former", "stranger", "nobody"])
def test_only_a_leader_invites_removes_members_and_changes_roles(
    reading, signed_in, people, who, invitation
):
    invitation()
    member = member_of(reading, people["another_reader"])
    browser = signed_in(people[who])
    doors = {
        "invitations/": {"role": "leader", "lasts": "7"},
        "invitations/mail/": {"role": "leader", "addresses": "a@example.org"},
        f"invitations/{Invitation.objects.get().pk}/revocation/": {},
        f"members/{member.pk}/role/": {"role": "leader"},
        f"members/{member.pk}/removal/": {"written": "keep"},
        f"members/{member.pk}/return/": {},
    }
    refused = 302 if who == "nobody" else 403  # who is signed out is asked to sign in
    for door, sent in doors.items():
        assert browser.post(f"/s/together/{door}", sent).status_code == refused, door
    member.refresh_from_db()
    assert (member.role, member.left_at) == ("reader", None)
    assert Invitation.objects.get().revoked_at is None
    assert mail.outbox == []
    assert 'aria-labelledby="invite"' not in members_page(browser)


def test_a_leader_of_one_seminar_has_no_rights_in_another(begin, signed_in, people):
    begin("together")
    other = begin("elsewhere")
    other.seminar.members.filter(user=people["leader"]).delete()
    member = member_of(other, people["reader"])
    browser = signed_in(people["leader"])
    for door in ("role", "removal", "return"):
        for slug, status in (("elsewhere", 403), ("together", 404)):
            answer = browser.post(f"/s/{slug}/members/{member.pk}/{door}/", {"role": "observer"})
            assert answer.status_code == status, (slug, door)
    member.refresh_from_db()
    assert (member.role, member.left_at) == ("reader", None)


def at_once(deeds):
    """Do these at the same time; what each returned or raised."""

    def done(deed):
        try:
            return deed()
        except Exception as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(done, deeds))


def someone(name):
    return User.objects.create(id=uuid7(), username=name, email=f"{name}@example.org")


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_accept_a_single_use_invitation_at_once_one_joins():
    seminar = create_seminar(name="Together", slug="together", leader=someone("leader"))
    token = create_invitation(seminar, by=None, most=1)[1]
    people = [someone(f"person{number}") for number in range(20)]
    results = at_once([lambda user=user: accept_invitation(token, user=user) for user in people])
    assert sum(isinstance(result, Member) for result in results) == 1
    assert seminar.members.count() == 2
    assert Invitation.objects.get().used == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_leave_at_once_one_stays():
    seminar = create_seminar(name="Together", slug="together", leader=someone("one"))
    two = add_member(seminar, user=someone("two"), role="leader")
    one = seminar.members.exclude(pk=two.pk).get()
    dice = random.Random(7)
    for _ in range(8):
        Member.objects.update(role="leader", left_at=None, removed=False)
        deeds = [
            dice.choice(
                [
                    lambda member=member: end_membership(member, by=None),
                    lambda member=member: change_role(member, to="reader", by=member.user),
                ]
            )
            for member in (one, two)
        ]
        results = at_once(deeds)
        assert sorted(type(result) for result in results if result) == [LastLeader]
        assert seminar.members.active().filter(role="leader").count() == 1
