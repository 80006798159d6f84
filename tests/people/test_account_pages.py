"""The account's pages: private, not cached, without inline scripts."""

import re

import pytest
from django.test import Client

from annotations.people.models import User
from tests.people.account_forms import LOGIN, SIGNUP, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_of_other_tests")]


@pytest.mark.parametrize(
    "path", ["email", "password/change", "2fa", "sessions", "logout", "2fa/webauthn"]
)
def test_account_pages_open_and_are_not_cached(ann: User, path: str) -> None:
    client = Client()
    sign_in(client)
    response = client.get(f"/accounts/{path}/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "Thank you" not in response.content.decode()
    assert Client().get("/accounts/email/")["Location"] == "/accounts/login/?next=/accounts/email/"


def test_pages_of_somebody_signed_in_are_private_and_parts_are_no_pages(ann: User) -> None:
    client = Client()
    sign_in(client)
    response = client.get("/")
    assert response["Cache-Control"] == "private, no-store"
    assert {"Cookie", "HX-Request"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("page", [LOGIN, SIGNUP, "/accounts/password/reset/"])
def test_no_page_has_scripts_or_styles_in_it(page: str) -> None:
    text = Client().get(page).content.decode()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S)
    assert [body for tag, body in scripts if body and "application/json" not in tag] == []
    assert re.findall(r"\son\w+=|\sstyle=", text) == []
