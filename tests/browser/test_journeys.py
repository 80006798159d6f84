"""What each journey costs in deliberate actions: on a wide screen by keys, on a phone by touch."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from annotations.essays.models import Essay
from annotations.margin.models import Annotation
from annotations.moderation.models import Decision, Flag
from annotations.people.models import User
from annotations.seminars.models import Seminar
from tests.browser.conftest import Visit
from tests.browser.selections import select
from tests.browser.test_moderating import QUEUE
from tests.browser.test_reading import count

SEMINAR = "/s/open-seminar/"
WIDTHS = [1280, 390]
# A click, a field filled in, a key: one each; typing a text is one, and so is selecting words.
AT_MOST = {
    "see where the argument is": 0,
    "attach a note": 4,
    "attach a counterpoint": 5,
    "attach a source": 4,
    "answer someone": 3,
    "set up a seminar": 5,
    "prepare the meeting": 1,
    "print the agenda": 2,
    "settle a flagged item": 1,
    "upload a corrected text": 3,
    "take everything away": 2,
}


class Reader:
    """Somebody at a page whose deliberate actions are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def select(self, paragraph: int, words: str) -> None:
        self.actions += 1
        select(self.page, paragraph, words)

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Type where the focus is."""
        self.actions += 1
        self.page.keyboard.type(words)

    def fill(self, field: Locator, words: str) -> None:
        self.actions += 1
        field.fill(words)

    def choose(self, field: Locator, file: Path | FilePayload) -> None:
        self.actions += 1
        field.set_input_files(file)

    def begin(self, kind: str) -> None:
        """Begin an annotation about the selection: by its key, on a phone by its button there."""
        if self.on_a_phone:
            return self.click(self.page.locator(f"#pick [data-kind={kind}]"))
        return self.press(kind[0])

    def post(self, form: Locator) -> None:
        """Post what is written: by a key, on a phone by the button."""
        return self.click(form.locator(".go")) if self.on_a_phone else self.press("Control+Enter")

    @property
    def on_a_phone(self) -> bool:
        return (self.page.viewport_size or {"width": 0})["width"] < 500


def file_of(text: str) -> FilePayload:
    return {"name": "essay.md", "mimeType": "text/markdown", "buffer": text.encode()}


def cost_of(journey: str, reader: Reader) -> None:
    """Assert that nobody needed more actions than they may, nor fewer than the table says."""
    assert (journey, reader.actions) == (journey, AT_MOST[journey])


@pytest.mark.parametrize("width", WIDTHS)
def test_where_the_argument_is_shows_on_arriving(visit: Visit, width: int) -> None:
    reader = Reader(visit("newcomer", width=width))
    contested = reader.page.locator(".row .rail .counterpoint:not([hidden])").first
    expect(contested).to_be_in_viewport()
    expect(reader.page.locator("mark").first).to_be_in_viewport()
    cost_of("see where the argument is", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_note_about_a_passage(visit: Visit, width: int) -> None:
    reader = Reader(visit("reader", width=width))
    page = reader.page
    assert count(page, 5, "note") == "1"
    reader.select(5, "influential regional entities")
    reader.begin("note")
    reader.type("Which ones?")  # at once: what comes before the composer is kept
    form = page.locator("#p5 .thread > .composer")
    expect(form.locator("[name=exact]")).to_have_value("influential regional entities")
    expect(form.locator("[name=body]")).to_have_value("Which ones?")
    reader.post(form)
    expect(page.locator("#p5 article", has_text="Which ones?")).to_be_focused()
    expect(page.locator("#p5 mark", has_text="influential regional entities")).to_be_visible()
    assert count(page, 5, "note") == "2"
    assert Annotation.objects.get(body="Which ones?").exact == "influential regional entities"
    cost_of("attach a note", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_counterpoint_with_its_kind(visit: Visit, width: int) -> None:
    reader = Reader(visit("reader", width=width))
    page = reader.page
    reader.select(2, "a variety of activities")
    reader.begin("counterpoint")
    form = page.locator("#p2 .thread > .composer")
    if reader.on_a_phone:
        reader.click(form.get_by_label("It’s unclear"))
    else:
        expect(form.locator("[name=attack]").first).to_be_focused()
        reader.press("4")
    expect(form.get_by_label("It’s unclear")).to_be_checked()
    if reader.on_a_phone:
        reader.fill(form.locator("[name=body]"), "Any activity at all?")
    else:
        reader.type("Any activity at all?")
    reader.post(form)
    posted = page.locator("#p2 article", has_text="Any activity at all?")
    expect(posted).to_contain_text("It’s unclear")
    assert count(page, 2, "counterpoint") == "1"
    made = Annotation.objects.get(body="Any activity at all?")
    assert (made.kind, made.exact) == ("counterpoint", "a variety of activities")
    cost_of("attach a counterpoint", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_source_from_a_doi(visit: Visit, width: int) -> None:
    reader = Reader(visit("reader", width=width))
    page = reader.page
    reader.select(6, "vital information")
    reader.begin("source")
    form = page.locator("#p6 .thread > .composer")
    expect(form.locator("[name=citation]")).to_be_focused()
    reader.type("doi:10.1000/182")
    reader.post(form)
    posted = page.locator("#p6 article", has_text="10.1000/182")
    expect(posted.locator(".cite")).to_be_visible()
    expect(posted).to_be_focused()
    assert count(page, 6, "source") == "2"
    made = Annotation.objects.get(kind="source", exact="vital information")
    assert made.work is not None
    assert made.work.csl["DOI"] == "10.1000/182"
    cost_of("attach a source", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_answer(visit: Visit, width: int) -> None:
    answered = Annotation.objects.filter(exact="discreet cooperation").first()
    assert answered is not None
    reader = Reader(visit("reader", f"/a/{answered.pk}/", width=width))
    article = reader.page.locator(f"#a-{answered.pk}")
    reader.click(article.get_by_role("link", name="Answer").first)
    reader.type("Compared with whom?")
    expect(article.locator(".answer-slot [name=body]")).to_have_value("Compared with whom?")
    reader.post(article.locator(".answer-slot form"))
    posted = reader.page.locator("article", has_text="Compared with whom?").last
    expect(posted).to_be_focused()
    assert Annotation.objects.get(body="Compared with whom?").about == answered
    cost_of("answer someone", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_seminar_from_a_markdown_file(visit: Visit, width: int) -> None:
    reader = Reader(visit("reader", "/", width=width))
    page = reader.page
    reader.click(page.get_by_role("link", name="Begin a seminar"))
    reader.fill(page.get_by_label("Name of the seminar"), "On margins")
    reader.choose(page.get_by_label("or choose its file"), file_of("# On Margins\n\nOne.\n\nTwo."))
    reader.click(page.get_by_role("button", name="See the paragraphs"))
    expect(page.locator(".cut .piece.paragraph")).to_have_count(2)
    reader.click(page.get_by_role("button", name="Begin the seminar"))
    page.wait_for_url("**/members/")
    made = Seminar.objects.get(name="On margins")
    assert made.readings.get().essay.title == "On Margins"
    assert made.members.get().user.username == "reader"
    cost_of("set up a seminar", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_meeting_is_prepared_and_printed(visit: Visit, width: int) -> None:
    reader = Reader(visit("leader", width=width))
    page = reader.page
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    reader.click(page.get_by_role("link", name="Agenda", exact=True))
    expect(page.locator(".lines h2").first).to_be_visible()
    cost_of("prepare the meeting", reader)
    reader.click(page.get_by_role("button", name="Print"))
    expect(page).to_have_title("printed")
    cost_of("print the agenda", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_flagged_item_is_settled_in_sight_of_its_context(visit: Visit, width: int) -> None:
    reader = Reader(visit("moderator", f"{QUEUE}?why=flagged", width=width))
    page = reader.page
    item = page.locator(".item").first
    expect(item.get_by_role("group", name="The paragraph")).to_be_visible()
    expect(item.get_by_role("heading", name="Flags")).to_be_visible()
    flagged = item.get_attribute("data-item")
    open_flags = Flag.objects.filter(annotation=flagged, settled_by=None)
    assert open_flags.exists()
    if reader.on_a_phone:
        reader.click(item.locator("[data-key=a]"))
    else:
        reader.press("a")
    expect(page.locator(".settled")).to_be_visible()
    assert not open_flags.exists()
    decision = Decision.objects.filter(annotation=flagged).latest("at")
    assert decision.who == User.objects.get(username="moderator").pk
    cost_of("settle a flagged item", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_corrected_text_and_what_moved(visit: Visit, width: int) -> None:
    corrected = "A new paragraph.\n\n" + Essay.objects.get().current.markdown
    reader = Reader(visit("leader", width=width))
    page = reader.page
    reader.click(page.get_by_role("link", name="Correct the text"))
    reader.choose(page.get_by_label("The corrected file"), file_of(corrected))
    reader.click(page.get_by_role("button", name="See what changes"))
    expect(page.locator(".outcomes")).to_be_visible()
    cost_of("upload a corrected text", reader)


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_is_taken_away(visit: Visit, width: int) -> None:
    leader = Reader(visit("leader", SEMINAR, width=width))
    leader.click(leader.page.get_by_role("link", name="Settings"))
    with leader.page.expect_download() as download:
        leader.click(leader.page.get_by_role("link", name="Everything as JSON"))
    taken = json.loads(download.value.path().read_text())
    assert "Military cooperation" in json.dumps(taken)
    cost_of("take everything away", leader)
    reader = Reader(visit("reader", width=width))
    reader.click(reader.page.get_by_role("link", name="My things"))
    with reader.page.expect_download() as download:
        reader.click(reader.page.get_by_role("link", name="Take my data along"))
    assert "Who is this?" in download.value.path().read_text()
    cost_of("take everything away", reader)
