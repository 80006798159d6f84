"""The schemas of what the API takes and answers (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

from annotations.margin.choices import Attack, Kind, Relation, State, Visibility
from annotations.web_annotation.vocabulary_terms import PREFIX

type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
}
ANYTHING: Schema = {"type": "object"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Schema) -> Schema:
    """Return the schema of an object with these properties and no others; `required` names those
    that it always has."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def _one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _one_or_more(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]}


TEXTUAL_BODY = _object(
    "type value format purpose",
    type=_one_of("TextualBody"),
    value=TEXT,
    format=_one_of("text/markdown"),
    purpose=_one_of("commenting", "replying", "assessing"),
    **{f"{PREFIX}html": TEXT},
)
CITED_WORK = _object(
    "type source purpose",
    type=_one_of("SpecificResource"),
    source=ADDRESS,
    purpose=_one_of("linking"),
    citation={"type": "object", "description": "One item of CSL-JSON."},
    **{
        f"{PREFIX}citedAs": TEXT,
        f"{PREFIX}quotation": TEXT,
        f"{PREFIX}locator": TEXT,
    },
)
QUOTE = _object(
    "type exact", type=_one_of("TextQuoteSelector"), exact=TEXT, prefix=TEXT, suffix=TEXT
)
POSITION = _object("type start end", type=_one_of("TextPositionSelector"), start=NUMBER, end=NUMBER)
FRAGMENT = _object(
    "type value",
    type=_one_of("FragmentSelector"),
    conformsTo=ADDRESS,
    value={"type": "string", "pattern": "^[pb][0-9]+$"},
)
PLACE = _object(
    "type source",
    type=_one_of("SpecificResource"),
    source=ADDRESS,
    selector=_one_or_more({"anyOf": [QUOTE, POSITION, FRAGMENT]}),
    **{f"{PREFIX}orphan": {"const": True}, f"{PREFIX}selectedAs": QUOTE},
)
CONTEXTS: Schema = {"type": "array", "items": ADDRESS, "minItems": 2}
MOTIVATION = _one_of("commenting", "replying", "assessing", "linking")
ANNOTATION = _object(
    f"id type motivation created creator target {PREFIX}kind {PREFIX}visibility {PREFIX}state",
    id=ADDRESS,
    type=_one_of("Annotation"),
    motivation=_one_or_more(MOTIVATION),
    created=MOMENT,
    modified=MOMENT,
    creator=_object("type name", type=_one_of("Person"), name=TEXT),
    canonical=TEXT,
    via=_one_or_more(TEXT),
    body=_one_or_more({"anyOf": [_ref("TextualBody"), _ref("CitedWork")]}),
    target={"anyOf": [ADDRESS, _ref("Place")]},
    **{
        "@context": CONTEXTS,
        f"{PREFIX}kind": _one_of(*Kind.values),
        f"{PREFIX}attack": _one_of(*Attack.values),
        f"{PREFIX}relation": _one_of(*Relation.values),
        f"{PREFIX}visibility": _one_of(*Visibility.values),
        f"{PREFIX}state": _one_of(*State.values),
        f"{PREFIX}editWaits": {"const": True},
    },
)
COLLECTION_LINK = _object(
    "id type total",
    id=ADDRESS,
    type=_one_of("AnnotationCollection"),
    total=NUMBER,
    modified=MOMENT,
)
PAGE = _object(
    "id type partOf startIndex items",
    id=ADDRESS,
    type=_one_of("AnnotationPage"),
    partOf=COLLECTION_LINK,
    startIndex=NUMBER,
    next=ADDRESS,
    prev=ADDRESS,
    items={"type": "array", "items": {"anyOf": [ADDRESS, _ref("Annotation")]}},
    **{"@context": CONTEXTS},
)
CONTAINER = _object(
    "@context id type label total",
    id=ADDRESS,
    type={"const": ["BasicContainer", "AnnotationCollection"]},
    label=TEXT,
    total=NUMBER,
    modified=MOMENT,
    first={"anyOf": [ADDRESS, _ref("Page")]},
    last=ADDRESS,
    **{"@context": CONTEXTS},
)
NEW_ANNOTATION: Schema = {
    "type": "object",
    "required": ["target"],
    "description": "An annotation of the W3C’s model. Of what is sent, these are read.",
    "properties": {
        "@context": {"description": "None, or those of the W3C and ours: no other is fetched."},
        "id": {"type": "string", "description": "With a UUID, it makes sending twice safe."},
        "type": {"const": "Annotation"},
        "motivation": {"description": "assessing for a counterpoint, linking for a source."},
        "body": {"description": "TextualBody in text/markdown, text/html or text/plain; a work."},
        "target": {"description": "The page of the text with a selector, or an annotation."},
        "canonical": TEXT,
        "via": _one_or_more(TEXT),
        f"{PREFIX}attack": _one_of(*Attack.values),
        f"{PREFIX}relation": _one_of(*Relation.values),
        f"{PREFIX}visibility": _one_of(*Visibility.values),
    },
}
TEXT_DOCUMENT = _object(
    "id page annotations title byline language direction revision paragraphs",
    id=ADDRESS,
    page=ADDRESS,
    annotations=ADDRESS,
    title=TEXT,
    byline=TEXT,
    language=TEXT,
    direction=_one_of("ltr", "rtl"),
    revision=_object("number id created", number=NUMBER, id=TEXT, created=MOMENT),
    paragraphs={
        "type": "array",
        "items": _object(
            "id fragment number type start text pages",
            id=TEXT,
            fragment=TEXT,
            number={"type": ["integer", "null"]},
            type=TEXT,
            start=NUMBER,
            text=TEXT,
            pages=TEXT,
        ),
    },
)
READING = _object(
    "title byline language page annotations text writable",
    title=TEXT,
    byline=TEXT,
    language=TEXT,
    page=ADDRESS,
    annotations=ADDRESS,
    text=ADDRESS,
    writable={"type": "boolean"},
)
ENTRY_POINT = _object(
    "id protocol description context tokens you limits seminars",
    id=ADDRESS,
    protocol=ADDRESS,
    description=ADDRESS,
    context=ADDRESS,
    tokens=ADDRESS,
    you={
        "anyOf": [{"type": "null"}, _object("name writes", name=TEXT, writes={"type": "boolean"})]
    },
    limits={"type": "object", "additionalProperties": NUMBER},
    seminars={
        "type": "array",
        "items": _object(
            "name page role readings",
            name=TEXT,
            page=ADDRESS,
            role={"type": ["string", "null"]},
            readings={"type": "array", "items": READING},
        ),
    },
    next=ADDRESS,
)
PROBLEM = _object(
    "type title status detail instance",
    type=ADDRESS,
    title=TEXT,
    status={"type": "integer"},
    detail=TEXT,
    instance=TEXT,
    errors={"type": "array", "items": _object("pointer detail", pointer=TEXT, detail=TEXT)},
)
SCHEMAS: dict[str, Schema] = {
    "Annotation": ANNOTATION,
    "TextualBody": TEXTUAL_BODY,
    "CitedWork": CITED_WORK,
    "Place": PLACE,
    "Page": PAGE,
    "Container": CONTAINER,
    "ContainerOrPage": {"anyOf": [_ref("Container"), _ref("Page")]},
    "NewAnnotation": NEW_ANNOTATION,
    "Text": TEXT_DOCUMENT,
    "EntryPoint": ENTRY_POINT,
    "Context": ANYTHING,
    "Problem": PROBLEM,
}
