"""The agenda over HTTP, before anybody arranges it."""

import re
from collections.abc import Callable

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.arguments.agenda_pages import AGENDA, agenda, order
from tests.arguments.conftest import ALONE, PLACE, WAITS, write

type Signed = Callable[[str], Client]


def test_each_line_has_a_reason_and_links_to_its_place(reading: Reading, signed_in: Signed) -> None:
    claim = write(reading, claim=ALONE, body="Comfortable for whom?").bearing.claim
    page = signed_in("reader").get(AGENDA).content.decode()
    assert (
        page.count(f'<h2><a href="{PLACE}/argument/{claim.pk}/"><bdi>{ALONE}</bdi></a></h2>') == 1
    )
    assert page.count("Its counterpoint stands and nobody has answered it. It has no source.") == 1
    assert page.count("Nobody yet. Who takes this side?") == 1
    assert page.count("Nobody has written anything here. Agreed, or passed over?") == 1
    assert page.count(f'<h2><a href="{PLACE}/#p2"><bdi>¶\u00a02–3</bdi></a></h2>') == 1


def test_an_essay_without_annotations_has_an_empty_agenda(
    reading: Reading, signed_in: Signed
) -> None:
    page = signed_in("reader").get(AGENDA).content.decode()
    assert "Nothing to talk about yet." in page
    assert "passed over" not in page


def test_private_pending_and_hidden_annotations_are_on_nobodys_agenda(
    reading: Reading, people: dict, signed_in: Signed
) -> None:
    write(reading, kind="note", body="A private question?", visibility="private")
    write(reading, claim="Private claim", visibility="private")
    write(reading, kind="note", body="A waiting question?", state="pending")
    asked = write(reading, kind="note", body="Who says so?")
    for name in ("reader", "leader"):
        assert agenda(signed_in(name)) == ["Who says so?", "¶\u00a02–3"]
    take_step(Step.HIDE, asked, by=people["moderator"], reason="rude")
    for name in ("reader", "leader"):
        assert agenda(signed_in(name)) == []


def test_a_stranger_gets_404_for_the_agenda(keys: dict[str, str], signed_in: Signed) -> None:
    assert signed_in("reader").get(AGENDA).status_code == 200
    assert signed_in("stranger").get(AGENDA).status_code == 404
    assert signed_in("nobody").get(f"{AGENDA}?wall").status_code == 404
    assert order(signed_in("stranger"), "hide", keys[ALONE]) == 404


def test_a_paragraph_where_the_reader_sees_annotations_is_not_listed_as_untouched(
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


def test_a_question_about_a_listed_claim_is_shown_on_its_line(
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


def test_the_wall_shows_one_line_and_links_to_the_next(
    keys: dict[str, str], signed_in: Signed
) -> None:
    client = signed_in("reader")
    page = client.get(f"{AGENDA}?wall=2").content.decode()
    assert (page.count(f"<h1><bdi>{WAITS}</bdi></h1>"), page.count(ALONE)) == (1, 0)
    assert re.findall(r'rel="(?:prev|next)" href="(.*?)"', page) == ["?wall=1", "?wall=3"]
    for odd in ("0", "99", "-1", "x", "²"):
        assert client.get(AGENDA, {"wall": odd}).content.decode().count("What we talk about") == 1


def test_the_number_of_queries_does_not_grow_with_the_agenda(
    reading: Reading, signed_in: Signed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("leader")
    for times in (1, 4):
        for at in range(times):
            objection = write(reading, claim=f"Claim {times} {at}", body="Is it so?")
            write(reading, "another_reader", about=objection)
            write(reading, "another_reader", kind="note", body="Is that so?")
        client.get(AGENDA)  # what changed is settled
        with django_assert_num_queries(14):
            client.get(AGENDA)


def test_no_line_breaks_between_a_paragraph_sign_and_its_number(
    reading: Reading, keys: dict[str, str], signed_in: Signed
) -> None:
    client = signed_in("leader")
    for page in ("agenda/", "argument/", "argument/?order=paragraph", "edition/"):
        found = client.get(f"{PLACE}/{page}").content.decode()
        assert "¶\u00a01" in found
        lines = re.sub("<svg.*?</svg>", "", found, flags=re.S)  # nothing wraps in a drawing
        assert re.findall(r"¶\s+\d", lines.replace("\u00a0", "")) == []
