"""Hypothesis's real client, as npm brings it, on a reading's page for it: it reads what is there in
its places, posts, edits, answers, flags, deletes, hides and exports.

The package is fetched by npm when the test runs (`npm_packages`).
"""

import json
from collections import Counter
from contextlib import suppress

import pytest
from django.test import Client
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from annotations.essays.actions import create_essay
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation
from annotations.moderation.actions import flag_annotation, take_step, withdraw
from annotations.moderation.models import Decision, Flag
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.seminars.actions import add_member, create_reading, create_seminar
from annotations.seminars.models import Reading
from annotations.web_annotation.parsing.sent_documents import read_annotation
from tests.browser.npm_packages import fetch_npm_package

PACKAGE = "hypothesis@1.1766.0"
PAGE = "/s/open-seminar/military-cooperation/hypothesis/"
# By annotation, the paragraph in which the client has highlighted words, and these; once there are
# so many. The policy of the page forbids to wait for a condition from outside.
HIGHLIGHTS = """async (number) => {
  const soon = Date.now() + 8000;
  for (;;) {
    const found = {};
    for (const mark of document.querySelectorAll('hypothesis-highlight')) {
      const about = (found[mark._annotation.$tag] ??= [mark.closest('section').id, '']);
      about[1] += mark.textContent;
    }
    const places = Object.values(found);
    if (places.length >= number || Date.now() > soon) return places;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
SELECT = """([paragraph, words]) => {
  const text = document.querySelector(`#${paragraph} .text`).firstChild;
  const start = text.data.indexOf(words), range = document.createRange();
  range.setStart(text, start);
  range.setEnd(text, start + words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  document.body.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
}"""


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """The folder of the client's package."""
    return fetch_npm_package(PACKAGE, tmp_path_factory.mktemp("npm"))


@pytest.fixture
def client_page(site, package, settings, visit):
    """The page with the client in it: `client_page("reader")` returns it, and its sidebar."""
    settings.HYPOTHESIS_CLIENT_DIR = str(package)
    Reading.objects.update(hypothesis_client=True)

    def client_page(who, path=PAGE, *, empty=False, **options):
        page = visit(who, path, **options)
        requested = []
        page.on("request", lambda request: requested.append(request.url))
        sidebar = page.frame_locator("iframe.sidebar-frame")
        if not empty:
            page.locator("hypothesis-highlight").first.wait_for()
        page.get_by_role("button", name="Annotation sidebar", exact=True).click()
        sidebar.get_by_role("tab", name="Annotations").wait_for()
        return page, sidebar, requested

    return client_page


def begin_elsewhere(slug):
    """The text of the demonstration in another seminar of its leader and its reader."""
    text = Reading.objects.get(seminar__slug="open-seminar").essay.current_revision.markdown
    leader, reader = (User.objects.get(username=name) for name in ("leader", "reader"))
    seminar = create_seminar(name=slug, slug=slug, leader=leader)
    add_member(seminar, user=reader)
    essay = create_essay(markdown=text)
    reading = create_reading(seminar, essay=essay, slug="military-cooperation")
    Reading.objects.update(hypothesis_client=True)
    return reading


def export_all(page, sidebar, reading, file):
    """Export everything that the client shows of a reading as its JSON to this file."""
    shown = reading.annotations.filter(state="published", visibility="seminar", about=None)
    page.evaluate(HIGHLIGHTS, shown.exclude(start=None).count())  # the client has loaded them
    sidebar.get_by_role("button", name="Show share panel").click()
    sidebar.get_by_role("tab", name="Export").click()
    chooser = sidebar.get_by_role("combobox", name="Select which user")
    for _attempt in range(8):  # the client closes the list when more annotations come
        if "All annotations" in chooser.inner_text():
            break
        with suppress(PlaywrightTimeout):
            chooser.click(timeout=3000)
            sidebar.get_by_role("option", name="All annotations").click(timeout=3000)
    with page.expect_download() as downloading:
        sidebar.get_by_role("button", name="Export").click()
    downloading.value.save_as(file)


def said_in(reading):
    """What is published about words of a reading, as the client shows it: the words of the text,
    what is said of them, and the tags."""
    door = f"/s/{reading.seminar.slug}/{reading.slug}/hypothesis/api/search?limit=200"
    browser = Client()
    browser.force_login(User.objects.get(username="leader"))
    rows = browser.get(door).json()["rows"]
    published = Annotation.objects.filter(state="published", visibility="seminar", about=None)
    here = set(map(str, published.filter(reading=reading).values_list("pk", flat=True)))
    roots = [each for each in rows if each["id"] in here]
    return sorted((quoted(row), row["text"], sorted(row["tags"])) for row in roots)


def quoted(row):
    """The words of the text that a row quotes."""
    selectors = [each for target in row["target"] for each in target.get("selector", [])]
    return [each["exact"] for each in selectors if each["type"] == "TextQuoteSelector"]


def card_of(sidebar, words):
    """The innermost card with these words."""
    return sidebar.get_by_role("article").filter(has_text=words).last


@pytest.mark.slow
def test_the_client_reads_posts_edits_answers_flags_and_deletes(client_page, site):
    page, sidebar, requested = client_page("reader")
    roots = Annotation.objects.filter(about=None)
    shown = roots.filter(state="published", visibility="seminar")
    own = roots.filter(author__user__username="reader", state__in=rules.PRESENT)
    anchors = Anchor.objects.filter(annotation__in=shown | own)
    blocks = {each.paragraph_id: each for each in Reading.objects.get().essay.current.blocks.all()}
    found = [(blocks[each.paragraph_id], each.start, each.end) for each in anchors]
    places = [(block.address, block.text[start:end]) for block, start, end in found]
    highlighted = page.evaluate(HIGHLIGHTS, len(places))
    assert Counter(map(tuple, highlighted)) == Counter(places)

    page.evaluate(SELECT, ["p3", "Located in a complex"])
    page.locator("hypothesis-adder").get_by_role("button", name="Annotate").click()
    sidebar.locator("textarea").fill("It isn’t so.")
    tags = sidebar.get_by_role("combobox", name="Add tags")
    for tag in ("counterpoint", "attack:rebut"):
        tags.fill(tag)
        tags.press("Enter")
    sidebar.get_by_role("button", name="Post to Open seminar").click()
    card = card_of(sidebar, "It isn’t so.")
    card.get_by_role("button", name="Edit").wait_for()
    made = Annotation.objects.get(body="It isn’t so.")
    assert (made.kind, made.attack, made.exact) == ("counterpoint", "rebut", "Located in a complex")
    assert made.author.user.username == "reader"

    card.get_by_role("button", name="Edit").click()
    sidebar.locator("textarea").fill("It isn’t so at all.")
    sidebar.get_by_role("button", name="Post to Open seminar").click()
    card = card_of(sidebar, "It isn’t so at all.")
    card.get_by_role("button", name="Reply").click()
    sidebar.locator("textarea").fill("Or is it?")
    sidebar.get_by_role("button", name="Post to Open seminar").click()
    answer = card_of(sidebar, "Or is it?")
    answer.get_by_role("button", name="Delete").wait_for()
    made.refresh_from_db()
    assert (made.body, made.version, made.kind) == ("It isn’t so at all.", 2, "counterpoint")
    assert Annotation.objects.get(body="Or is it?").about == made

    answer.get_by_role("button", name="Delete").click()
    sidebar.get_by_role("dialog").get_by_role("button", name="Delete").click()
    answer.wait_for(state="detached")
    assert Annotation.objects.get(body="Or is it?").state == "withdrawn"

    other = card_of(sidebar, "essential pillar")
    other.get_by_role("button", name="Report this annotation to moderators").click()
    other.get_by_role("button", name="Annotation has been reported").wait_for()
    assert Flag.objects.latest("at").member.user.username == "reader"
    assert Flag.objects.latest("at").annotation.exact == "essential pillar"
    assert [each for each in requested if not each.startswith((site.url, "data:", "blob:"))] == []


@pytest.mark.slow
def test_what_the_client_exports_says_what_was_written_and_comes_back(client_page):
    page, sidebar, _requested = client_page("reader")
    sidebar.get_by_role("button", name="Show share panel").click()
    sidebar.get_by_role("tab", name="Export").click()
    with page.expect_download() as downloading:
        sidebar.get_by_role("button", name="Export").click()
    file = downloading.value.path()
    exported = json.loads(file.read_text())
    for row in exported["annotations"]:
        note, read = Annotation.objects.get(pk=row["id"]), read_annotation(row)
        assert (read.kind, read.content["body"]) == (note.kind, note.body)
        assert read.content["attack"] == note.attack
        assert read.content["relation"] == note.relation
        assert read.content.get("quotation", "") == note.quotation
    # One's own, as the client offers first.
    own = Annotation.objects.filter(author__user__username="reader", state__in=rules.PRESENT)
    assert {row["id"] for row in exported["annotations"]} == {str(each.pk) for each in own}

    lost = own.get(kind="counterpoint", exact="helps promote regional stability")
    withdraw(lost, by=lost.author)
    page.reload()
    page.get_by_role("button", name="Annotation sidebar", exact=True).click()
    sidebar.get_by_role("button", name="Show share panel").click()
    sidebar.get_by_role("tab", name="Import").click()
    sidebar.locator("input[type=file]").set_input_files(file)
    sidebar.get_by_test_id("import-button").click()
    sidebar.get_by_text("1 annotations imported").wait_for()
    again = own.exclude(pk=lost.pk).get(body=lost.body)
    said = ("kind", "attack", "body", "exact", "paragraph_id", "visibility")
    assert [getattr(again, name) for name in said] == [getattr(lost, name) for name in said]


@pytest.mark.slow
def test_what_the_client_exports_comes_in_here_goes_out_and_is_imported_by_the_client(
    client_page, visit, tmp_path
):
    exported, again = tmp_path / "exported.json", tmp_path / "again.json"
    here, there, elsewhere = Reading.objects.get(), *map(begin_elsewhere, ("there", "elsewhere"))
    page, sidebar, _requested = client_page("leader")
    export_all(page, sidebar, here, exported)
    page.context.close()

    page = visit("leader", f"/s/there/readings/{there.pk}/annotations/")
    page.get_by_label("The file").set_input_files(exported)
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("heading", name="What will be brought in").wait_for()
    assert not there.annotations.exists()
    page.get_by_role("button", name="Bring in").click()
    page.get_by_role("heading", name="What was brought in").wait_for()
    assert said_in(there) == said_in(here) != []
    # What answers a hidden one stays out with it.
    answers = Annotation.objects.filter(state="published", about__state="published")
    assert Counter(answers.filter(reading=there).values_list("body", "about__body")) == Counter(
        answers.filter(reading=here).values_list("body", "about__body")
    )

    page, sidebar, _requested = client_page("reader", "/s/there/military-cooperation/hypothesis/")
    export_all(page, sidebar, there, again)
    page.context.close()

    # The client imports the annotations of one person at a time, as those of who imports them, and
    # no answers.
    page, sidebar, _requested = client_page(
        "reader", "/s/elsewhere/military-cooperation/hypothesis/", empty=True
    )
    sidebar.get_by_role("button", name="Show share panel").click()
    sidebar.get_by_role("tab", name="Import").click()
    sidebar.locator("input[type=file]").set_input_files(again)
    roots = [row for row in json.loads(again.read_text())["annotations"] if "references" not in row]
    people = Counter(row["user"] for row in roots)
    chooser = sidebar.get_by_role("combobox", name="Select which user")
    for at in range(len(people)):
        chooser.click()
        sidebar.get_by_role("option").nth(at).click()
        sidebar.get_by_test_id("import-button").click()
        sidebar.get_by_test_id("progress-text").wait_for(state="detached")
    assert said_in(elsewhere) == said_in(here)
    made = Annotation.objects.filter(reading=elsewhere)
    assert {each.author.user.username for each in made} == {"reader"}
    assert len(made) == len(roots)
    page.context.close()


@pytest.mark.slow
def test_a_moderator_decides_in_the_client_unless_somebody_did_meanwhile(client_page):
    note = Annotation.objects.get(exact="Islamic Nation", about=None)
    flag_annotation(note, by=note.seminar.members.get(role="observer"), reason="other")
    moderator = User.objects.get(username="moderator")
    _page, sidebar, _requested = client_page("moderator")
    card = card_of(sidebar, "Islamic Nation")
    decide = card.get_by_role("combobox")
    decide.click()
    sidebar.get_by_role("option", name="Declined").click()
    card.get_by_text("Declined").wait_for()
    note.refresh_from_db()
    assert (note.state, Decision.objects.latest("number").who) == ("hidden", moderator.pk)
    take_step(Step.RESTORE, note, by=User.objects.get(username="leader"))
    decide.click()
    sidebar.get_by_role("option", name="Approved").click()
    sidebar.get_by_text("The annotation has been updated since this page was loaded.").wait_for()
    decide.wait_for(state="detached")  # it is loaded again: shown, and no flag waits


def test_without_the_client_the_page_shows_the_text_and_is_accessible(visit, accessible, settings):
    settings.HYPOTHESIS_CLIENT_DIR = ""
    Reading.objects.update(hypothesis_client=True)
    page = visit(None, PAGE, width=390)
    page.get_by_text("npm install hypothesis").wait_for()
    page.get_by_role("heading", level=1).wait_for()
    accessible(page)
