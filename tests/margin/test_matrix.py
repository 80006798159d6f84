"""The whole matrix, without an exception: every person, under every policy, of everything that can
stand in a margin, by every door that shows words or numbers. One seminar is seeded, and asked.

`shows` says the table of `design/moderation.md` on its own, as `test_visibility` does, with what
the policies add to it.
"""

import html
import re
from itertools import product
from urllib.parse import urljoin

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
# Doors that show all that somebody sees, or all that counts for them; and of which paragraph.
SHOWING = {
    "p/1/?whole": ("present", 1),
    "p/2/?whole": ("present", 2),
    "search/?q=canary&all=1": ("counted", None),
}
# Doors that show some of it, or none: nothing else is ever there.
HOLDING = (
    "p/1/",
    "p/2/?order=endorsements",
    "argument/",
    "sources/",
    "agenda/",
    "export/bibtex",
    "export/csl-json",
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


def words_in(answer):
    page = b"".join(answer) if answer.streaming else answer.content
    return page.decode()


def canaries(answer):
    return set(re.findall(r"canary\d{3}", words_in(answer)))


def on_all_pages(client, address):
    """What is listed there, from the first page to the last."""
    found = set()
    following = address
    while following:
        answer = client.get(following)
        found |= canaries(answer)
        link = re.search(r'href="([^"]*[?&;](?:after|page)=[^"]+)"', words_in(answer))
        following = urljoin(address, html.unescape(link[1])) if link else None
    return answer.status_code, found


def shared_out(doors, who, way):
    """Those to ask at. The way in is for others: whoever belongs is asked once at each door under
    every policy, a share of them at each way in."""
    turn = WAYS_IN.index(way)
    return list(doors)[turn :: len(WAYS_IN)] if who in WITHIN else list(doors)


@pytest.mark.parametrize(("way", "other"), list(product(WAYS_IN, OTHERS)))
def test_every_door_shows_what_the_table_says_to_everybody(notes, people, signed_in, way, other):
    seminar = Seminar.objects.get()
    for name, value in {"who_may_read": way[0], **OTHERS[other]}.items():
        setattr(seminar, name, value)
    seminar.save()
    gate = {"write_first": other == "write first"}
    for turn, who in enumerate(EVERYBODY):
        client = signed_in(people[who])
        if way[1]:
            client.get(f"/s/together/link/{seminar.link_key}/")
        inside = enters(way, who)
        present = {body for body, note in notes.items() if shows(who, note, "present", **gate)}
        may_see = present if inside else set()

        for door, (states, number) in shared_out(SHOWING.items(), who, way):
            expected = {
                body
                for body, note in notes.items()
                if inside and number in (None, note.number) and shows(who, note, states, **gate)
            }
            asked = on_all_pages(client, BASE + door)
            assert asked == (200 if inside else 404, expected), (who, door)

        page = words_in(client.get(BASE))
        assert set(re.findall(r"canary\d{3}", page)) <= may_see, who
        if inside:
            first = page[page.index('id="p1"') : page.index('id="p2"')]
            standing = [note for note in notes.values() if note.number == 1]
            counted = sum(shows(who, note, "counted", **gate) for note in standing)
            assert f'<span data-count="note">{counted}</span>' in first, who

        for taken in ("json", "markdown"):
            answer = client.get(f"/s/together/export/{taken}")
            leads = who in ("leader", "superuser")
            assert answer.status_code == (200 if leads else 403 if inside else 404), who
            # A seminar's leaders take along what is theirs to see without having written.
            theirs = {b for b in present if notes[b].visibility == "seminar"} if leads else set()
            assert canaries(answer) == theirs, who

        for door in shared_out(HOLDING, who, way):
            part = {"HX-Request": "true"} if "composer" in door else {}  # else it leads to its page
            answer = client.get(urljoin(BASE, door), headers=part)
            assert who != "leader" or answer.status_code == 200, door  # it is a door
            shown = canaries(answer)
            # One's own things are one's own, also after one has left.
            mine = {body for body, note in notes.items() if note.owner == who}
            assert shown <= may_see | (mine if door == "/me/" else set()), (who, door)

        # Every fifth of them is each visibility in each state once, by one author or another.
        for body, note in shared_out(list(notes.items())[turn % 5 :: 5], who, way):
            status = client.get(f"/a/{note.pk}/").status_code
            assert status == (302 if body in may_see else 404), (who, note.visibility, note.state)
