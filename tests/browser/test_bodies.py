"""What an annotation's Markdown looks like in the margin."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from annotations.identifiers import uuid7
from annotations.margin.actions import post_annotation
from annotations.margin.models import Annotation
from annotations.seminars.models import Member, Reading
from tests.cast import block_of

type Visit = Callable[..., Page]

YEARS = "1984. It was a bright day.\n1985. It was a dark one.\n\nA line\nand another.\n\n"
SHORT = "".join(f"{n}. item\n" for n in range(1, 13)) + "\ntext\n\n"
LONG = "".join(f"{n}) item\n" for n in range(1, 102)) + "\ntext\n\n"
SKIPPED = "1. One\n3000000. Three million\n"

# How far each list's longest number reaches out of the annotation, in pixels; a number stands its
# own width and at most half a line's letter before its item.
OVERHANG = """bodies => bodies.flatMap((body) => [...body.querySelectorAll("ol")].map((list) => {
  const style = getComputedStyle(list);
  if (style.listStylePosition === "inside") return 0;
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const number = canvas.measureText(`${list.start + list.children.length - 1}. `).width;
  const item = list.querySelector("li").getBoundingClientRect().left;
  return Math.max(0, Math.ceil(body.getBoundingClientRect().left - (item - number)));
}))"""


@pytest.fixture
def note(site: LiveServer) -> Annotation:
    """A note with lists of all lengths."""
    reading = Reading.objects.get(slug="military-cooperation")
    member = Member.objects.get(seminar=reading.seminar, user__username="reader")
    return post_annotation(
        id=uuid7(),
        reading=reading,
        paragraph=block_of(reading, 1).paragraph,
        author=member,
        kind="note",
        visibility="seminar",
        state="published",
        body=YEARS + SHORT + LONG + SKIPPED,
    )


@pytest.mark.parametrize("width", [1280, 390])
def test_no_list_cuts_its_numbers(visit: Visit, note: Annotation, width: int) -> None:
    page = visit("reader", "/s/open-seminar/military-cooperation/p/1/", width=width)
    body = page.locator(f"#a-{note.pk} .body")
    assert body.locator("ol").count() == 4
    assert body.evaluate_all(OVERHANG) == [0, 0, 0, 0]
    assert body.locator("br").count() == 1
