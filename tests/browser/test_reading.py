"""An evening with the essay, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from annotations.margin.models import Annotation

ARABIC = f"# في فضل القراءة {'ك' * 80}\n\nالقراءة مع الآخرين ليست كالقراءة وحدك.\n"

type Visit = Callable[..., Page]


def count(page: Page, paragraph: int, kind: str) -> str:
    """The number in the margin."""
    return page.locator(f"#p{paragraph} .rail [data-count={kind}]").text_content() or ""


def test_a_thread_opens_beside_its_paragraph_and_moves_no_text(visit: Visit) -> None:
    page = visit()
    page.locator("#p4").scroll_into_view_if_needed()
    before = page.locator("#p4 [data-text]").bounding_box()
    page.locator("#p4 [data-open]").click()
    expect(page.locator("#p4 .thread article")).to_have_count(4)
    assert page.locator("#p4 [data-text]").bounding_box() == before
    page.keyboard.press("Escape")
    expect(page.locator(".thread")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('#p4 [data-open]')")


def test_withdrawing_says_so_and_keeps_the_focus_in_the_thread(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p1 [data-open]").click()
    page.locator("#p1 article", has_text="Who is this?").locator("summary").first.click()
    page.locator("#p1").get_by_role("button", name="Withdraw").first.click()
    expect(page.locator("#status")).to_contain_text("For 30 days you can bring it back")
    expect(page.locator("#p1 .thread")).to_be_focused()
    page.wait_for_timeout(6500)  # other messages go after six seconds
    expect(page.locator("#status").get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#p1 [data-open]")).to_be_focused()


def test_on_a_phone_every_tab_is_in_sight(visit: Visit) -> None:
    page = visit("reader", width=390)
    tabs = page.locator(".tabs a")
    edges = tabs.evaluate_all("all => all.map((tab) => tab.getBoundingClientRect().right)")
    assert [edge for edge in edges if edge > 390] == []
    assert len(edges) == 5


@pytest.mark.parametrize("width", [1280, 390])
def test_an_arabic_essay_is_mirrored_and_a_long_word_stays_on_the_page(
    visit: Visit, width: int
) -> None:
    page = visit("leader", "/seminars/new/", width=width)
    page.get_by_label("Name of the seminar").fill("حلقة " + "ن" * 90)
    page.locator("[name=text]").fill(ARABIC)
    page.get_by_role("button", name="See the paragraphs").click()
    page.get_by_role("button", name="Begin the seminar").click()
    page.wait_for_url("**/members/")
    page.goto(page.url.replace("members/", ""))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("a.essay").click()
    expect(page.locator("#p1 [data-text]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    number = page.locator("#p1 .num").bounding_box()
    text = page.locator("#p1 [data-text]").bounding_box()
    assert number is not None
    assert text is not None
    assert number["x"] > text["x"] + text["width"] / 2


def test_what_is_being_written_survives_a_reload_and_a_lost_connection(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p3 [data-open]").click()
    page.get_by_role("button", name="Write here…").click()
    page.locator("#p3 .thread > .composer [name=body]").fill("Half a thought")
    page.reload()
    page.locator("#p3 [data-open]").click()
    body = page.locator("#p3 .thread > .composer [name=body]")
    expect(body).to_have_value("Half a thought")
    page.context.set_offline(True)
    page.locator("#p3 .thread > .composer .go").click()
    expect(page.locator("#p3 .composer [role=alert]")).to_contain_text("did not reach the server")
    expect(body).to_have_value("Half a thought")
    page.context.set_offline(False)
    page.locator("#p3 .thread > .composer .go").dblclick()
    expect(page.locator("#p3 article", has_text="Half a thought")).to_be_visible()
    assert Annotation.objects.filter(body="Half a thought").count() == 1


def test_signing_out_elsewhere_loses_nothing(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p3 [data-open]").click()
    page.get_by_role("button", name="Write here…").click()
    page.locator("#p3 .thread > .composer [name=body]").fill("Written while signed out")
    page.context.clear_cookies(name="sessionid")
    page.locator("#p3 .thread > .composer .go").click()
    page.locator("#p3 .composer [role=alert]").get_by_role("link", name="sign in").click()
    page.locator("[name=login]").fill("reader")
    page.locator("[name=password]").fill("read-together")
    page.keyboard.press("Enter")
    expect(page.locator("[name=body]")).to_have_value("Written while signed out")


def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p3 [data-add]").click()
    thread = page.locator("#p3 .thread")
    thread.locator("[name=kind][value=counterpoint]").check()
    thread.locator("[name=body]").fill("No kind of attack chosen")
    thread.locator(".composer .go").click()
    expect(thread.get_by_text("Choose what is wrong with it.")).to_be_visible()
    expect(thread.locator("[name=body]")).to_have_value("No kind of attack chosen")


def test_by_keyboard_alone_a_sentence_gets_a_note(visit: Visit) -> None:
    page = visit("reader")
    for key in "jjjj":
        page.keyboard.press(key)
    page.keyboard.press(".")
    page.keyboard.press("n")
    exact = page.locator(".row.open [name=exact]")
    expect(exact).to_have_value(re.compile(r"^Military cooperation encompasses .* domain\.$"))


def test_a_withdrawal_is_undone_by_key(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p1 [data-open]").click()
    note = page.locator("#p1 article", has_text="Who is this?").first
    note.locator("summary").first.press("Enter")
    note.get_by_role("button", name="Withdraw").press("Enter")
    expect(page.locator("#status kbd")).to_have_text("z")
    page.keyboard.press("z")
    expect(page.locator("article", has_text="Who is this?").first).to_be_visible()
    assert Annotation.objects.get(body__startswith="Who is this?").state == "published"


def test_single_keys_can_be_turned_off(visit: Visit) -> None:
    page = visit("reader")
    page.keyboard.press("?")
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator(".thread")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_withdrawal_is_undone_from_its_message(visit: Visit, javascript: bool) -> None:
    page = visit("reader", "/s/open-seminar/military-cooperation/p/1/", javascript=javascript)
    note = page.locator("article", has_text="Who is this?").first
    note.locator("summary").first.click()
    note.get_by_role("button", name="Withdraw").click()
    undo = page.locator("#status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert Annotation.objects.get(body__startswith="Who is this?").state == "withdrawn"
    undo.click()
    expect(page.locator("article:target, article", has_text="Who is this?").first).to_be_visible()
    assert Annotation.objects.get(body__startswith="Who is this?").state == "published"


def test_without_javascript_one_reads_writes_and_answers(visit: Visit) -> None:
    page = visit("reader", javascript=False)
    page.locator("#p3 .counts").click()
    page.locator(".thread > .composer [name=exact]").fill("shared security objectives")
    page.get_by_label("Counterpoint", exact=True).check()
    page.get_by_label("It doesn’t follow").check()
    page.locator(".thread > .composer [name=body]").fill("Shared by whom?")
    page.get_by_role("button", name="Post to Open seminar").click()
    posted = page.locator("article", has_text="Shared by whom?")
    expect(posted).to_contain_text("shared security objectives")
    posted.get_by_role("link", name="Answer").click()
    page.locator(".thread > .composer [name=body]").fill("By the members, it says.")
    page.get_by_role("button", name="Keep to myself").click()
    expect(page.locator("article", has_text="By the members")).to_contain_text("only me")
