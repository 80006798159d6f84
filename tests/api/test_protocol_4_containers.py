"""Section 4 of the Protocol: annotation containers, their representations and pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.api.protocol import containers
from annotations.margin.models import Annotation
from tests.api.conftest import ANNO, CONTAINER, PAGE, note

BASIC = '<http://www.w3.org/ns/ldp#BasicContainer>; rel="type"'
CONSTRAINED = (
    '<http://www.w3.org/TR/annotation-protocol/>; rel="http://www.w3.org/ns/ldp#constrainedBy"'
)
INCLUDE = 'return=representation;include="{}"'
MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
IRIS = "http://www.w3.org/ns/oa#PreferContainedIRIs"
DESCRIPTIONS = "http://www.w3.org/ns/oa#PreferContainedDescriptions"


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(containers, "PAGE_SIZE", 3)


@pytest.fixture
def seven(reading, write):
    """Seven notes, by two people."""
    return [write(reading, ("reader", "leader")[n % 2], number=n % 3 + 1) for n in range(7)]


def prefer(*values):
    return INCLUDE.format(" ".join(values))


# 4.1


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_the_methods_are_supported_and_advertised(reading, program, method):
    response = program()(method, CONTAINER)
    assert response.status_code == (204 if method == "options" else 200)
    methods = {each.strip() for each in response["Allow"].split(",")}
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}
    assert response["Accept-Post"].startswith(ANNO)


@pytest.mark.parametrize(
    ("method", "status"), [("get", 200), ("head", 200), ("options", 204), ("delete", 405)]
)
def test_its_links_are_on_all_responses(reading, program, method, status):
    response = program()(method, CONTAINER)
    assert response.status_code == status
    assert {BASIC, CONSTRAINED} <= {each.strip() for each in response["Link"].split(",")}
    refused = program().post("nonsense")
    assert refused.status_code == 400
    assert {BASIC, CONSTRAINED} <= {each.strip() for each in refused["Link"].split(",")}


@pytest.mark.parametrize("method", ["get", "head"])
def test_it_has_an_entity_tag_and_varies_by_accept(reading, program, method):
    response = program()(method, CONTAINER)
    assert response["ETag"].startswith('"')
    assert {"Accept", "Prefer"} <= {each.strip() for each in response["Vary"].split(",")}


def test_without_accept_it_is_json_ld(reading, program):
    response = program().get()
    assert response["Content-Type"] == ANNO
    assert response.json()["@context"][:2] == [
        "http://www.w3.org/ns/anno.jsonld",
        "http://www.w3.org/ns/ldp.jsonld",
    ]


def test_its_address_has_neither_query_nor_fragment_and_ends_in_a_slash(reading, program):
    entry = program().get("/api/", Accept="application/json").json()
    (reading_here,) = entry["seminars"][0]["readings"]
    assert reading_here["annotations"] == f"http://testserver{CONTAINER}"


# 4.2


def test_the_collection_has_its_classes_and_numbers(seven, program):
    document = program().get().json()
    assert document["type"] == ["BasicContainer", "AnnotationCollection"]
    assert document["total"] == 7
    assert document["label"] == "On Reading Together"
    assert document["modified"] >= document["first"]["items"][0]["created"]
    assert document["last"] == f"{document['id']}&page=last"


def test_an_empty_container_has_no_pages(reading, program):
    document = program().get().json()
    assert document["total"] == 0
    assert not {"first", "last", "modified"} & document.keys()


def test_the_address_in_the_answer_says_what_the_pages_contain(seven, program):
    for preference, iris in ((DESCRIPTIONS, 0), (IRIS, 1)):
        response = program().get(Prefer=prefer(preference))
        assert response["Content-Location"] == f"http://testserver{CONTAINER}?iris={iris}"
        assert response.json()["id"] == response["Content-Location"]
        assert response["Preference-Applied"] == "return=representation"
    assert program().get()["Content-Location"].endswith("?iris=0")
    assert "Preference-Applied" not in program().get()


def test_a_minimal_container_has_no_annotations(seven, program):
    for preferences, iris in (((MINIMAL,), 0), ((MINIMAL, IRIS), 1)):
        document = program().get(Prefer=prefer(*preferences)).json()
        assert "contains" not in document
        assert document["first"] == f"http://testserver{CONTAINER}?iris={iris}&page=first"
        page = program().get(document["first"]).json()
        assert isinstance(page["items"][0], str) == bool(iris)


def test_contained_addresses_are_in_the_first_page(seven, program):
    document = program().get(Prefer=prefer(IRIS)).json()
    assert document["first"]["type"] == "AnnotationPage"
    assert document["first"]["items"] == [
        f"http://testserver{CONTAINER}{each.pk}/" for each in seven
    ]


@pytest.mark.parametrize("preference", ["", DESCRIPTIONS])
def test_contained_descriptions_are_whole(seven, program, preference):
    headers = {"Prefer": prefer(preference)} if preference else {}
    items = program().get(**headers).json()["first"]["items"]
    assert [each["body"]["value"] for each in items] == [each.body for each in seven]
    alone = program().get(items[0]["id"]).json()
    del alone["@context"]
    assert items[0] == alone


def test_preferences_that_exclude_each_other_are_refused(seven, program):
    response = program().get(Prefer=prefer(IRIS, DESCRIPTIONS))
    assert response.status_code == 400


# 4.3


def walk(call, document):
    """All pages of a collection."""
    page = document["first"]
    pages = [page]
    while "next" in page:
        page = call.get(page["next"]).json()
        pages.append(page)
    return pages


@pytest.mark.parametrize("iris", [False, True])
def test_the_pages_hold_the_whole_in_order(seven, program, small_pages, iris):
    call = program()
    document = call.get(**({"Prefer": prefer(IRIS)} if iris else {})).json()
    pages = walk(call, document)
    found = [each if iris else each["id"] for page in pages for each in page["items"]]
    assert found == [f"http://testserver{CONTAINER}{each.pk}/" for each in seven]
    assert [page["startIndex"] for page in pages] == [0, 3, 6]
    assert {page["partOf"]["id"] for page in pages} == {document["id"]}
    assert {page["partOf"]["total"] for page in pages} == {7}
    last = call.get(document["last"]).json()
    assert last["items"] == pages[-1]["items"]
    assert last["startIndex"] == 6
    assert "next" not in last


def test_the_pages_lead_back(seven, program, small_pages):
    call = program()
    document = call.get().json()
    forth = walk(call, document)
    page, back = call.get(document["last"]).json(), []
    while page:
        back.insert(0, page)
        page = call.get(page["prev"]).json() if "prev" in page else None
    assert [page["items"] for page in back] == [page["items"] for page in forth]
    assert [page["startIndex"] for page in back] == [0, 3, 6]
    assert back[0]["next"] == forth[0]["next"]


def test_a_page_is_no_container(seven, program):
    page = f"{CONTAINER}?iris=0&page=first"
    response = program().get(page)
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    refused = program().post(note(), page)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("query", ["after=nonsense", "before=0001-01-01_x", "page=9", "after="])
def test_odd_pages_are_pages(seven, program, query):
    assert program().get(f"{CONTAINER}?{query}").json()["type"] == "AnnotationPage"


def test_a_page_costs_the_same_however_deep_it_is(reading, program, write, monkeypatch):
    monkeypatch.setattr(containers, "PAGE_SIZE", 20)
    for n in range(70):
        kind = ("note", "counterpoint", "source")[n % 3]
        first = write(reading, "leader", kind=kind, words="alone" if n % 2 else "")
        if n % 5 == 0:
            write(reading, "another_reader", about=first)
    call = program("reader")
    call.get()  # the first use of a day is noted
    page, costs = call.get().json()["first"], []
    while "next" in page:
        with CaptureQueriesContext(connection) as queries:
            page = call.get(page["next"]).json()
        costs.append(len(queries))
    assert costs == [7, 7, 7, 7]


# 4.4, for HTML


def test_the_page_of_a_reading_leads_to_its_container(reading, program):
    page = program("nobody").get(PAGE).content.decode()
    link = f'<link rel="http://www.w3.org/ns/oa#annotationService" href="{CONTAINER}">'
    assert link in page


def test_the_total_counts_what_its_reader_may_see(reading, write, program):
    write(reading, "leader")
    write(reading, "leader", visibility="private")
    write(reading, "leader", state="pending")
    totals = {who: program(who).get().json()["total"] for who in ("reader", "leader", "moderator")}
    assert totals == {"reader": 1, "leader": 3, "moderator": 2}
    assert Annotation.objects.count() == 3
