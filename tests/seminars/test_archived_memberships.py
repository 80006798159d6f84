"""Whoever has confirmed the address of a member who came in an archive may say “this is me”."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from annotations.margin.models import Annotation
from annotations.moderation.leaving.delete_account import delete_account
from annotations.seminars.archived_members.addresses import address_digest
from annotations.seminars.models import Member, Reading
from tests.cast import member_of

PAGE = "/me/memberships/"


def archived(reading: Reading, user: Any, archived_as: str) -> Member:
    """Make this member one who came in an archive."""
    member = member_of(reading, user)
    member.user, member.archived_as, member.shown_as = None, archived_as, "Wren"
    member.save()
    return member


def test_a_confirmed_address_finds_the_membership_and_takes_it_over(
    reading: Reading,
    write: Callable[..., Annotation],
    people: dict[str, Any],
    signed_in: Callable[..., Client],
) -> None:
    write(reading)
    wren = archived(reading, people["reader"], address_digest("Wren@Example.org", "salt"))
    stranger = signed_in(people["stranger"])
    reading.seminar.who_may_read = "members"
    reading.seminar.save()
    address = EmailAddress.objects.create(
        user=people["stranger"], email="wren@example.org", verified=False
    )
    assert "Look for yourself there" in stranger.get("/me/").content.decode()
    assert "There is none." in stranger.get(PAGE).content.decode()
    assert stranger.post(PAGE, {"member": str(wren.pk)}).status_code == 404
    address.verified = True
    address.save()
    offered = stranger.get(PAGE).content.decode()
    assert "<bdi>Wren</bdi>, reader in Reading together" in offered
    assert signed_in(people["observer"]).post(PAGE, {"member": str(wren.pk)}).status_code == 404
    answer = stranger.post(PAGE, {"member": str(wren.pk)}, follow=True)
    assert answer.redirect_chain == [("/s/together/", 302)]
    assert "You are Wren in Reading together now." in answer.content.decode()
    assert Annotation.objects.get().author.user == people["stranger"]
    assert stranger.post(PAGE, {"member": str(wren.pk)}).status_code == 404
    assert "Look for yourself there" not in stranger.get("/me/").content.decode()


def test_an_address_in_plain_finds_it_too_but_no_second_membership(
    reading: Reading, people: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    archived(reading, people["reader"], "wren@example.org")
    for name in ("stranger", "observer"):
        EmailAddress.objects.filter(email="wren@example.org").delete()
        EmailAddress.objects.create(user=people[name], email="wren@example.org", verified=True)
        page = signed_in(people[name]).get(PAGE).content.decode()
        assert ("This is me" in page) == (name == "stranger")


def test_a_bad_request_and_who_is_not_signed_in_get_nothing(
    reading: Reading, people: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    stranger = signed_in(people["stranger"])
    for wrong in ("", "x", "01a226b5-a278-7031-8457-e63a39a13674"):
        assert stranger.post(PAGE, {"member": wrong}).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_a_deleted_account_leaves_no_address_behind(
    reading: Reading, people: dict[str, Any]
) -> None:
    Member.objects.filter(user=people["reader"]).update(archived_as="wren@example.org")
    wren = member_of(reading, people["reader"])
    delete_account(people["reader"], erase=False)
    wren.refresh_from_db()
    assert (wren.archived_as, wren.name) == (None, "former member")


def test_addresses_that_differ_in_a_letter_are_two(
    reading: Reading, people: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    for archived_as in ("straße@example.org", address_digest("Straße@example.org", "salt")):
        archived(reading, people["reader"], archived_as)
        Member.objects.filter(archived_as=archived_as).update(user=None)
        for address, found in (("strasse@example.org", False), ("straße@example.org", True)):
            EmailAddress.objects.all().delete()
            EmailAddress.objects.create(user=people["stranger"], email=address, verified=True)
            page = signed_in(people["stranger"]).get(PAGE).content.decode()
            assert ("This is me" in page) == found
        Member.objects.filter(archived_as=archived_as).update(user=people["reader"])


def test_a_guest_is_nobodys_membership(
    reading: Reading, people: dict[str, Any], signed_in: Callable[..., Client]
) -> None:
    wren = archived(reading, people["reader"], "wren@example.org")
    EmailAddress.objects.create(user=people["stranger"], email="wren@example.org", verified=True)
    assert "This is me" in signed_in(people["stranger"]).get(PAGE).content.decode()
    Member.objects.filter(pk=wren.pk).update(guest=True)
    assert "This is me" not in signed_in(people["stranger"]).get(PAGE).content.decode()
