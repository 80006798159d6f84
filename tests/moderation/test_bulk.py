"""One decision about several: nothing changes before it was shown, nothing is refused unsaid."""

import re

import pytest

from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step

LIST = "/admin/annotations/annotation/"


@pytest.fixture
def notes(reading, people, write):
    """Two published, one pending, one of the moderator's own."""
    return [
        write(reading, body="First."),
        write(reading, "another_reader", body="Second."),
        write(reading, body="Third.", state="pending"),
        write(reading, "moderator", body="Own."),
    ]


def select(client, notes):
    form = {"action": "decide_about", "index": 0, "_selected_action": [n.pk for n in notes]}
    return client.post(LIST, form)


def items(answer):
    return re.findall(r'name="item" value="([^"]+)"', answer.content.decode())


def states(notes):
    return [Annotation.objects.get(pk=note.pk).state for note in notes]


def test_it_shows_what_would_change_and_what_would_not_before_it_does(people, notes, signed_in):
    client = signed_in(people["moderator"])
    begun = select(client, notes)
    assert begun.status_code == 200
    assert "Hide <small>open to 3</small>" in begun.content.decode()
    assert "Approve <small>open to 1</small>" in begun.content.decode()
    shown = client.post(f"{LIST}selected/", {"item": items(begun), "step": "hide"})
    page = shown.content.decode()
    assert "Hide: 3 will change" in page
    assert "1 won’t" in page
    assert "nobody moderates their own" in page
    assert states(notes) == ["published", "published", "pending", "published"]


def test_it_asks_for_one_reason_and_then_reports(people, notes, signed_in):
    client = signed_in(people["moderator"])
    form = {"item": items(select(client, notes)), "step": "hide", "confirmed": 1}
    form |= {"version": 1, "state": "published"}
    without = client.post(f"{LIST}selected/", form)
    assert without.status_code == 422
    assert "Please choose a reason." in without.content.decode()
    take_step(Step.REMOVE, notes[1], by=people["leader"], reason="spam")
    answer = client.post(f"{LIST}selected/", form | {"reason": "off-topic", "statement": "Sorry."})
    page = answer.content.decode()
    assert "Hide: 2 done" in page
    assert "2 refused" in page
    assert "It changed meanwhile by leader (leader): it is removed now." in page
    assert "nobody moderates their own" in page
    assert states(notes) == ["hidden", "removed", "hidden", "published"]
    made = Decision.objects.filter(step="hide")
    assert set(made.values_list("reason", "statement")) == {("off-topic", "Sorry.")}


@pytest.mark.parametrize("item", ["", "x", "1 2 3", "nonsense 1 published", "%00 1 published"])
def test_an_odd_selection_is_answered(reading, people, signed_in, item):
    form = {"item": item, "step": "hide", "confirmed": 1, "reason": "spam"}
    answer = signed_in(people["moderator"]).post(f"{LIST}selected/", form)
    assert answer.status_code in (200, 422)
    assert not Decision.objects.exists()


def test_nothing_is_deleted_in_bulk(people, notes, signed_in):
    client = signed_in(people["superuser"])
    assert "delete_selected" not in client.get(LIST).content.decode()
    form = {"action": "delete_selected", "index": 0, "_selected_action": [notes[0].pk]}
    client.post(LIST, form | {"post": "yes"})
    assert Annotation.objects.count() == len(notes)
