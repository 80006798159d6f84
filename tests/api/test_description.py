"""The description of the API (OpenAPI) against what the API answers."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from tests.api.conftest import CONTAINER, READING, note, quoting

HTTP = ("get", "put", "post", "delete")


@pytest.fixture
def description(client, db):
    return client.get("/api/openapi.json").json()


def path_of(description, address):
    """The path of the description that an address is one of."""
    for path in description["paths"]:
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), address.partition("?")[0]):
            return path
    raise AssertionError(address)


def resolved(description, part):
    """A part of the description, or what it refers to."""
    if "$ref" in part:
        for name in part["$ref"].removeprefix("#/").split("/"):
            description = description[name]
        return description
    return part


def check(description, method, response, address):
    """Hold an answer against what the description says of it."""
    operation = description["paths"][path_of(description, address)][method]
    said = operation["responses"].get(str(response.status_code))
    assert said, (method, address, response.status_code)
    said = resolved(description, said)
    for name in said.get("headers", {}):
        assert name in response, (name, address)
    if response.status_code in (204, 304):
        return
    kind = response["Content-Type"]
    types = {each.replace(" ", ""): each for each in said["content"]}
    bare = kind if kind.replace(" ", "") in types else kind.partition(";")[0]
    schema = said["content"][types[bare.replace(" ", "")]]["schema"]
    if "json" in bare and schema:
        whole = {**schema, "components": description["components"]}
        Draft202012Validator(whole).validate(response.json())


def test_the_schemas_are_schemas(description):
    assert description["openapi"].startswith("3.1")
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(description)))
    assert names == set(description["components"]["schemas"])


def test_every_address_and_method_is_described(description, client):
    addresses = {
        path: re.sub(r"\{id\}", "01890000-0000-7000-8000-000000000000", path).format(
            seminar="together", essay="on-reading"
        )
        for path in description["paths"]
    }
    for path, address in addresses.items():
        allowed = {each.strip() for each in client.options(address)["Allow"].split(",")}
        described = {each.upper() for each in description["paths"][path] if each in HTTP}
        assert allowed == described | {"HEAD", "OPTIONS"}, path


def test_operations_have_names_of_their_own(description):
    names = [
        operation["operationId"]
        for path in description["paths"].values()
        for method, operation in path.items()
        if method in HTTP
    ]
    assert len(names) == len(set(names)) > 10


@pytest.fixture
def everything(reading, write, people):
    """Annotations of every kind, with and without a passage, and answers."""
    root = write(reading, "reader", words="comfortable")
    write(reading, "leader", about=root)
    write(reading, "reader", kind="counterpoint", number=2, state="pending")
    source = write(reading, "reader", kind="source", citation="https://doi.org/10.1000/182")
    return [root, source]


def test_answers_are_as_described(description, everything, program, client):
    call, nobody = program(), program("nobody")
    root = f"{CONTAINER}{everything[0].pk}/"
    source = f"{CONTAINER}{everything[1].pk}/"
    asked = [
        ("get", "/api/", {"Accept": "application/json"}, None),
        ("get", "/api/context.jsonld", {}, None),
        ("get", "/api/openapi.json", {}, None),
        ("get", f"{READING}/text/", {}, None),
        ("get", f"{READING}/text/", {"Accept": "text/plain"}, None),
        ("get", CONTAINER, {}, None),
        ("get", f"{CONTAINER}?iris=1", {}, None),
        ("get", f"{CONTAINER}?page=last", {}, None),
        ("get", root, {}, None),
        ("get", source, {"Accept": "application/json"}, None),
        ("get", f"/api/a/{everything[0].pk}/", {}, None),
        ("post", CONTAINER, {}, note()),
        ("post", CONTAINER, {}, note("Other.", target=quoting("no such words at all anywhere"))),
        ("post", CONTAINER, {}, "{"),
        ("post", CONTAINER, {"Content-Type": "text/turtle"}, "x"),
        ("put", root, {}, note()),
        ("put", root, {"If-Match": '"x"'}, note()),
        ("put", root, {"If-Match": "*"}, note(target=quoting("comfortable"))),
        ("delete", root, {"If-Match": "*"}, None),
        ("get", root, {}, None),
        ("get", CONTAINER, {"Accept": "text/turtle"}, None),
    ]
    for method, address, headers, body in asked:
        check(description, method, call(method, address, body, **headers), address)
        if method == "get":
            check(description, method, nobody(method, address, **headers), address)
    refused = nobody.post(note())
    assert refused.status_code == 401
    check(description, "post", refused, CONTAINER)


def test_an_answer_that_is_not_as_described_is_found(description, program, reading):
    response = program().get()
    response.json = lambda: {"id": 5}
    with pytest.raises(Exception, match="is not valid under any of the given schemas"):
        check(description, "get", response, CONTAINER)
