"""Signing up in a browser: a wrong name costs no password."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

SIGN_UP = "/accounts/signup/?next=/s/open-seminar/military-cooperation/p/2/"


def test_passwords_are_not_typed_again_for_a_wrong_name(visit: Callable[..., Page]) -> None:
    page = visit(None, SIGN_UP)
    page.get_by_label("Name", exact=True).fill("Nina / New")
    page.get_by_label("E-mail").fill("nina@example.org")
    page.get_by_label("Password", exact=True).fill("quite-a-long-one")
    page.get_by_label("The same again").fill("quite-a-long-one")
    page.locator("#sign-up button").click()
    name = page.get_by_label("Name", exact=True)
    expect(page.locator("#id_username_error")).to_have_text(
        "Use letters, digits, spaces, hyphens, apostrophes and full stops."
    )
    expect(name).to_be_focused()
    expect(page.get_by_label("Password", exact=True)).to_have_value("quite-a-long-one")
    name.fill("Nina New")
    page.locator("#sign-up button").click()
    page.wait_for_url("**/p/2/")
    expect(page.locator("header.top .account")).to_have_text("Nina New")
    assert get_user_model().objects.filter(username="Nina New").exists()
