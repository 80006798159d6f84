"""Somebody with an account; no limits of other tests."""

import pytest
from django.core.cache import cache

from annotations.people.models import User
from tests.people.account_forms import PASSWORD, account


@pytest.fixture
def no_limits_of_other_tests() -> None:
    cache.clear()


@pytest.fixture
def ann() -> User:
    """Somebody with a password."""
    user = account("Ann")
    user.set_password(PASSWORD)
    user.save()
    return user
