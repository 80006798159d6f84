"""Others write too long: who writes or decides is told so, and what they typed stays in place."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from annotations.margin.models import Annotation
from annotations.moderation.models import Decision

QUEUE = "/admin/annotations/annotation/queue/"
PARAGRAPH = "/s/open-seminar/military-cooperation/p/2/"


@contextmanager
def others_write() -> Iterator[None]:
    """Somebody else's transaction holds the database, and the server waits for it a moment only."""
    if connection.vendor != "sqlite":
        pytest.skip("The lock is taken past Django, on SQLite's file.")
    options = connection.settings_dict["OPTIONS"]
    patience, options["timeout"] = options["timeout"], 0.05
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()
        options["timeout"] = patience


def test_a_composer_keeps_its_text_and_says_that_nothing_was_saved(
    visit: Callable[..., Page],
) -> None:
    page = visit("reader")
    before = Annotation.objects.count()
    row = page.locator(".row[data-part='2']")
    row.locator("[data-open], [data-add]").first.click()
    composer = row.locator("form.composer")
    composer.locator("[name=body]").fill("What I think.")
    with others_write():
        composer.get_by_role("button", name="Post to").click()
        expect(composer.get_by_role("alert")).to_contain_text("so this was not saved")
    expect(composer.locator("[name=body]")).to_have_value("What I think.")
    assert Annotation.objects.count() == before
    composer.get_by_role("button", name="Post to").click()
    expect(row.locator("article.annotation", has_text="What I think.")).to_be_visible()
    assert Annotation.objects.count() == before + 1


def test_without_scripts_the_text_is_on_the_page_and_is_sent_again(
    visit: Callable[..., Page],
) -> None:
    page = visit("reader", PARAGRAPH, javascript=False)
    page.locator("form.composer [name=body]").fill("What I think.")
    with others_write():
        page.get_by_role("button", name="Post to").click()
        expect(page.get_by_role("heading")).to_have_text("A moment, please")
    expect(page.get_by_label("Your text")).to_have_value("What I think.")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("article.annotation", has_text="What I think.")).to_be_visible()


def test_a_decision_in_the_queue_keeps_its_words_and_says_that_nothing_was_decided(
    visit: Callable[..., Page],
) -> None:
    page = visit("moderator", QUEUE)
    before = Decision.objects.count()
    item, told = page.locator(".item").first, page.locator("[data-told]")
    item.get_by_role("textbox").fill("My words.")
    page.locator("h1").click()
    with others_write():
        page.keyboard.press("h")
        page.keyboard.press("1")
        expect(told).to_contain_text("Nothing was decided, and what you typed is still here")
    expect(item.get_by_role("textbox")).to_have_value("My words.")
    assert Decision.objects.count() == before
    page.keyboard.press("h")
    expect(told).to_contain_text("Hidden")
    assert Decision.objects.order_by("-at")[0].statement == "My words."
