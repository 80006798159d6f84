"""A post changes what it changes: one request, and everything else in the thread stays."""

from playwright.sync_api import Page, Request, expect

from annotations.margin.models import Annotation
from tests.browser.test_reading import Visit

MARKED = "document.querySelectorAll('#p4 article').forEach(each => { each.wasHere = true; })"
WERE_HERE = "[...document.querySelectorAll('#p4 article')].map(each => Boolean(each.wasHere))"
ORDER = "[...document.querySelectorAll('#p4 article')].map(each => each.id)"


def requests_of(page: Page) -> list[str]:
    """The methods and paths of what the page asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type in ("xhr", "fetch") and "/since/" not in request.url:
            asked.append(request.method)

    page.on("request", note)
    return asked


def test_an_answer_and_a_note_come_alone_to_their_places(visit: Visit) -> None:
    page = visit("reader")
    page.locator("#p4 [data-open]").click()
    expect(page.locator("#p4 .thread")).to_be_visible()
    others = page.evaluate(ORDER)
    count = page.locator("#p4 .rail [data-count=note]")
    before = int(count.text_content() or 0)
    asked = requests_of(page)
    first = page.locator("#p4 article").first
    first.locator(".acts a[hx-get]").first.click()
    answer = first.locator(".answer-slot [name=body]")
    expect(answer).to_be_focused()
    page.evaluate(MARKED)
    page.keyboard.type("An answer.")
    page.keyboard.press("Control+Enter")
    posted = page.locator("#p4 article", has_text="An answer.")
    expect(posted).to_be_focused()
    expect(page.locator("#p4 .answer-slot form")).to_have_count(0)
    assert asked == ["GET", "POST"]
    expected = thread_order("An answer.", others)
    assert page.evaluate(ORDER) == expected
    assert page.evaluate(WERE_HERE).count(False) == 1
    page.locator("#p4 .thread > .composer").get_by_role("button", name="Write here…").click()
    page.keyboard.type("A note.")
    page.keyboard.press("Control+Enter")
    note = page.locator("#p4 article", has_text="A note.")
    expect(note).to_be_focused()
    assert asked == ["GET", "POST", "POST"]
    assert page.evaluate(ORDER) == [*expected, f"a-{Annotation.objects.get(body='A note.').pk}"]
    assert page.evaluate(WERE_HERE).count(False) == 2
    expect(page.locator("#p4").get_by_role("button", name="Write here…")).to_be_visible()
    expect(count).to_have_text(str(before + 2))
    note.locator(".acts details summary").click()
    note.get_by_role("button", name="Withdraw").click()
    expect(note).to_have_count(0)


def thread_order(body: str, before: list[str]) -> list[str]:
    """The order of a thread with a new answer: below what it answers and all its answers."""
    new = Annotation.objects.get(body=body)
    about = new.about
    assert about is not None
    below, found = {about.pk}, True
    while found:
        more = set(Annotation.objects.filter(about__in=below).values_list("pk", flat=True))
        found = bool(more - below)
        below |= more
    last = max(before.index(f"a-{pk}") for pk in below if f"a-{pk}" in before)
    return [*before[: last + 1], f"a-{new.pk}", *before[last + 1 :]]


def test_on_a_paragraphs_page_the_first_one_takes_the_place_of_the_words(visit: Visit) -> None:
    page = visit("reader")
    page.locator(".counts.none").first.evaluate("link => location.assign(link.href)")
    expect(page.get_by_text("Nobody has written here yet. Be the first.")).to_be_visible()
    page.locator(".thread > .composer [name=body]").fill("The first one.")
    page.locator(".thread > .composer .go").first.click()
    expect(page.locator("article", has_text="The first one.")).to_be_visible()
    expect(page.get_by_text("Nobody has written here yet.")).to_have_count(0)
    body = page.locator(".thread > .composer [name=body]")
    expect(body).to_have_value("")
    page.locator(".thread > .composer [name=body]").fill("The second one.")
    page.locator(".thread > .composer .go").first.click()
    expect(page.locator("article", has_text="The second one.")).to_be_visible()
    assert page.locator("article").all_inner_texts()[0].count("The first one.") == 1
