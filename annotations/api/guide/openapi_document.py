"""The description of the API (OpenAPI 3.1), which the tests hold against its answers."""

from __future__ import annotations

from typing import Any

from annotations.api.guide.openapi_schemas import SCHEMAS
from annotations.api.negotiation import DESCRIPTIONS, IRIS, JSON, JSON_LD, MINIMAL

type Part = dict[str, Any]

PROBLEM = "application/problem+json"
# What each refusal means, by status, wherever it may come.
REFUSALS = {
    "400": "The request can’t be read: no JSON, nested too deep, or preferences that exclude.",
    "401": "A token is needed, or the one that was sent is not valid.",
    "403": "The token may only read, or you may not do this.",
    "404": "Nothing is here, or nothing that you may see.",
    "405": "This method is none of those in Allow.",
    "406": "There is no representation that Accept allows.",
    "409": "This id was sent before with other content, or something that stays would change.",
    "412": "The version in If-Match is not the current one.",
    "413": "The body is too large.",
    "415": "The content is no JSON, or its context is unknown.",
    "422": "The annotation can’t be taken; `errors` says where and why.",
    "428": "If-Match is missing.",
    "429": "You wrote as much as one may in a while; see Retry-After.",
    "503": "The database was busy, and nothing was saved; see Retry-After.",
}
READ_REFUSALS = ("401", "404", "405", "406", "503")
WRITE_REFUSALS = ("400", "401", "403", "404", "406", "413", "415", "422", "429", "503")


def openapi_document(site: str) -> Part:
    """Return the description, for the API on this site."""
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Counterpoint",
            "version": "1",
            "summary": "Annotations of a seminar’s texts, by the W3C Web Annotation Protocol.",
            "description": f"Explained with examples at {site}/api/.",
        },
        "servers": [{"url": site}],
        "security": [{"token": []}, {"session": []}, {}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"Made at {site}/me/tokens/, to read or to read and write.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "sessionid",
                    "description": "A signed-in browser, which only reads.",
                },
            },
            "responses": {
                code: {
                    "description": words,
                    "content": {PROBLEM: {"schema": _ref("Problem")}},
                }
                for code, words in REFUSALS.items()
            },
        },
    }


def _ref(name: str) -> Part:
    return {"$ref": f"#/components/schemas/{name}"}


def _refusals(*codes: str) -> Part:
    return {code: {"$ref": f"#/components/responses/{code}"} for code in codes}


def _answer(description: str, schema: str, *types: str, **headers: str) -> Part:
    return {
        "description": description,
        "headers": {
            name.replace("_", "-"): {"schema": {"type": "string"}, "description": words}
            for name, words in headers.items()
        },
        "content": {kind: {"schema": _ref(schema)} for kind in types},
    }


def _place(name: str, description: str, **schema: str) -> Part:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _header(name: str, description: str, *, required: bool = False) -> Part:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


READING = [_place("seminar", "The seminar’s part of the address."), _place("essay", "The text’s.")]
ID = _place("id", "The UUID of the annotation.", format="uuid")
IF_MATCH = _header("If-Match", "The ETag of the version that you mean.", required=True)
UNCHANGED = {"description": "You have this version already (If-None-Match)."}


