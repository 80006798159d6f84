"""The header calls a person by one name, their account's, on every page."""

import html
import re

import pytest
from django.test import Client

from annotations.seminars.display_names.actions import rename_member
from tests.cast import member_of

SEMINAR = "/s/together/"
BASE = SEMINAR + "on-reading/"


def header(page: str) -> str:
    """The words of the navigation named “You”."""
    found = re.search(r'<nav class="me".*?</nav>', page, re.DOTALL)
    assert found
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())


@pytest.mark.parametrize(
    "path",
    [
        "/", "/me/", SEMINAR, BASE, BASE + "p/1/", BASE + "argument/", BASE + "agenda/",
        BASE + "search/", BASE + "sources/", BASE + "revisions/", SEMINAR + "members/",
        SEMINAR + "transparency/", SEMINAR + "membership/name/",
    ],
)  # fmt: skip
def test_a_person_has_one_name_in_the_header_of_every_page(reading, people, signed_in, path):
    rename_member(member_of(reading, people["reader"]), shown_as="Heron")
    page = signed_in(people["reader"]).get(path).content.decode()
    assert header(page) == "reader Notices My things Sign out"
    assert '<a href="/me/">My things</a>' in page


@pytest.mark.parametrize("path", [SEMINAR, BASE])
def test_a_seminar_says_who_one_is_here(reading, people, signed_in, path):
    own = "You are <bdi>Heron</bdi> here."
    reader = signed_in(people["reader"])
    assert own not in reader.get(path).content.decode()  # called as the account is
    rename_member(member_of(reading, people["reader"]), shown_as="Heron")
    assert own in reader.get(path).content.decode()
    for other in (signed_in(people["leader"]), signed_in(people["stranger"]), Client()):
        assert "You are <bdi>" not in other.get(path).content.decode()
