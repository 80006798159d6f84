"""What stands in an annotation's document where the text has changed, or something is hidden."""

import pytest

from annotations.editions.actions import publish_revision
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from tests.api.conftest import CONTAINER, PAGE, note
from tests.cast import ESSAY


@pytest.fixture
def document(program):
    """The document of an annotation as somebody sees it."""

    def document(annotation, who="reader"):
        response = program(who).get(f"{CONTAINER}{annotation.pk}/")
        assert response.status_code == 200
        return response.json()

    return document


@pytest.fixture
def publish(reading, leader):
    """Publish the essay with other words: `publish("old", "new")`."""

    def publish(old, new):
        assert old in ESSAY
        expected = reading.essay.current_revision.pk
        markdown = ESSAY.replace(old, new)
        publish_revision(reading, markdown=markdown, by=leader, expected_current=expected)

    return publish


def selectors(document):
    found = document["target"]["selector"]
    return {each["type"]: each for each in (found if isinstance(found, list) else [found])}


def test_a_passage_is_where_it_is_in_the_current_text(reading, write, document, publish, program):
    annotation = write(reading, "reader", number=2, words="argument that waits")
    before = selectors(document(annotation))["TextPositionSelector"]
    publish("Nobody contradicts you.", "Nobody contradicts you there, or anywhere else.")
    after = selectors(document(annotation))["TextPositionSelector"]
    assert after["start"] > before["start"]
    text = program().get("/api/s/together/on-reading/text/", Accept="text/plain").content.decode()
    assert text[after["start"] : after["end"]] == "argument that waits"
    assert "counterpoint:selectedAs" not in document(annotation)["target"]


def test_a_passage_that_was_reworded_says_what_was_selected(reading, write, document, publish):
    annotation = write(reading, "reader", number=2, words="an argument that waits")
    publish("an argument that waits", "an argument which waits")
    target = document(annotation)["target"]
    quote = selectors(document(annotation))["TextQuoteSelector"]
    assert quote["exact"] == "an argument which waits"
    assert target["counterpoint:selectedAs"]["exact"] == "an argument that waits"


def test_a_passage_that_is_gone_has_no_position(reading, write, document, publish, program):
    annotation = write(reading, "reader", number=4, words="last word is never")
    publish("The last word is never the last.\n", "Silence.\n")
    found = document(annotation)
    assert found["target"]["counterpoint:orphan"] is True
    assert set(selectors(found)) == {"TextQuoteSelector"}
    assert selectors(found)["TextQuoteSelector"]["exact"] == "last word is never"
    # It can be changed all the same: its place stays what it is.
    call, address = program(), f"{CONTAINER}{annotation.pk}/"
    found["body"]["value"] = "Lost."
    changed = call("put", address, found, If_Match=call.get(address)["ETag"])
    assert (changed.status_code, changed.json()["body"]["value"]) == (200, "Lost.")


def test_an_answer_to_something_unseen_does_not_name_it(reading, write, document, people):
    gone = write(reading, "another_reader", body="Gone words")
    answer = write(reading, "leader", about=gone, body="An answer that stays")
    assert document(answer)["target"] == f"http://testserver{CONTAINER}{gone.pk}/"
    take_step(Step.REMOVE, gone, by=people["moderator"], reason="uncivil")
    shown = document(answer)
    assert shown["target"]["source"] == PAGE
    assert selectors(shown)["FragmentSelector"]["value"] == "p1"
    assert str(gone.pk) not in str(shown)
    assert str(gone.pk) in str(document(answer, "moderator"))


def test_names_are_those_of_the_seminar(begin, write, document, people):
    reading = begin(pseudonyms=True)
    annotation = write(reading, "leader")
    member = annotation.author
    member.shown_as = "The Owl"
    member.save()
    assert document(annotation)["creator"] == {"type": "Person", "name": "The Owl"}


def test_a_version_that_compression_made_weak_can_be_sent_back(reading, program):
    made = program().post(note("Long words. " * 50), Accept_Encoding="gzip")
    address = made["Location"]
    shown = program().get(address, Accept_Encoding="gzip")
    assert shown["Content-Encoding"] == "gzip"
    assert shown["ETag"].startswith('W/"')
    call = program()
    document = call.get(address).json() | {"body": {"type": "TextualBody", "value": "Short."}}
    assert call("put", address, document, If_Match=shown["ETag"]).status_code == 200
    assert call.get(address, If_None_Match=shown["ETag"]).status_code == 200
