"""Somebody new finds out what happens here, and joining leads back to where they were."""

import pytest
from django.test import Client

from annotations.seminars.models import Member
from tests.reading.composers import BASE, P1

MEMBERSHIP = "/s/together/membership/"
WORDS = P1 + "?kind=counterpoint&exact=alone&start=1&end=6"


@pytest.mark.parametrize("place", [BASE + "#p1", WORDS + "#composer"])
def test_joining_goes_on_where_one_was(begin, people, signed_in, place):
    begin(open_to_join=True)
    answer = signed_in(people["stranger"]).post(MEMBERSHIP, {"next": place})
    assert answer["Location"] == place
    assert Member.objects.filter(user=people["stranger"]).exists()


@pytest.mark.parametrize(
    "place", ["", "https://example.org/", "//example.org/", "/\\example.org", "javascript:1"]
)
def test_joining_never_leads_to_another_site(begin, people, signed_in, place):
    begin(open_to_join=True)
    answer = signed_in(people["stranger"]).post(MEMBERSHIP, {"next": place})
    assert answer["Location"] == "/s/together/"


def test_selected_words_are_kept_until_one_has_joined(begin, people, signed_in):
    begin(open_to_join=True)
    there = "p/1/?kind=counterpoint&amp;exact=alone&amp;start=1&amp;end=6#composer"
    quoted = "exact%3Dalone%26start%3D1%26end%3D6%23composer"
    visitor = Client().get(WORDS).content.decode()
    assert visitor.count(quoted) == 2  # to sign up, to sign in
    guest = signed_in(people["stranger"])
    assert (
        f'name="next" value="/s/together/on-reading/{there}"' in guest.get(WORDS).content.decode()
    )
    guest.post(MEMBERSHIP)
    page = guest.get(WORDS).content.decode()
    assert '<input type="radio" name="kind" value="counterpoint" checked>' in page
    assert ">alone</textarea>" in page
    assert '<input type="hidden" name="start" value="1">' in page


def test_a_thread_without_words_leads_back_to_its_paragraph_in_the_essay(begin, people, signed_in):
    begin(open_to_join=True)
    guest = signed_in(people["stranger"]).get(P1, headers={"HX-Request": "true"})
    assert f'name="next" value="{BASE}#p1"' in guest.content.decode()


def test_the_front_page_shows_a_margin_to_who_has_none_yet(begin, people, signed_in):
    begin()
    picture = 'class="margin-picture" role="img" aria-label="A paragraph of an essay'
    for newcomer in (Client(), signed_in(people["stranger"])):
        assert picture in newcomer.get("/").content.decode()
    assert f'<a class="go" href="{BASE}">Read along</a>' in Client().get("/").content.decode()
    assert picture not in signed_in(people["reader"]).get("/").content.decode()
