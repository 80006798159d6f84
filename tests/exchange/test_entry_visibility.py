"""Whose words an entry of the bibliography says: every person, every visibility and state of the
citation that has them, as pasted and as described by hand, by every page and file.

Of each work there are two citations: one by the leader that shows a bare DOI, and one by the
reader with a title of their own. The table of who sees that title is said here on its own.
"""

import html
import re
from collections.abc import Callable
from itertools import product
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils import timezone

from annotations.arguments.models import Claim
from annotations.margin.choices import State, Visibility
from annotations.seminars.models import Reading
from tests.arguments.conftest import member, write

BASE = "/s/together/on-reading/"
MODERATING = ("leader", "moderator", "superuser")
PEOPLE = (*MODERATING, "reader", "another_reader", "observer", "stranger", "nobody")
# Pages and files that can be handed on: they say only what shows to the seminar.
SHARED = (
    *("sources/?whole", "sources/?whole&style=mla", "edition/"),
    *("export/bibtex", "export/ris", "export/csl-json"),
)
# Pages of somebody's own: they say what counts for this person.
OWN = ("p/1/?whole", "search/?q=10.1000&all=1")
# Pages that list some: nothing else is ever in them.
ARGUMENT = ("argument/", "argument/?order=paragraph&whole", "agenda/", "agenda/?wall")
SOME = (*ARGUMENT, "/s/together/", "p/1/", "?at=p1")
KINDS = [*product(Visibility.values, State.values, (False, True))]

type Browser = Callable[[str], Client]


def name(at: int) -> str:
    return f"canary{at:03}"


@pytest.fixture
def cited(begin: Callable[..., Reading]) -> Reading:
    """Each kind of citation with its own work, beside a bare one of the same work."""
    reading = begin(who_may_read="everyone")
    author = member(reading, "reader")
    for at, (visibility, state, described) in enumerate(KINDS):
        bare = {"type": "document", "DOI": f"10.1000/{at}"}
        by_hand = {"described_at": timezone.now(), "described_by": author} if described else {}
        pasted = {"csl": bare, "citation": bare["DOI"], "claim": f"Claim {at}"}
        write(reading, "leader", kind="source", **pasted)
        write(
            reading,
            kind="source",
            csl={**bare, "title": name(at), "author": [{"family": name(at)}]},
            citation=bare["DOI"],
            visibility=visibility,
            state=state,
            **by_hand,
        )
    return reading


def expected(who: str, *, shared: bool) -> set[str]:
    """Which titles somebody sees."""

    def shows(visibility: str, state: str) -> bool:
        if visibility == "seminar" and state == "published":
            return True
        if shared or state not in ("pending", "published"):
            return False
        return who == "reader" or (visibility == "seminar" and who in MODERATING)

    return {name(at) for at, (visibility, state, _) in enumerate(KINDS) if shows(visibility, state)}


def canaries(answer: Any) -> set[str]:
    page = b"".join(answer) if answer.streaming else answer.content
    return set(re.findall(r"canary\d{3}", page.decode()))


def on_all_pages(client: Client, address: str) -> set[str]:
    found = set[str]()
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, following
        found |= canaries(answer)
        if answer.streaming:
            break
        link = re.search(r'href="([^"]*[?&;]after=[^"]+)"', answer.text)
        following = urljoin(address, html.unescape(link[1])) if link else None
    return found


@pytest.mark.slow
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_says_only_the_words_that_its_viewer_may_see(
    cited: Reading, people: dict[str, Any], signed_in: Browser, who: str
) -> None:
    client = Client() if who == "nobody" else signed_in(who)
    found = {page: on_all_pages(client, BASE + page) for page in (*SHARED, *OWN)}
    assert found == {
        **dict.fromkeys(SHARED, expected(who, shared=True)),
        **dict.fromkeys(OWN, expected(who, shared=False)),
    }
    for page in SOME:
        own = page not in ARGUMENT
        assert canaries(client.get(urljoin(BASE, page))) <= expected(who, shared=not own), page
    pages = [f"{BASE}argument/{claim.pk}/" for claim in Claim.objects.all()]
    assert set().union(*(canaries(client.get(page)) for page in pages)) == expected(
        who, shared=True
    )


def test_a_leaders_export_has_every_citation_that_they_may_see(
    cited: Reading, signed_in: Browser
) -> None:
    seen = {
        name(at)
        for at, (visibility, state, _) in enumerate(KINDS)
        if visibility == "seminar" and state in ("pending", "published", "hidden", "removed")
    }
    assert canaries(signed_in("leader").get("/s/together/export/json")) == seen


def test_an_entry_says_nothing_from_a_paragraph_that_is_closed_until_one_writes(
    begin: Callable[..., Reading], signed_in: Browser
) -> None:
    reading = begin(write_first=True)
    bare = {"type": "document", "DOI": "10.1000/1"}
    write(reading, "leader", kind="source", csl=bare, citation="10.1000/1")
    write(reading, "reader", number=2, kind="source", csl={**bare, "title": "canary000"})
    write(reading, "another_reader", kind="note")
    for page in (*SHARED, *OWN):
        assert canaries(signed_in("leader").get(BASE + page)) == {"canary000"}, page
        assert canaries(signed_in("another_reader").get(BASE + page)) == set(), page
    write(reading, "another_reader", number=2, kind="note")
    assert canaries(signed_in("another_reader").get(f"{BASE}sources/")) == {"canary000"}


def test_an_entry_says_nothing_from_a_reading_that_has_not_opened(
    begin: Callable[..., Reading], people: dict[str, Any], signed_in: Browser
) -> None:
    reading = begin()
    bare = {"type": "document", "DOI": "10.1000/1"}
    write(reading, "leader", kind="source", csl=bare, citation="10.1000/1")
    other = begin("elsewhere")
    other.seminar_id, other.slug = reading.seminar_id, "later"
    other.save()
    prepared = write(other, "leader", kind="source", csl={**bare, "title": "canary000"})
    assert canaries(signed_in("reader").get(f"{BASE}sources/")) == {"canary000"}
    Reading.objects.filter(pk=other.pk).update(opens_at="2126-01-01T00:00Z")
    assert prepared.work is not None
    assert canaries(signed_in("reader").get(f"{BASE}sources/")) == set()
    assert canaries(signed_in("moderator").get(f"{BASE}sources/")) == {"canary000"}
