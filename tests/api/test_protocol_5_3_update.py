"""Section 5.3 of the Protocol: updating annotations."""

import pytest

from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from tests.api.conftest import ANNO, CONTAINER, PAGE, note, quoting


@pytest.fixture
def made(reading, program):
    """A note that a program of the reader made, as it was answered."""
    return program().post(note(target=quoting("comfortable"), canonical="urn:x:1"))


@pytest.fixture
def change(program, made):
    """Send the document with changes: `change(body={"value": "…"})`."""

    def change(call=None, *, tag=None, without=(), **changes):
        document = {**made.json(), **changes}
        for name in without:
            del document[name]
        headers = {"If-Match": made["ETag"] if tag is None else tag}
        return (call or program())("put", made["Location"], document, **headers)

    return change


def text(value):
    return {"type": "TextualBody", "value": value}


def test_a_put_replaces_what_it_says_and_answers_with_the_new_state(made, change, program, reading):
    response = change(body=text("Other words."))
    assert response.status_code == 200
    assert response["Content-Type"] == ANNO
    document = response.json()
    assert document["body"]["value"] == "Other words."
    assert document["modified"] >= document["created"]
    again = program().get(made["Location"])
    assert (again.json(), again["ETag"]) == (document, response["ETag"])
    changed = Annotation.objects.get()
    assert (changed.body, changed.version) == ("Other words.", 2)
    assert changed.wordings.get().body == "What a program says."
    assert store.tally_differences(reading) == {}


def test_the_same_document_again_changes_nothing(made, change):
    response = change()
    assert response.status_code == 200
    assert response.json() == made.json()
    assert Annotation.objects.get().version == 1


def test_without_a_version_it_is_refused(made, change, program):
    response = program()("put", made["Location"], made.json())
    assert response.status_code == 428
    assert response.json()["type"].endswith("#precondition-required")


def test_a_stale_version_is_refused(made, change):
    assert change(body=text("Second.")).status_code == 200
    response = change(body=text("Third."))
    assert response.status_code == 412
    assert response.json()["type"].endswith("#stale")
    assert change(body=text("Third."), tag=response["ETag"]).status_code == 200
    assert Annotation.objects.get().body == "Third."


@pytest.mark.parametrize("form", ["W/{}", '"other", {}', "*"])
def test_a_version_may_be_weak_among_others_or_any(made, change, form):
    assert change(body=text("Other."), tag=form.format(made["ETag"])).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"canonical": "urn:x:2"},
        {"via": ["urn:x:3"]},
        {"target": f"{PAGE}#p2"},
        {"target": quoting("Nobody")},
        {"counterpoint:kind": "counterpoint", "counterpoint:attack": "rebut"},
        {"counterpoint:visibility": "private"},
        {"id": "urn:uuid:01890000-0000-7000-8000-000000000000"},
    ],
)
def test_what_may_not_change_is_refused(made, change, changes):
    response = change(**changes)
    assert response.status_code == 409, response.json()
    assert response.json()["type"].endswith("#conflict")
    assert Annotation.objects.get().version == 1


@pytest.mark.parametrize(
    "target", [quoting("comfortable"), {"selector": quoting("comfortable")["selector"]}]
)
def test_the_same_place_may_be_said_otherwise(made, change, target):
    assert change(target=target, body=text("Other.")).status_code == 200


def test_what_is_unset_stays(made, change):
    response = change(body=text("Other."), without=("canonical", "id", "creator", "@context"))
    assert response.json()["canonical"] == "urn:x:1"


def test_a_private_annotation_can_be_shown(reading, program):
    call = program()
    made = call.post(note(**{"counterpoint:visibility": "private"}))
    document = made.json() | {"counterpoint:visibility": "seminar"}
    assert program("leader").get(made["Location"]).status_code == 404
    response = call("put", made["Location"], document, If_Match=made["ETag"])
    assert response.json()["counterpoint:visibility"] == "seminar"
    assert program("leader").get(made["Location"]).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("leader", 403), ("stranger", 403), ("former", 403)])
def test_only_its_author_changes_it(made, change, program, who, status):
    call = program(who)
    tag = call.get(made["Location"])["ETag"]
    assert change(call, body=text("Mine now."), tag=tag).status_code == status
    assert Annotation.objects.get().version == 1


def test_an_edit_that_waits_is_shown_to_its_author(begin, program):
    reading = begin()
    call = program()
    made = call.post(note())
    reading.seminar.moderation = "before"
    reading.seminar.save()
    document = made.json() | {"body": text("Waits.")}
    response = call("put", made["Location"], document, If_Match=made["ETag"])
    assert response.json()["body"]["value"] == "Waits."
    assert response.json()["counterpoint:editWaits"] is True
    others = program("another_reader").get(made["Location"]).json()
    assert others["body"]["value"] == "What a program says."
    assert "counterpoint:editWaits" not in others


def test_a_source_that_is_sent_back_goes_on_citing_the_same_work(reading, program, write):
    call = program()
    body = {"purpose": "linking", "source": "https://doi.org/10.1000/182"}
    made = call.post(note(motivation="linking", body=body, **{"counterpoint:relation": "context"}))
    assert made.status_code == 201
    before = Annotation.objects.get()
    document = made.json() | {"counterpoint:relation": "disputes"}
    changed = call("put", made["Location"], document, If_Match=made["ETag"])
    assert changed.status_code == 200, changed.content
    after = Annotation.objects.get()
    assert (after.relation, after.work, after.citation) == (
        *("disputes", before.work, before.citation),
    )
    document = changed.json()
    document["body"]["citation"] = {"type": "book", "title": "Another"}
    del document["body"]["counterpoint:citedAs"]
    changed = call("put", made["Location"], document, If_Match=changed["ETag"])
    assert changed.json()["body"]["citation"]["title"] == "Another"
    assert Annotation.objects.get().work != before.work


def test_a_missing_annotation_is_not_created(reading, program):
    address = f"{CONTAINER}01890000-0000-7000-8000-000000000000/"
    assert program()("put", address, note(), If_Match="*").status_code == 404


def test_there_is_no_patch(made, program):
    response = program()("patch", made["Location"], {})
    assert response.status_code == 405
    assert response["Allow"] == "GET, PUT, DELETE, HEAD, OPTIONS"
