"""Members who came in an archive, for whoever has confirmed the address that one of them had."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from annotations.people.models import User
from annotations.seminars.archived_members.addresses import forms_of_addresses
from annotations.seminars.models import Member


def unclaimed_members() -> QuerySet[Member]:
    """Return the members who came in an archive with an address and have no account. No guest has
    one."""
    return (
        Member.objects.filter(user=None, guest=False)
        .exclude(archived_as=None)
        .exclude(archived_as="")
    )


def offered_memberships(user: User) -> QuerySet[Member]:
    """Return the memberships that this account may take over: those with an address that it has
    confirmed, in seminars of which it is no member.

    Three queries when it is evaluated, and some milliseconds for each seminar that came in an
    archive and each address.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True)
    addresses = list(confirmed.values_list("email", flat=True))
    rows = unclaimed_members().values_list("archived_as", flat=True).iterator()
    known = (each for each in rows if each)
    forms = forms_of_addresses(addresses, known) if addresses else set()
    offered = unclaimed_members().filter(archived_as__in=forms)
    return offered.exclude(seminar__in=user.memberships.values("seminar")).select_related("seminar")
