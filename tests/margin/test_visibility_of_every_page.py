"""The whole matrix, without an exception: every person, under every policy, of everything that can
stand in a margin, by every door that shows words or numbers. One seminar is seeded, and asked.

`Visit.shows` says the table of who sees what on its own, as `test_visibility` does, with what the
policies add to it.

A leader's own doors, by the reading's identifier, are asked about here too. A reading that a leader
took off the list has a test of its own: there only leaders are inside, and everybody else finds
what they wrote, and nothing else, among their own things.
"""

import html
import re
from dataclasses import dataclass, replace
from itertools import product
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.api.tokens.actions import make_token
from annotations.margin.models import Annotation, ReadMark
from annotations.margin.precomputed_tallies import store
from annotations.seminars.models import Reading, Seminar
from tests.cast import EVERYBODY, block_of, everything_stands, member_of

BASE = "/s/together/on-reading/"
CONTAINER = "/api/s/together/on-reading/annotations/"
HYPOTHESIS = f"{BASE}hypothesis/api/"
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
    "export/argdown",
    "export/aif",
    "export/",
    "revisions/",
    "edition/",
    "fresh/?p=1&p=2",
    "p/2/composer/",
    "hypothesis/",
    "hypothesis/app.html",
    "/s/together/overview/",
    "/s/together/",
    "/s/together/members/",
    "/s/together/transparency/",
    "/s/together/export/moderation/json",
    "/s/together/export/moderation/csv",
    "/me/",
)
# Files with all that somebody sees, and with what of it is published.
FILES = ("export/json-ld", "export/csv")
PUBLISHED_FILES = (*(f"{file}?only=published" for file in FILES), "export/markdown")
# Doors of leaders, by the identifiers of the reading and of a paragraph. They show no annotation.
LEADING = (
    "/s/together/readings/{reading}/",
    "/s/together/readings/{reading}/deletion/",
    "/s/together/readings/{reading}/prompts/{paragraph}/",
)
# What a moderator finds in the admin site.
DECISIONS = ("/admin/annotations/annotation/queue/", "/admin/annotations/annotation/?all=")


@pytest.fixture
def notes(begin, people):
    """By canary, everything that can stand on two paragraphs."""
    reading = begin()
    Reading.objects.update(hypothesis_client=True)
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
    store.rebuild_tallies(reading)
    for note in found.values():
        record(Verb.POSTED, note, by=None)
    return found


@dataclass(frozen=True)
class Visit:
    """Somebody's browser in the seminar, and what the table says of them."""

    who: str
    client: Client
    inside: bool
    write_first: bool
    notes: dict

    def sees(self, states, number=None):
        """What is there for them, of one paragraph or of both."""
        return {
            body
            for body, note in self.notes.items()
            if number in (None, note.number) and self.inside and self.shows(note, states)
        }

    def shows(self, note, states):
        """Of a seminar that lets this person in."""
        if note.state not in HERE[states]:
            return False
        if self.owns(note):
            return True
        if note.visibility == "private":
            return False
        if self.who in DECIDING:
            return True
        wrote = self.who in WITHIN and self.who in WRITERS[note.number]
        return note.state == "published" and (wrote or not self.write_first)

    def owns(self, note):
        """They wrote it, and still belong."""
        return self.who in WITHIN and note.owner == self.who


def enters(way, who):
    policy, came_by_link = way
    return who in WITHIN or policy == "everyone" or (policy == "link" and came_by_link)


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


def check_all_is_shown(visit, doors):
    for door, (states, number) in doors:
        asked = on_all_pages(visit.client, BASE + door)
        expected = (200 if visit.inside else 404, visit.sees(states, number))
        assert asked == expected, (visit.who, door)


def check_the_numbers(visit):
    """On the reading page, and of what is new."""
    ReadMark.objects.all().delete()
    answer = visit.client.get(BASE)
    assert canaries(answer) <= visit.sees("present"), visit.who
    if visit.inside:
        page = words_in(answer)
        first = page[page.index('id="p1"') : page.index('id="p2"')]
        counted = len(visit.sees("counted", 1))
        assert f'<span data-count="note">{counted}</span>' in first, visit.who
        check_the_unread(visit, page)
    news = visit.client.get(f"{BASE}since/1/")
    number = sum(not visit.owns(visit.notes[body]) for body in visit.sees("counted"))
    assert news.status_code == ((200 if number else 204) if visit.inside else 404), visit.who
    assert re.findall(r"(\d+) new in", words_in(news)) == [str(number)] * bool(number), visit.who


