"""Reading an earlier revision, and following permanent links into the current one."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import FIRST, SECOND, reload, revise, write

pytestmark = pytest.mark.django_db

PAGE = "/s/together/on-reading/"
HTMX = {"HTTP_HX_REQUEST": "true"}
type Browse = Callable[..., Client]


def text_of(page: str) -> list[str]:
    """What the page says, paragraph by paragraph."""
    return [
        re.sub(r"<[^>]+>", "", found)
        for found in re.findall(r"data-text[^>]*>(.*?)</(?:h1|h2|p)>", page)
    ]


def marked(page: str, among: str = "") -> list[str]:
    """The marked words, or those whose mark is of a class."""
    return [
        words
        for classes, words in re.findall(
            r'<mark class="([^"]*)"[^>]*><a [^>]*>(.*?)</a></mark>', page
        )
        if not among or among in classes.split()
    ]


def counts(page: str) -> dict[str, list[int]]:
    """Notes, counterpoints and sources, by the paragraph's address."""
    return {
        address: [int(n) for n in re.findall(r'data-count="\w+">(\d+)<', rail)]
        for address, rail in re.findall(r'class="rail" id="counts-(\w+)"(.*?)</div>', page, re.S)
        if "data-count" in rail
    }


@pytest.fixture
def margin(reading: Reading, members: dict[str, Member]) -> dict[str, Annotation]:
    note = write(reading, members["reader"], number=3, words="the old wooden bridge")
    found = {
        "note": note,
        "answer": write(reading, members["another_reader"], about=note, body="An answer."),
        "private": write(
            reading, members["reader"], number=2, words="an argument", visibility="private"
        ),
        "pending": write(
            reading, members["another_reader"], number=2, words="second reader", state="pending"
        ),
    }
    revise(reading, SECOND)
    found["since"] = write(reload(reading), members["reader"], number=1, words="printers")
    return found


