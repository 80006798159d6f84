"""Deciding in bulk shows the sources that follow, and is bound to what it showed."""

import re

import pytest

from annotations.margin.models import Annotation
from annotations.moderation.models import Decision
from tests.moderation.brought_along.pages import (
    SAID,
    states,
)


def items(page):
    return re.findall(r'name="item" value="([^"]+)"', page)


def test_in_bulk_it_is_shown_what_follows_and_it_does(reading, object_, in_bulk):
    counterpoint, source = object_()
    page = in_bulk(item=f"{counterpoint.pk} 1 published", step="hide")
    assert "Hide: 1 will change" in page
    assert "with 1 source that came with it" in page
    assert f'As pasted: <span dir="auto">{SAID["evidence"]}</span>' in page
    assert items(page) == [f"{counterpoint.pk} 1 published {source.pk}=1"]
    page = in_bulk(item=items(page), step="hide", confirmed=1, reason="spam")
    assert "with 1 source that came with it" in page
    assert states(counterpoint, source) == ["hidden", "hidden"]


def test_in_bulk_both_may_be_selected_in_any_order(begin, object_, in_bulk, decide):
    begin(moderation="before")
    counterpoint, source = object_()
    selected = [f"{each.pk} 1 pending" for each in (source, counterpoint)]
    page = in_bulk(item=selected, step="approve")
    assert "Approve: 2 will change" in page
    assert "Approve: 2 done" in in_bulk(item=items(page), step="approve", confirmed=1)
    assert states(counterpoint, source) == ["published", "published"]
    decide(counterpoint, "hide", reason="spam")
    assert states(counterpoint, source) == ["hidden", "hidden"]


@pytest.mark.parametrize("both", [False, True])
def test_in_bulk_a_source_that_nobody_has_seen_is_not_approved(
    begin, people, signed_in, object_, in_bulk, both
):
    begin(moderation="before")
    counterpoint, source = object_()
    selected = [f"{each.pk} 1 pending" for each in (counterpoint, source)[: 1 + both]]
    shown = in_bulk(item=selected, step="approve")
    assert SAID["evidence"] in shown
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    assert signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said).status_code == 302
    for sent in (selected, items(shown)):
        page = in_bulk(item=sent, step="approve", confirmed=1)
        assert "What it brought along has changed since you were shown it." in page
        assert f"{1 + both} refused" in page
        assert states(counterpoint, source) == ["pending", "pending"]
    assert not Decision.objects.exists()
    # the page that shows it now is what the decision is bound to
    page = in_bulk(item=selected, step="approve")
    assert 'As pasted: <span dir="auto">Swapped in</span>' in page
    assert items(page)[0] == f"{counterpoint.pk} 1 pending {source.pk}=2"
    assert f"{1 + both} done" in in_bulk(item=items(page), step="approve", confirmed=1)
    assert states(counterpoint, source) == ["published", "published"]


def test_in_bulk_asked_for_a_reason_it_says_that_a_source_has_changed(
    reading, people, signed_in, object_, in_bulk
):
    counterpoint, source = object_()
    form = {"item": items(in_bulk(item=f"{counterpoint.pk} 1 published", step="hide"))}
    form |= {"step": "hide", "confirmed": 1}
    assert "Hide: 1 will change" in in_bulk(**form)
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    assert signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said).status_code == 302
    page = in_bulk(**form)
    assert "Hide: 0 will change" in page
    assert "What it brought along has changed since you were shown it." in page


def test_in_bulk_an_edit_that_waits_and_what_a_source_cites_are_shown(
    begin, people, signed_in, object_, in_bulk
):
    reading = begin()
    counterpoint, source = object_()
    reading.seminar.moderation = "before"
    reading.seminar.save()
    browser = signed_in(people["reader"])
    said = {"version": 1, "attack": "rebut", "body": "The wombat objects again."}
    assert browser.post(f"/a/{counterpoint.pk}/edit/", said).status_code == 302
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    assert browser.post(f"/a/{source.pk}/edit/", said).status_code == 302
    selected = [f"{each.pk} 2 pending" for each in (counterpoint, source)]
    page = in_bulk(item=selected, step="approve")
    assert "Approve: 2 will change" in page
    assert "The wombat objects again." in page
    assert 'As pasted: <span dir="auto">Swapped in</span>' in page
    assert SAID["evidence"] not in page


def test_in_bulk_the_page_costs_as_much_with_sources_as_with_one(
    begin, object_, in_bulk, django_assert_num_queries
):
    begin(moderation="before")
    selected = [f"{object_()[0].pk} 1 pending"]
    in_bulk(item=selected, step="approve")
    with django_assert_num_queries(7):
        in_bulk(item=selected, step="approve")
    for number in range(3):
        object_(body=f"Further {number}.", evidence="An almanac, 1998\nA calendar, 1997")
    counterpoints = Annotation.objects.filter(kind="counterpoint")
    selected = [f"{each.pk} 1 pending" for each in counterpoints]
    with django_assert_num_queries(7):
        assert "Approve: 4 will change" in in_bulk(item=selected, step="approve")
