"""A page is the same, byte for byte, before and after something is added that its reader may not
see: no count, no link to more, no tombstone, no changed order tells of it."""

from functools import cache

import pytest
from django.test import Client

from annotations.margin import queries
from annotations.margin.actions import endorse
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import take_step, withdraw
from annotations.moderation.policy.steps import Step
from tests.cast import bare, member_of
from tests.recorded_writes import repeat

BASE = "/s/together/on-reading/"
PAGES = (
    "/",
    "/s/together/",
    BASE,
    BASE + "p/1/",
    BASE + "p/1/?whole",
    BASE + "p/1/?order=endorsements",
    BASE + "p/1/?only=note",
    BASE + "p/2/",
    "/me/",
    "/api/",
    "/api/s/together/on-reading/annotations/",
    "/api/s/together/on-reading/annotations/?page=last",
)


@pytest.fixture
def look(people, signed_in):
    """Everything that somebody gets to see, as bytes."""
    browser = cache(lambda name: signed_in(people[name]))

    def look(who, *more, pages=PAGES):
        client = browser(who)
        client.get(BASE + "p/1/?whole")  # what one has read before is not told apart as new
        seen = {page: client.get(page) for page in (*pages, *more)}
        for page in (BASE + "p/1/", *more):
            seen["htmx " + page] = client.get(page, headers={"HX-Request": "true"})
        return {page: (answer.status_code, bare(answer)) for page, answer in seen.items()}

    return look


def hidden(reading, people, annotation):
    """Hidden by the moderator."""
    take_step(Step.HIDE, annotation, by=people["moderator"], reason="spam")
    return annotation


@pytest.mark.slow
@pytest.mark.parametrize("who", ["reader", "observer", "stranger", "nobody"])
@pytest.mark.parametrize("number_of_notes", [0, 3, 5, 20, 21])
def test_unseen_threads_change_nothing(reading, people, write, look, who, number_of_notes):
    for _ in range(number_of_notes):
        write(reading, "another_reader", words="comfortable")
    before = look(who)
    write(reading, "another_reader", visibility="private", words="Nobody")
    write(reading, "another_reader", state="pending", kind="counterpoint")
    hidden(reading, people, write(reading, "another_reader", words="Reading"))
    withdraw(note := write(reading, "another_reader", words="alone"), by=note.author)
    assert look(who) == before


@pytest.mark.parametrize("who", ["reader", "superuser", "nobody"])
@pytest.mark.parametrize("number_of_answers", [49, 50])
def test_unseen_answers_change_nothing(reading, write, look, who, number_of_answers):
    def write_thread():
        root = write(reading, "another_reader")
        for _ in range(number_of_answers):
            last = write(reading, "leader", about=root)
        return root, last, write(reading, "leader", about=last)

    root, last, second = repeat(("answers", reading.pk, number_of_answers), write_thread)
    more = (f"{BASE}p/1/?under={root.pk}", f"{BASE}p/1/?at={last.pk}")
    before = look(who, *more, pages=(BASE, BASE + "p/1/"))
    for target in (root, last, second):
        write(reading, "another_reader", about=target, visibility="private")
    assert look(who, *more, pages=(BASE, BASE + "p/1/")) == before


@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_answers_to_unseen_annotations_change_nothing_either(reading, people, write, look, who):
    write(reading, "leader")
    before = look(who)
    root = write(reading, "another_reader", state="pending")
    answer = write(reading, "another_reader", about=root, state="pending")
    write(reading, "another_reader", about=answer, visibility="private")
    assert look(who) == before


@pytest.mark.parametrize("who", ["reader", "stranger", "nobody"])
@pytest.mark.parametrize("query", ["at", "under"])
def test_a_link_to_an_unseen_annotation_shows_what_a_link_to_none_shows(
    reading, people, write, signed_in, who, query
):
    roots = [write(reading, "leader") for _ in range(7)]
    secret = write(reading, "another_reader", visibility="private")
    inside = write(reading, "another_reader", about=roots[6], visibility="private")
    client = signed_in(people[who])
    nothing = "01890000-0000-7000-8000-000000000000"
    pages = [
        bare(client.get(f"{BASE}p/1/?{query}={identifier}"), identifier)
        for identifier in (nothing, secret.pk, inside.pk)
    ]
    assert pages[1:] == [pages[0], pages[0]]


def test_the_author_of_a_hidden_answer_is_not_named_by_those_who_answered_it(
    reading, people, write, signed_in
):
    root = write(reading, "leader")
    shy = write(reading, "another_reader", about=root)
    for _ in range(queries.ANSWERS_PER_PAGE):
        write(reading, "leader", about=root)
    write(reading, "leader", about=shy)
    hidden(reading, people, shy)
    page = Client().get(
        BASE + "p/1/", {"under": root.pk, "after": queries.position_key(last_of(root))}
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert "Hidden by a moderator." in text
    assert "another_reader" not in text
    assert text.count("<article") == 2


def last_of(root):
    """The last answer of the first page."""
    eyes = root.author.seminar
    answers = Annotation.objects.filter(root=root, state="published", seminar=eyes)
    return answers.order_by("created_at", "id")[queries.ANSWERS_PER_PAGE - 1]


def test_a_tombstone_stands_for_an_unseen_annotation_that_others_answered(
    reading, people, write, signed_in
):
    gone = write(reading, "another_reader", body="Gone words")
    write(reading, "leader", about=gone, body="An answer that stays")
    take_step(Step.REMOVE, gone, by=people["moderator"], reason="uncivil")
    page = signed_in(people["reader"]).get(BASE + "p/1/").content.decode()
    assert "Removed by a moderator." in page
    assert "An answer that stays" in page
    assert "Gone words" not in page
    assert f"a-{gone.pk}" not in page


def test_an_answer_far_down_a_long_thread_is_found_by_its_permanent_link(
    reading, people, write, signed_in
):
    root = write(reading, "leader")
    answers = [write(reading, "reader", about=root) for _ in range(queries.ANSWERS_PER_PAGE + 5)]
    client = signed_in(people["observer"])
    page = client.get(f"/a/{answers[-1].pk}/", follow=True).content.decode()
    assert f'id="a-{answers[-1].pk}"' in page


def test_endorsing_something_private_is_not_possible_and_leaves_no_trace(
    reading, people, write, signed_in, look
):
    secret = write(reading, "another_reader", visibility="private")
    before = look("leader")
    answer = signed_in(people["leader"]).post(f"/a/{secret.pk}/endorsement/")
    assert answer.status_code == 404
    endorse(secret, by=member_of(reading, people["moderator"]))  # even past the door
    assert look("leader") == before
    assert store.tally_differences(reading) == {}
