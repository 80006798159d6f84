"""Works that are hard to tell apart: two of one year, and two that may be one."""

import re

from annotations.seminars.models import Reading
from annotations.sources.models import Work
from tests.arguments.conftest import PLACE
from tests.exchange.test_bibliography import WALT, Signed, cite, listed


def test_two_of_one_year_have_letters_in_the_bibliography(
    reading: Reading, signed_in: Signed
) -> None:
    cite(reading, {**WALT, "title": "Zeal", "ISBN": ""})
    cite(reading, WALT, number=2, visibility="private")
    assert listed(signed_in("another_reader"))[0].startswith("Walt, S. M. (1987). Zeal.")
    cite(reading, WALT, number=2)
    assert [each[:20] for each in listed(signed_in("another_reader"))] == [
        "Walt, S. M. (1987a).",
        "Walt, S. M. (1987b).",
    ]


def test_the_works_to_join_with_are_listed_as_their_entries(
    reading: Reading, signed_in: Signed
) -> None:
    cite(reading, {**WALT, "title": "Reading the <i>Iliad</i>", "ISBN": ""})
    cite(reading, {"type": "document", "DOI": "10.1000/182"})
    cite(reading, {"type": "document", "title": "What somebody said of it, " * 20})
    loose = Work.objects.get(csl__DOI="10.1000/182")
    page = signed_in("moderator").get(f"{PLACE}/sources/{loose.pk}/").content.decode()
    select = page.partition('<select id="other"')[2]
    assert re.findall(r'<option value="[^"]{36}">(.*?)</option>', select) == [
        "Walt, S. M. (1987). Reading the Iliad. Cornell University Press.",
        f"{'What somebody said of it, ' * 3}What somebody said…",
    ]
