"""Mending a text in its preview before it is kept: split, join, drop, retype, put back."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from annotations.essays.models import Block, UploadedText
from annotations.essays.uploads import MAX_KEPT
from annotations.prose.blocks import parse_essay
from annotations.seminars.models import Seminar
from tests.cast import ESSAY

NEW = "/seminars/new/"
PAGE = (
    "<!doctype html><html lang=en><title>On Margins</title><body><h1>On Margins</h1>"
    "<p>First one. Then two.</p><p>Second one.</p><p>Share this page!</p>"
    "<table><tr><th>a</th></tr><tr><td>b</td></tr><tr><td>c</td></tr></table></body></html>"
)


@pytest.fixture
def browser(signed_in, stranger):
    return signed_in(stranger)


def page_of(answer):
    return answer.content.decode()


def fields(page):
    """The hidden fields of a preview, to be sent with the next step."""
    return dict(
        re.findall(r'<input type="hidden" name="(version|upload|shown)" value="([^"]*)"', page)
    )


def previewed(browser, page=PAGE, **more):
    file = SimpleUploadedFile("margins.html", page.encode())
    return page_of(browser.post(NEW, {"name": "Margins", "file": file, **more}))


def mend(browser, page, does, **more):
    """The page after a mend: `mend(browser, page, "join 1")`."""
    return browser.post(NEW, {"name": "Margins", **fields(page), "mend": does, **more})


def kept(browser, page):
    answer = browser.post(NEW, {"name": "Margins", **fields(page), "begin": "1"})
    assert answer.status_code == 302
    return [*Block.objects.order_by("position").values_list("type", "text")]


def test_a_leader_splits_joins_drops_and_retypes_and_keeps_what_the_preview_shows(browser):
    page = page_of(mend(browser, previewed(browser), "split 1", **{"split-1": "11"}))
    page = page_of(mend(browser, page, "join 2"))
    page = page_of(mend(browser, page, "drop 3"))
    page = page_of(mend(browser, page, "retype 1", **{"made-1": "heading 2"}))
    assert "1 split, 1 joined to the one before, 1 dropped, 1 made another kind" in page
    assert Seminar.objects.count() == 0
    assert kept(browser, page) == [
        ("title", "On Margins"),
        ("heading", "First one."),
        ("paragraph", "Then two. Second one."),
        ("table", "a\nb\nc"),
    ]


def test_what_was_dropped_is_put_back_and_the_last_change_is_taken_back(browser):
    page = page_of(mend(browser, previewed(browser), "drop 2"))
    assert 'value="restore 2"' in page
    page = page_of(mend(browser, page, "restore 2"))
    page = page_of(mend(browser, page, "join 1"))
    page = page_of(mend(browser, page, "undo"))
    assert [text for _kind, text in kept(browser, page)][1:3] == [
        "First one. Then two.",
        "Second one.",
    ]


def test_one_row_at_a_time_has_controls_and_what_was_typed_stays(browser):
    page = previewed(browser)
    assert page.count('name="made-') == 0
    sent = {"name": "My margins", "title": "My title", "byline": "Me", "language": "fr"}
    page = page_of(browser.post(NEW, {**sent, **fields(page), "open": "1"}))
    assert re.findall(r'name="(made-\d+)"', page) == ["made-1"]
    assert re.findall(r'name="split-1" value="(\d+)"', page) == ["11"]
    page = page_of(mend(browser, page, "drop 3", **sent))
    for name, value in sent.items():
        assert re.search(f'name="{name}" value="{value}"', page), name


def test_typed_markdown_is_mended_like_a_file(browser):
    page = page_of(browser.post(NEW, {"name": "Margins", "text": ESSAY}))
    assert "<textarea" in page
    page = page_of(mend(browser, page, "drop 1", text=ESSAY))
    assert "<textarea" not in page
    first = parse_essay(ESSAY).blocks[1].text
    assert first not in [text for _kind, text in kept(browser, page)]


def test_an_older_preview_says_so_and_changes_nothing(browser):
    first = previewed(browser)
    second = mend(browser, first, "drop 2")
    assert second.status_code == 200
    late = mend(browser, first, "drop 3")
    assert late.status_code == 409
    assert "This preview was an older one" in page_of(late)
    assert "1 dropped" in page_of(late)
    begun = browser.post(NEW, {"name": "Margins", **fields(first), "begin": "1"})
    assert begun.status_code == 409
    assert Seminar.objects.count() == 0
    assert len(kept(browser, page_of(begun))) == 4


@pytest.mark.parametrize("does", ["join 4", "split 4", "drop 99", "retype 0", "split 1", "x 1"])
def test_what_can_not_be_done_leaves_the_text(browser, does):
    page = previewed(browser)
    answer = mend(browser, page, does)
    assert answer.status_code == 200
    assert len(kept(browser, page_of(answer))) == 5


def test_the_last_paragraph_can_not_be_dropped(browser):
    page = previewed(browser, "<html><body><h2>A</h2><p>Only this.</p></body></html>")
    answer = page_of(mend(browser, page, "drop 1"))
    assert "The text was left as it was" in answer
    assert ("paragraph", "Only this.") in kept(browser, answer)


def test_a_file_chosen_meanwhile_is_shown_before_it_is_kept(browser):
    page = previewed(browser)
    file = SimpleUploadedFile("other.html", b"<html><body><p>Another text.</p></body></html>")
    answer = page_of(
        browser.post(NEW, {"name": "Margins", **fields(page), "file": file, "begin": "1"})
    )
    assert "You chose another file" in answer
    assert Seminar.objects.count() == 0
    assert kept(browser, answer) == [("paragraph", "Another text.")]


def test_a_long_text_is_shown_in_parts(browser, django_assert_max_num_queries):
    page = previewed(browser, "<html><body>" + "".join(f"<p>No {n}.</p>" for n in range(1, 451)))
    assert page.count('class="piece') == 200
    page = page_of(browser.post(NEW, {"name": "Margins", **fields(page), "part": "400"}))
    assert re.findall(r">(No \d+\.)</div>", page) == [f"No {n}." for n in range(401, 451)]
    with django_assert_max_num_queries(15):
        page = page_of(mend(browser, page, "join 449"))  # the last one: nothing to join
    page = page_of(mend(browser, page, "join 410"))
    assert "No 411. No 412." in page
    assert ">No 399.<" not in page


def test_nobody_mends_the_upload_of_somebody_else(browser, signed_in, people):
    page = previewed(browser)
    mend(signed_in(people["reader"]), page, "drop 2")
    assert UploadedText.objects.get().mends == []


def test_a_session_that_ended_keeps_the_mended_text(browser, stranger):
    page = page_of(mend(browser, previewed(browser), "drop 2"))
    browser.logout()
    answer = mend(browser, page, "drop 3")
    assert answer.status_code == 302
    browser.force_login(stranger, backend=settings.AUTHENTICATION_BACKENDS[0])
    again = page_of(browser.get(NEW))
    texts = [text for _kind, text in kept(browser, again)]
    assert "Second one." not in texts
    assert "Share this page!" in texts


def test_only_the_newest_uploads_of_a_user_are_kept(browser):
    for _ in range(MAX_KEPT + 2):
        previewed(browser)
    assert UploadedText.objects.count() == MAX_KEPT


def test_a_mended_text_is_changed_by_hand_as_markdown(browser):
    page = page_of(mend(browser, previewed(browser), "drop 2"))
    page = page_of(browser.post(NEW, {"name": "Margins", **fields(page), "by_hand": "1"}))
    typed = re.search(r'<textarea id="id_text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)[1]
    assert "First one. Then two." in typed
    assert "Second one." not in typed
    assert 'name="upload"' not in page
    answer = browser.post(NEW, {"name": "Margins", "text": typed + "\n\nMore.", "begin": "1"})
    assert answer.status_code == 302
    texts = [*Block.objects.order_by("position").values_list("text", flat=True)]
    assert texts == ["On Margins", "First one. Then two.", "Share this page!", "a\nb\nc", "More."]


def test_a_language_that_does_not_fit_is_said_and_its_field_is_open(browser):
    german = "<p>Das ist nicht der Rand, mit dem die Welt das Ende nicht versteht.</p>" * 10
    page = previewed(browser, f"<html lang=en><title>Rand</title><body>{german}</body></html>")
    assert "is said to be in “en”, but its words look like “de”" in page
    assert re.search(r'<details class="optional"\s+open>\s*<summary>Title, author', page)
    page = page_of(browser.post(NEW, {"name": "Margins", **fields(page), "language": "de"}))
    assert "is said to be in" not in page


def test_a_mend_that_is_not_possible_any_more_is_left_out(browser):
    page = page_of(mend(browser, previewed(browser), "drop 3"))
    page = page_of(mend(browser, page, "join 1"))
    stored = UploadedText.objects.get()
    stored.mends[1][1] = [99]  # as if the program read the text otherwise since
    stored.save()
    page = page_of(browser.post(NEW, {"name": "Margins", **fields(page)}))
    assert "You changed: 1 dropped." in " ".join(page.split())


def test_the_changes_of_a_text_are_bounded(browser):
    page = previewed(browser)
    many = "drop" + " 3" * 60_000
    page = page_of(mend(browser, page, many))
    assert "1 dropped" in page
    assert "This can’t be done there" in page_of(mend(browser, page, many))
