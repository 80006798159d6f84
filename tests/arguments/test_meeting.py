"""The agenda over HTTP: computed for everybody, arranged by its leader."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotations.moderation.actions import take
from annotations.moderation.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write

AGENDA = f"{PLACE}/agenda/"
ALONE = "Reading alone is comfortable"
WAITS = "A margin waits"

type Signed = Callable[[str], Client]


def titles(page: str) -> list[str]:
    lines = page.partition('<ol class="lines">')[2].partition("</ol>")[0]
    return re.findall(r"<h2>(?:<a [^>]*>)?<bdi>(.*?)</bdi>", lines)


def agenda(client: Client) -> list[str]:
    return titles(client.get(AGENDA).content.decode())


def order(client: Client, deed: str, key: str, **more: str) -> int:
    return client.post(f"{AGENDA}order/", {"deed": deed, "key": key, **more}).status_code


@pytest.fixture
def keys(reading: Reading) -> dict[str, str]:
    """Two contested claims; the keys of their lines."""
    claims = {
        words: write(reading, number=number, claim=words).bearing.claim
        for number, words in ((1, ALONE), (2, WAITS))
    }
    return {words: f"contested:{claim.pk}" for words, claim in claims.items()}


def test_each_line_has_its_reason_and_leads_to_its_place(
    reading: Reading, signed_in: Signed
) -> None:
    claim = write(reading, claim=ALONE, body="Comfortable for whom?").bearing.claim
    page = signed_in("reader").get(AGENDA).content.decode()
    assert (
        page.count(f'<h2><a href="{PLACE}/argument/{claim.pk}/"><bdi>{ALONE}</bdi></a></h2>') == 1
    )
    assert page.count("Its counterpoint stands and nobody has answered it. It has no source.") == 1
    assert page.count("Nobody yet. Who takes this side?") == 1
    assert page.count("Nobody has written anything here. Agreed, or passed over?") == 1
    assert page.count(f'<h2><a href="{PLACE}/#p2"><bdi>¶\u00a02–3</bdi></a></h2>') == 1


def test_an_essay_in_which_nobody_has_written_asks_nothing(
    reading: Reading, signed_in: Signed
) -> None:
    page = signed_in("reader").get(AGENDA).content.decode()
    assert "Nothing to talk about yet." in page
    assert "passed over" not in page


def test_what_is_private_waiting_or_hidden_is_on_nobodys_agenda(
    reading: Reading, people: dict, signed_in: Signed
) -> None:
    write(reading, kind="note", body="A private question?", visibility="private")
    write(reading, claim="Private claim", visibility="private")
    write(reading, kind="note", body="A waiting question?", state="pending")
    asked = write(reading, kind="note", body="Who says so?")
    for name in ("reader", "leader"):
        assert agenda(signed_in(name)) == ["Who says so?", "¶\u00a02–3"]
    take(Step.HIDE, asked, by=people["moderator"], reason="rude")
    for name in ("reader", "leader"):
        assert agenda(signed_in(name)) == []


def test_the_leader_moves_a_line_and_everybody_sees_it(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    assert agenda(leader) == [ALONE, WAITS, "¶\u00a03"]
    order(leader, "down", keys[ALONE])
    assert agenda(signed_in("reader")) == [WAITS, ALONE, "¶\u00a03"]
    order(leader, "up", keys[ALONE])
    order(leader, "up", keys[ALONE])  # it is first already
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


def test_a_new_matter_follows_the_arranged_ones(
    reading: Reading, keys: dict[str, str], signed_in: Signed
) -> None:
    order(signed_in("leader"), "down", keys[ALONE])
    write(reading, number=3, claim="The last word is never the last")
    assert agenda(signed_in("reader")) == [WAITS, ALONE, "The last word is never the last"]


def test_a_hidden_line_is_gone_until_it_is_shown_again(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    order(leader, "hide", keys[ALONE])
    assert agenda(signed_in("reader")) == [WAITS, "¶\u00a03"]
    assert ALONE not in signed_in("reader").get(AGENDA).content.decode()
    order(leader, "show", keys[ALONE])
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


def test_times_are_set_and_add_up(keys: dict[str, str], signed_in: Signed) -> None:
    leader = signed_in("leader")
    order(leader, "set", keys[ALONE], minutes="25")
    page = leader.get(AGENDA).content.decode()
    assert page.count("40 minutes, 3 points") == 1
    assert re.findall(r'<span class="clock".*?>(\d+–\d+)<', page) == ["0–25", "25–35", "35–40"]


def test_a_line_of_the_leaders_own_is_added_and_taken_off(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    leader.post(f"{AGENDA}lines/", {"title": "Who writes the minutes?", "minutes": "2"})
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03", "Who writes the minutes?"]
    (own,) = re.findall(r'name="key" value="(own:[^"]+)"', leader.get(AGENDA).content.decode())
    order(leader, "drop", own)
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


@pytest.mark.parametrize("name", ["reader", "moderator", "observer"])
def test_only_a_leader_arranges(keys: dict[str, str], signed_in: Signed, name: str) -> None:
    assert order(signed_in(name), "hide", keys[ALONE]) == 403
    sent = {"title": "Mine"}
    assert signed_in(name).post(f"{AGENDA}lines/", sent).status_code == 403
    assert "Add a point" not in signed_in(name).get(AGENDA).content.decode()


def test_a_stranger_finds_no_agenda(keys: dict[str, str], signed_in: Signed) -> None:
    assert signed_in("reader").get(AGENDA).status_code == 200
    assert signed_in("stranger").get(AGENDA).status_code == 404
    assert signed_in("nobody").get(f"{AGENDA}?wall").status_code == 404
    assert order(signed_in("stranger"), "hide", keys[ALONE]) == 404


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
def test_what_makes_no_sense_is_told(
    keys: dict[str, str], signed_in: Signed, sent: dict[str, str], words: str
) -> None:
    whole = {"deed": "up", "key": keys[ALONE], **sent}
    response = signed_in("leader").post(f"{AGENDA}order/", whole)
    assert (response.status_code, response.content.decode().count(words)) == (422, 1)


def test_what_is_wrong_with_a_line_is_told_beside_its_field_and_stays_typed(
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


def test_a_line_is_sent_to_a_place_by_its_number(keys: dict[str, str], signed_in: Signed) -> None:
    leader = signed_in("leader")
    sent = {"minutes": "7", "place": "1", "shown_at": "3"}
    order(leader, "set", "untouched", **sent)
    assert agenda(signed_in("reader")) == ["¶\u00a03", ALONE, WAITS]
    order(leader, "set", "untouched", **sent | {"place": "99", "shown_at": "1"})
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]
    order(leader, "set", keys[WAITS], minutes="9", place="2", shown_at="2")
    assert agenda(signed_in("reader")) == [ALONE, WAITS, "¶\u00a03"]


def test_an_added_line_stands_where_the_leader_says(
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


def test_what_moves_is_what_was_shown_though_it_was_moved_in_another_window(
    keys: dict[str, str], signed_in: Signed
) -> None:
    leader = signed_in("leader")
    page = leader.get(AGENDA).content.decode()
    hidden = re.findall(r'<input type="hidden" name="(key|above|below)" value="(.*?)">', page)
    assert dict(hidden[:3]) == {"key": keys[ALONE], "above": "", "below": keys[WAITS]}
    for _window in range(2):
        order(leader, "down", keys[ALONE], above="", below=keys[WAITS])
        assert agenda(signed_in("reader")) == [WAITS, ALONE, "¶\u00a03"]


def test_what_a_reader_sees_there_is_not_called_untouched(
    reading: Reading, keys: dict[str, str], signed_in: Signed
) -> None:
    names = ("reader", "another_reader", "observer", "leader", "moderator")
    assert [agenda(signed_in(name))[-1] for name in names] == ["¶\u00a03"] * 5
    write(reading, "another_reader", number=3, kind="note", state="pending")
    assert [name for name in names if agenda(signed_in(name))[-1] == "¶\u00a03"] == [
        "reader",
        "observer",
    ]
    pages = [signed_in(name).get(AGENDA).content.decode() for name in names]
    told = ["1 annotation here waits for a moderator" in page for page in pages]
    assert told == [False, False, False, True, True]
    write(reading, "reader", number=3, kind="note", visibility="private")
    assert [name for name in names if agenda(signed_in(name))[-1] == "¶\u00a03"] == ["observer"]


def test_what_is_asked_where_something_is_up_comes_up_with_it(
    reading: Reading, signed_in: Signed
) -> None:
    objection = write(reading, claim=ALONE)
    question = write(reading, "leader", kind="note", about=objection, body="For whom?")
    write(reading, "another_reader", kind="note", number=2, body="Who says so?")
    client = signed_in("reader")
    assert agenda(client) == [ALONE, "Who says so?", "¶\u00a03"]
    for address in (AGENDA, f"{AGENDA}?wall=1"):
        page = client.get(address).content.decode()
        asked = re.findall(r'Also asked here</span> <a href="(.*?)"><bdi>(.*?)</bdi>', page)
        assert asked == [(f"/a/{question.pk}/", "For whom?")]


def test_what_is_asked_where_a_line_is_hidden_is_a_line_of_its_own(
    reading: Reading, signed_in: Signed
) -> None:
    objection = write(reading, claim=ALONE)
    write(reading, "another_reader", kind="note", about=objection, body="For whom?")
    leader = signed_in("leader")
    assert agenda(leader)[0] == ALONE
    order(leader, "hide", f"contested:{objection.bearing.claim_id}")
    assert agenda(signed_in("reader"))[0] == "For whom?"


@pytest.mark.parametrize("neighbour", ["x" * 81, "a\0b"])
def test_an_odd_neighbour_is_none(keys: dict[str, str], signed_in: Signed, neighbour: str) -> None:
    sent = {"deed": "down", "key": keys[ALONE], "above": neighbour, "below": neighbour}
    assert signed_in("leader").post(f"{AGENDA}order/", sent).status_code == 302
    assert agenda(signed_in("reader"))[:2] == [WAITS, ALONE]


def test_an_added_line_without_words_is_told(reading: Reading, signed_in: Signed) -> None:
    sent = {"title": " ", "minutes": "x"}
    page = signed_in("leader").post(f"{AGENDA}lines/", sent).content.decode()
    assert page.count("What should be talked about?</li>") == 1
    assert page.count("How many minutes? A whole number, please.") == 1


def test_the_wall_shows_one_point_and_the_way_to_the_next(
    keys: dict[str, str], signed_in: Signed
) -> None:
    client = signed_in("reader")
    page = client.get(f"{AGENDA}?wall=2").content.decode()
    assert (page.count(f"<h1><bdi>{WAITS}</bdi></h1>"), page.count(ALONE)) == (1, 0)
    assert re.findall(r'rel="(?:prev|next)" href="(.*?)"', page) == ["?wall=1", "?wall=3"]
    for odd in ("0", "99", "-1", "x", "²"):
        assert client.get(AGENDA, {"wall": odd}).content.decode().count("What we talk about") == 1


def test_the_agenda_costs_the_same_queries_however_much_there_is(
    reading: Reading, signed_in: Signed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("leader")
    for times in (1, 4):
        for at in range(times):
            objection = write(reading, claim=f"Claim {times} {at}", body="Is it so?")
            write(reading, "another_reader", about=objection)
            write(reading, "another_reader", kind="note", body="Is that so?")
        client.get(AGENDA)  # what changed is settled
        with django_assert_num_queries(16):
            client.get(AGENDA)


def test_no_line_ends_between_a_paragraphs_sign_and_its_number(
    reading: Reading, keys: dict[str, str], signed_in: Signed
) -> None:
    client = signed_in("leader")
    for page in ("agenda/", "argument/", "argument/?order=paragraph", "edition/"):
        found = client.get(f"{PLACE}/{page}").content.decode()
        assert "¶\u00a01" in found
        lines = re.sub("<svg.*?</svg>", "", found, flags=re.S)  # nothing wraps in a drawing
        assert re.findall(r"¶\s+\d", lines.replace("\u00a0", "")) == []
