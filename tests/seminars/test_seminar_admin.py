"""Seminars in the admin, as a superuser sees them."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from annotations.seminars.models import Reading

pytestmark = pytest.mark.django_db


def test_each_field_of_a_member_and_of_a_reading_has_a_name(
    client: Client, reading: Reading
) -> None:
    client.force_login(get_user_model().objects.create_superuser("administrator"))
    page = client.get(reverse("admin:annotations_seminar_change", args=[reading.seminar_id]))
    fields = re.findall(
        r'<(?:input|select|textarea)[^>]* name="(?:members|readings)-\d+-[^>]*>',
        page.content.decode(),
    )
    shown = [field for field in fields if 'type="hidden"' not in field]
    assert {field.split(' name="')[1].split("-")[0] for field in shown} == {"members", "readings"}
    assert [field for field in shown if "aria-label=" not in field] == []
