"""A corrected file in any format is published as set-up would read it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from annotations.editions.actions import publish_revision
from annotations.essays.models import Block, UploadedText
from annotations.essays.queries import parsed_essay
from annotations.prose.documents.document import document_from_json, document_to_json
from annotations.prose.documents.reader import read_document
from annotations.prose.markdown.writer import blocks_to_markdown
from tests.cast import block_of
from tests.prose.test_documents import docx, word_paragraph

NEW = "/s/together/on-reading/revisions/new/"
PAGE = (
    "<!doctype html><html lang=en><body><h1>On Reading</h1>"
    "<p>Seen<sup><a id=r href='#n'>1</a></sup>"
    " by all.</p><table><tr><th>a</th><th>b</th></tr><tr><td>one cell</td><td></td></tr></table>"
    "<div class=poem><p>One line<br>and two.</p></div><p id=n><a href='#r'>1</a> The note.</p>"
)


def upload(page, name="corrected.html"):
    return SimpleUploadedFile(name, page.encode() if isinstance(page, str) else page)


def current(reading):
    reading.essay.refresh_from_db()
    return reading.essay.current_revision


def kinds(reading):
    return list(current(reading).blocks.values_list("type", "text"))


def test_a_corrected_file_in_another_format_is_previewed_and_published(reading, signed_in, leader):
    browser = signed_in(leader)
    before = current(reading)
    preview = browser.post(NEW, {"expected": before.pk, "file": upload(PAGE)})
    found = re.search(r'name="upload" value="([^"]+)"', preview.content.decode())
    assert current(reading) == before  # a look publishes nothing
    sent = {"expected": before.pk, "upload": found[1], "publish": "1"}
    assert browser.post(NEW, sent).status_code == 302
    assert kinds(reading) == [
        ("title", "On Reading"),
        ("paragraph", "Seen by all."),
        ("footnote", "The note."),
        ("table", "a\tb\none cell"),
        ("verse", "One line\nand two."),
    ]


def test_annotations_on_a_cell_a_footnote_and_a_line_of_verse_follow_a_correction(
    reading, signed_in, leader, write
):
    browser = signed_in(leader)
    browser.post(NEW, {"expected": current(reading).pk, "file": upload(PAGE), "publish": "1"})
    reading.refresh_from_db()
    blocks = {block.type: block for block in current(reading).blocks.all()}
    for kind, words in [("table", "one cell"), ("footnote", "note"), ("verse", "and two")]:
        block = blocks[kind]
        start = block.text.index(words)
        sent = {"kind": "note", "body": f"On the {kind}", "visibility": "seminar"}
        passage = {"exact": words, "start": start, "end": start + len(words)}
        answer = browser.post(f"/s/together/on-reading/p/{block.part}/", {**sent, **passage})
        assert answer.status_code == 302, kind
    corrected = PAGE.replace("<h1>", "<p>New.</p><h1>").replace("The note", "The first note")
    corrected = corrected.replace("One line", "A line").replace("<th>b", "<th>better")
    sent = {"expected": current(reading).pk, "file": upload(corrected), "publish": "1"}
    assert browser.post(NEW, sent).status_code == 302
    page = browser.get("/s/together/on-reading/").content.decode()
    for words in ("one cell", "note", "and two"):
        assert re.search(rf'<mark class="note w1"[^>]*><a [^>]*>{words}</a></mark>', page), words


def test_a_leader_comes_from_the_essay_to_what_moved_in_three_steps(reading, signed_in, people):
    link = f'href="{NEW}"'  # then the file, then the button that shows what changes
    page = "/s/together/on-reading/"
    assert link in signed_in(people["leader"]).get(page).content.decode()
    assert link not in signed_in(people["reader"]).get(page).content.decode()


def test_a_page_shows_a_footnote_below_its_paragraph_linked_both_ways(reading, signed_in, leader):
    browser = signed_in(leader)
    browser.post(NEW, {"expected": current(reading).pk, "file": upload(PAGE), "publish": "1"})
    page = browser.get("/s/together/on-reading/").content.decode()
    assert 'href="/s/together/on-reading/#note-1"' in page
    assert re.search(r'id="note-1" href="#note-mark-1"', page)
    assert "Annotate footnote 1" in page
    note = current(reading).blocks.get(type="footnote")
    alone = browser.get(f"/s/together/on-reading/p/{note.part}/").content.decode()
    assert "Footnote 1 of" in alone


def test_the_same_file_again_changes_nothing_and_the_old_text_returns(reading, signed_in, leader):
    browser = signed_in(leader)
    first = current(reading)
    browser.post(NEW, {"expected": first.pk, "file": upload(PAGE), "publish": "1"})
    second = current(reading)
    again = browser.post(NEW, {"expected": second.pk, "file": upload(PAGE)})
    assert "This is the text as it stands" in again.content.decode()
    sent = {"expected": second.pk, "markdown": second.markdown}
    assert "This is the text as it stands" in browser.post(NEW, sent).content.decode()
    browser.post(NEW, {"expected": second.pk, "markdown": first.markdown, "publish": "1"})
    assert current(reading) == first
    browser.post(NEW, {"expected": first.pk, "file": upload(PAGE), "publish": "1"})
    assert current(reading) == second


def test_a_word_file_corrects_by_the_command_too(reading, tmp_path):
    file = tmp_path / "corrected.docx"
    file.write_bytes(docx(word_paragraph("1517. In that year.")))
    call_command("revise_essay", "together/on-reading", file)
    assert kinds(reading) == [("paragraph", "1517. In that year.")]


def test_a_document_is_kept_exactly_while_its_preview_is_looked_at(db):
    document = read_document(PAGE.encode(), "a.html")
    stored = UploadedText.objects.create(document=document_to_json(document))
    stored.refresh_from_db()
    assert document_from_json(stored.document) == document


def test_a_copy_of_a_seminar_has_the_same_blocks(reading, signed_in, leader):
    browser = signed_in(leader)
    browser.post(NEW, {"expected": current(reading).pk, "file": upload(PAGE), "publish": "1"})
    browser.post("/s/together/copy/", {"name": "Again"})
    copied = Block.objects.exclude(revision__essay=reading.essay).order_by("position")
    assert list(copied.values_list("type", "text")) == kinds(reading)


def test_the_markdown_for_correcting_reads_as_the_same_blocks(reading):
    parsed = read_document(PAGE.encode(), "a.html").essay
    publish_revision(
        reading,
        markdown=blocks_to_markdown(parsed.blocks),
        by=None,
        expected_current=reading.essay.current_id,
    )
    assert parsed_essay(current(reading)) == parsed
    assert block_of(reading, 1).text == "Seen by all."


def sent_with(page):
    hidden = r'<input type="hidden" name="(version|upload|shown|expected|remark)" value="([^"]*)"'
    return dict(re.findall(hidden, page))


def test_a_corrected_text_is_mended_in_its_preview_before_it_is_published(
    reading, signed_in, leader
):
    browser = signed_in(leader)
    first = current(reading)
    page = browser.post(NEW, {"expected": first.pk, "file": upload(PAGE), "remark": "Better"})
    mended = browser.post(NEW, {**sent_with(page.content.decode()), "mend": "drop 3"})
    assert "1 dropped" in mended.content.decode()
    sent = {**sent_with(mended.content.decode()), "mend": "retype 4", "made-4": "quote"}
    mended = browser.post(NEW, sent)
    assert current(reading) == first
    older = browser.post(NEW, {**sent_with(page.content.decode()), "publish": "1"})
    assert older.status_code == 409
    assert current(reading) == first
    answer = browser.post(NEW, {**sent_with(mended.content.decode()), "publish": "1"})
    assert answer.status_code == 302
    assert kinds(reading) == [
        ("title", "On Reading"),
        ("paragraph", "Seen by all."),
        ("footnote", "The note."),
        ("quote", "One line\nand two."),
    ]
    assert current(reading).remark == "Better"


def test_htmx_gets_a_row_of_the_corrected_text_without_a_plan(reading, signed_in, leader):
    browser = signed_in(leader)
    sent = {"expected": current(reading).pk, "markdown": "# New\n\nOne. Two.", "open": "1"}
    answer = browser.post(NEW, sent, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer["HX-Reswap"] == "outerHTML"
    assert 'name="made-1"' in page
    assert "outcomes" not in page


def test_title_author_and_language_are_mended_in_the_preview_of_a_correction(
    reading, signed_in, leader
):
    browser = signed_in(leader)
    first = current(reading)
    text = "# On Reading Again\n\nAn entirely other text.\n"
    page = browser.post(NEW, {"expected": first.pk, "markdown": text}).content.decode()
    shown = dict(re.findall(r'name="(title|byline|language)" value="([^"]*)"', page))
    assert shown == {"title": "On Reading Again", "byline": "A. Reader", "language": "en"}
    details = {"title": "On Reading, Twice", "byline": "A. Writer", "language": "no tag!"}
    sent = {"expected": first.pk, "markdown": text, **details}
    wrong = browser.post(NEW, {**sent, "publish": "1"})
    assert wrong.status_code == 422
    assert "Write the language as a short tag" in wrong.content.decode()
    assert 'value="On Reading, Twice"' in wrong.content.decode()
    again = browser.post(NEW, {**sent, "edit": "1"}).content.decode()
    assert 'name="byline" value="A. Writer"' in again
    assert current(reading) == first
    sent = {**sent, "language": "ar", "publish": "1"}
    assert browser.post(NEW, sent).status_code == 302
    assert current(reading).number == 2
    essay = reading.essay
    assert (essay.title, essay.byline) == ("On Reading, Twice", "A. Writer")
    assert (essay.language, essay.direction) == ("ar", "rtl")


def test_a_correction_that_says_nothing_of_its_author_leaves_the_author_as_he_is(
    reading, signed_in, leader
):
    sent = {"expected": current(reading).pk, "markdown": "Another text.", "publish": "1"}
    assert signed_in(leader).post(NEW, sent).status_code == 302
    assert current(reading).number == 2
    assert reading.essay.byline == "A. Reader"
