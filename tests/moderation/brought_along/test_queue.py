"""A counterpoint and its source wait as one item, and what was not shown is not approved."""

import re
from html import unescape

import pytest

from annotations.moderation.models import Decision
from tests.moderation.brought_along.pages import (
    DECIDE,
    QUEUE,
    SAID,
    all_is_well,
    listed,
    states,
)


def test_both_wait_as_one_item_that_shows_the_source(begin, people, signed_in, object_, decide):
    reading = begin(moderation="before")
    counterpoint, source = object_()
    answer = signed_in(people["moderator"]).get(QUEUE)
    page = unescape(answer.content.decode())
    assert listed(answer) == [str(counterpoint.pk)]
    assert "<span data-waiting>1</span> to decide" in page
    assert "What it brought along" in page
    assert f'As pasted: <span dir="auto">{SAID["evidence"]}</span>' in page
    alone = signed_in(people["moderator"]).get(DECIDE.format(source.pk)).content.decode()
    assert f'<a href="{DECIDE.format(counterpoint.pk)}">counterpoint of <bdi>reader</bdi></a>' in (
        alone
    )
    early = decide(source, "approve")
    assert early.status_code == 409
    assert "The counterpoint that this source came with waits:" in early.content.decode()
    assert decide(counterpoint, "approve").status_code == 302
    assert states(counterpoint, source) == ["published", "published"]
    assert listed(signed_in(people["moderator"]).get(QUEUE)) == []
    all_is_well(reading.seminar_id)


@pytest.mark.parametrize("place", [{}, {"queue": "all"}])
def test_a_source_that_nobody_has_seen_is_not_approved(begin, people, signed_in, object_, place):
    begin(moderation="before")
    counterpoint, source = object_()
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said)
    browser = signed_in(people["moderator"], headers={"HX-Request": "true"} if place else {})
    form = {"step": "approve", "version": 1, "state": "pending", "brought": f"{source.pk} 1"}
    for brought in (f"{source.pk} 1", "nonsense"):
        form |= {"brought": brought, "statement": "My sentence.", **place}
        answer = browser.post(DECIDE.format(counterpoint.pk), form)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "What it brought along changed while you were looking" in page
        assert "My sentence." in page
        assert "Swapped in" in page
    assert states(counterpoint, source) == ["pending", "pending"]
    assert not Decision.objects.exists()
    again = form | {"brought": f"{source.pk} 2"}
    assert browser.post(DECIDE.format(counterpoint.pk), again).status_code in (200, 302)
    assert states(counterpoint, source) == ["published", "published"]


def test_a_page_that_showed_no_source_approves_none(begin, people, write, signed_in):
    reading = begin(moderation="before")
    counterpoint = write(reading, kind="counterpoint", state="pending")
    browser = signed_in(people["moderator"])
    page = browser.get(DECIDE.format(counterpoint.pk)).content.decode()
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert sent.keys() == {"csrfmiddlewaretoken", "version", "state", "seen", "brought"}
    source = write(
        reading, kind="source", state="pending", about=counterpoint, came_with=counterpoint
    )
    named = sent.keys() - {"csrfmiddlewaretoken"}
    for left_out in ((), ("brought",)):
        form = {name: sent[name] for name in named.difference(left_out)}
        answer = browser.post(DECIDE.format(counterpoint.pk), {**form, "step": "approve"})
        assert answer.status_code == 409
        assert "What it brought along changed while you were looking" in answer.content.decode()
    assert states(counterpoint, source) == ["pending", "pending"]
    form = {**sent, "brought": f"{source.pk} 1", "step": "approve"}
    assert browser.post(DECIDE.format(counterpoint.pk), form).status_code == 302
    assert states(counterpoint, source) == ["published", "published"]


def test_the_items_of_a_queue_cost_as_much_with_sources_as_with_one(
    begin, people, signed_in, object_, django_assert_max_num_queries
):
    begin(moderation="before")
    object_()
    browser = signed_in(people["moderator"])
    browser.get(QUEUE)
    with django_assert_max_num_queries(100) as one:
        browser.get(QUEUE)
    queries = len(one)
    for number in range(3):
        object_(body=f"Further {number}.", evidence="An almanac, 1998\nA calendar, 1997")
    with django_assert_max_num_queries(queries):
        assert len(listed(browser.get(QUEUE))) == 4
