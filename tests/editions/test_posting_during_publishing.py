"""Posting to an earlier text: annotations land on the words they were written about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.identifiers import uuid7
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies import store
from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import FIRST, SECOND, block_of, placement_of, reload, revise, write

pytestmark = pytest.mark.django_db

PAGE = "/s/together/on-reading/"
type Browse = Callable[..., Client]


@pytest.fixture
def sent(reading: Reading) -> dict[str, Any]:
    """A note begun on the first revision, which has been corrected since."""
    first = reading.essay.current_id
    revise(reading, SECOND)
    return {
        "id": str(uuid7()),
        "kind": "note",
        "visibility": "seminar",
        "body": "Begun before the text changed.",
        "revision": str(first),
    }


def posted(sent: dict[str, Any]) -> Annotation:
    return Annotation.objects.get(pk=sent["id"])


def test_a_passage_posted_to_the_old_text_is_carried_into_the_new(
    browse: Browse, reading: Reading, sent: dict[str, Any]
) -> None:
    words = "waits for a second reader"
    answer = browse("reader").post(f"{PAGE}p/2/", {**sent, "exact": words}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{PAGE}?at={sent['id']}#a-{sent['id']}"
    assert placement_of(posted(sent)) == (3, words, "shifted")
    assert posted(sent).revision.number == 1
    assert store.tally_differences(reload(reading)) == {}


def test_a_note_on_a_whole_paragraph_moves_with_the_paragraph(
    browse: Browse, reading: Reading, sent: dict[str, Any]
) -> None:
    browse("reader").post(f"{PAGE}p/4/", sent)
    assert posted(sent).paragraph == block_of(reload(reading), 1).paragraph
    assert placement_of(posted(sent)) == (1, "", "unchanged")
    assert store.tally_differences(reload(reading)) == {}


def test_a_note_on_words_that_are_gone_becomes_an_orphan(
    browse: Browse, reading: Reading, sent: dict[str, Any]
) -> None:
    browse("reader").post(f"{PAGE}p/3/", {**sent, "exact": "the old wooden bridge"})
    assert placement_of(posted(sent))[2] == "gone"
    assert placement_of(posted(sent), posted(sent).revision)[1] == "the old wooden bridge"
    assert store.tally_differences(reload(reading)) == {}


def test_an_answer_is_placed_at_what_it_answers(
    browse: Browse, reading: Reading, members: dict[str, Member]
) -> None:
    first = reading.essay.current_id
    root = write(reading, members["another_reader"], number=4)
    revise(reading, SECOND)
    sent = {
        "id": str(uuid7()),
        "kind": "note",
        "visibility": "seminar",
        "body": "An answer.",
        "about": str(root.pk),
        "revision": str(first),
    }
    browse("reader").post(f"{PAGE}p/4/", sent)
    assert posted(sent).paragraph == block_of(reload(reading), 1).paragraph
    assert store.tally_differences(reload(reading)) == {}


def test_posting_from_the_margin_reloads_the_page_at_the_note(
    browse: Browse, sent: dict[str, Any]
) -> None:
    answer = browse("reader").post(f"{PAGE}p/4/", sent, HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"] == f"/a/{sent['id']}/"


def test_posting_the_same_annotation_twice_creates_one(
    browse: Browse, reading: Reading, sent: dict[str, Any]
) -> None:
    reader = browse("reader")
    for _ in range(2):
        reader.post(f"{PAGE}p/2/", {**sent, "exact": "second reader"})
    assert Anchor.objects.filter(annotation=sent["id"]).count() == 2
    assert store.tally_differences(reload(reading)) == {}


@pytest.mark.parametrize("revision", ["", "nonsense", "00000000-0000-7000-8000-000000000000"])
def test_an_invalid_revision_in_the_form_means_the_current_one(
    browse: Browse, reading: Reading, sent: dict[str, Any], revision: str
) -> None:
    browse("reader").post(f"{PAGE}p/1/", {**sent, "revision": revision, "exact": "printers"})
    assert placement_of(posted(sent)) == (1, "printers", "unchanged")


def test_an_invalid_post_to_the_old_text_keeps_what_was_typed(
    browse: Browse, reading: Reading, sent: dict[str, Any]
) -> None:
    answer = browse("reader").post(f"{PAGE}p/3/", {**sent, "exact": "no such words"})
    assert answer.status_code == 422
    assert "Begun before the text changed." in answer.text
    assert f'name="revision" value="{sent["revision"]}"' in answer.text
    assert FIRST.split("\n\n")[4][:30] in answer.text
