"""Where a moderator looks first, the button says so before somebody posts."""

import re

import pytest
from django.test import Client

from tests.reading.composers import P1

FIRST = "Send to a moderator, then to Reading together"
AT_ONCE = "Post to Reading together"


def buttons(page: str) -> list[str]:
    """The words of the buttons that send a composer or save an edit."""
    found = re.findall(r'<button class="go"[^>]*>(.*?)</button>', page, re.DOTALL)
    return [" ".join(each.split()) for each in found]


@pytest.mark.parametrize(
    ("policy", "who", "said"),
    [
        ("before", "reader", FIRST),
        ("before", "moderator", AT_ONCE),
        ("after", "reader", AT_ONCE),
    ],
)
def test_the_button_of_a_composer_says_whether_a_moderator_looks_first(
    begin, people, signed_in, policy, who, said
):
    begin(moderation=policy)
    assert buttons(signed_in(people[who]).get(P1).content.decode()) == [said]


def test_a_new_member_of_an_open_seminar_is_told_too(begin, people, signed_in):
    begin(open_to_join=True)
    stranger = signed_in(people["stranger"])
    stranger.post("/s/together/membership/")
    assert buttons(stranger.get(P1).content.decode()) == [FIRST]


@pytest.mark.parametrize(("policy", "said"), [("before", "Send to a moderator"), ("after", "Save")])
def test_the_button_of_an_edit_says_it(begin, write, people, signed_in, policy, said):
    annotation = write(begin(moderation=policy))
    page = signed_in(people["reader"]).get(f"/a/{annotation.pk}/edit/").content.decode()
    assert buttons(page) == [said]


def test_visitors_have_no_such_button(begin):
    begin(moderation="before")
    assert buttons(Client().get(P1).content.decode()) == []