def check_the_unread(visit, page):
    """Nobody has read anything: see `check_the_numbers`."""
    others = [body for body in visit.sees("counted") if not visit.owns(visit.notes[body])]
    told = re.findall(r"(\d+) unread</a>", page)
    belongs = visit.who in WITHIN and visit.who != "superuser"
    assert told == [str(len(others))] * bool(others and belongs), visit.who
    for listing in ("/", "/s/together/"):
        listed = re.findall(r"(\d+) (?:unread|new since)", words_in(visit.client.get(listing)))
        assert listed[:1] == told, (visit.who, listing)
    following = visit.client.get(f"{BASE}unread/")
    at = re.findall(r"at=([0-9a-f-]{36})", following.url)
    assert bool(at) == bool(told), visit.who
    assert at == [str(visit.notes[body].pk) for body in others if str(visit.notes[body].pk) in at]


def check_what_a_leader_takes_along(visit):
    leads = visit.who in ("leader", "superuser")
    public = {body for body, note in visit.notes.items() if note.visibility == "seminar"}
    for taken in ("json", "markdown"):
        answer = visit.client.get(f"/s/together/export/{taken}")
        status = 200 if leads else 403 if visit.inside else 404
        assert answer.status_code == status, visit.who
        assert canaries(answer) == (public & visit.sees("present") if leads else set()), visit.who


def check_what_anybody_takes_along(visit, files):
    seen = visit.sees("present")
    published = {
        body
        for body in seen
        if (visit.notes[body].visibility, visit.notes[body].state) == ("seminar", "published")
    }
    for file in files:
        answer = visit.client.get(BASE + file)
        assert answer.status_code == (200 if visit.inside else 404), (visit.who, file)
        assert canaries(answer) == (seen if file in FILES else published), (visit.who, file)


def check_nothing_else_is_held(visit, doors):
    mine = {body for body, note in visit.notes.items() if note.owner == visit.who}
    for door in doors:
        part = {"HX-Request": "true"} if "composer" in door else {}  # else it leads to its page
        answer = visit.client.get(urljoin(BASE, door), headers=part)
        assert visit.who != "leader" or answer.status_code == 200, door  # it is a door
        # One's own things are one's own, also after one has left.
        own = mine if door == "/me/" else set()
        assert canaries(answer) <= visit.sees("present") | own, (visit.who, door)


def check_the_leaders_doors(visit):
    leads = visit.who in ("leader", "superuser")
    note = next(iter(visit.notes.values()))
    for door in LEADING:
        address = door.format(reading=note.reading_id, paragraph=note.paragraph_id)
        answer = visit.client.get(address)
        status = 404 if not visit.inside else 200 if leads else 403
        if visit.who == "nobody" and "prompts" in door:
            status = 302  # to sign in, whatever is there
        assert answer.status_code == status, (visit.who, door)
        assert canaries(answer) == set(), (visit.who, door)


def check_permalinks(visit, notes):
    seen = visit.sees("present")
    for body, note in notes:
        status = visit.client.get(f"/a/{note.pk}/").status_code
        assert status == (302 if body in seen else 404), (visit.who, note.visibility, note.state)


def check_what_programs_get(visit, notes):
    """By the browser's session, or by a token."""
    seen = visit.sees("present")
    answer = visit.client.get(CONTAINER)
    assert answer.status_code == (200 if visit.inside else 404), visit.who
    assert canaries(answer) == seen, visit.who
    if visit.inside:
        assert answer.json()["total"] == len(seen), visit.who
        iris = {f"http://testserver{CONTAINER}{visit.notes[body].pk}/" for body in seen}
        listed = visit.client.get(f"{CONTAINER}?iris=1").json()
        assert set(listed.get("first", {"items": []})["items"]) == iris, visit.who
    text = visit.client.get("/api/s/together/on-reading/text/")
    assert text.status_code == answer.status_code, visit.who
    entry = visit.client.get("/api/", headers={"Accept": "application/json"})
    assert (CONTAINER in words_in(entry)) == visit.inside, visit.who
    for body, note in notes:
        for address in (f"/api/a/{note.pk}/", f"{CONTAINER}{note.pk}/"):
            one = visit.client.get(address)
            assert one.status_code == (200 if body in seen else 404), (visit.who, body)
            assert canaries(one) == ({body} if body in seen else set()), (visit.who, body)


def check_what_the_client_of_hypothesis_gets(visit, notes):
    """By the browser's session, or by a token."""
    seen = visit.sees("present")
    for query in ("limit=200", "limit=200&sort=created&_separate_replies=1", f"uri={BASE}"):
        answer = visit.client.get(f"{HYPOTHESIS}search?{query}")
        assert answer.status_code == (200 if visit.inside else 404), visit.who
        if visit.inside:
            listed = answer.json()
            assert listed["total"] == len(seen), visit.who
            ids = {row["id"] for row in listed["rows"]}
            expected = {str(visit.notes[body].pk) for body in seen}
            assert ids == expected if "limit" in query else ids <= expected, visit.who
        assert canaries(answer) == seen if "limit" in query else canaries(answer) <= seen
    for body, note in notes:
        one = visit.client.get(f"{HYPOTHESIS}annotations/{note.pk}")
        assert one.status_code == (200 if body in seen else 404), (visit.who, body)
        assert canaries(one) == ({body} if body in seen else set()), (visit.who, body)


