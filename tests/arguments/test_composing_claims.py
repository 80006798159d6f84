"""Claims in the composer of an annotation."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from annotations.arguments.models import Claim
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from tests.arguments.conftest import ALONE, PLACE, of, write

type Signed = Callable[[str], Client]


def test_a_composer_offers_the_questions_of_a_named_scheme(claim: Claim, signed_in: Signed) -> None:
    client = signed_in("reader")
    client.post(of(claim, "scheme/"), {"scheme": "analogy"})
    question = "Are the two alike in what matters here?"
    assert client.get(of(claim)).content.decode().count(question) == 1
    assert client.get(f"{PLACE}/p/1/?kind=counterpoint").content.decode().count(question) == 1
    assert question not in client.get(f"{PLACE}/p/2/?kind=counterpoint").content.decode()


def test_a_question_links_to_a_composer_that_quotes_it_at_the_words_of_the_claim(
    reading: Reading, signed_in: Signed
) -> None:
    words = "Nobody contradicts you"
    made = write(reading, claim=ALONE, words=words).bearing.claim
    client = signed_in("another_reader")
    client.post(of(made, "scheme/"), {"scheme": "practical-reasoning"})
    page = client.get(of(made)).text
    [link] = re.findall(r'<a href="([^"]+)">Can it be done at all\?</a>', page)
    composer = client.get(unescape(link).partition("#")[0]).text
    assert "Walton, Reed and Macagno" in page
    assert "Starting from</span> “Can it be done at all?”" in composer
    assert re.findall(r'<textarea[^>]*name="exact"[^>]*>(.*?)</textarea>', composer) == [words]
    assert re.findall(r'name="attack" value="(\w+)"\s[^>]*\bchecked', composer) == ["undermine"]
    sent = {"kind": "counterpoint", "question": "practical-reasoning-3", "visibility": "seminar"}
    refused = client.post(f"{PLACE}/p/1/", sent)
    assert refused.status_code == 422
    assert "Starting from</span> “Can it be done at all?”" in refused.text
    for unknown in ("practical-reasoning-99", "<b>", ""):
        page = client.get(f"{PLACE}/p/1/", {"kind": "counterpoint", "question": unknown}).text
        assert "Starting from" not in page


def test_a_composer_offers_the_claims_of_its_paragraph(
    reading: Reading, claim: Claim, other: Claim, signed_in: Signed
) -> None:
    write(reading, claim="Kept to oneself", visibility="private")
    page = signed_in("another_reader").get(f"{PLACE}/p/1/").content.decode()
    assert page.count(f'<option value="{ALONE}">') == 1
    assert '<option value="A margin waits">' not in page
    assert '<option value="Kept to oneself">' not in page


def test_a_source_is_attached_to_a_claim(claim: Claim, signed_in: Signed) -> None:
    sent = {
        "kind": "source",
        "citation": "10.2307/2010183",
        "relation": "supports",
        "claim": ALONE,
        "visibility": "seminar",
    }
    signed_in("another_reader").post(f"{PLACE}/p/1/", sent)
    assert claim.bearings.filter(annotation__kind="source").count() == 1


def test_answering_an_annotation_that_was_withdrawn_is_rejected_and_input_is_kept(
    reading: Reading, claim: Claim, signed_in: Signed
) -> None:
    objection = Annotation.objects.get()
    signed_in("reader").post(f"/a/{objection.pk}/withdrawal/")
    sent = {
        "kind": "counterpoint",
        "attack": "rebut",
        "body": "Not so fast, and this took an hour.",
        "about": str(objection.pk),
        "visibility": "seminar",
    }
    response = signed_in("another_reader").post(f"{PLACE}/p/1/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "is not here any more. Your text is kept" in page
    assert "Not so fast, and this took an hour." in page


@pytest.mark.parametrize("field", ["evidence", "citation"])
def test_a_counterpoint_and_its_source_are_posted_together(
    reading: Reading, signed_in: Signed, field: str
) -> None:
    client = signed_in("reader")
    sent = {
        "id": "0192a000-0000-7000-8000-000000000001",
        "kind": "counterpoint",
        "attack": "undermine",
        "body": "Nobody has counted.",
        "claim": ALONE,
        "visibility": "private",
        field: "10.2307/2010183\n9780801494185",
    }
    for _ in range(2):  # sent twice is once
        assert client.post(f"{PLACE}/p/1/", sent).status_code == 302
    counterpoint = Annotation.objects.get(kind="counterpoint")
    sources = Annotation.objects.filter(kind="source")
    brought = sources.values_list("about", "relation", "visibility", "state", "body")
    assert list(brought) == [(counterpoint.pk, "supports", "private", "published", "")] * 2
    assert counterpoint.citation == ""


def test_an_unreadable_source_of_a_counterpoint_is_rejected_beside_its_field(
    reading: Reading, signed_in: Signed
) -> None:
    sent = {
        "kind": "counterpoint",
        "attack": "rebut",
        "body": "Nobody has counted.",
        "visibility": "seminar",
        "evidence": "978-0-8014-9418-4",
    }
    response = signed_in("reader").post(f"{PLACE}/p/1/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("978-0-8014-9418-4</textarea>") == 1
    assert page.count("it is 4 and should be 5") == 1
    assert Annotation.objects.count() == 0


def test_where_a_moderator_looks_first_counterpoint_and_source_are_both_pending(
    begin: Callable[..., Reading], signed_in: Signed
) -> None:
    begin(moderation="before")
    sent = {
        "kind": "counterpoint",
        "attack": "rebut",
        "body": "Nobody has counted.",
        "visibility": "seminar",
        "evidence": "10.2307/2010183",
    }
    signed_in("reader").post(f"{PLACE}/p/1/", sent)
    assert list(Annotation.objects.values_list("state", flat=True)) == ["pending"] * 2


def test_a_preview_shows_no_errors_about_missing_fields(
    reading: Reading, signed_in: Signed
) -> None:
    sent = {"kind": "counterpoint", "attack": "rebut", "body": "No.", "preview": "1"}
    sent |= {"evidence": "Walt, Stephen M. The Origins of Alliances. 1987."}
    page = signed_in("reader").post(f"{PLACE}/p/1/", sent).content.decode()
    assert page.count("Choose who will see it") == 0
    assert page.partition('aria-label="Preview"')[2].count("The Origins of Alliances") == 1
