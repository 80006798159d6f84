"""Somebody new finds out what happens here, and joining leads back to where they were."""

from urllib.parse import quote

import pytest
from django.test import Client

from annotations.seminars.models import Member, Seminar
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


@pytest.mark.parametrize("kind", ["note", "counterpoint", "source"])
@pytest.mark.parametrize("htmx", [False, True])
def test_who_asked_for_a_composer_without_words_joins_and_is_there(
    begin, people, signed_in, kind, htmx
):
    begin(open_to_join=True)
    guest = signed_in(people["stranger"])
    headers = {"HX-Request": "true"} if htmx else {}
    page = guest.get(f"{P1}?kind={kind}", headers=headers).content.decode()
    assert f'name="next" value="{P1}?kind={kind}#composer"' in page


@pytest.mark.parametrize("at", ["", "?at=2-9"])
def test_a_visitor_comes_back_to_the_same_words_after_signing_up_and_after_joining(
    begin, people, signed_in, at
):
    begin(open_to_join=True)
    visitor = Client().get(P1 + at).content.decode().partition("<main")[2]
    there = quote(f"{P1}{at}#composer", safe="/")
    assert visitor.count(f"?next={there}") == 2  # to sign up, to sign in
    guest = signed_in(people["stranger"]).get(P1 + at).content.decode()
    assert f'name="next" value="{P1}{at}#composer"' in guest
    assert '<button class="go" id="composer">' in guest


def test_a_visitor_comes_back_to_the_thread_that_is_open_in_the_essay(
    begin, people, signed_in, write
):
    note = write(begin(open_to_join=True), state="published")
    there = f"{BASE}?at={note.pk}#composer"
    visitor = Client().get(f"{BASE}?at={note.pk}").content.decode().partition("<main")[2]
    assert f"?next={quote(there, safe='/')}" in visitor
    guest = signed_in(people["stranger"]).get(f"{BASE}?at={note.pk}").content.decode()
    assert f'name="next" value="{there}"' in guest


def test_from_the_essay_a_visitor_signs_up_to_where_one_joins_or_returns_to_the_paragraph(begin):
    reading = begin(open_to_join=True)
    part = {"HX-Request": "true"}
    assert quote(f"{P1}#composer", safe="/") in Client().get(P1, headers=part).content.decode()
    Seminar.objects.filter(pk=reading.seminar_id).update(open_to_join=False)
    assert quote(f"{BASE}#p1", safe="/") in Client().get(P1, headers=part).content.decode()


def test_the_front_page_shows_a_margin_to_who_has_none_yet(begin, people, signed_in):
    begin()
    picture = 'class="margin-picture" role="img" aria-label="A paragraph of an essay'
    for newcomer in (Client(), signed_in(people["stranger"])):
        assert picture in newcomer.get("/").content.decode()
    assert f'<a class="go" href="{BASE}">Read along</a>' in Client().get("/").content.decode()
    assert picture not in signed_in(people["reader"]).get("/").content.decode()
