"""Leaders arrange the agenda."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.agenda.actions import move_past_neighbour, move_to_place
from annotations.seminars.models import Reading
from tests.arguments.agenda_pages import AGENDA, agenda, order
from tests.arguments.conftest import ALONE, WAITS, write

type Signed = Callable[[str], Client]


some = st.lists(st.sampled_from("abcdef"), unique=True)


@given(some, st.data())
def test_a_step_moves_a_line_past_the_neighbour_that_was_shown_and_moves_nothing_else(order, draw):
    key = draw.draw(st.sampled_from("abcdef"))
    neighbour = draw.draw(st.sampled_from([*"abcdef", ""]))
    for way in ("up", "down"):
        now = move_past_neighbour(order, key, way, neighbour)
        assert [each for each in now if each != key] == [each for each in order if each != key]
        if {key, neighbour} <= set(order) and key != neighbour:
            at = now.index(key)
            assert now[at + (1 if way == "up" else -1)] == neighbour
            assert move_past_neighbour(now, key, way, neighbour) == now
        assert set(now) == set(order)


@given(some.filter(bool), st.integers(1, 9))
def test_a_line_moves_to_the_given_place_or_becomes_the_last(order, place):
    key = order[0]
    now = move_to_place(order, key, place)
    assert now.index(key) == min(place, len(order)) - 1
    assert [each for each in now if each != key] == order[1:]


def test_a_line_that_the_leader_moves_is_moved_for_everybody(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    assert agenda(leader) == [ALONE, WAITS, "¶\u00a03"]
    order(leader, "down", keys[ALONE])
    assert agenda(signed_in("reader")) == [WAITS, ALONE, "¶\u00a03"]
    order(leader, "up", keys[ALONE])
    order(leader, "up", keys[ALONE])  # it is first already
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


def test_a_new_line_follows_the_arranged_lines(
    reading: Reading, keys: dict[str, str], signed_in: Signed
) -> None:
    order(signed_in("leader"), "down", keys[ALONE])
    write(reading, number=3, claim="The last word is never the last")
    assert agenda(signed_in("reader")) == [WAITS, ALONE, "The last word is never the last"]


def test_readers_do_not_see_a_hidden_line_until_it_is_shown_again(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    order(leader, "hide", keys[ALONE])
    assert agenda(signed_in("reader")) == [WAITS, "¶\u00a03"]
    assert ALONE not in signed_in("reader").get(AGENDA).content.decode()
    order(leader, "show", keys[ALONE])
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


def test_durations_are_set_and_added_up(keys: dict[str, str], signed_in: Signed) -> None:
    leader = signed_in("leader")
    order(leader, "set", keys[ALONE], minutes="25")
    page = leader.get(AGENDA).content.decode()
    assert page.count("40 minutes, 3 points") == 1
    assert re.findall(r'<span class="clock".*?>(\d+–\d+)<', page) == ["0–25", "25–35", "35–40"]


def test_a_leader_adds_and_deletes_a_line_of_their_own(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    leader.post(f"{AGENDA}lines/", {"title": "Who writes the minutes?", "minutes": "2"})
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03", "Who writes the minutes?"]
    (own,) = re.findall(r'name="key" value="(own:[^"]+)"', leader.get(AGENDA).content.decode())
    order(leader, "drop", own)
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


@pytest.mark.parametrize("name", ["reader", "moderator", "observer"])
def test_only_a_leader_may_arrange_the_agenda(
    keys: dict[str, str], signed_in: Signed, name: str
) -> None:
    assert order(signed_in(name), "hide", keys[ALONE]) == 403
    sent = {"title": "Mine"}
    assert signed_in(name).post(f"{AGENDA}lines/", sent).status_code == 403
    assert "Add a point" not in signed_in(name).get(AGENDA).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"deed": "burn"}, "Choose what to do with the line."),
        ({"key": "contested:nothing"}, "That line is not on the agenda any more."),
        ({"deed": "set", "minutes": "soon"}, "How many minutes? A whole number, please."),
        ({"deed": "set", "minutes": "0"}, "At least one minute."),
        ({"deed": "set", "minutes": ""}, "How many minutes?"),
        ({"deed": "set", "minutes": "5", "place": "top"}, "Which place? A whole number, please."),
        ({"deed": "set", "minutes": "5", "place": "0"}, "The first place is 1."),
    ],
)
def test_invalid_arrangements_are_rejected_with_an_error(
    keys: dict[str, str], signed_in: Signed, sent: dict[str, str], words: str
) -> None:
    whole = {"deed": "up", "key": keys[ALONE], **sent}
    response = signed_in("leader").post(f"{AGENDA}order/", whole)
    assert (response.status_code, response.content.decode().count(words)) == (422, 1)


def test_errors_are_shown_beside_their_fields_and_input_is_kept(
    keys: dict[str, str], signed_in: Signed
) -> None:
    sent = {"deed": "set", "key": keys[WAITS], "minutes": "abc", "place": "1", "shown_at": "2"}
    page = signed_in("leader").post(f"{AGENDA}order/", sent).content.decode()
    lines = re.findall(r'<li id="line-.*?</li>', page, re.S)
    wrong = [WAITS in line for line in lines]
    assert [line.count('value="abc"') for line in lines] == wrong
    assert ["How many minutes?" in line for line in lines] == wrong
    assert ['aria-invalid="true"' in line for line in lines] == wrong
    assert page.count("How many minutes?") == 1
    assert agenda(signed_in("leader")) == [ALONE, WAITS, "¶\u00a03"]


def test_a_line_is_moved_to_a_place_by_its_number(keys: dict[str, str], signed_in: Signed) -> None:
    leader = signed_in("leader")
    sent = {"minutes": "7", "place": "1", "shown_at": "3"}
    order(leader, "set", "untouched", **sent)
    assert agenda(signed_in("reader")) == ["¶\u00a03", ALONE, WAITS]
    order(leader, "set", "untouched", **sent | {"place": "99", "shown_at": "1"})
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]
    order(leader, "set", keys[WAITS], minutes="9", place="2", shown_at="2")
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


def test_an_added_line_appears_where_the_leader_chose(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    at = {}
    for title, where in (("Welcome", "first"), ("A break", keys[ALONE]), ("Farewell", "last")):
        sent = {"title": title, "minutes": "2", "where": where}
        at[title] = leader.post(f"{AGENDA}lines/", sent)["Location"]
    in_order = ["Welcome", ALONE, "A break", WAITS, "¶\u00a03", "Farewell"]
    assert agenda(signed_in("reader")) == in_order
    assert at == {
        "Welcome": f"{AGENDA}#line-1",
        "A break": f"{AGENDA}#line-3",
        "Farewell": f"{AGENDA}#line-6",
    }
    sent = {"title": "Lost", "where": "contested:nothing"}
    page = leader.post(f"{AGENDA}lines/", sent)
    assert page.status_code == 422
    assert page.content.decode().count("That line is not on the agenda any more.") == 1
    assert page.content.decode().count('value="Lost"') == 1


def test_a_step_moves_the_line_that_was_shown_even_if_another_window_moved_lines(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    page = leader.get(AGENDA).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(key|above|below)" value="(.*?)">', page)
    assert dict(hidden[:3]) == {"key": keys[ALONE], "above": "", "below": keys[WAITS]}
    for _window in range(2):
        order(leader, "down", keys[ALONE], above="", below=keys[WAITS])
        assert agenda(signed_in("reader")) == [WAITS, ALONE, "¶\u00a03"]


def test_a_question_about_a_hidden_line_is_listed_on_its_own(
    reading: Reading, signed_in: Signed
) -> None:
    objection = write(reading, claim=ALONE)
    write(reading, "another_reader", kind="note", about=objection, body="For whom?")
    leader = signed_in("leader")
    assert agenda(leader)[0] == ALONE
    order(leader, "hide", f"contested:{objection.bearing.claim_id}")
    assert agenda(signed_in("reader"))[0] == "For whom?"


@pytest.mark.parametrize("neighbour", ["x" * 81, "a\0b"])
def test_an_unknown_neighbour_is_ignored(
    keys: dict[str, str], signed_in: Signed, neighbour: str
) -> None:
    sent = {"deed": "down", "key": keys[ALONE], "above": neighbour, "below": neighbour}
    assert signed_in("leader").post(f"{AGENDA}order/", sent).status_code == 302
    assert agenda(signed_in("reader"))[:2] == [WAITS, ALONE]


def test_an_added_line_without_a_title_is_rejected(reading: Reading, signed_in: Signed) -> None:
    sent = {"title": " ", "minutes": "x"}
    page = signed_in("leader").post(f"{AGENDA}lines/", sent).content.decode()
    assert page.count("What should be talked about?</li>") == 1
    assert page.count("How many minutes? A whole number, please.") == 1
