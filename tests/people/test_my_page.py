"""The personal page, and a member's display name in a seminar."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.moderation.actions import appeal_decision, take_step, withdraw
from annotations.moderation.policy.steps import Step
from annotations.seminars.actions import add_member
from annotations.seminars.models import Member, Reading
from annotations.sources.actions import get_or_create_work
from tests.cast import member_of

pytestmark = pytest.mark.django_db
type Browser = Callable[..., Client]
NAME = "/s/together/membership/name/"


def page_of(client: Client) -> str:
    response = client.get("/me/")
    assert response.status_code == 200
    return str(response.content.decode())


def section(page: str, name: str) -> str:
    """The words of one section, with a space where a line or a term begins."""
    found = re.search(rf'<section aria-labelledby="{name}".*?</section>', page, re.S)
    if not found:
        return ""
    apart = re.sub(r"</?(dt|dd|h\d|dl)\b[^>]*>", " ", found.group(0))
    return " ".join(re.sub(r"<[^>]+>", "", apart).split())


def test_my_page_shows_only_my_own_annotations(
    signed_in: Browser, reader: Any, another_reader: Any, nobody: Any, reading: Reading, write: Any
) -> None:
    write(reading, body="Only for me", visibility="private")
    assert "Only for me" in page_of(signed_in(reader))
    assert "Only for me" not in page_of(signed_in(another_reader))
    assert signed_in(nobody).get("/me/")["Location"] == "/accounts/login/?next=/me/"


def test_my_page_names_the_place_and_the_cited_work(
    signed_in: Browser, reader: Any, reading: Reading, write: Any
) -> None:
    known = get_or_create_work(reading.seminar, {"type": "book", "DOI": "10.1000/a_b_c"})
    write(reading, number=2, kind="source", citation="10.1000/a_b_c", work=known, body="")
    withdraw(write(reading, number=3), by=member_of(reading, reader))
    page = page_of(signed_in(reader))
    assert "Source on ¶ 2 of On Reading Together" in section(page, "written")
    assert section(page, "written").endswith("in its place https://doi.org/10.1000/a_b_c")
    assert "Note on ¶ 3 of On Reading Together" in section(page, "trash")


def test_a_decision_about_me_comes_with_its_reasons(
    signed_in: Browser,
    reader: Any,
    moderator: Any,
    another_reader: Any,
    reading: Reading,
    write: Any,
) -> None:
    note = write(reading, body="Too sharp", words="comfortable")
    take_step(
        Step.HIDE, note, by=moderator, reason="uncivil", statement="Please say it of the text."
    )
    told = section(page_of(signed_in(reader)), "decisions")
    assert re.sub(
        r"until \d+ \w+( \d{4})?", "until DATE", re.sub(r"\d\d:\d\d", "TIME", told)
    ).strip() == (
        "Decisions about what I wrote Hidden TIME What Your note on On Reading Together, in "
        "Reading together: Too sharp About the words comfortable Why Please say it of the text. "
        "By the rule Uncivil Decided by a moderator Appeal Ask for a second look until DATE; "
        "another moderator decides where there is one."
    )
    assert section(page_of(signed_in(another_reader)), "decisions") == ""


def test_my_page_shows_an_appeal_and_its_answer(
    signed_in: Browser, reader: Any, moderator: Any, leader: Any, reading: Reading, write: Any
) -> None:
    note = write(reading, body="Too sharp")
    take_step(Step.HIDE, note, by=moderator, reason="uncivil")
    note.refresh_from_db()
    appeal_decision(note, by=member_of(reading, reader), words="It is about the text.")
    assert "A moderator has yet to answer." in section(page_of(signed_in(reader)), "decisions")
    note.refresh_from_db()
    take_step(Step.RESTORE, note, by=leader)
    assert "It was answered: Restored." in section(page_of(signed_in(reader)), "decisions")


def test_a_withdrawn_annotation_can_be_restored_from_my_page(
    signed_in: Browser, reader: Any, reading: Reading, write: Any
) -> None:
    note = write(reading, body="Hasty words")
    withdraw(note, by=member_of(reading, reader))
    client = signed_in(reader)
    assert "Hasty words" in section(page_of(client), "trash")
    assert client.post(f"/a/{note.pk}/return/").status_code == 302
    assert "Hasty words" in section(page_of(client), "written")
    assert section(page_of(client), "trash") == ""


def test_my_page_makes_the_same_number_of_queries_for_one_and_for_many(
    signed_in: Browser,
    reader: Any,
    moderator: Any,
    begin: Any,
    write: Any,
    django_assert_num_queries: Any,
) -> None:
    client = signed_in(reader)

    def happen(reading: Reading) -> None:
        write(reading)
        withdraw(write(reading), by=member_of(reading, reader))
        hidden = write(reading)
        take_step(Step.HIDE, hidden, by=moderator, reason="uncivil")
        hidden.refresh_from_db()
        appeal_decision(hidden, by=member_of(reading, reader), words="Why?")

    happen(begin("first"))
    with django_assert_num_queries(9):
        client.get("/me/")
    for name in ("second", "third"):
        happen(begin(name))
        happen(begin(f"{name}-more"))
    with django_assert_num_queries(9):
        client.get("/me/")


def test_a_member_can_change_their_display_name(
    signed_in: Browser, reader: Any, reading: Reading
) -> None:
    client = signed_in(reader)
    assert client.get(NAME).status_code == 200
    assert (
        client.post(NAME, {"shown_as": "  Heron \u200b of the\u202e lake "})["Location"] == "/me/"
    )
    assert member_of(reading, reader).shown_as == "Heron of the lake"
    assert "as Heron of the lake, reader" in section(page_of(client), "seminars")


@pytest.mark.parametrize(
    "name", ["LEADER", "ｌｅａｄｅｒ", "lea\u200bder", "former", "Former Member", "leader "]
)
def test_a_display_name_that_is_taken_is_refused(
    signed_in: Browser, reader: Any, reading: Reading, name: str
) -> None:
    response = signed_in(reader).post(NAME, {"shown_as": name})
    assert response.status_code == 422
    assert "Somebody here is called so already." in response.content.decode()
    assert member_of(reading, reader).shown_as == "reader"


@pytest.mark.parametrize("name", ["", " ", "\u200b", "...", "a" * 81, "a\x00b", "\u3164"])
def test_an_invisible_display_name_is_refused(
    signed_in: Browser, reader: Any, reading: Reading, name: str
) -> None:
    response = signed_in(reader).post(NAME, {"shown_as": name})
    assert response.status_code == 422
    assert re.search(
        r'<ul class="errorlist" id="id_shown_as_error"><li>[^<]+</li>', response.content.decode()
    )
    assert member_of(reading, reader).shown_as == "reader"


def test_a_member_can_respell_their_own_display_name(
    signed_in: Browser, reader: Any, reading: Reading
) -> None:
    assert signed_in(reader).post(NAME, {"shown_as": "READER"}).status_code == 302


def test_only_members_can_choose_a_display_name(
    signed_in: Browser, people: dict[str, Any], reading: Reading
) -> None:
    status = {
        name: signed_in(people[name]).get(NAME).status_code
        for name in ("leader", "observer", "former", "stranger", "nobody")
    }
    outside = {"former": 403, "stranger": 403, "nobody": 302}
    assert status == {"leader": 200, "observer": 200, **outside}
    reading.seminar.who_may_read = "members"
    reading.seminar.save()
    assert signed_in(people["stranger"]).get(NAME).status_code == 404


def test_a_newcomer_whose_name_is_taken_gets_a_number(
    people: dict[str, Any], reading: Reading
) -> None:
    Member.objects.filter(user=people["reader"]).update(shown_as="STRANGER")
    assert add_member(reading.seminar, user=people["stranger"]).shown_as == "stranger 2"
