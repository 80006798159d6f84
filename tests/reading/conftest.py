"""Sending a composer."""

import pytest

from tests.reading.composers import P1


@pytest.fixture
def compose(reading, people, signed_in):
    """Send a composer as the reader."""
    client = signed_in(people["reader"])

    def compose(form, address=P1, **options):
        return client.post(address, form, **options)

    return compose
