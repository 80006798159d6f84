"""A seminar's page: the newest annotations, among those that its visitor may see."""

import re

import pytest

from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.sources.actions import get_or_create_work


@pytest.fixture
def lately(people, signed_in):
    """What a seminar's page tells of late, to somebody."""

    def lately(who="reader"):
        page = signed_in(people[who]).get("/s/together/").content.decode()
        return re.findall(r'<a href="/a/([0-9a-f-]{36})/"', page)

    return lately


def ids(*annotations):
    return [str(each.pk) for each in annotations]


@pytest.mark.parametrize("who", ["reader", "leader", "moderator", "observer", "stranger", "nobody"])
def test_the_last_eight_annotations_are_listed_newest_first(reading, write, lately, who):
    notes = [write(reading, "leader", number=n % 4 + 1) for n in range(10)]
    write(reading, "reader", visibility="private")
    write(reading, "another_reader", state="pending")
    write(reading, "another_reader", state="hidden")
    assert lately(who) == ids(*reversed(notes[2:]))


def test_a_recent_annotation_is_listed_with_its_author_kind_and_place(
    reading, write, people, signed_in
):
    write(reading, "leader", number=3, kind="counterpoint", body="*Of many books* there is an end.")
    page = signed_in(people["reader"]).get("/s/together/").content.decode()
    line = " ".join(re.sub("<[^>]+>", " ", page.partition('class="lately"')[2]).split())
    assert line.startswith("> ◆ Counterpoint by leader on ¶ 3")
    assert "Of many books there is an end." in line


def test_a_source_without_a_comment_is_listed_with_its_work(reading, write, people, signed_in):
    known = get_or_create_work(reading.seminar, {"type": "book", "DOI": "10.1000/a_b_c"})
    write(reading, kind="source", citation="10.1000/a_b_c", work=known, body="")
    write(reading, kind="source", citation="As *it* was_put_by hand", body="")
    page = signed_in(people["reader"]).get("/s/together/").content.decode()
    told = re.findall(r'<a href="/a/[0-9a-f-]{36}/" dir="auto">([^<]*)</a>', page)
    assert told == ["As *it* was_put_by hand", "https://doi.org/10.1000/a_b_c"]


def test_annotations_in_a_reading_that_has_not_opened_are_not_listed(reading, write, lately):
    note = write(reading, "leader")
    Reading.objects.update(opens_at="2126-01-01T00:00Z")
    assert lately("reader") == []
    assert lately("moderator") == ids(note)


def test_annotations_on_a_paragraph_one_has_not_written_on_are_not_listed(begin, write, lately):
    reading = begin(write_first=True)
    shut, opened = write(reading, "leader", number=1), write(reading, "leader", number=2)
    mine = write(reading, "reader", number=2)
    assert lately("reader") == ids(mine, opened)
    assert lately("leader") == ids(mine, opened, shut)
    assert Annotation.objects.count() == 3
