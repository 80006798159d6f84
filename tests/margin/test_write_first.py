"""Write before you read: what others wrote on a paragraph is there for who has written there, for
who moderates, and for everybody once the reading is due or the leader has opened it."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from annotations.arguments.claims.actions import add_passage, assign_claim, pull_out_claim
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.actions import withdraw
from annotations.seminars.models import Opening, Reading
from tests.cast import EVERYBODY, bare, block_of, eyes_of, member_of, selected

EXEMPT = ("leader", "moderator", "superuser")
BASE = "/s/together/on-reading/"
ROUTES = (
    "",
    "p/1/",
    "p/1/?whole",
    "p/1/?kind=counterpoint",
    "search/?q=canary",
    "search/",
    "argument/",
    "sources/",
    "agenda/",
    "export/bibtex",
    "export/csl",
    "edition/",
    "fresh/",
    "since/0/",
)


@pytest.fixture
def reading(begin):
    return begin(write_first=True)


def seen(reading, user):
    """The words that this person may see, said three ways that must agree."""
    eyes = eyes_of(reading, user)
    found = set(Annotation.objects.visible_to(eyes))
    assert found == {each for each in Annotation.objects.all() if rules.may_see(eyes, each)}
    counted = set(Annotation.objects.counted_for(eyes))
    assert counted == {
        each for each in Annotation.objects.all() if rules.is_counted_for(eyes, each)
    }
    return {each.body for each in found}


@pytest.mark.parametrize("who", EVERYBODY)
def test_others_show_where_one_has_written_and_only_there(reading, people, write, who):
    write(reading, "another_reader", number=1, body="theirs on 1")
    write(reading, "another_reader", number=2, body="theirs on 2")
    if who in ("reader", "leader"):
        write(reading, who, number=2, body="mine on 2")
    expected = {
        "reader": {"mine on 2", "theirs on 2"},
        "leader": {"mine on 2", "theirs on 2", "theirs on 1"},
        "another_reader": {"theirs on 1", "theirs on 2"},
        "moderator": {"theirs on 1", "theirs on 2"},
        "superuser": {"theirs on 1", "theirs on 2"},
    }
    assert seen(reading, people[who]) == expected.get(who, set())


def test_private_and_withdrawn_annotations_open_no_paragraph(reading, people, write):
    write(reading, "another_reader", body="theirs")
    write(reading, "reader", body="mine alone", visibility="private")
    assert seen(reading, people["reader"]) == {"mine alone"}
    waiting = write(reading, "reader", body="waiting", state="pending")
    assert seen(reading, people["reader"]) == {"mine alone", "waiting", "theirs"}
    withdraw(waiting, by=member_of(reading, people["reader"]))
    assert seen(reading, people["reader"]) == {"mine alone"}


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("shown", "due", "opens"),
    [
        ("due", None, False),
        ("due", HOUR, False),
        ("due", -HOUR, True),
        ("now", None, True),
        ("now", HOUR, True),
        ("never", -HOUR, False),
    ],
)
def test_a_reading_opens_when_due_or_as_the_leader_says(reading, people, write, shown, due, opens):
    write(reading, "another_reader", body="theirs")
    Reading.objects.update(shown=shown, due_at=due and timezone.now() + due)
    for who in ("reader", "observer", "stranger", "nobody"):
        assert seen(reading, people[who]) == ({"theirs"} if opens else set()), who


def test_the_leader_opens_a_paragraph_and_closes_it_again(reading, people, write, signed_in):
    write(reading, "another_reader", number=1, body="theirs on 1")
    write(reading, "another_reader", number=2, body="theirs on 2")
    browser = signed_in(people["leader"])
    door = f"/s/together/readings/{reading.pk}/showing/"
    browser.post(door, {"open": "2"})
    assert seen(reading, people["observer"]) == {"theirs on 2"}
    browser.post(door, {"close": "2"})
    assert seen(reading, people["observer"]) == set()
    browser.post(door, {"shown": "now"})
    assert seen(reading, people["observer"]) == {"theirs on 1", "theirs on 2"}
    browser.post(door, {"shown": "due"})
    assert seen(reading, people["observer"]) == set()
    for odd in ({"open": "999"}, {"shown": "always"}, {}):
        assert browser.post(door, odd).status_code == 302
    assert Opening.objects.count() == 0


def test_without_the_policy_no_paragraph_is_closed(begin, people, write):
    reading = begin("open")
    write(reading, "another_reader", body="theirs")
    assert seen(reading, people["nobody"]) == {"theirs"}


def said(answer):
    return b"".join(answer.streaming_content) if answer.streaming else bare(answer)


@pytest.fixture
def looks(signed_in, people):
    """Every page about the reading as this person gets it, and what it says beside its words."""

    def looks(who):
        browser = signed_in(people[who])
        answers = {route: browser.get(BASE + route) for route in ROUTES}
        return {route: (each.status_code, said(each)) for route, each in answers.items()}

    return looks


@pytest.mark.parametrize("who", ["reader", "observer", "stranger", "nobody"])
def test_no_page_reveals_what_is_written_at_a_closed_paragraph(
    reading, people, write, looks, signed_in, who
):
    before = looks(who)
    assert before[""][0] == 200
    author = member_of(reading, people["another_reader"])
    note = write(reading, "another_reader", body="canary note", words="comfortable")
    counter = write(reading, "another_reader", kind="counterpoint", body="canary counter")
    assign_claim(counter, wording="a canary claim", by=author)
    claim = pull_out_claim(reading, wording="a canary pulled out", by=author)
    block = block_of(reading, 1)
    add_passage(claim, block=block, passage=selected(block, "comfortable"), by=author)
    write(reading, "moderator", about=note, body="canary answer")
    after = looks(who)
    for route in ROUTES:
        assert after[route] == before[route], route
    assert signed_in(people[who]).get(f"/a/{note.pk}/").status_code == 404
    if who == "reader":  # and then it is all there
        write(reading, "reader", body="mine")
        page = looks(who)["p/1/"][1].decode()
        assert "canary note" in page
        assert "canary answer" in page


@pytest.mark.parametrize(("who", "door"), list(product(["reader", "observer"], ["flag", "appeal"])))
def test_no_address_opens_a_closed_paragraph(reading, people, write, signed_in, who, door):
    note = write(reading, "another_reader")
    assert signed_in(people[who]).get(f"/a/{note.pk}/{door}/").status_code == 404


def test_a_closed_paragraph_says_what_opens_it(reading, people, write, signed_in):
    write(reading, "another_reader")
    page = signed_in(people["reader"]).get(BASE + "p/1/").content.decode()
    assert "What others wrote here shows once you have posted something yourself" in page
    assert "Nobody has written here yet" not in page
    posted = {"kind": "note", "body": "First thoughts.", "visibility": "seminar"}
    page = signed_in(people["reader"]).post(BASE + "p/1/", posted, follow=True).content.decode()
    assert "What another_reader says." in page


def test_the_reading_page_costs_the_same_however_much_is_written(
    reading, people, write, signed_in, django_assert_num_queries
):
    browser = signed_in(people["reader"])
    write(reading, "reader", number=1)
    browser.get(BASE)
    with django_assert_num_queries(5):
        browser.get(BASE)
    for number in (1, 2, 3, 4):
        write(reading, "another_reader", number=number)
        write(reading, "reader", number=number)
    with django_assert_num_queries(5):
        browser.get(BASE)
