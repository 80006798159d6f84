"""Nothing typed is lost: drafts belong to their place, and what is typed while a form is on its
way goes into the next one."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from annotations.margin.models import Annotation
from tests.browser.selections import select
from tests.browser.test_reading import Visit


def slow_down(page: Page, milliseconds: int) -> None:
    """Delay every answer of the server by this long."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        },
    )


def composer(page: Page, paragraph: int) -> Locator:
    """The composer of a paragraph's thread, not one of an answer."""
    return page.locator(f"#p{paragraph} .thread > .composer")


def begin(page: Page, paragraph: int, words: str, key: str) -> Locator:
    """Select words and press a key for a kind. Returns the composer."""
    select(page, paragraph, words)
    page.keyboard.press(key)
    form = composer(page, paragraph)
    expect(form.locator("[name=exact]")).to_have_value(words)
    return form


@pytest.mark.parametrize("latency", [0, 1200])
def test_what_is_typed_after_posting_is_in_the_next_draft(visit: Visit, latency: int) -> None:
    page = visit("reader")
    form = begin(page, 5, "influential regional entities", "n")
    slow_down(page, latency)
    page.keyboard.type("The first sentence.")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("so the second one begins", delay=60)
    expect(page.locator("#p5 article", has_text="The first sentence.")).to_be_visible()
    expect(form.locator("[name=body]")).to_have_value("so the second one begins")
    expect(form.locator("[name=body]")).to_be_focused()
    page.reload()
    page.locator("#p5 [data-open]").click()
    expect(form.locator("[name=body]")).to_have_value("so the second one begins")
    assert Annotation.objects.get(body="The first sentence.").kind == "note"


@pytest.mark.parametrize("latency", [0, 1200])
def test_what_is_typed_after_an_answer_is_in_another_answer(visit: Visit, latency: int) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    article = page.locator("#p4 article").first
    article.locator(".acts a[hx-get]").first.click()
    expect(article.locator(".answer-slot [name=body]")).to_be_focused()
    slow_down(page, latency)
    page.keyboard.type("An answer.")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("nothing is a key here", delay=60)
    expect(page.locator("#p4 article", has_text="An answer.").first).to_be_visible()
    again = page.locator("#p4 .answer-slot [name=body]")
    expect(again).to_have_value("nothing is a key here")
    expect(again).to_be_focused()


def test_what_is_typed_while_a_refusal_is_on_its_way_stays_in_the_form(visit: Visit) -> None:
    page = visit("reader")
    form = begin(page, 5, "influential regional entities", "c")
    form.locator("[name=body]").click()
    page.keyboard.type("Which")
    slow_down(page, 800)
    page.keyboard.press("Control+Enter")
    page.keyboard.type(" ones?")
    expect(form.get_by_text("Choose what is wrong with it.")).to_be_visible()
    expect(form.locator("[name=body]")).to_have_value("Which ones?")


def test_a_selection_begins_a_composer_of_its_own_and_tells_of_the_draft(visit: Visit) -> None:
    page = visit("reader")
    form = begin(page, 5, "influential regional entities", "c")
    form.locator("[name=body]").fill("About the entities")
    page.keyboard.press("Escape")
    form = begin(page, 5, "discreet cooperation", "n")
    expect(form.locator("[name=body]")).to_have_value("")
    expect(form.locator("[name=kind]:checked")).to_have_value("note")
    page.keyboard.type("About the cooperation")
    form.locator("p", has_text="influential regional entities").get_by_role("button").click()
    expect(form.locator("[name=body]")).to_have_value("About the entities")
    expect(form.locator("[name=exact]")).to_have_value("influential regional entities")
    expect(form.locator("[name=kind]:checked")).to_have_value("counterpoint")
    page.keyboard.press("Escape")
    form = begin(page, 5, "discreet cooperation", "n")
    expect(form.locator("[name=body]")).to_have_value("About the cooperation")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#p5 article", has_text="About the cooperation")).to_be_visible()
    posted = Annotation.objects.get(body="About the cooperation")
    assert (posted.exact, posted.kind) == ("discreet cooperation", "note")


