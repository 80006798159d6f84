"""Taking files away, bringing annotations in, and taking seeds along, in a real browser."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.seminars.models import Reading
from tests.browser.conftest import READING
from tests.exchange.foreign_files import hypothesis_row


def export_of(quote: str) -> bytes:
    """A file with an annotation about these words, an answer to it, and one that has no place."""
    rows = [
        hypothesis_row("a", "Brought from elsewhere.", quote),
        hypothesis_row("b", "And an answer.", references=["a"]),
        hypothesis_row("c", "Lost.", "words that stand nowhere in this text, nor ever stood there"),
    ]
    return json.dumps({"annotations": rows}).encode()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_leader_brings_annotations_in_without_javascript(
    visit: Callable[..., Page], width: int, scheme: str
) -> None:
    reading = Reading.objects.get()
    door = f"/s/{reading.seminar.slug}/readings/{reading.pk}/annotations/"
    quote = reading.essay.current_revision.blocks.get(number=3).text[:40]
    page = visit("leader", door, width=width, scheme=scheme, javascript=False)
    file = {"name": "group.json", "mimeType": "application/json", "buffer": export_of(quote)}
    page.get_by_label("The file").set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("2 annotations have their places in the text.")).to_be_visible()
    expect(page.get_by_text("The words that it quotes are not in the text.")).to_be_visible()
    page.get_by_role("button", name="Bring in").click()
    expect(page.get_by_role("heading", name="What was brought in")).to_be_visible()
    page.goto(f"{READING}p/3/")
    expect(page.get_by_text("Brought from elsewhere.")).to_be_visible()
    expect(page.get_by_text("anna (brought in)").first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_of_files_and_seeds_hold_on_every_screen(
    visit: Callable[..., Page], accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    reading = Reading.objects.get()
    slug = reading.seminar.slug
    doors = (
        f"{READING}export/",
        f"/s/{slug}/copy/",
        f"/s/{slug}/readings/{reading.pk}/annotations/",
    )
    page = visit("leader", doors[0], width=width, scheme=scheme)
    for door in doors:
        page.goto(door)
        for hidden in page.locator("summary").all():
            hidden.click()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), door
