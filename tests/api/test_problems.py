"""Refusals are problem details (RFC 9457), and bad input never is an accident."""

import json
import sqlite3
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.api.problems import TITLES
from annotations.api.protocol import views
from annotations.margin.models import Annotation
from tests.api.conftest import CONTAINER, PAGE, note, quoting

MISSING = f"{CONTAINER}01890000-0000-7000-8000-000000000000/"


def problem(response):
    """The code of a problem, which is whole."""
    assert response["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == response.status_code
    assert document["title"]
    assert document["detail"]
    assert document["type"].startswith("http://testserver/api/#")
    return document["type"].partition("#")[2]


def test_every_problem_is_explained_on_the_page(client, db):
    page = client.get("/api/", headers={"Accept": "text/html"}).content.decode()
    for code in TITLES:
        assert f'<dt id="{code}">' in page


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (" ", 400, "malformed"),
        ("{", 400, "malformed"),
        (b"\xff\xfe{}", 400, "malformed"),
        ('{"target": NaN}', 400, "malformed"),
        ('{"target": -Infinity}', 400, "malformed"),
        ('{"target": ' + "9" * 5000 + "}", 400, "malformed"),
        ("[" * 100_000, 400, "malformed"),
        ("[" * 100_000 + "]" * 100_000, 400, "malformed"),
        ('{"a":' * 60 + "1" + "}" * 60, 400, "malformed"),
        ("[]", 422, "invalid"),
        ("null", 422, "invalid"),
        ('"Annotation"', 422, "invalid"),
        ("{}", 422, "invalid"),
        ('{"type": "Cat"}', 422, "invalid"),
        ('{"@context": "http://example.com/mine.jsonld"}', 415, "unknown-context"),
        ('{"@context": {"@vocab": "http://example.com/"}}', 415, "unknown-context"),
        ('{"@context": ["http://www.w3.org/ns/anno.jsonld", 5]}', 415, "unknown-context"),
        ('{"@context": "file:///etc/passwd"}', 415, "unknown-context"),
        (json.dumps(note()) + "x", 400, "malformed"),
    ],
)
def test_what_is_no_annotation_is_refused(reading, program, body, status, code):
    response = program().post(body)
    assert (response.status_code, problem(response)) == (status, code)
    assert Annotation.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"body": {"value": 5}},
        {"body": {"value": "x", "format": "image/png"}},
        {"body": [[]]},
        {"body": [{"value": "x"}] * 101},
        {"body": {"type": "Choice"}},
        {"body": {"value": "x" * 10_001}},
        {"body": {"value": "a\u0000b"}},
        {"body": {"value": "\ud800"}},
        {"target": "\ud800"},
        {"body": None},
        {"motivation": "highlighting", "body": []},
        {"counterpoint:visibility": "everyone"},
        {"counterpoint:visibility": ["seminar"]},
        {"counterpoint:kind": "poem"},
        {"counterpoint:attack": "shout", "motivation": "assessing"},
        {"id": 5},
        {"canonical": "no address"},
        {"canonical": "urn:x:\u0000"},
        {"canonical": "urn:x:" + "x" * 3_000},
        {"via": [5]},
        {"via": ["urn:x:1"] * 21},
        {"target": []},
        {"target": 5},
        {"target": [f"{PAGE}#p1", f"{PAGE}#p2"]},
        {"target": {"source": 5}},
        {"target": {"source": PAGE, "selector": "x"}},
        {"target": {"source": PAGE, "selector": [{}] * 21}},
        {"target": quoting(5)},
        {"target": quoting("x" * 400_000)},
        {"target": {"source": PAGE, "selector": {"type": "TextPositionSelector", "start": 1.5}}},
        {"target": {"source": PAGE, "selector": {"type": "TextPositionSelector", "start": True}}},
        {"target": {"source": PAGE, "selector": {"type": "TextPositionSelector", "start": -1}}},
        {"motivation": "linking", "body": {"purpose": "linking", "citation": "x"}},
        {"motivation": "linking", "body": {"purpose": "linking", "citation": {"type": 5}}},
        {"motivation": "linking", "body": {"purpose": "linking", "source": ["x"]}},
    ],
)
def test_what_an_annotation_may_not_be_is_refused_with_its_place(reading, program, changes):
    response = program().post(note(**changes))
    assert response.status_code == 422, response.content
    assert problem(response) in ("invalid", "unplaceable", "elsewhere")
    assert Annotation.objects.count() == 0