def test_an_open_answer_stays_when_the_thread_is_drawn_anew(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    article = page.locator("#p4 article").first
    article.locator(".acts a[hx-get]").first.click()
    answer = page.locator("#p4 .answer-slot [name=body]")
    answer.fill("Half an answer")
    composer(page, 4).get_by_role("button", name="Write here…").click()
    composer(page, 4).locator("[name=body]").fill("A note of its own")
    composer(page, 4).locator(".go").click()
    expect(page.locator("#p4 article", has_text="A note of its own")).to_be_visible()
    expect(answer).to_have_value("Half an answer")


def test_an_answer_that_was_begun_comes_though_the_thread_is_drawn_anew(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    article = page.locator("#p4 article").first
    late: list[Route] = []
    page.route("**/composer/**", lambda route: late.append(route), times=1)
    article.locator(".acts a[hx-get]").first.click()
    page.keyboard.type("Half an answer")
    endorse = page.locator('#p4 form[action$="/endorsement/"] button').first
    endorse.evaluate("button => button.click()")  # any answer of the server draws the thread anew
    answer = article.locator(".answer-slot [name=body]")
    expect(answer).to_have_value("Half an answer")
    expect(answer).to_be_focused()
    late[0].continue_()
    expect(page.locator("#p4 .answer-slot [name=body]")).to_have_count(1)


def test_an_edit_is_a_draft_until_it_is_saved(visit: Visit) -> None:
    page = visit("reader")
    own = Annotation.objects.filter(author__user__username="reader", kind="note").first()
    assert own is not None
    address = f"/a/{own.pk}/edit/"
    page.goto(address)
    body = page.locator("textarea[name=body]")
    body.fill("Half an edit")
    page.goto("/me/")
    page.get_by_role("link", name="Go on writing").click()
    expect(page).to_have_url(re.compile(address))
    expect(body).to_have_value("Half an edit")
    page.get_by_role("button", name="Start over").click()
    expect(body).to_have_value(own.body)
    body.fill("A whole edit")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("article", has_text="A whole edit")).to_be_visible()
    page.goto("/me/")
    expect(page.get_by_text("Drafts in this browser")).to_be_visible()
    expect(page.locator("[data-drafts] li")).to_have_count(0)


def test_words_under_an_input_method_are_no_commands(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p3").focus()
    press = """composing => document.activeElement.dispatchEvent(new KeyboardEvent(
      "keydown", { key: "n", bubbles: true, isComposing: composing }))"""
    page.evaluate(press, True)
    expect(page.locator(".thread")).to_have_count(0)
    page.evaluate(press, False)
    expect(page.locator("#p3 .thread")).to_be_visible()


def test_a_paragraph_with_a_draft_says_so_in_the_margin(visit: Visit) -> None:
    page = visit("reader")
    form = begin(page, 5, "influential regional entities", "n")
    page.keyboard.type("Half a thought")
    expect(form.locator("[name=body]")).to_have_value("Half a thought")
    page.reload()
    sign = page.locator("#p5").get_by_role("link", name="Go on with your draft")
    expect(sign).to_be_visible()
    expect(page.get_by_role("link", name="Go on with your draft")).to_have_count(1)
    sign.click()
    expect(form.locator("[name=body]")).to_have_value("Half a thought")
    expect(form.locator("[name=body]")).to_be_focused()
    expect(form.locator("[name=exact]")).to_have_value("influential regional entities")
    form.locator("[name=body]").fill("")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Go on with your draft")).to_have_count(0)


def test_ctrl_enter_posts_on_every_page_where_one_writes(visit: Visit) -> None:
    page = visit("reader", "/s/open-seminar/military-cooperation/p/1/")
    page.get_by_role("button", name="Write here…").click()
    page.locator(".thread > .composer [name=body]").fill("Written on the paragraph’s page.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article", has_text="Written on the paragraph’s page.")).to_be_visible()
    own = Annotation.objects.get(body="Written on the paragraph’s page.")
    page.goto(f"/a/{own.pk}/edit/")
    page.locator("textarea[name=body]").fill("Edited by key.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("article", has_text="Edited by key.")).to_be_visible()
