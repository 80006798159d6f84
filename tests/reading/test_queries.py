"""How many questions a page asks of the database: as few with much in the margin as with little."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.arguments.claims.actions import assign_claim
from annotations.margin import queries
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from annotations.sources.actions import get_or_create_work
from tests.cast import member_of
from tests.recorded_writes import repeat

BASE = "/s/together/on-reading/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def asked(people, signed_in):
    """How many queries somebody's page takes."""

    def asked(who, address, **options):
        client = signed_in(people[who])
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address, **options).status_code == 200
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    return asked


def fill(reading, write, number):
    """Some of everything, by everybody, a part of it unseen."""
    repeat(("fill", reading.pk, number), lambda: write_some(reading, write, number))


def write_some(reading, write, number):
    for n in range(number):
        write(
            reading,
            ("reader", "leader", "another_reader")[n % 3],
            number=n % 4 + 1,
            kind=("note", "counterpoint", "source")[n % 3],
            visibility="private" if n % 5 == 4 else "seminar",
            words="alone" if n % 4 == 0 else "",
        )


@pytest.mark.parametrize("number", [3, 60])
@pytest.mark.parametrize(("who", "at_most"), [("reader", 4), ("leader", 4), ("nobody", 3)])
def test_the_reading_page(reading, write, asked, number, who, at_most):
    fill(reading, write, number)
    if number == 3:
        write(reading, "reader", visibility="private")
        write(reading, "leader", visibility="private")
    assert asked(who, BASE) == at_most


def write_thread(reading, write, answers):
    root = write(reading, "leader", words="alone")
    for n in range(answers):
        answer = write(
            reading,
            ("reader", "leader", "another_reader")[n % 3],
            about=root,
            kind=("note", "counterpoint", "source")[n % 3],
        )
    write(reading, "another_reader", about=answer)
    write(reading, "reader", visibility="private")


@pytest.mark.parametrize("answers", [3, 200])
@pytest.mark.parametrize(("who", "number"), [("reader", 9), ("nobody", 7)])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_thread(reading, write, asked, answers, who, number, htmx):
    repeat(("thread", reading.pk, answers), lambda: write_thread(reading, write, answers))
    headers = {"HX-Request": "true"} if htmx else {}
    # The ninth stores what was shown. A page of its own links to the paragraphs before and after.
    assert asked(who, BASE + "p/1/", headers=headers) == (number if htmx else number + 1)


@pytest.mark.parametrize("number", [7, 40])
@pytest.mark.parametrize(
    ("who", "linked", "at_most"), [("reader", False, 10), ("moderator", True, 13)]
)
def test_a_thread_with_everything_in_it(
    reading, write, people, asked, number, who, linked, at_most
):
    """Further than above: the claims, the works that are cited, the decisions about what is hidden,
    and for a link into the thread what it leads to."""
    for n in range(number):
        write(reading, ("leader", "another_reader")[n % 2], kind=("note", "counterpoint")[n % 2])
    assign_claim(
        write(reading, "leader", kind="counterpoint"),
        wording="That it is so",
        by=member_of(reading, people["leader"]),
    )
    work = get_or_create_work(reading.seminar, {"type": "book", "title": "A title"})
    csl = {"type": "book", "title": "A title"}
    root = write(reading, "leader")
    write(reading, "leader", kind="source", work=work, csl=csl, about=root)
    hidden = write(reading, "reader", about=root)
    take_step(Step.HIDE, hidden, by=people["leader"], reason="spam")
    assert asked(who, f"{BASE}p/1/?at={hidden.pk if linked else ''}", headers=HTMX) == at_most


@pytest.mark.parametrize("answers", [3, 60])
def test_a_thread_narrowed_to_one_kind(reading, write, asked, answers):
    for author in ("leader", "another_reader"):
        above = write(reading, author)
        for n in range(answers):
            above = write(reading, author, about=above, kind=("note", "source")[n % 2])
    assert asked("reader", BASE + "p/1/?only=source") == 12


@pytest.mark.parametrize("extra", [0, 15])
def test_further_pages_of_a_thread(reading, write, asked, extra):
    root = write(reading, "leader")
    answers = [
        write(reading, "another_reader", about=root) for _ in range(queries.ANSWERS_PER_PAGE + 1)
    ]
    for answer in answers[:extra]:
        write(reading, "leader", about=answer)
    after = {"under": root.pk, "after": queries.position_key(answers[queries.ANSWERS_PER_PAGE - 5])}
    assert asked("reader", BASE + "p/1/", data=after) == 11


@pytest.mark.parametrize("number", [3, 60])
def test_a_post(reading, write, signed_in, people, number):
    fill(reading, write, number)
    browser = signed_in(people["moderator"])  # who has written nothing yet
    write(reading, "leader")
    note = {"kind": "note", "visibility": "seminar"}
    root = write(reading, "leader", number=4)
    for number_of_queries, part, more in (
        # The session with its account, the reading with its member, the paragraph with what the
        # post depends on, two for the lock, the annotation, its tally, the record, the counts.
        (9, 4, {"body": "The first one here."}),
        # Further, whether one has said just this here before.
        (10, 4, {"body": "Another."}),
        (10, 4, {"kind": "counterpoint", "attack": "rebut", "body": "A third."}),
        # Further, what is answered, and its place once the reading is locked; and that the argument
        # may have changed below it.
        (13, 4, {"about": root.pk, "below": "1", "body": "An answer."}),
        # Further, the words around the passage, its place and the marks.
        (12, 1, {"exact": "comfortable", "body": "About words."}),
    ):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(
                f"{BASE}p/{part}/", {**note, **more}, headers={"HX-Request": "true"}
            )
        assert answer.status_code == 200
        assert (
            len([each for each in captured if "SAVEPOINT" not in each["sql"]]) == number_of_queries
        ), more


@pytest.mark.parametrize("seminars", [1, 6])
@pytest.mark.parametrize(("who", "number"), [("reader", 7), ("nobody", 2)])
def test_the_front_page(begin, write, asked, seminars, who, number):
    for n in range(seminars):
        fill(begin(f"seminar-{n}"), write, 3 * n + 2)
    assert asked(who, "/") == number


@pytest.mark.parametrize("seminars", [1, 6])
def test_the_front_page_where_one_writes_before_one_reads(begin, write, asked, seminars):
    for n in range(seminars):
        fill(begin(f"seminar-{n}", write_first=True), write, 3 * n + 9)
    assert asked("reader", "/") == 8


@pytest.mark.parametrize("notes", [2, 30])
@pytest.mark.parametrize(("who", "number"), [("reader", 10), ("nobody", 5)])
def test_a_seminars_page(reading, write, asked, notes, who, number):
    fill(reading, write, notes)
    assert asked(who, "/s/together/") == number


@pytest.mark.parametrize("notes", [2, 40])
def test_my_things(reading, write, asked, notes):
    fill(reading, write, notes)
    assert asked("reader", "/me/") == 9


@pytest.mark.parametrize("notes", [2, 40])
def test_the_list_in_the_admin(reading, write, asked, notes):
    fill(reading, write, notes)
    assert asked("moderator", "/admin/annotations/annotation/") == 7
