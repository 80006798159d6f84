"""Section 3 of the Protocol: annotation retrieval."""

import pytest

from tests.api.conftest import ANNO, CONTAINER

TYPE = '<http://www.w3.org/ns/ldp#Resource>; rel="type"'


@pytest.fixture
def address(reading, write):
    return f"{CONTAINER}{write(reading, 'reader', words='comfortable').pk}/"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_the_three_methods_are_supported(program, address, method):
    response = program()(method, address)
    assert response.status_code == (204 if method == "options" else 200)
    assert {each.strip() for each in response["Allow"].split(",")} == {
        *("GET", "HEAD", "OPTIONS", "PUT", "DELETE")
    }
    assert TYPE in response["Link"]


def test_the_representation_is_json_ld_with_the_profile(program, address):
    response = program().get(address)
    assert response["Content-Type"] == ANNO
    document = response.json()
    assert document["id"] == f"http://testserver{address}"
    assert document["type"] == "Annotation"
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert program().get(address, Accept=ANNO)["Content-Type"] == ANNO
    assert program().get(address, Accept="application/json")["Content-Type"] == "application/json"


@pytest.mark.parametrize("method", ["get", "head"])
def test_there_is_an_entity_tag_and_what_the_answer_varies_by(program, address, method):
    response = program()(method, address)
    assert response["ETag"].startswith('"')
    varies = {each.strip() for each in response["Vary"].split(",")}
    assert {"Accept", "Authorization"} <= varies


def test_the_entity_tag_tells_of_a_change_and_of_nothing_else(program, address):
    tag = program().get(address)["ETag"]
    assert program().get(address)["ETag"] == tag
    unchanged = program().get(address, If_None_Match=tag)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["ETag"] == tag
    document = program().get(address).json()
    document["body"]["value"] = "Other words."
    assert program()("put", address, document, If_Match=tag).status_code == 200
    assert program().get(address)["ETag"] != tag
    assert program().get(address, If_None_Match=tag).status_code == 200


def test_a_representation_that_there_is_none_of_is_refused(program, address):
    response = program().get(address, Accept="text/turtle")
    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith("/api/#not-acceptable")
    assert program().get(address, Accept="text/turtle;q=1, */*;q=0.1").status_code == 200


def test_the_short_address_answers_the_same(program, address):
    short = "/api/a/" + address.removeprefix(CONTAINER)
    assert program().get(short).json() == program().get(address).json()
    assert program().get(short)["ETag"] == program().get(address)["ETag"]


def test_an_annotation_is_below_its_own_container_only(begin, program, write):
    begin()
    elsewhere = begin("elsewhere")
    there = write(elsewhere, "reader")
    assert program().get(f"/api/s/elsewhere/on-reading/annotations/{there.pk}/").status_code == 200
    assert program().get(f"{CONTAINER}{there.pk}/").status_code == 404
