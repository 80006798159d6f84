"""From one item to everything its author wrote in that seminar, and one decision about it."""

import re

import pytest

from annotations.moderation.actions import flag_annotation, take_step, withdraw
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Member
from tests.cast import member_of

LIST = "/admin/annotations/annotation/"
QUEUE = f"{LIST}queue/"


@pytest.fixture
def reading(begin):
    """One whose flags hide nothing by themselves."""
    return begin(flag_threshold=9)


@pytest.fixture
def written(reading, people, write):
    """What the reader wrote here, by what became of it, and a note by somebody else."""
    found = {
        "published": write(reading, body="Published one."),
        "pending": write(reading, body="Pending one.", state="pending"),
        "flagged": write(reading, body="Flagged one."),
        "hidden": write(reading, body="Hidden one."),
        "private": write(reading, body="Private one.", visibility="private"),
        "withdrawn": write(reading, body="Withdrawn one."),
        "another's": write(reading, "another_reader", body="Somebody else's."),
    }
    flag_annotation(found["flagged"], by=member_of(reading, people["observer"]), reason="spam")
    take_step(Step.HIDE, found["hidden"], by=people["leader"], reason="spam")
    withdraw(found["withdrawn"], by=found["withdrawn"].author)
    return found


def link_to_author(page):
    return re.search(r'href="([^"]+\?author=[0-9a-f-]+)">Everything <bdi>', page).group(1)


def test_queue_and_page_lead_to_all_that_its_author_wrote_there(people, written, signed_in):
    client = signed_in(people["moderator"])
    flagged = written["flagged"]
    queue = client.get(f"{QUEUE}?why=flagged").content.decode()
    own = client.get(f"{LIST}{flagged.pk}/decide/").content.decode()
    assert link_to_author(queue) == link_to_author(own) == f"{LIST}?author={flagged.author_id}"
    page = client.get(link_to_author(queue)).content.decode()
    assert "<h1>What reader wrote in Reading together</h1>" in page
    rows = re.findall(
        r'field-first_words"><a[^>]*>([^<]*)</a>.*?field-state_name">([^<]+)<.*?field-open_flags">(\d+)<',
        page,
    )
    assert sorted(rows) == [
        ("Flagged one.", "Published", "1"),
        ("Hidden one.", "Hidden by a moderator", "0"),
        ("Pending one.", "Waiting for a moderator", "0"),
        ("Published one.", "Published", "0"),
    ]


def test_all_of_it_is_decided_with_one_reason_in_three_steps(people, written, signed_in):
    client = signed_in(people["moderator"])
    author = written["flagged"].author_id
    listed = client.get(f"{LIST}?author={author}").content.decode()
    begin = re.search(r'href="([^"]+)">Decide about all of these', listed).group(1)
    begun = client.get(begin).content.decode()
    items = re.findall(r'type="checkbox" name="item" value="([^"]+)" checked', begun)
    assert len(items) == 4
    assert "Remove <small>open to 4</small>" in begun
    chosen = [item for item in items if str(written["published"].pk) not in item]
    shown = client.post(f"{LIST}selected/", {"item": chosen, "step": "remove"}).content.decode()
    assert "Remove: 3 will change" in shown
    assert not Decision.objects.filter(step="remove").exists()
    form = {"item": chosen, "step": "remove", "confirmed": 1, "reason": "spam"}
    done = client.post(f"{LIST}selected/", form).content.decode()
    assert "Remove: 3 done" in done
    assert f'<a href="{LIST}?author={author}">Back to the list</a>' in done
    made = Decision.objects.filter(step="remove")
    assert {each.annotation_id for each in made} == {
        written[name].pk for name in ("pending", "flagged", "hidden")
    }
    assert set(made.values_list("reason", flat=True)) == {"spam"}
    # and all of it is taken back at once
    again = client.get(begin).content.decode()
    assert "Take back the removal <small>open to 3</small>" in again


def test_a_moderator_finds_only_authors_of_their_seminars(begin, people, write, signed_in):
    here, elsewhere = begin("here"), begin("elsewhere")
    elsewhere.seminar.members.filter(user=people["moderator"]).delete()
    mine, foreign = write(here, body="Said here."), write(elsewhere, body="Said elsewhere.")
    client = signed_in(people["moderator"])
    assert "Said here." in client.get(f"{LIST}?author={mine.author_id}").content.decode()
    pages = []
    for author in (foreign.author_id, "01890000-0000-7000-8000-000000000000"):
        page = client.get(f"{LIST}?author={author}").content.decode()
        assert "Said here." not in page
        assert "Said elsewhere." not in page
        pages.append("Decide about all of these" in page or "wrote in" in page)
        begun = client.get(f"{LIST}selected/?author={author}")
        assert (begun.status_code, begun["Location"]) == (302, LIST)
    assert pages == [False, False]
    superuser = signed_in(people["superuser"])
    assert "Said elsewhere." in superuser.get(f"{LIST}?author={foreign.author_id}").content.decode()


def test_the_name_is_the_one_that_its_author_has_in_the_seminar(
    reading, people, written, signed_in
):
    Member.objects.filter(pk=written["flagged"].author_id).update(shown_as="Kestrel <3")
    page = signed_in(people["moderator"]).get(f"{LIST}?author={written['flagged'].author_id}")
    assert "<h1>What Kestrel &lt;3 wrote in Reading together</h1>" in page.content.decode()


@pytest.mark.parametrize("author", ["", "x", "%00", "1", "x' OR 1=1"])
@pytest.mark.parametrize("page", [LIST, f"{LIST}selected/"])
def test_an_odd_author_is_answered(written, people, signed_in, page, author):
    answer = signed_in(people["moderator"]).get(page, {"author": author})
    assert answer.status_code in (200, 302)
    assert "Private one." not in answer.content.decode()


def test_the_list_of_one_author_costs_as_much_for_two_as_for_twenty(
    reading, people, write, signed_in, django_assert_num_queries
):
    notes = [write(reading) for _ in range(2)]
    client = signed_in(people["moderator"])
    pages = [
        f"{LIST}?author={notes[0].author_id}",
        f"{LIST}selected/?author={notes[0].author_id}",
    ]
    for page, queries in zip(pages, (8, 7), strict=True):
        with django_assert_num_queries(queries):
            client.get(page)
    for _ in range(18):
        write(reading)
    for page, queries in zip(pages, (8, 7), strict=True):
        with django_assert_num_queries(queries):
            client.get(page)
