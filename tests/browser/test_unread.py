"""Going from one unread annotation to the next, by key, by link, and without scripts."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Annotation, ReadMark
from annotations.seminars.models import Reading
from tests.browser.conftest import READING

type Visit = Callable[..., Page]
OPEN = ".row.open article[aria-current]"


def post(number: int, body: str, about: Annotation | None = None) -> None:
    """Post a note by the moderator of the demonstration."""
    reading = Reading.objects.get(slug="military-cooperation")
    post_annotation(
        id=uuid7(),
        reading=reading,
        paragraph=reading.essay.current_revision.blocks.get(number=number).paragraph,
        author=reading.seminar.members.get(user__username="moderator"),
        kind="note",
        visibility="seminar",
        state="published",
        body=body,
        about=about,
    )


@pytest.fixture
def new(site: object) -> list[str]:
    """The reader has read everything but these answer and notes: in ¶ 2, ¶ 2 and ¶ 5."""
    reading = Reading.objects.get(slug="military-cooperation")
    reader = reading.seminar.members.get(user=get_user_model().objects.get(username="reader"))
    for each in Annotation.objects.filter(reading=reading):
        ReadMark.objects.create(member=reader, annotation=each)
    answered = Annotation.objects.filter(reading=reading, about=None, state="published").filter(
        paragraph__in=reading.essay.current_revision.blocks.filter(number=2).values("paragraph")
    )[0]
    bodies = ["An answer to that.", "A note on the second.", "A note on the fifth."]
    for number, about, body in zip((2, 2, 5), (answered, None, None), bodies, strict=True):
        post(number, body, about)
    return bodies


def test_what_arrives_in_an_open_thread_is_counted_in_its_head_and_filtered(
    visit: Visit, new: list[str]
) -> None:
    page = visit("reader", "/")
    with page.expect_response(lambda answer: answer.url.endswith("since/0/")):
        page.goto("/s/open-seminar/military-cooperation/")
    page.locator("#p5 [data-open]").click()
    notes = page.locator("#p5 .thread-head .count.note")
    before = int((notes.text_content() or "").strip("●"))
    notes.click()
    expect(page.locator("#p5 article:not(.context)")).to_have_count(before)
    post(5, "It has just arrived.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator(".news").click()
    expect(page.locator("#p5 article", has_text="It has just arrived.")).to_be_visible()
    expect(notes).to_have_text(f"●{before + 1}")
    expect(page.locator("#p5 article:not(.context)")).to_have_count(before + 1)
    expect(page.locator("#unread")).to_contain_text("2 unread")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_key_goes_to_the_next_unread_annotation_and_lights_it(
    visit: Visit, new: list[str], width: int
) -> None:
    page = visit("reader", width=width)
    expect(page.locator("#unread")).to_contain_text("3 unread")
    page.keyboard.press("u")
    lit = page.locator(OPEN)
    expect(lit).to_contain_text(new[0])
    expect(lit).to_be_focused()
    expect(lit).to_be_in_viewport()
    expect(page.locator("#p2 .text")).to_be_in_viewport()
    expect(page.locator("#unread")).to_contain_text("1 unread")
    page.locator("#p2 .thread-head [data-next-unread]").click()
    expect(lit).to_contain_text(new[2])
    expect(lit).to_be_focused()
    expect(page.locator("#p5 .text")).to_be_in_viewport()
    expect(page.locator("#unread")).to_contain_text("nothing unread")
    page.keyboard.press("u")
    expect(page.locator("#status")).to_have_text("You have read everything.")
    page.keyboard.press("Escape")
    expect(page.locator("#p5")).to_be_focused()


def test_the_key_is_told_and_can_be_turned_off(visit: Visit, new: list[str]) -> None:
    page = visit("reader")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("open the next unread annotation")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.locator("#unread [data-next-unread]").press("Enter")
    expect(page.locator(OPEN)).to_contain_text(new[0])  # had the key worked, it would be the last


def test_without_javascript_links_go_through_all_that_is_unread(
    visit: Visit, new: list[str]
) -> None:
    page = visit("reader", width=390, javascript=False)
    for words in (new[0], new[2]):
        page.locator("[data-next-unread]").last.click()
        expect(page.locator(OPEN)).to_contain_text(words)
        expect(page.locator(OPEN)).to_be_focused()
        expect(page.locator(OPEN)).to_be_in_viewport()
        above = page.locator(".row.open .text").bounding_box()
        below = page.locator(".row.open .thread").bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"]  # the paragraph isn't covered
    expect(page.locator("[data-next-unread]")).to_have_count(0)
    expect(page.locator("#unread")).to_contain_text("nothing unread")


def test_a_paragraphs_page_offers_the_next_unread_once(visit: Visit) -> None:
    page = visit("reader", f"{READING}p/4/")
    expect(page.locator("#unread [data-next-unread]")).to_be_visible()
    expect(page.locator("[data-next-unread]:visible")).to_have_count(1)
