"""Who is told by mail."""

import pytest
from allauth.account.models import EmailAddress

from annotations.notices.models import NoticePreference


def confirm_address(person, choice):
    """Give a person a confirmed address, and this choice of when they are told by mail."""
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    NoticePreference.objects.create(user=person, mail=choice)


@pytest.fixture
def told_at_once(people):
    """Everybody has a confirmed address and wants mails at once."""
    for person in people.values():
        if person.is_authenticated:
            confirm_address(person, "once")
