"""A page that is one form begins in it; any form that comes back begins at what is wrong."""

from typing import Any

import pytest
from django.test import Client

from tests.reading.composers import BASE, Elements

PASSWORD = "quite-a-long-one"
NEW = {"email": "nina@example.org", "password1": PASSWORD, "password2": PASSWORD}
SEMINAR = "/s/together/"


def begun_in(page: Any) -> list[str | None]:
    """The names of the fields of a page that ask for the focus."""
    return [found.get("name") for _tag, found in Elements(page).found if "autofocus" in found]


FORMS = [
    ("reader", SEMINAR + "membership/name/", {"shown_as": "x" * 200}, "shown_as", "shown_as"),
    ("nobody", "/accounts/signup/", {}, "username", ""),
    ("nobody", "/accounts/signup/", {**NEW, "username": "Nina / New"}, "username", "username"),
    ("nobody", "/accounts/signup/", {**NEW, "username": "Nina", "email": "x"}, "username", "email"),
    ("nobody", "/accounts/login/", {"login": "reader"}, "login", "password"),
    ("nobody", "/accounts/login/", {"login": "no", "password": "no"}, "login", "password"),
    ("nobody", "/accounts/password/reset/", {"email": "x"}, "email", "email"),
    ("reader", "{theirs}flag/", {"words": "It is."}, "reason", "reason"),
    ("reader", "{hidden}appeal/", {"words": ""}, "words", "words"),
    ("reader", "{mine}edit/", {"body": "", "version": "1"}, "body", "body"),
    ("reader", BASE + "argument/claims/", {"wording": ""}, "wording", "wording"),
    ("leader", SEMINAR + "copy/", {"name": ""}, "name", "name"),
    ("leader", "/seminars/new/", {"name": "A seminar", "text": ""}, "name", "text"),
    ("leader", "/seminars/new/", {"name": "", "text": ""}, "name", "name"),
    # These are there to be read, or longer than one look.
    ("leader", SEMINAR + "readings/", {"text": ""}, None, "text"),
    ("leader", SEMINAR + "readings/", {"text": "One.", "language": "?"}, None, "language"),
    ("leader", SEMINAR + "deletion/", {"name": "Another"}, None, "name"),
    ("leader", SEMINAR + "settings/", {"name": ""}, None, "name"),
    ("leader", BASE + "revisions/new/", {"markdown": "", "expected": "1"}, None, "markdown"),
]


@pytest.mark.parametrize(("who", "path", "wrong", "first", "then"), FORMS)
def test_a_form_begins_in_its_first_field_and_again_in_the_first_wrong_one(
    begin, people, signed_in, write, who, path, wrong, first, then
):
    reading = begin(moderation="after")
    path = path.format(
        theirs=f"/a/{write(reading, 'leader', state='published').pk}/",
        hidden=f"/a/{write(reading, state='hidden').pk}/",
        mine=f"/a/{write(reading).pk}/",
    )
    client = signed_in(people[who]) if who in people else Client()
    page = client.get(path)
    assert page.status_code == 200
    assert begun_in(page) == ([first] if first else [])
    if wrong:
        assert begun_in(client.post(path, wrong)) == [then]


def test_a_page_to_read_begins_nowhere(begin, people, signed_in, write):
    write(begin(), state="published")
    client = signed_in(people["leader"])
    for path in ("/", SEMINAR, BASE, BASE + "p/1/", BASE + "agenda/", "/me/"):
        assert begun_in(client.get(path)) == [], path