def test_an_earlier_revision_is_read_with_its_annotations_in_place(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    page = browse("nobody").get(f"{PAGE}?rev=1").text
    assert text_of(page)[4].startswith("The river rose in April")
    assert marked(page) == ["the old wooden bridge"]
    assert counts(page) == {"p3": [2, 0, 0]}


def test_a_past_revision_shows_only_annotations_that_the_visitor_may_see(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    def seen(name: str) -> list[str]:
        return marked(browse(name).get(f"{PAGE}?rev=1").text)

    assert seen("reader") == ["an argument", "the old wooden bridge"]
    assert seen("leader") == ["second reader", "the old wooden bridge"]
    assert seen("another_reader") == ["second reader", "the old wooden bridge"]
    assert seen("stranger") == ["the old wooden bridge"]


def test_a_newer_revision_is_announced_with_its_differences(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    page = browse("reader").get(f"{PAGE}?rev=1").text
    assert "The text today is revision 2." in page
    assert f'href="{PAGE}revisions/1/2/"' in page
    assert "data-add" not in page


def test_a_thread_of_an_earlier_revision_is_read_but_not_written(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    page = browse("reader").get(f"{PAGE}p/3/?rev=1").text
    assert re.findall(r'<article id="a-([^"]+)"', page) == [
        str(margin["note"].pk),
        str(margin["answer"].pk),
    ]
    assert "The text has changed" not in page
    assert "data-composer" not in page
    assert ">Answer<" not in page


def test_the_address_of_the_current_revision_redirects_to_the_reading_page(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    answer = browse("nobody").get(f"{PAGE}?rev=2")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    for number in ("3", "0", "-1", "x", "9" * 30):
        assert browse("nobody").get(f"{PAGE}?rev={number}").status_code == 404


def queries(client: Client, path: str, **headers: str) -> int:
    client.get(path, **headers)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(path, **headers)
    return len(captured)


def test_pages_make_the_same_number_of_queries_for_any_number_of_annotations(
    browse: Browse, reading: Reading, members: dict[str, Member], margin: dict[str, Annotation]
) -> None:
    visitor = browse("reader")
    paths = [f"{PAGE}?rev=1", f"{PAGE}p/3/?rev=1", PAGE, f"{PAGE}revisions/1/2/", "/me/"]
    paths += [f"{PAGE}?at={margin['note'].pk}", f"{PAGE}orphans/"]
    measured = []
    for number in (5, 9):
        revise(reading, FIRST)
        for _ in range(number):
            now = reload(reading)
            note = write(now, members["another_reader"], number=3, words="the old wooden bridge")
            write(now, members["reader"], about=note)
            write(now, members["reader"], number=3, words="The river rose")
        revise(reading, SECOND)
        measured.append([queries(visitor, path) for path in paths])
    before, after = measured
    assert after == before
    assert before[2] <= 8


def test_a_permanent_link_opens_the_thread_in_the_essay(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    answer = browse("nobody").get(f"/a/{margin['since'].pk}/")
    assert answer["Location"] == f"{PAGE}?at={margin['since'].pk}#a-{margin['since'].pk}"
    page = browse("nobody").get(answer["Location"]).text
    assert marked(page, "on") == ["printers"]
    slot = page.split('class="slot"')[2].split("</section>\n\n")[0]
    assert f'id="a-{margin["since"].pk}"' in slot
    assert page.count('class="thread"') == 1
    assert len(text_of(page)) == 5


def test_a_link_to_an_answer_marks_what_the_thread_is_about(
    browse: Browse, reading: Reading, members: dict[str, Member], margin: dict[str, Annotation]
) -> None:
    below = write(reload(reading), members["another_reader"], about=margin["since"])
    page = browse("reader").get(f"/a/{below.pk}/", follow=True).text
    assert marked(page, "on") == ["printers"]
    assert f'data-at="a-{below.pk}"' in page


def test_a_link_to_an_orphan_leads_to_where_it_is_kept(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    answer = browse("nobody").get(f"/a/{margin['note'].pk}/", follow=True)
    assert f'id="{answer.redirect_chain[0][0].partition("#")[2]}"' in answer.text
    assert "The text has changed: these words are not in it any more." in answer.text
    assert marked(answer.text, "on") == []


def test_an_htmx_request_for_a_permanent_link_gets_the_thread(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    answer = browse("nobody").get(f"/a/{margin['since'].pk}/", follow=True, **HTMX)
    assert answer.redirect_chain == [(f"{PAGE}p/1/?at={margin['since'].pk}", 302)]
    assert marked(answer.text, "on") == ["printers"]


def test_a_link_to_an_invisible_annotation_answers_like_one_to_nothing(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    visitor = browse("another_reader")
    nothing = visitor.get(f"/a/{uuid4()}/")
    hidden = visitor.get(f"/a/{margin['private'].pk}/")
    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert len(hidden.content) == len(nothing.content)
    plain = visitor.get(PAGE)
    at = visitor.get(f"{PAGE}?at={margin['private'].pk}")
    assert (marked(at.text), at.text.count("<article")) == (marked(plain.text), 0)
    for nonsense in ("x", "", str(uuid4())):
        assert visitor.get(f"{PAGE}?at={nonsense}").text.count("<article") == 0


def test_a_page_of_an_earlier_text_is_told_that_the_text_changed(
    browse: Browse, margin: dict[str, Annotation]
) -> None:
    visitor = browse("reader")
    assert 'data-revision="2"' in visitor.get(PAGE).text
    outdated = visitor.get(f"{PAGE}p/3/?seen=1", **HTMX).text
    assert "It was corrected while you were reading." in outdated
    assert "It was corrected" not in visitor.get(f"{PAGE}p/3/?seen=2", **HTMX).text
    assert "It was corrected" not in visitor.get(f"{PAGE}p/3/?seen=1").text
