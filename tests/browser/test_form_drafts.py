"""Drafts of the forms outside of the margin: decisions about annotations, the admin's own forms, a
new seminar. They come back after a reload, are gone once saved, and belong to one account."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from annotations.margin.models import Annotation
from annotations.moderation.models import Decision
from annotations.people.models import User
from tests.browser.conftest import Visit
from tests.browser.test_moderating import LISTED, QUEUE

SENTENCE = "Say it about the text, not about its author."


def sign_in_as(page: Page, name: str) -> None:
    """Make the browser somebody else's, with what it keeps."""
    client = Client()
    client.force_login(User.objects.get(username=name))
    session = client.cookies["sessionid"].value
    address = re.sub(r"(\w)/.*", r"\1", page.url)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def statement(page: Page) -> Locator:
    return page.locator("[name=statement]").first


def drafts_listed(page: Page) -> Locator:
    """Open My things. Returns the drafts in it."""
    page.goto("/me/")
    expect(page.get_by_text("Drafts in this browser")).to_be_visible()
    return page.locator("[data-drafts] li")


def test_a_sentence_to_an_author_is_a_draft_until_it_is_sent(visit: Visit) -> None:
    page = visit("moderator", QUEUE)
    page.locator(".item").first.locator("[name=reason]").first.check()
    statement(page).fill(SENTENCE)
    for _reload in ("once", "again"):
        page.reload()
        expect(statement(page)).to_have_value(SENTENCE)
    expect(page.locator("[name=reason]:checked")).to_have_count(0)  # or one key would decide
    page.get_by_role("link", name="its page").first.click()
    expect(statement(page)).to_have_value(SENTENCE)
    page.get_by_label("A remark for moderators only").fill("The second time.")
    page.goto(QUEUE)
    statement(page).fill(f"{SENTENCE} Please.")
    expect(drafts_listed(page)).to_have_count(1)
    page.get_by_role("link", name="Go on writing").click()
    expect(statement(page)).to_have_value(f"{SENTENCE} Please.")
    expect(page.get_by_label("A remark for moderators only")).to_have_value("The second time.")
    page.get_by_role("button", name="Approve").or_(
        page.get_by_role("button", name="Restore")
    ).first.click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert Decision.objects.get(remark="The second time.").statement == f"{SENTENCE} Please."
    expect(drafts_listed(page)).to_have_count(0)


def test_a_decision_by_a_key_takes_its_draft_along_and_a_refused_one_keeps_it(
    visit: Visit,
) -> None:
    page = visit("moderator", QUEUE)
    first = page.locator(".item").first
    id = first.get_attribute("data-item")
    Annotation.objects.filter(pk=id).update(version=7)  # its author edited it meanwhile
    statement(page).fill(SENTENCE)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(first.get_by_role("alert")).to_contain_text("Nothing of yours was applied")
    page.reload()
    expect(statement(page)).to_have_value(SENTENCE)
    page.keyboard.press("a")
    expect(page.locator(".settled").first).to_be_visible()
    assert Decision.objects.filter(annotation=id).latest("at").statement == SENTENCE
    expect(drafts_listed(page)).to_have_count(0)


def test_a_session_that_ends_in_the_queue_says_so_and_loses_nothing(visit: Visit) -> None:
    someone = get_user_model().objects.get(username="moderator")
    someone.set_password("read together")
    someone.save()
    page = visit("moderator", QUEUE)
    number = Decision.objects.count()
    statement(page).fill(SENTENCE)
    Session.objects.all().delete()
    page.locator(".item").first.locator(".kind-one").click()
    link = page.get_by_role("alert").get_by_role("link", name="sign in")
    expect(link).to_be_focused()
    link.click()
    page.get_by_label("Name or e-mail").fill("moderator")
    page.get_by_label("Password", exact=True).fill("read together")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator(".moderation.alone")).to_be_visible()
    expect(statement(page)).to_have_value(SENTENCE)
    page.goto(QUEUE)
    expect(statement(page)).to_have_value(SENTENCE)
    assert Decision.objects.count() == number


def test_a_draft_is_never_shown_to_another_account(visit: Visit) -> None:
    page = visit("moderator", QUEUE)
    statement(page).fill(SENTENCE)
    page.reload()
    expect(statement(page)).to_have_value(SENTENCE)
    sign_in_as(page, "leader")
    page.reload()
    expect(page.locator("#user-tools")).to_contain_text("leader")
    expect(statement(page)).to_have_value("")
    expect(drafts_listed(page)).to_have_count(0)
    sign_in_as(page, "moderator")
    expect(drafts_listed(page)).to_have_count(1)


def test_a_sentence_to_several_authors_belongs_to_their_annotations(visit: Visit) -> None:
    def choose(*numbers: int) -> None:
        page.goto(LISTED)
        for number in numbers:
            page.locator("[name=_selected_action]").nth(number).check()
        page.locator("[name=action]").select_option("decide_about")
        page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
        page.get_by_role("button", name="Hide").click()

    page = visit("moderator", LISTED)
    choose(0, 1)
    page.locator("#statement").fill(SENTENCE)
    choose(0)
    expect(page.locator("#statement")).to_have_value("")
    choose(0, 1)
    expect(page.locator("#statement")).to_have_value(SENTENCE)
    page.get_by_label("Uncivil").check()
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("heading", name="Hide:")).to_be_visible()
    expect(drafts_listed(page)).to_have_count(0)


def test_what_is_changed_in_the_admin_is_a_draft_until_it_is_saved(visit: Visit) -> None:
    page = visit("admin", "/admin/annotations/seminar/")
    page.locator("#result_list tbody th a").first.click()
    held = page.locator("textarea").first
    expect(held).to_be_visible()
    address = page.url
    held.fill('["example.org", "example.com"]')
    expect(drafts_listed(page)).to_have_count(1)
    page.get_by_role("link", name="Go on writing").click()
    expect(page).to_have_url(address)
    expect(held).to_have_value('["example.org", "example.com"]')
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(drafts_listed(page)).to_have_count(0)


@pytest.mark.parametrize("corrected", [False, True])
def test_the_text_of_a_new_seminar_is_kept_past_the_look_at_its_paragraphs(
    visit: Visit, corrected: bool
) -> None:
    page = visit("leader", "/seminars/new/")
    text = page.locator("[name=text]")
    page.get_by_label("Name of the seminar").fill("Autumn")
    text.fill("One paragraph.\n\nAnother.")
    page.get_by_role("button", name="See the paragraphs").click()
    expect(page.locator(".cut .piece")).to_have_count(2)
    if corrected:
        text.fill("One paragraph.\n\nAnother.\n\nA third.")
    written = text.input_value()
    expect(drafts_listed(page)).to_have_count(1)
    page.get_by_role("link", name="Go on writing").click()
    expect(text).to_have_value(written)
    expect(page.get_by_label("Name of the seminar")).to_have_value("Autumn")
    page.get_by_role("button", name="See the paragraphs").click()
    page.get_by_role("button", name="Begin the seminar").click()
    page.wait_for_url("**/members/")
    expect(drafts_listed(page)).to_have_count(0)
