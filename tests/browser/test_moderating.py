"""Setting up and moderating in a real browser: by keys, without scripts, on every screen."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.seminars.models import Seminar

QUEUE = "/admin/annotations/annotation/queue/"
LISTED = "/admin/annotations/annotation/"
PAGES = (
    ("moderator", QUEUE),
    ("moderator", LISTED),
    ("moderator", "/admin/"),
    ("leader", "/s/open-seminar/settings/"),
    ("leader", "/s/open-seminar/members/"),
    ("leader", "/s/open-seminar/deletion/"),
    ("leader", "/seminars/new/"),
    ("reader", "/s/open-seminar/transparency/"),
)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_pages_hold_on_every_screen(
    visit: Callable[..., Page], accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    for name, path in PAGES:
        page = visit(name, path, width=width, scheme=scheme)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_items_are_settled_and_undone_by_single_keys(visit: Callable[..., Page]) -> None:
    page = visit("moderator", QUEUE)
    told, waiting = page.locator("[data-told]"), page.locator("[data-waiting]")
    number = int(waiting.inner_text())
    page.keyboard.press("a")
    expect(told).to_contain_text("Approved")
    expect(waiting).to_have_text(str(number - 1))
    page.keyboard.press("u")
    page.locator(".settled [name=reason]").first.wait_for()
    page.keyboard.press("2")  # to undo an approval is to hide, for a reason
    expect(waiting).to_have_text(str(number))
    page.keyboard.press("r")
    expect(told).to_contain_text("choose a reason by its number")
    page.keyboard.press("1")
    expect(told).to_contain_text("Removed")
    page.keyboard.press("u")  # within ten minutes a removal is taken back
    expect(waiting).to_have_text(str(number))
    expect(page.locator(".decisions").first).to_contain_text("Removal taken back")


def test_a_digit_that_nobody_asked_for_decides_nothing(visit: Callable[..., Page]) -> None:
    page = visit("moderator", QUEUE)
    told, before = page.locator("[data-told]"), Decision.objects.count()
    for key in ("1", "Escape", "j", "k", "r"):
        page.keyboard.press(key)
    expect(told).to_contain_text("choose a reason by its number")
    assert page.locator("[name=reason]:checked").count() == 0
    assert Decision.objects.count() == before


@pytest.mark.parametrize("leaving", ["Escape", "j", "k", "focus"])
def test_moving_on_clears_what_was_asked_and_chosen(
    visit: Callable[..., Page], leaving: str
) -> None:
    page = visit("moderator", QUEUE)
    first, last = page.locator(".item").first, page.locator(".item").last
    began = last if leaving == "k" else first
    began.focus()
    page.keyboard.press("r")
    expect(page.locator("button[aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("Escape")
    began.locator("[name=reason]").first.check()  # chosen, and not sent
    if leaving == "focus":
        last.get_by_role("textbox").focus()
    else:
        page.keyboard.press(leaving)
    expect(page.locator("[name=reason]:checked")).to_have_count(0)
    expect(page.locator("button[aria-pressed=true], .asked")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.locator("[name=reason]:checked")).to_have_count(0)
    expect(page.locator(".settled")).to_have_count(0)


def test_keys_inside_the_reasons_choose_and_only_enter_decides(visit: Callable[..., Page]) -> None:
    page = visit("moderator", QUEUE)
    reasons = page.locator(".item").first.locator("[name=reason]")
    page.keyboard.press("r")
    reasons.first.focus()
    page.keyboard.press("ArrowDown")
    expect(reasons.nth(1)).to_be_checked()
    expect(page.locator(".settled")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".settled")).to_contain_text("Removed")


def test_every_number_falls_and_the_last_item_keeps_the_focus(visit: Callable[..., Page]) -> None:
    page = visit("moderator", QUEUE)
    numbers = page.locator(".filters [data-count]")
    assert numbers.all_inner_texts() == ["2", "1", "1", "0"]
    page.keyboard.press("a")
    expect(page.locator("[data-count=pending]")).to_have_text("0")
    page.keyboard.press("a")
    expect(page.locator(".settled", has_text="Restored")).to_be_focused()
    assert numbers.all_inner_texts() == ["0", "0", "0", "0"]


def test_what_another_settled_leaves_the_queue_and_the_numbers_fall(
    visit: Callable[..., Page],
) -> None:
    page = visit("moderator", QUEUE)
    numbers = page.locator(".filters [data-count]")
    assert numbers.all_inner_texts() == ["2", "1", "1", "0"]
    item = page.locator(".item").first
    note = Annotation.objects.get(pk=item.get_attribute("data-item"))
    take_step(Step.APPROVE, note, by=User.objects.get(username="leader"))
    item.get_by_role("textbox").fill("My words.")
    page.locator("h1").click()
    page.keyboard.press("h")
    page.keyboard.press("1")
    settled = page.locator(".settled")
    expect(settled).to_contain_text("It does not wait for a decision any more.")
    expect(settled).to_contain_text("My words.")
    expect(page.locator(".item")).to_have_count(1)
    expect(page.locator(".item").first).to_be_focused()
    assert numbers.all_inner_texts() == ["1", "0", "1", "0"]
    settled.get_by_role("link", name="its page").click()
    expect(page.get_by_label("A sentence for the author")).to_have_value("My words.")


@pytest.mark.parametrize("javascript", [True, False])
def test_all_that_an_author_wrote_is_decided_about_in_a_few_clicks(
    visit: Callable[..., Page], accessible: Callable[[Page], None], javascript: bool
) -> None:
    page = visit("moderator", f"{QUEUE}?why=flagged", javascript=javascript)
    item = page.locator(".item").first
    author = Annotation.objects.get(pk=item.get_attribute("data-item")).author_id
    hidable = Annotation.objects.filter(
        author=author, visibility="seminar", state__in=["pending", "published"]
    )
    first, second = Annotation.objects.exclude(author=author)[:2]
    Annotation.objects.filter(pk__in=[first.pk, second.pk]).update(
        author=author, visibility="seminar", state="published"
    )
    item.get_by_role("link", name="Everything").click()
    page.get_by_role("link", name="Decide about all of these").click()
    expect(page.locator(".moderation.several")).to_be_visible()
    if javascript:
        accessible(page)
    number = hidable.count()
    assert number >= 2
    page.get_by_role("button", name="Hide").click()
    page.get_by_label("Uncivil").check()
    page.get_by_role("button", name="Hide").click()
    expect(page.get_by_role("heading", name="Hide:")).to_contain_text(f"{number} done")
    assert hidable.count() == 0


def test_the_queue_works_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit("moderator", QUEUE, javascript=False)
    waiting = int(page.locator("[data-waiting]").inner_text())
    item = page.locator(".item").first
    item.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("alert")).to_contain_text("Please choose a reason.")
    page.get_by_label("Uncivil").first.check()
    page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.goto(QUEUE)
    expect(page.locator("[data-waiting]")).to_have_text(str(waiting - 1))
    assert Annotation.objects.filter(state="removed").exists()


def test_a_date_is_filled_in_in_ones_own_zone(visit: Callable[..., Page]) -> None:
    page = visit("leader", "/s/open-seminar/settings/")
    zone = page.locator("[data-zone]").inner_text()
    field = page.get_by_label("Closing date")
    field.fill("2031-07-04T18:00")
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")
    closes = Seminar.objects.get().closes_at
    assert closes is not None
    local = closes.astimezone(ZoneInfo(zone.replace(" ", "_")))
    assert local.strftime("%Y-%m-%dT%H:%M") == "2031-07-04T18:00"
    expect(page.get_by_label("Closing date")).to_have_value("2031-07-04T18:00")
