"""The whole matrix, without an exception: every person, under every policy, of everything that can
stand in a margin, by every door that shows words or numbers. One seminar is seeded, and asked.

`shows` says the table of `design/moderation.md` on its own, as `test_visibility` does, with what
the policies add to it.
"""

import re
from itertools import product

import pytest

from annotations.margin import tallies
from annotations.margin.models import Annotation
from annotations.seminars.models import Seminar
from tests.cast import EVERYBODY, block_of, everything_stands

BASE = "/s/together/on-reading/"
WITHIN = ("leader", "moderator", "reader", "another_reader", "observer", "superuser")
DECIDING = ("leader", "moderator", "superuser")
HERE = {
    "present": ("pending", "published", "hidden", "removed"),
    "counted": ("pending", "published"),
}

# What is asked of whom: the policy, and whether they have come by the seminar's link.
WAYS_IN = [("members", False), ("link", False), ("link", True), ("everyone", False)]
# Each with what it does to those who may enter.
OTHERS = {
    "plain": {},
    "write first": {"write_first": True},
    "the rest": {"moderation": "before", "pseudonyms": True, "closes_at": "2020-01-01T00:00Z"},
}
# Who has written on which paragraph: everything, in every visibility and state.
WRITERS = {1: ("reader", "former", "moderator"), 2: ("another_reader", "leader")}
# Doors that show all that somebody sees, or all that counts for them; and how each is asked.
SHOWING = {
    "p/1/?whole": ("present", 1),
    "p/2/?whole": ("present", 2),
    "search/?q=canary&all=1": ("counted", None),
}
# Doors that show some of it, or none: nothing else is ever there.
HOLDING = (
    "",
    "p/1/",
    "p/2/?order=endorsements",
    "argument/",
    "sources/",
    "agenda/",
    "export/bibtex",
    "export/csl",
    "revisions/",
    "edition/",
    "fresh/",
    "since/0/",
    "p/2/composer/",
    "/s/together/overview/",
    "/s/together/",
    "/s/together/members/",
    "/s/together/transparency/",
    "/me/",
)


@pytest.fixture
def notes(begin, people):
    """By canary, everything that can stand on two paragraphs."""
    reading = begin()
    found = {}
    for number, authors in WRITERS.items():
        block = block_of(reading, number)
        for note in everything_stands(reading, authors, people):
            note.owner = note.body.split(" ")[0]
            note.number, note.paragraph_id = number, block.paragraph_id
            note.body = f"canary{len(found):03}"
            note.body_html = f"<p>{note.body}</p>"
            found[note.body] = note
    Annotation.objects.bulk_update(found.values(), ["paragraph", "body", "body_html"])
    tallies.recount(reading)
    return found


def enters(way, who):
    policy, came_by_link = way
    return who in WITHIN or policy == "everyone" or (policy == "link" and came_by_link)


def shows(who, note, states, *, write_first):
    """Of a seminar that lets this person in."""
    if note.state not in HERE[states]:
        return False
    if who in WITHIN and note.owner == who:
        return True
    if note.visibility == "private":
        return False
    if who in DECIDING:
        return True
    wrote = who in WITHIN and who in WRITERS[note.number]
    return note.state == "published" and (wrote or not write_first)


def present_to(who, notes):
    """What somebody sees where nothing has to be written before."""
    return {body for body, note in notes.items() if shows(who, note, "present", write_first=False)}


def canaries(answer):
    if answer.streaming:
        page = b"".join(answer.streaming_content).decode()
    else:
        page = answer.content.decode()
    return set(re.findall(r"canary\d{3}", page)), page


def whole(client, address):
    """All pages of what is listed there."""
    found, first = set(), ""
    query: str | None = address
    while query:
        answer = client.get(query)
        shown, page = canaries(answer)
        found |= shown
        first = first or page
        following = re.search(r'href="([^"]*[?&;](?:after|page)=[^"]+)"', page)
        query = None
        if following:
            query = following[1].replace("&amp;", "&")
            query = query if query.startswith("/") else address.split("?")[0] + query
    return answer.status_code, found, first


@pytest.mark.parametrize(("way", "other"), list(product(WAYS_IN, OTHERS)))
def test_every_door_shows_what_the_table_says_to_everybody(notes, people, signed_in, way, other):
    seminar = Seminar.objects.get()
    for name, value in {"who_may_read": way[0], **OTHERS[other]}.items():
        setattr(seminar, name, value)
    seminar.save()
    gate = {"write_first": other == "write first"}
    for who in EVERYBODY:
        client = signed_in(people[who])
        if way[1]:
            client.get(f"/s/together/link/{seminar.link_key}/")
        inside = enters(way, who)
        for door, (states, number) in SHOWING.items():
            status, shown, _ = whole(client, BASE + door)
            expected = {
                body
                for body, note in notes.items()
                if inside and number in (None, note.number) and shows(who, note, states, **gate)
            }
            assert status == (200 if inside else 404), (who, door)
            assert shown == expected, (who, door)
        for taken in ("json", "markdown"):
            answer = client.get(f"/s/together/export/{taken}")
            leads = who in ("leader", "superuser")
            assert answer.status_code == (200 if leads else 403 if inside else 404), who
            public = {body for body, note in notes.items() if note.visibility == "seminar"}
            assert canaries(answer)[0] == (public & present_to(who, notes) if leads else set())
        mine = {body for body, note in notes.items() if note.owner == who}
        may_see = {body for body, note in notes.items() if shows(who, note, "present", **gate)}
        for door in HOLDING:
            shown, page = canaries(client.get(door if door[:1] == "/" else BASE + door))
            # One's own things are one's own, also after one has left.
            assert shown <= (may_see if inside else set()) | (mine if door == "/me/" else set()), (
                who,
                door,
            )
            if door == "" and inside:
                counted = [
                    shows(who, note, "counted", **gate)
                    for note in notes.values()
                    if note.number == 1
                ]
                first = page[page.index('id="p1"') : page.index('id="p2"')]
                assert f'<span data-count="note">{sum(counted)}</span>' in first, who
        for body, note in list(notes.items())[::3]:
            status = client.get(f"/a/{note.pk}/").status_code
            assert status == (302 if inside and body in may_see else 404), (who, note.state)