def _paths() -> Part:
    annotation = _annotation_path()
    return {
        "/api/": {
            "get": {
                "operationId": "entryPoint",
                "summary": "The readings that you may read, with their containers.",
                "parameters": [
                    {
                        "name": "page",
                        "in": "query",
                        "description": "A further page of seminars.",
                        "schema": {"type": "integer"},
                    }
                ],
                "responses": {
                    "200": {
                        "description": "JSON, or for browsers a page in HTML.",
                        "content": {
                            JSON: {"schema": _ref("EntryPoint")},
                            "text/html": {"schema": {"type": "string"}},
                        },
                    },
                    "304": UNCHANGED,
                    **_refusals("401", "405", "406", "503"),
                },
            }
        },
        "/api/s/{seminar}/{essay}/annotations/": _container_path(),
        "/api/s/{seminar}/{essay}/annotations/{id}/": {
            **annotation,
            "parameters": [*READING, ID],
        },
        "/api/a/{id}/": {
            **{
                method: {**each, "operationId": f"{each['operationId']}ByShortAddress"}
                for method, each in annotation.items()
            },
            "parameters": [ID],
        },
        "/api/s/{seminar}/{essay}/text/": {
            "parameters": READING,
            "get": {
                "operationId": "text",
                "summary": "The current text, paragraph by paragraph, in which positions count.",
                "responses": {
                    "200": {
                        "description": "The text.",
                        "content": {
                            JSON: {"schema": _ref("Text")},
                            "text/plain": {"schema": {"type": "string"}},
                        },
                    },
                    "304": UNCHANGED,
                    **_refusals(*READ_REFUSALS),
                },
            },
        },
        "/api/context.jsonld": {
            "get": {
                "operationId": "context",
                "summary": "The JSON-LD context of our own terms.",
                "responses": {
                    "200": _answer("The context.", "Context", "application/ld+json", JSON),
                    "304": UNCHANGED,
                },
            }
        },
        "/api/openapi.json": {
            "get": {
                "operationId": "description",
                "summary": "This description.",
                "responses": {
                    "200": {"description": "OpenAPI.", "content": {JSON: {"schema": {}}}},
                    "304": UNCHANGED,
                },
            }
        },
    }


def _container_path() -> Part:
    preferences = ", ".join(f'return=representation;include="{x}"' for x in (MINIMAL, IRIS))
    pages = {
        "iris": "1 for addresses, 0 for whole annotations.",
        "page": "first or last.",
        "after": "Of a link to the next page; not to be made by hand.",
        "before": "Of a link to the previous page; not to be made by hand.",
    }
    return {
        "parameters": READING,
        "get": {
            "operationId": "container",
            "summary": "The annotations that you may see, oldest first, in pages.",
            "parameters": [
                _header("Prefer", f"{preferences}; {DESCRIPTIONS} is the default."),
                *(
                    {
                        "name": name,
                        "in": "query",
                        "description": words,
                        "schema": {"type": "string"},
                    }
                    for name, words in pages.items()
                ),
            ],
            "responses": {
                "200": _answer(
                    "The container with its first page, or another page of it.",
                    "ContainerOrPage",
                    JSON_LD,
                    JSON,
                    ETag="The version.",
                    Content_Location="The address of this representation.",
                ),
                "304": UNCHANGED,
                **_refusals("400", *READ_REFUSALS),
            },
        },
        "post": {
            "operationId": "create",
            "summary": "Create an annotation.",
            "security": [{"token": []}],
            "requestBody": _sent("NewAnnotation"),
            "responses": {
                "201": _answer(
                    "The annotation as it is now.",
                    "Annotation",
                    JSON_LD,
                    JSON,
                    Location="Its address.",
                    ETag="Its version.",
                ),
                **_refusals(*WRITE_REFUSALS, "405", "409"),
            },
        },
    }


def _sent(schema: str) -> Part:
    return {
        "required": True,
        "content": {kind: {"schema": _ref(schema)} for kind in (JSON_LD, JSON)},
    }


def _annotation_path() -> Part:
    shown = _answer("The annotation.", "Annotation", JSON_LD, JSON, ETag="Its version.")
    return {
        "get": {
            "operationId": "annotation",
            "summary": "One annotation.",
            "responses": {"200": shown, "304": UNCHANGED, **_refusals(*READ_REFUSALS)},
        },
        "put": {
            "operationId": "update",
            "summary": "Change what an annotation of your own says.",
            "security": [{"token": []}],
            "parameters": [IF_MATCH],
            "requestBody": _sent("NewAnnotation"),
            "responses": {"200": shown, **_refusals(*WRITE_REFUSALS, "409", "412", "428")},
        },
        "delete": {
            "operationId": "withdraw",
            "summary": "Withdraw an annotation of your own; on the page you can bring it back.",
            "security": [{"token": []}],
            "parameters": [IF_MATCH],
            "responses": {
                "204": {"description": "It is withdrawn."},
                **_refusals("401", "403", "404", "406", "409", "412", "428", "503"),
            },
        },
    }
