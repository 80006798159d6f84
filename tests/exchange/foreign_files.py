"""Files of annotations as other programs save them, about the essay of these tests."""

import json
from typing import Any

PAGE = "https://example.org/essay"


def hypothesis_row(
    id: str, text: str, quote: str = "", user: str = "anna", **more: Any
) -> dict[str, Any]:
    """An annotation as Hypothesis's API and the export of its client have it."""
    selectors = [
        {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]"},
        {"type": "TextPositionSelector", "start": 4_000, "end": 4_011},
        {"type": "TextQuoteSelector", "exact": quote, "prefix": "", "suffix": ""},
    ]
    target: dict[str, Any] = {"source": PAGE, **({"selector": selectors} if quote else {})}
    return {
        "id": id,
        "created": "2024-03-01T10:00:00.000000+00:00",
        "updated": "2024-03-01T10:00:00.000000+00:00",
        "user": f"acct:{user}@hypothes.is",
        "uri": PAGE,
        "text": text,
        "tags": [],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"]},
        "target": [target],
        "document": {"title": ["On Reading Together"]},
        "hidden": False,
        "links": {"html": f"https://hypothes.is/a/{id}"},
        "user_info": {"display_name": None},
        **more,
    }


HYPOTHESIS_ROWS = [
    hypothesis_row("aaaaaaaaaaaaaaaaaaaaaa", "Is it?", "comfortable"),
    hypothesis_row(
        "bbbbbbbbbbbbbbbbbbbbbb",
        "It *doesn’t*.",
        "an argument that waits",
        "bert",
        tags=["counterpoint", "attack:undercut", "two words"],
    ),
    hypothesis_row(
        "cccccccccccccccccccccc",
        "Why not?",
        user="carla",
        references=["bbbbbbbbbbbbbbbbbbbbbb"],
        user_info={"display_name": "Carla C."},
    ),
    hypothesis_row(
        "dddddddddddddddddddddd",
        "Because.",
        "",
        "bert",
        references=["bbbbbbbbbbbbbbbbbbbbbb", "cccccccccccccccccccccc"],
    ),
    hypothesis_row(
        "eeeeeeeeeeeeeeeeeeeeee",
        "https://doi.org/10.2307/2010183\n\nHe says so too.",
        "The last word",
        tags=["source"],
    ),
    hypothesis_row("ffffffffffffffffffffff", "Not here.", "something nobody ever wrote anywhere"),
    hypothesis_row("gggggggggggggggggggggg", "To that.", references=["ffffffffffffffffffffff"]),
    hypothesis_row(
        "hhhhhhhhhhhhhhhhhhhhhh",
        "For me.",
        "comfortable",
        permissions={"read": ["acct:anna@hypothes.is"]},
    ),
    hypothesis_row("iiiiiiiiiiiiiiiiiiiiii", "Hidden.", "comfortable", hidden=True),
    hypothesis_row("jjjjjjjjjjjjjjjjjjjjjj", "", "contradicts"),
    hypothesis_row("kkkkkkkkkkkkkkkkkkkkkk", "Differs.", "Nobody ever contradicts you."),
]


def as_file(content: Any) -> bytes:
    """This content as JSON."""
    return json.dumps(content, ensure_ascii=False).encode()


def client_export(rows: list[dict[str, Any]] = HYPOTHESIS_ROWS) -> bytes:
    """What the button of Hypothesis's client saves."""
    return as_file(
        {
            "export_date": "2024-03-02T10:00:00.000Z",
            "export_userid": "acct:anna@hypothes.is",
            "client_version": "1.1700.0",
            "annotations": rows,
        }
    )


HYPOTHESIS_CSV = (
    b"Creation Date,URL,Group,Annotation/Reply Type,Quote,User,Body,Tags,Page\n"
    b"2024-03-01 10:00,https://example.org/essay,Public,Annotation,comfortable,anna,"
    b'"Is it, ""really""?","one,counterpoint",\n'
    b"2024-03-01 11:00,https://example.org/essay,Public,Reply,,bert,Why?,,\n"
)

RECOGITO = [
    {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "id": "#0b1c2d3e-0000-4000-8000-000000000001",
        "body": [
            {
                "type": "TextualBody",
                "value": "First of all.",
                "purpose": "commenting",
                "creator": {"id": "https://example.org/anna", "name": "Anna"},
                "created": "2023-01-01T00:00:00Z",
            },
            {"type": "TextualBody", "value": "a tag", "purpose": "tagging"},
            {
                "type": "TextualBody",
                "value": "And then?",
                "purpose": "replying",
                "creator": {"name": "Bert"},
                "created": "2023-01-02T00:00:00Z",
            },
        ],
        "target": {
            "selector": [
                {"type": "TextQuoteSelector", "exact": "Nobody contradicts you"},
                {"type": "TextPositionSelector", "start": 30, "end": 52},
            ]
        },
    }
]
ANNOTORIOUS = [
    {
        "id": "0b1c2d3e-0000-4000-8000-000000000002",
        "bodies": [{"purpose": "commenting", "value": "In its own terms."}],
        "target": {
            "annotation": "0b1c2d3e-0000-4000-8000-000000000002",
            "selector": [{"quote": "second reader", "start": 0, "end": 3}],
            "creator": {"id": "anna", "name": "Anna"},
            "created": "2023-01-01T00:00:00Z",
        },
    }
]