def test_selectors_that_refine_each_other_for_ever_are_refused(reading, program):
    selector = {"type": "TextQuoteSelector", "exact": "x"}
    for _ in range(20):
        selector = {"type": "FragmentSelector", "refinedBy": selector}
    response = program().post(note(target={"source": PAGE, "selector": selector}))
    assert response.status_code == 422


def test_a_body_of_ten_megabytes_is_refused(reading, program):
    response = program().post(note("x" * 10_000_000))
    assert (response.status_code, problem(response)) == (413, "too-large")


def test_a_body_that_is_larger_than_it_says_is_refused(reading, program):
    call = program()
    response = call.client.generic(
        "POST",
        CONTAINER,
        b" " * 2_000_000,
        content_type="application/json",
        headers=call.headers,
        CONTENT_LENGTH="nonsense",
    )
    assert response.status_code in (400, 413)


@pytest.mark.parametrize("kind", ["text/turtle", "text/plain", "multipart/form-data", ""])
def test_other_types_are_not_read(reading, program, kind):
    response = program().post(json.dumps(note()), **{"Content-Type": kind})
    assert (response.status_code, problem(response)) == (415, "unsupported-type")
    assert response["Accept-Post"].startswith("application/ld+json")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", MISSING, 404),
        ("put", MISSING, 404),
        ("delete", MISSING, 404),
        ("get", "/api/s/nowhere/nothing/annotations/", 404),
        ("get", "/api/s/nowhere/nothing/text/", 404),
        ("get", "/api/nothing/", 404),
        ("get", "/api/s/together/on-reading/annotations/5/", 404),
        ("post", "/api/nothing", 404),
        ("post", "/api/", 405),
        ("trace", CONTAINER, 405),
    ],
)
def test_what_is_not_there_is_a_problem(reading, program, method, address, status):
    response = program()(method, address, {} if method in ("put", "post") else None)
    assert response.status_code == status
    assert problem(response) == ("not-found" if status == 404 else "method-not-allowed")


def test_an_address_without_its_last_slash_leads_to_it(reading, program):
    response = program().post(note(), CONTAINER.rstrip("/"))
    assert (response.status_code, response["Location"]) == (308, CONTAINER)


def test_an_unseen_annotation_answers_as_one_that_is_not_there(reading, program, write):
    secret = write(reading, "leader", visibility="private")
    call = program()
    there, nothing = (call.get(f"/api/a/{each}/") for each in (secret.pk, uuid4()))
    assert there.status_code == nothing.status_code == 404
    one, other = there.json(), nothing.json()
    assert one.pop("instance") != other.pop("instance")
    assert one == other


def test_a_busy_database_is_a_problem(reading, program, monkeypatch):
    def locked(*arguments, **options):
        cause = sqlite3.OperationalError("database is locked")
        cause.sqlite_errorcode = 5
        raise OperationalError("database is locked") from cause

    monkeypatch.setattr(views, "create_annotation", locked)
    response = program().post(note(), Origin="https://a.example")
    assert (response.status_code, problem(response)) == (503, "busy")
    assert response["Retry-After"] == "5"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_an_accident_is_a_problem_too(reading, program, monkeypatch):
    def broken(*arguments, **options):
        raise RuntimeError("secret words")

    monkeypatch.setattr(views, "create_annotation", broken)
    call = program()
    call.client.raise_request_exception = False
    response = call.post(note())
    assert (response.status_code, problem(response)) == (500, "failed")
    assert b"secret words" not in response.content


@override_settings(ALLOWED_HOSTS=["testserver"])
def test_another_host_is_refused(reading, program):
    response = program().get(CONTAINER, Host="evil.example")
    assert response.status_code == 400


# Anything that JSON can say.

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.just(PAGE)
)
NAMES = st.sampled_from(
    "@context id type body target selector source value format purpose exact prefix suffix start "
    "end items refinedBy motivation canonical via citation tags text uri references permissions "
    "read bodyValue counterpoint:kind counterpoint:attack counterpoint:visibility".split()
)
VALUES = st.recursive(
    SCALARS,
    lambda inside: (
        st.lists(inside, max_size=4) | st.dictionaries(NAMES | st.text(), inside, max_size=6)
    ),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def shared():
    """What the examples of one test share."""
    return {}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_no_document_is_an_accident(reading, program, shared, document):
    call = shared.get(reading.pk) or program()
    shared[reading.pk] = call
    Annotation.objects.all().delete()  # else there are too many in a minute
    response = call.post(json.dumps({**note(), **document}))
    assert response.status_code in (201, 400, 409, 415, 422), response.content
    if response.status_code == 201:
        assert call.get(response["Location"]).json() == response.json()
    else:
        problem(response)
