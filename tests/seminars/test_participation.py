"""The participation pages: for leaders about everybody, for members about themselves."""

import re

import pytest

from annotations.seminars.models import Part
from tests.cast import member_of

PAGE = "/s/together/overview/"


def test_a_leader_sees_who_wrote_where_and_paragraphs_without_annotations(
    reading, write, signed_in, leader
):
    write(reading, "reader", number=2)
    write(reading, "another_reader", number=2)
    write(reading, "another_reader", number=4)
    write(reading, "another_reader", number=3, visibility="private")
    page = signed_in(leader).get(PAGE).content.decode()
    rows = re.findall(r"<bdi>(\w+)</bdi></a></th>\s*<td>(.*?)</td>", page, re.S)
    assert {name: re.findall(r"¶\u00a0\d", places) for name, places in rows} == {
        "another_reader": ["¶\u00a02", "¶\u00a04"],
        "leader": [],
        "moderator": [],
        "reader": ["¶\u00a02"],
    }
    assert [name for name, _ in rows] == sorted(name for name, _ in rows)  # by name, not by number
    assert re.findall(r"¶\u00a0\d", page.partition("Untouched")[2]) == ["¶\u00a01", "¶\u00a03"]


def test_a_members_participation_page_holds_their_answers_and_replies_to_them(
    reading, write, signed_in, people
):
    theirs = write(reading, "another_reader", number=3, body="A first word.")
    answer = write(reading, "reader", about=theirs, body="My answer.")
    write(reading, "moderator", about=answer, body="And theirs to it.")
    write(reading, "reader", number=1, body="Mine on one.")
    write(reading, "reader", number=1, body="Mine alone.", visibility="private")
    page = f"{PAGE}{member_of(reading, people['reader']).pk}/"
    for who in ("leader", "reader"):
        text = signed_in(people[who]).get(page).content.decode()
        order = [text.index(each) for each in ("Mine on one.", "A first word.", "My answer.")]
        assert order == sorted(order)
        assert "And theirs to it." in text
        assert "Mine alone." not in text
    assert signed_in(people["reader"]).get(PAGE)["Location"] == page


@pytest.mark.parametrize("who", ["moderator", "another_reader", "observer", "former", "stranger"])
def test_nobody_else_sees_a_members_participation_page(reading, signed_in, people, who):
    page = f"{PAGE}{member_of(reading, people['reader']).pk}/"
    assert signed_in(people[who]).get(page).status_code == 404


def test_closed_paragraphs_stay_closed_on_a_readers_own_participation_page(
    begin, write, signed_in, people
):
    reading = begin(write_first=True)
    theirs = write(reading, "another_reader", number=1, body="canary")
    write(reading, "reader", about=theirs, body="From before.", visibility="private")
    page = signed_in(people["reader"]).get(PAGE, follow=True).content.decode()
    assert "canary" not in page


def test_tasks_are_shown_as_a_checklist_to_the_member(reading, write, signed_in, people):
    door = f"/s/together/readings/{reading.pk}/"
    leads = signed_in(people["leader"])
    for odd, words in (("many", "Write a whole number"), ("21", "Write a number from 0 to 20.")):
        answer = leads.post(door, {"counterpoints": odd})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    named = {"title": "On Reading", "language": "en"}
    leads.post(door, {**named, "counterpoints": "2", "sources": "1", "notes": "0"})
    reading.refresh_from_db()
    assert reading.tasks == {"counterpoint": 2, "source": 1}
    write(reading, "reader", kind="source")
    write(reading, "reader", kind="counterpoint")
    page = signed_in(people["reader"]).get(PAGE, follow=True).content.decode()
    lines = re.findall(r"<li(?: class=\"done\")?>(\d .*?)</li>", page)
    assert lines == ["2 counterpoints: 1 so far", "1 source: done"]


def test_parts_are_assigned_rotated_and_shown_in_the_composer(reading, write, signed_in, people):
    leads = signed_in(people["leader"])
    leads.post("/s/together/readings/", {"text": "# Second\n\nWords.", "begin": "1"})
    first, second = reading.seminar.readings.all()
    for each in (first, second):
        leads.post(f"/s/together/readings/{each.pk}/parts/")
    given = {
        (part.reading_id, part.member.name): part.name
        for part in Part.objects.select_related("member")
    }
    assert given == {
        (first.pk, "reader"): "opens",
        (first.pk, "another_reader"): "supports",
        (second.pk, "reader"): "supports",
        (second.pk, "another_reader"): "doubts",
    }
    page = signed_in(people["reader"]).get("/s/together/on-reading/p/1/").content.decode()
    assert page.count("Your part here. Opens:") == 1
    leads.post(f"/s/together/readings/{first.pk}/parts/", {"end": "1"})
    thread = f"/s/together/on-reading/?at={write(reading, 'leader').pk}"
    for address in ("/s/together/on-reading/p/1/", thread):
        page = signed_in(people["reader"]).get(address).content.decode()
        assert page.count('name="body"') == 1
        assert "Your part here" not in page
