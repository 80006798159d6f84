"""“3 new”: told of what one may see, and of nothing else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotations.moderation.actions import take_step, withdraw
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from tests.cast import EVERYBODY, everything_stands, member_of

pytestmark = pytest.mark.django_db
type Browser = Callable[..., Client]
URL = "/s/together/on-reading/"


def begun(client: Client) -> int:
    """The moment at which somebody opens the page."""
    response = client.get(f"{URL}since/0/")
    assert (response.status_code, response.content) == (204, b"")
    return int(response["Since"])


def told(client: Client, since: int) -> str | None:
    """What the pill says; None for nothing."""
    response = client.get(f"{URL}since/{since}/")
    assert response.status_code in (200, 204)
    if response.status_code == 204:
        return None
    return re.sub(r"<[^>]+>", "", response.content.decode()).strip()


def test_others_new_annotations_are_counted_by_paragraph(
    signed_in: Browser, reader: Any, nobody: Any, reading: Reading, write: Any
) -> None:
    mine, anybodys = signed_in(reader), signed_in(nobody)
    since = begun(mine)
    assert told(mine, since) is None
    write(reading, "another_reader", number=1)
    write(reading, "another_reader", number=2)
    note = write(reading, "leader", number=2)
    write(reading, "leader", about=note)
    assert told(mine, since) == told(anybodys, since) == "4 new in ¶\u00a01, ¶\u00a02"
    assert told(mine, begun(mine)) is None


def test_my_own_annotations_are_not_counted_as_new(
    signed_in: Browser, reader: Any, another_reader: Any, reading: Reading, write: Any
) -> None:
    since = begun(signed_in(reader))
    write(reading, "reader")
    assert told(signed_in(reader), since) is None
    assert told(signed_in(another_reader), since) == "1 new in ¶\u00a01"


def test_annotations_one_may_not_see_are_not_counted(
    signed_in: Browser, people: dict[str, Any], begin: Any, write: Any
) -> None:
    reading = begin(moderation="before")
    since = begun(signed_in(people["nobody"]))
    write(reading, "another_reader", visibility="private")
    write(reading, "another_reader", state="pending")
    withdraw(write(reading, "another_reader"), by=member_of(reading, people["another_reader"]))
    answers = {name: told(signed_in(people[name]), since) for name in EVERYBODY}
    moderating = dict.fromkeys(("leader", "moderator", "superuser"), "1 new in ¶\u00a01")
    assert answers == {name: moderating.get(name) for name in EVERYBODY}


def test_an_approved_annotation_counts_as_new_and_a_hidden_one_does_not(
    signed_in: Browser, reader: Any, moderator: Any, reading: Reading, write: Any
) -> None:
    waiting = write(reading, "another_reader", state="pending")
    client = signed_in(reader)
    since = begun(client)
    take_step(Step.APPROVE, waiting, by=moderator)
    assert told(client, since) == "1 new in ¶\u00a01"
    waiting.refresh_from_db()
    take_step(Step.HIDE, waiting, by=moderator, reason="uncivil")
    assert told(client, since) is None


def test_an_invisible_annotation_changes_no_byte_of_the_answer(
    signed_in: Browser, nobody: Any, reading: Reading, people: dict[str, Any]
) -> None:
    client = signed_in(nobody)
    since = begun(client)
    page = client.get(URL).content
    everything_stands(reading, ["reader"], people)
    assert b"since" not in page
    assert told(client, since) is None  # written past the record, so that nothing was posted


def test_former_members_and_outsiders_get_nothing(
    signed_in: Browser, people: dict[str, Any], begin: Any
) -> None:
    reading = begin(who_may_read="members")
    client = signed_in(people["reader"])
    since = begun(client)
    status = {
        name: signed_in(people[name]).get(f"{URL}since/{since}/").status_code for name in EVERYBODY
    }
    outside = {"former", "stranger", "nobody"}
    assert status == {name: 404 if name in outside else 204 for name in EVERYBODY}
    reading.seminar.members.filter(user=people["reader"]).update(left_at=timezone.now())
    assert client.get(f"{URL}since/{since}/").status_code == 404
    assert client.get(f"{URL}fresh/?p=1").status_code == 404


def test_the_notice_updates_counts_and_highlights_in_place(
    signed_in: Browser, reader: Any, reading: Reading, write: Any
) -> None:
    client = signed_in(reader)
    since = begun(client)
    write(reading, "another_reader", words="comfortable")
    pill = client.get(f"{URL}since/{since}/").content.decode()
    address = re.search(r'hx-get="([^"]+)"', pill)
    assert address is not None
    fresh = client.get(address.group(1).replace("&amp;", "&")).content.decode()
    assert re.findall(r'id="([^"]+)"[^>]* hx-swap-oob="true"', fresh) == [
        "counts-p1",
        "text-p1",
        "unread",
    ]
    assert "1 unread" in fresh
    assert '<span data-count="note">1</span>' in fresh
    assert ">comfortable</a></mark>" in fresh


@pytest.mark.parametrize(
    "query", ["", "p=", "p=x", "p=b", "p=-1", "p=b99999999999", "p=1e5", "p=²"]
)
def test_unknown_paragraphs_are_ignored(
    signed_in: Browser, nobody: Any, reading: Reading, query: str
) -> None:
    response = signed_in(nobody).get(f"{URL}fresh/?{query}")
    assert (response.status_code, response.content.strip()) == (200, b"")


@pytest.mark.parametrize("moment", ["1", "99999999999999999999999999", "253402300800000000"])
def test_a_moment_that_makes_no_sense_is_no_error(
    signed_in: Browser, nobody: Any, reading: Reading, moment: str
) -> None:
    assert signed_in(nobody).get(f"{URL}since/{moment}/").status_code == 204


def test_asking_costs_the_same_whatever_happened(
    signed_in: Browser, reader: Any, reading: Reading, write: Any, django_assert_num_queries: Any
) -> None:
    client = signed_in(reader)
    since = begun(client)
    with django_assert_num_queries(3):
        client.get(f"{URL}since/{since}/")
    write(reading, "another_reader")
    with django_assert_num_queries(5):
        client.get(f"{URL}since/{since}/")
    for number in (1, 2, 2):
        write(reading, "leader", number=number)
    with django_assert_num_queries(5):
        client.get(f"{URL}since/{since}/")
