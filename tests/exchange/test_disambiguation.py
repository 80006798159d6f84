"""Works that are hard to tell apart: two of one year, and two that may be one."""

import re
from typing import Any

import pytest

from annotations.moderation.decisions.take_step import take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from annotations.sources.models import Work
from tests.arguments.conftest import PLACE, write
from tests.exchange.cited_works import WALT, Signed, cite_work, listed_references


def test_two_works_of_one_year_have_letters_in_the_bibliography(
    reading: Reading, signed_in: Signed
) -> None:
    cite_work(reading, {**WALT, "title": "Zeal", "ISBN": ""})
    cite_work(reading, WALT, number=2, visibility="private")
    assert listed_references(signed_in("another_reader"))[0].startswith("Walt, S. M. (1987). Zeal.")
    cite_work(reading, WALT, number=2)
    assert [each[:20] for each in listed_references(signed_in("another_reader"))] == [
        "Walt, S. M. (1987a).",
        "Walt, S. M. (1987b).",
    ]


def test_the_works_to_join_with_are_listed_as_their_entries(
    reading: Reading, signed_in: Signed
) -> None:
    cite_work(reading, {**WALT, "title": "Reading the <i>Iliad</i>", "ISBN": ""})
    cite_work(reading, {"type": "document", "DOI": "10.1000/182"})
    cite_work(reading, {"type": "document", "title": "What somebody said of it, " * 20})
    loose = Work.objects.get(csl__DOI="10.1000/182")
    page = signed_in("moderator").get(f"{PLACE}/sources/{loose.pk}/").content.decode()
    select = page.partition('<select id="other"')[2]
    assert re.findall(r'<option value="[^"]{36}">(.*?)</option>', select) == [
        "Walt, S. M. (1987). Reading the Iliad. Cornell University Press.",
        f"{'What somebody said of it, ' * 3}What somebody said…",
    ]


@pytest.mark.parametrize("visibility", ["private", "seminar"])
def test_giving_the_identifier_of_an_unseen_work_reveals_and_changes_nothing(
    reading: Reading, people: dict[str, Any], signed_in: Signed, visibility: str
) -> None:
    theirs = cite_work(reading, WALT, "another_reader", visibility=visibility)
    if visibility == "seminar":
        take_step(Step.HIDE, theirs, by=people["moderator"], reason="spam")
    mine = cite_work(reading, {"type": "book", "title": "Bait"})
    form = {"type": "book", "title": "Vandal", "ISBN": WALT["ISBN"]}
    answer = signed_in("reader").post(f"{PLACE}/sources/{mine.work_id}/", form, follow=True)
    assert answer.status_code == 200
    assert "cited before" not in answer.text
    theirs.refresh_from_db()
    mine.refresh_from_db()
    assert (theirs.csl["title"], mine.csl["title"]) == (WALT["title"], "Vandal")
    assert mine.work == theirs.work


def test_a_title_of_white_space_and_tags_breaks_no_page(
    reading: Reading, signed_in: Signed
) -> None:
    odd = {"type": "document", "title": "<b> </b>" * 100 + "x"}
    write(reading, kind="source", csl=odd, claim="Nobody contradicts you")
    for page in ("argument/", "edition/", "sources/", "p/1/"):
        assert signed_in("reader").get(f"{PLACE}/{page}").status_code == 200