def program_of(account):
    """A client that sends a token of this account instead of cookies; of nobody, neither."""
    if not account.is_authenticated:
        return Client()
    secret = make_token(account, name="matrix")[1]
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.slow
@pytest.mark.parametrize(("way", "other"), list(product(WAYS_IN, OTHERS)))
def test_every_page_shows_everybody_what_the_table_says(notes, people, signed_in, way, other):
    seminar = Seminar.objects.get()
    for name, value in {"who_may_read": way[0], **OTHERS[other]}.items():
        setattr(seminar, name, value)
    seminar.save()
    for turn, who in enumerate(EVERYBODY):
        visit = Visit(who, signed_in(people[who]), enters(way, who), other == "write first", notes)
        if way[1]:
            visit.client.get(f"/s/together/link/{seminar.link_key}/")
        check_all_is_shown(visit, shared_out(SHOWING.items(), who, way))
        check_the_numbers(visit)
        check_what_a_leader_takes_along(visit)
        check_what_anybody_takes_along(visit, shared_out((*FILES, *PUBLISHED_FILES), who, way))
        check_the_leaders_doors(visit)
        check_nothing_else_is_held(visit, shared_out(HOLDING, who, way))
        # Every fifth of them is each visibility in each state once, by one author or another.
        some = shared_out(list(notes.items())[turn % 5 :: 5], who, way)
        check_permalinks(visit, some)
        check_what_programs_get(visit, some)
        check_what_the_client_of_hypothesis_gets(visit, some)
        # A link is followed in a browser: a token does not know of it.
        inside = enters((way[0], False), who)
        program = replace(visit, client=program_of(people[who]), inside=inside)
        check_what_programs_get(program, some)
        check_what_the_client_of_hypothesis_gets(program, some)


# Doors of the seminar, not of the reading: they are there as before.
BESIDE = [door for door in HOLDING if door.startswith("/")]


def check_off_the_list(visit):
    """Of a reading that is off the list: its doors answer as if it did not exist, and those of its
    seminar show nothing of it, to whoever does not lead."""
    leads = visit.who in ("leader", "superuser")
    for door in ("", "since/1/", *SHOWING, *HOLDING, *FILES, *PUBLISHED_FILES):
        if door not in BESIDE:
            answer = visit.client.get(BASE + door, headers={"HX-Request": "true"})
            assert leads or answer.status_code == 404, (visit.who, door)
            assert answer.status_code != 404 or canaries(answer) == set(), (visit.who, door)
    for address in (
        CONTAINER,
        f"{CONTAINER}?page=last",
        "/api/s/together/on-reading/text/",
        f"{HYPOTHESIS}search?limit=200",
    ):
        answer = visit.client.get(address)
        assert answer.status_code == (200 if leads else 404), (visit.who, address)
        shown = visit.sees("present") if leads and "text" not in address else set()
        assert canaries(answer) == shown, (visit.who, address)
    mine = {body for body, note in visit.notes.items() if note.owner == visit.who}
    seen = visit.sees("present") if leads else set()
    for door in (*BESIDE, *DECISIONS):
        answer = visit.client.get(door, follow=True)
        title = "On Reading Together" in words_in(answer)
        own = door == "/me/" or answer.request["PATH_INFO"].startswith("/s/together/overview/")
        assert canaries(answer) <= seen | (mine if own else set()), (visit.who, door)
        assert leads or own or not title, (visit.who, door)
    for body, note in visit.notes.items():
        answer = visit.client.get(f"/a/{note.pk}/")
        present = note.owner == visit.who and note.state in HERE["present"]
        expected = 302 if (body in seen if leads else present and visit.owns(note)) else 404
        assert answer.status_code == expected, (visit.who, body)
        assert leads or expected == 404 or answer["Location"] == "/me/#written", visit.who
        in_client = visit.client.get(f"{HYPOTHESIS}annotations/{note.pk}")
        assert in_client.status_code == (200 if leads and body in seen else 404), (visit.who, body)
        by_program = visit.client.get(f"/api/a/{note.pk}/")
        assert by_program.status_code == (200 if expected == 302 else 404), (visit.who, body)


@pytest.mark.slow
@pytest.mark.parametrize("other", list(OTHERS))
def test_off_the_list_a_reading_is_there_for_leaders_only(notes, people, signed_in, other):
    seminar = Seminar.objects.get()
    for name, value in {"who_may_read": "everyone", **OTHERS[other]}.items():
        setattr(seminar, name, value)
    seminar.save()
    reader = member_of(Reading.objects.get(), people["reader"])
    for listed in (True, False):
        page = signed_in(people["reader"]).get(f"/s/together/overview/{reader.pk}/")
        assert ("On Reading Together" in words_in(page)) == listed
        Reading.objects.update(off_list_since=timezone.now())
    for who in EVERYBODY:
        browser = signed_in(people[who])
        check_off_the_list(Visit(who, browser, True, other == "write first", notes))
