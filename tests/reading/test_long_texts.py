"""A long text: the page shows a part of it, and every paragraph keeps its address."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arguments.claims.actions import assign_claim
from annotations.arguments.standing.cache import contested_paragraphs
from annotations.essays.actions import create_essay
from annotations.identifiers import uuid7
from annotations.reading.queries import OutlineBlock
from annotations.reading.rows.text_parts import (
    LONGEST_PART,
    LONGEST_WHOLE,
    SLICES,
    cut_into_parts,
)
from annotations.seminars.actions import create_reading
from annotations.seminars.rules import Reader

CHAPTERS, PARAGRAPHS = 12, 30
PAGE = "/s/together/the-whale/"


@pytest.fixture
def whale(reading):
    """A reading of 372 blocks, in chapters of 30 paragraphs."""
    chapters = [
        f"## Chapter {chapter}\n\n"
        + "\n\n".join(f"Words of {chapter} and {n}." for n in range(1, PARAGRAPHS + 1))
        for chapter in range(1, CHAPTERS + 1)
    ]
    essay = create_essay(markdown="# The Whale\n\n" + "\n\n".join(chapters))
    return create_reading(reading.seminar, essay=essay, slug="the-whale")


def rows_in(page):
    return re.findall(r'<section class="row paragraph[^>]*id="(p\d+)"', page)


def test_a_page_shows_one_part_and_an_address_for_every_paragraph(whale, signed_in, people):
    page = signed_in(people["reader"]).get(PAGE).text
    assert rows_in(page) == [f"p{n}" for n in range(1, 61)]
    for n in range(1, CHAPTERS * PARAGRAPHS + 1):
        assert page.count(f'id="p{n}"') == 1
    assert "360 paragraphs" in page


@pytest.mark.parametrize("address", ["p200", "b218"])
def test_the_part_with_an_address_is_shown(whale, signed_in, people, address):
    page = signed_in(people["reader"]).get(PAGE, {"from": address}).text
    assert rows_in(page) == [f"p{n}" for n in range(181, 241)]
    assert page.count("<h1") == 1


@pytest.mark.parametrize("address", ["", "p0", "p9999", "b99999999999999999999", "<script>", "1"])
def test_an_unknown_address_shows_the_first_part(whale, signed_in, people, address):
    page = signed_in(people["reader"]).get(PAGE, {"from": address}).text
    assert rows_in(page)[0] == "p1"


def test_a_part_alone_is_sent_to_a_page_that_is_open(whale, signed_in, people):
    client = signed_in(people["reader"])
    part = client.get(PAGE, {"from": "p61"}, headers={"HX-Request": "true"}).text
    assert rows_in(part) == [f"p{n}" for n in range(61, 121)]
    assert "<html" not in part
    assert "The Whale" not in part


def test_the_whole_text_is_on_one_page_if_asked_for(whale, signed_in, people):
    page = signed_in(people["reader"]).get(PAGE, {"whole": ""}).text
    assert rows_in(page) == [f"p{n}" for n in range(1, 361)]


def test_a_link_to_an_annotation_shows_its_part_with_the_thread_open(
    whale, signed_in, people, write
):
    annotation = write(whale, "leader", number=300)
    page = signed_in(people["reader"]).get(f"/a/{annotation.pk}/", follow=True).text
    assert "p300" in rows_in(page)
    assert f'id="a-{annotation.pk}"' in page


@pytest.mark.parametrize("place", ["search/?q=Words+of+10+and+30", "agenda/", "argument/"])
def test_links_from_elsewhere_lead_into_the_right_part(whale, signed_in, people, write, place):
    client = signed_in(people["reader"])
    counterpoint = write(whale, "leader", number=300, kind="counterpoint")
    assign_claim(counterpoint, wording="Whales are fish", by=counterpoint.author)
    page = client.get(PAGE + place).text
    places = set(re.findall(r'href="([^"]*/the-whale/[^"]*)#p300"', page))
    threads = set(re.findall(r'href="(/a/[^"]*)"', page))
    assert places or threads
    for address in places:  # a script shows the part; without it, this is the link that does
        shown = client.get(html.unescape(address)).text
        assert shown.count('id="p300"') == 1
        assert re.search(r'<a [^>]*id="p300"[^>]*href="[^"]*from=p\d+[^"]*"', shown)
    for address in threads:
        assert "p300" in rows_in(client.get(address, follow=True).text)


def test_the_contents_count_what_a_reader_sees_in_each_part(whale, signed_in, people, write):
    write(whale, "leader", number=300)
    write(whale, "leader", number=301, visibility="private")
    page = signed_in(people["reader"]).get(PAGE).text
    contents = page[page.index('class="contents"') : page.index("?whole")]
    notes = re.findall(r'data-count="note">(\d+)<', contents)
    assert [int(each) for each in notes] == [0, 0, 0, 0, 1, 0]


def test_a_strip_pictures_where_annotations_stand_and_which_are_unread(
    whale, signed_in, people, write
):
    write(whale, "leader", number=300)
    write(whale, "leader", number=300, kind="counterpoint")
    write(whale, "leader", number=301, visibility="private")
    page = signed_in(people["reader"]).get(PAGE).text
    strip = page[page.index('class="strip"') :]
    assert strip.count("<li>") == SLICES
    assert re.findall(r'title="([^"]*:[^"]*)"', strip) == [
        "¶\u00a0294–308: 1 note, 1 counterpoint, 2 unread"
    ]
    own = signed_in(people["leader"]).get(PAGE).text
    assert "294–308: 2 notes, 1 counterpoint" in own


def test_the_strip_and_the_contents_show_where_readers_disagree(
    whale, signed_in, people, write, django_assert_num_queries
):
    counterpoint = write(whale, "leader", number=300, kind="counterpoint")
    assign_claim(counterpoint, wording="Whales are fish", by=counterpoint.author)
    write(whale, "leader", number=60, kind="counterpoint")  # about no claim

    def shown():
        page = signed_in(people["reader"]).get(PAGE).text
        contents = page[page.index('class="contents"') : page.index("?whole")]
        return re.findall(r'title="([^"]* contested[^"]*)"', page), [
            "contested in 1 paragraph" in each for each in contents.split("<li")[1:]
        ]

    disputed = [False] * 4 + [True, False]
    label = "¶\u00a0294–308: 1 counterpoint, 1 unread, contested in 1 paragraph"
    assert shown() == ([label], disputed)
    with django_assert_num_queries(3):
        contested_paragraphs(whale, Reader(whale.seminar_id, role="reader"))
    write(whale, "another_reader", kind="counterpoint", about=counterpoint)
    assert shown() == ([], [False] * 6)


def test_footnotes_keep_their_addresses(reading, signed_in, people):
    words = "\n\n".join(f"Words {n}.[^{n}]\n\n[^{n}]: Note {n}." for n in range(1, 151))
    essay = create_essay(markdown=words)
    create_reading(reading.seminar, essay=essay, slug="noted")
    page = signed_in(people["reader"]).get("/s/together/noted/").text
    footnotes = essay.current.blocks.filter(type="footnote")
    assert footnotes.count() == 150
    assert [page.count(f'id="{block.address}"') for block in footnotes] == [1] * 150


def test_a_text_at_the_limit_is_shown_as_a_whole(reading, signed_in, people):
    essay = create_essay(markdown="\n\n".join(f"Words {n}." for n in range(LONGEST_WHOLE)))
    create_reading(reading.seminar, essay=essay, slug="shorter")
    page = signed_in(people["reader"]).get("/s/together/shorter/").text
    assert len(rows_in(page)) == LONGEST_WHOLE
    assert "closed-part" not in page


@given(st.lists(st.sampled_from(["paragraph", "heading", "quote"]), max_size=700))
def test_parts_hold_every_block_once_in_order_and_none_is_too_long(types):
    blocks = [OutlineBlock(n, n + 1, each, uuid7(), "") for n, each in enumerate(types)]
    parts = cut_into_parts(blocks)
    assert [block for part in parts for block in part] == blocks
    assert all(len(part) < 1.2 * LONGEST_PART for part in parts)
    assert all(parts) or not blocks
