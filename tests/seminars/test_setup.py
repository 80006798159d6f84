"""Creating a seminar from a text or as a copy, and adding readings."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from annotations.essays.models import Block
from annotations.people.models import User
from annotations.seminars.models import Invitation, Prompt, Reading, Seminar
from annotations.seminars.rules import RESERVED_SLUGS
from tests.cast import ESSAY, block_of
from tests.prose.pdf_files import LOCKED, pdf, picture, wrapped
from tests.prose.test_documents import HOSTILE, ITALIC, docx, epub

NEW = "/seminars/new/"


@pytest.fixture
def browser(signed_in, stranger):
    return signed_in(stranger)


def text_in(page):
    found = re.search(r'<textarea id="id_text"[^>]*>\n(.*?)</textarea>', page, re.S)
    return found[1] if found else None


def test_a_markdown_file_becomes_a_seminar_in_two_forms(browser, stranger):
    file = SimpleUploadedFile("reading.md", ESSAY.encode())
    looked = browser.post(NEW, {"name": "Margins 2026", "file": file})
    page = looked.content.decode()
    assert looked.status_code == 200
    assert Seminar.objects.count() == 0  # a look keeps nothing
    assert re.findall(r'<span class="num" aria-hidden="true">(\d*)</span>', page) == [
        *("", "1", "", "2", "3", "4")
    ]
    begun = browser.post(NEW, {"name": "Margins 2026", "text": text_in(page), "begin": "1"})
    assert (begun.status_code, begun["Location"]) == (302, "/s/margins-2026/members/")
    seminar = Seminar.objects.get()
    assert [(each.user, each.role) for each in seminar.members.all()] == [(stranger, "leader")]
    reading = seminar.readings.get()
    assert (reading.slug, reading.essay.title) == ("on-reading-together", "On Reading Together")
    assert browser.get("/s/margins-2026/on-reading-together/").status_code == 200


def test_the_link_is_on_the_page_that_follows_and_shown_once(browser):
    browser.post(NEW, {"name": "Margins", "text": ESSAY, "begin": "1"})
    page = browser.get("/s/margins/members/").content.decode()
    token = re.search(r"/join/([\w-]{32})/", page)[1]
    assert Invitation.objects.get().digest != token
    assert "/join/" not in browser.get("/s/margins/members/").content.decode()


def test_signing_in_while_setting_up_keeps_the_pasted_text(client, db):
    assert client.get(NEW)["Location"] == f"/accounts/login/?next={NEW}"
    answer = client.post(NEW, {"name": "Margins", "text": "A text that was typed.", "begin": "1"})
    assert answer["Location"] == f"/accounts/login/?next={NEW}"
    client.force_login(
        User.objects.create(username="new"), backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    page = client.get(NEW).content.decode()
    assert text_in(page) == "A text that was typed."
    assert 'value="Margins"' in page
    assert Seminar.objects.count() == 0
    assert client.post(NEW, {"name": "Margins", "text": "A text.", "begin": "1"}).status_code == 302
    assert text_in(client.get(NEW).content.decode()) == ""


def test_a_text_too_long_for_the_session_stays_on_the_page_of_a_signed_out_visitor(client, db):
    text = "Long. " * 60_000
    answer = client.post(NEW, {"name": "Margins", "text": text, "begin": "1"})
    assert answer.status_code == 401
    assert text_in(answer.content.decode()) == text
    assert Seminar.objects.count() == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": "Words."}, "Give the seminar a name."),
        ({"name": "x" * 121, "text": "Words."}, "At most 120 characters, please."),
        ({"name": "Reading together", "text": "Words."}, "There is a seminar of this name already"),
        ({"name": "New"}, "Paste the text, or choose its file."),
        ({"name": "New", "text": "# Only a heading"}, "There is no paragraph in this text"),
        ({"name": "New", "text": "A \x00 byte"}, "unreadable character (U+0000) in line 1"),
        ({"name": "New", "text": "Words.", "language": "!"}, "Write the language as a short tag"),
    ],
)
def test_an_error_is_shown_beside_its_field_and_the_input_is_kept(begin, browser, sent, words):
    begin("reading-together")
    answer = browser.post(NEW, {**sent, "begin": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert text_in(page) == sent.get("text", "")
    assert Seminar.objects.count() == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_beside_its_field(browser, name):
    file = SimpleUploadedFile("essay", HOSTILE[name])
    answer = browser.post(NEW, {"name": "New", "file": file, "begin": "1"})
    assert answer.status_code == 422
    assert '<div id="file-error"><ul class="errorlist"' in answer.content.decode()
    assert Seminar.objects.count() == 0


@pytest.mark.parametrize(("name", "made"), [("a.docx", docx(ITALIC)), ("a.epub", epub())])
def test_documents_and_books_are_shown_and_then_kept_without_sending_them_again(
    browser, name, made
):
    page = browser.post(NEW, {"name": "New", "file": SimpleUploadedFile(name, made)})
    assert page.status_code == 200
    upload = re.search(r'name="upload" value="([^"]+)"', page.content.decode())
    browser.post(NEW, {"name": "New", "upload": upload[1], "begin": "1"})
    blocks = Block.objects.values_list("text", flat=True)
    assert [*blocks] in (["A margin waits"], ["One.", "Two."])


def test_a_pdf_becomes_a_text_that_shows_where_its_pages_begin(browser):
    words = "Whoever reads this margin, reads it to the end and goes on to the next page of it."
    made = pdf(wrapped(words, 700), [(100, 700, 18, 0, "Part Two"), *wrapped(words, 650)])
    new = browser.get(NEW).content.decode()
    assert ".pdf" in re.search(r'accept="([^"]+)"', new)[1].split(",")
    page = browser.post(NEW, {"name": "New", "file": SimpleUploadedFile("a.pdf", made)})
    assert page.status_code == 200
    upload = re.search(r'name="upload" value="([^"]+)"', page.content.decode())
    browser.post(NEW, {"name": "New", "upload": upload[1], "begin": "1"})
    assert [*Block.objects.values_list("type", "text")] == [
        ("paragraph", words),
        ("heading", "Part Two"),
        ("paragraph", words),
    ]
    read = browser.get(f"/s/new/{Seminar.objects.get().readings.get().slug}/").content.decode()
    assert re.findall(r'class="page-mark"[^>]* data-label="([^"]+)"', read) == ["p. 1", "p. 2"]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (pdf([], drawn=picture(0, 0, 600, 800)), "let a program recognise the text first (OCR)"),
        (pdf([], trailer=LOCKED), "This PDF is locked with a password: open it with the password"),
    ],
    ids=["scanned", "locked"],
)
def test_a_pdf_is_refused_beside_its_field_and_nothing_typed_is_lost(browser, made, words):
    typed = {"name": "New", "text": "A text that was typed.", "language": "de-CH"}
    file = SimpleUploadedFile("a.pdf", made)
    answer = browser.post(NEW, {**typed, "file": file, "begin": "1"})
    page = answer.content.decode()
    assert (answer.status_code, Seminar.objects.count()) == (422, 0)
    assert words in re.search(r'<div id="file-error">(.*?)</div>', page, re.S)[1]
    assert text_in(page) == typed["text"]
    assert all(f'value="{typed[name]}"' in page for name in ("name", "language"))


def test_signing_in_while_setting_up_keeps_an_uploaded_file(client, stranger):
    file = SimpleUploadedFile("a.docx", docx(ITALIC))
    answer = client.post(NEW, {"name": "Margins", "file": file, "begin": "1"})
    assert answer["Location"] == f"/accounts/login/?next={NEW}"
    client.force_login(stranger)
    upload = re.search(r'name="upload" value="([^"]+)"', client.get(NEW).content.decode())
    client.post(NEW, {"name": "Margins", "text": "", "upload": upload[1], "begin": "1"})
    assert Block.objects.get().text == "A margin waits"


def test_an_upload_of_somebody_else_is_not_there(browser, signed_in, people):
    page = browser.post(NEW, {"name": "New", "file": SimpleUploadedFile("a.docx", docx(ITALIC))})
    upload = re.search(r'name="upload" value="([^"]+)"', page.content.decode())
    taken = signed_in(people["reader"]).post(NEW, {"name": "Mine", "upload": upload[1]})
    assert taken.status_code == 422
    assert "A margin" not in taken.content.decode()


def test_what_was_left_out_of_a_file_is_said_in_one_line_that_unfolds(browser):
    page = "<html><body><p>Words. <button>Press here</button></p><p>More <img src=a> words.</p>"
    file = SimpleUploadedFile("a.html", page.encode())
    shown = browser.post(NEW, {"name": "New", "file": file}).content.decode()
    found = re.search(r'<details class="left-out">.*?</details>', shown, re.DOTALL)[0]
    words = "1 button or form field, 1 picture without a description"
    assert words in " ".join(found.split())
    assert "Press here" in found


def test_what_seems_to_be_no_part_of_a_page_is_shown_and_dropped_with_one_press(browser):
    page = "<html><body><nav><a href='/'>Home</a></nav><p>Words.</p><p hidden>Not seen.</p></body>"
    file = SimpleUploadedFile("a.html", page.encode())
    shown = browser.post(NEW, {"name": "New", "file": file}).content.decode()
    assert "1 block looks like a menu" in shown
    assert "1 block was hidden on the page" in shown
    fields = dict(re.findall(r'name="(upload|version)" value="([^"]*)"', shown))
    every = re.search(r'value="(drop [\d ]+)" id="drop-suspects"', shown)[1]
    shown = browser.post(NEW, {"name": "New", **fields, "mend": every}).content.decode()
    assert "2 dropped" in shown
    assert "looks like" not in shown.partition('class="piece')[0]
    fields = dict(re.findall(r'name="(upload|version)" value="([^"]*)"', shown))
    browser.post(NEW, {"name": "New", **fields, "begin": "1"})
    assert [*Block.objects.values_list("text", flat=True)] == ["Words."]


def test_a_name_without_latin_letters_gets_a_random_slug(browser):
    browser.post(NEW, {"name": "読書会", "text": "Words.", "begin": "1"})
    seminar = Seminar.objects.get()
    assert (seminar.name, seminar.slug[:8]) == ("読書会", "seminar-")


def test_a_new_reading_needs_valid_dates_and_gets_a_free_slug(reading, signed_in, leader):
    browser = signed_in(leader)
    late = {"opens_at": "2026-05-04T10:00", "due_at": "2026-05-03T10:00"}
    answer = browser.post("/s/together/readings/", {"text": "Words.", **late, "begin": "1"})
    assert answer.status_code == 422
    assert "This is before the reading opens." in answer.content.decode()
    odd = browser.post("/s/together/readings/", {"text": "Words.", "due_at": "soon", "begin": "1"})
    assert "Write a date and time" in odd.content.decode()
    sent = {"text": "# Settings\n\nWords.", "opens_at": "2026-05-01T10:00", "begin": "1"}
    assert browser.post("/s/together/readings/", sent).status_code == 302
    new = Reading.objects.exclude(pk=reading.pk).get()
    assert (new.slug, new.position) == ("settings-2", 1)
    assert "settings" in RESERVED_SLUGS  # or the reading would hide that page


def test_readings_can_be_moved_up_and_down(reading, signed_in, leader):
    browser = signed_in(leader)
    browser.post("/s/together/readings/", {"text": "# Second\n\nWords.", "begin": "1"})
    second = Reading.objects.get(slug="second")
    browser.post(f"/s/together/readings/{second.pk}/place/", {"up": "1"})
    assert list(reading.seminar.readings.values_list("slug", flat=True)) == [
        "second",
        "on-reading",
    ]


def test_a_prompt_for_a_paragraph_is_shown_at_that_paragraph(reading, signed_in, leader, people):
    page = f"/s/together/readings/{reading.pk}/"
    pinned = f"{page}prompts/{block_of(reading, 2).paragraph_id}/"
    sent = {"title": "On Reading", "language": "en", "prompt": "Who is the second reader?"}
    assert signed_in(leader).post(page, sent).status_code == 302
    assert signed_in(leader).post(pinned, {"words": "What waits?"}).status_code == 302
    read = signed_in(people["nobody"]).get("/s/together/on-reading/").content.decode()
    assert "Who is the second reader?" in read
    assert read.count("What waits?") == 1
    there = read[read.index('id="p2"') : read.index('id="p3"')]
    assert "What waits?" in there
    too_long = signed_in(leader).post(pinned, {"words": "x" * 501})
    assert too_long.status_code == 422
    assert "x" * 501 in too_long.content.decode()  # what was typed is shown again
    assert Prompt.objects.get().words == "What waits?"


def test_an_upcoming_reading_is_shown_to_leaders_and_moderators_only(
    reading, signed_in, people, write
):
    note = write(reading, "leader")
    Reading.objects.update(opens_at="2126-01-01T00:00Z")
    for who, status in [("leader", 200), ("moderator", 200), ("reader", 404), ("nobody", 404)]:
        browser = signed_in(people[who])
        assert browser.get("/s/together/on-reading/").status_code == status, who
        expected = 302 if status == 200 else 404
        assert browser.get(f"/a/{note.pk}/").status_code == expected, who
    page = signed_in(people["reader"]).get("/s/together/").content.decode()
    assert "Opens on" in page
    assert 'href="/s/together/on-reading/"' not in page


def test_a_copy_of_a_seminar_has_its_texts_and_policies_but_no_people(
    begin, write, signed_in, leader
):
    old = begin(moderation="before", write_first=True, about="Margins.")
    write(old, "reader")
    Prompt.objects.create(
        seminar=old.seminar,
        reading=old,
        paragraph=block_of(old, 3).paragraph,
        words="Of many books?",
    )
    browser = signed_in(leader)
    taken = browser.post("/s/together/copy/", {"name": "Together"})
    assert taken.status_code == 422
    answer = browser.post("/s/together/copy/", {"name": "Together again"})
    assert answer["Location"] == "/s/together-again/members/"
    new = Seminar.objects.get(slug="together-again")
    assert (new.moderation, new.write_first, new.about) == ("before", True, "Margins.")
    assert [member.user for member in new.members.all()] == [leader]
    reading = new.readings.get()
    assert reading.essay_id != old.essay_id
    assert reading.annotations.count() == 0
    assert [each.paragraph for each in reading.prompts.all()] == [block_of(reading, 3).paragraph]


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "stranger", "nobody"])
def test_only_a_leader_opens_the_settings_copy_and_reading_pages(reading, signed_in, people, who):
    browser = signed_in(people[who])
    for page in ("settings/", "copy/", "readings/", f"readings/{reading.pk}/"):
        answer = browser.get(f"/s/together/{page}")
        assert answer.status_code in (403, 302), page
        assert browser.post(f"/s/together/{page}", {"name": "Mine now"}).status_code in (403, 302)
    assert Seminar.objects.get().name == "Reading together"
