"""Reads a file of annotations, whatever wrote it, as documents that `web_annotation` reads.

| file | how it is known |
|---|---|
| our JSON-LD, and W3C's of Recogito and Annotorious | a list, or an object with `items`, `first` |
| our export of a seminar | `readings`, each with such a collection |
| what Hypothesis's client exports as JSON | `annotations`, beside `export_date` |
| what Hypothesis's `/api/search` answers | `rows`, and `replies` if they are apart |
| a table | anything that is no JSON: see `tables` |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from annotations.exchange.imports.tables import read_table
from annotations.prose.documents.encodings import decode_text
from annotations.prose.normalising import UnreadableText
from annotations.web_annotation.parsing.document_values import list_of
from annotations.web_annotation.parsing.json_text import read_json

MAX_IMPORT_BYTES = 10_000_000
MAX_IMPORTED = 5_000
MAX_TOTAL_OF_BODIES = 2_000_000

type Document = dict[str, Any]


class UnreadableFile(ValueError):
    """The file can't be read as annotations; `str()` says why, for the leader."""


def read_annotation_file(content: bytes) -> list[Document]:
    """Return the annotations of a file. Raises UnreadableFile for anything that is no such file,
    for one with no annotation, for one with too many, and for one with too much text in them."""
    if not content.strip():
        raise UnreadableFile(_("This file is empty."))
    if re.match(rb"(?:\xef\xbb\xbf)?\s*[\[{]", content):
        documents = list(_in_json(content))
    else:
        documents = _in_table(content)
    if not documents:
        raise UnreadableFile(_("There is no annotation in this file."))
    if len(documents) > MAX_IMPORTED:
        raise UnreadableFile(
            _("This file has %(number)d annotations: at most %(most)d at once, please.")
            % {"number": len(documents), "most": MAX_IMPORTED}
        )
    if sum(map(_length_of_bodies, documents)) > MAX_TOTAL_OF_BODIES:
        raise UnreadableFile(
            _(
                "The annotations of this file have more than %(most)d characters together. Divide "
                "it into several files, please."
            )
            % {"most": MAX_TOTAL_OF_BODIES}
        )
    return documents


def _length_of_bodies(document: Document) -> int:
    """Return how many characters an annotation says, in W3C's terms or in Hypothesis's."""
    said = [document.get("text"), *list_of(document.get("body"))]
    texts = [each.get("value") if isinstance(each, dict) else each for each in said]
    return sum(len(each) for each in texts if isinstance(each, str))


def _in_table(content: bytes) -> list[Document]:
    try:
        text, _encoding = decode_text(content)
        return read_table(text)
    except (UnreadableText, ValueError) as problem:
        raise UnreadableFile(str(problem)) from None


def _in_json(content: bytes) -> Iterator[Document]:
    try:
        found = read_json(content)
    except ValueError as problem:
        raise UnreadableFile(str(problem)) from None
    for each in _annotations_in(found):
        if not isinstance(each, dict):
            raise UnreadableFile(_("There is something in this file that is no annotation."))
        yield from _with_replies(_in_w3c_terms(each))


def _annotations_in(found: Any) -> list[Any]:
    """Return the annotations of what a file says, in pages or not."""
    if isinstance(found, list):
        return found
    for name in ("readings", "first", "items", "annotations", "rows", "@graph"):
        value = found.get(name)
        if name == "first" and isinstance(value, str):
            raise UnreadableFile(
                _("This collection only names the address of its pages. Save the pages themselves.")
            )
        if name == "readings" and isinstance(value, list):
            parts = [each.get("annotations") for each in value if isinstance(each, dict)]
            if not all(isinstance(part, dict | list | None) for part in parts):
                raise UnreadableFile(_("There is something in this file that is no annotation."))
            return [one for part in parts if part for one in _annotations_in(part)]
        if name == "first" and isinstance(value, dict):
            return _annotations_in(value)
        if isinstance(value, list):
            return [*value, *list_of(found.get("replies"))]
    if "target" in found or "uri" in found:
        return [found]
    raise UnreadableFile(
        _(
            "This is JSON, but no annotations as Counterpoint, Hypothesis, Recogito or Annotorious "
            "save them."
        )
    )


def _in_w3c_terms(document: Document) -> Document:
    """Return an annotation in W3C's terms, if it was in those in which Annotorious works itself:
    `bodies`, and selectors with a `quote`."""
    target = document.get("target")
    if "bodies" not in document or not isinstance(target, dict):
        return document
    selectors = [
        {"type": "TextQuoteSelector", "exact": each.get("quote", "")}
        for each in list_of(target.get("selector"))
        if isinstance(each, dict)
    ]
    created = {name: target[name] for name in ("creator", "created") if name in target}
    return {
        **created,
        "id": document.get("id", ""),
        "body": document["bodies"],
        "target": {"selector": selectors},
    }


def _with_replies(document: Document) -> Iterator[Document]:
    """Yield an annotation, and the answers that it holds as bodies, as Recogito writes them."""
    bodies = list_of(document.get("body"))
    replies = [number for number, each in enumerate(bodies) if number and _is_reply(each)]
    name = document.get("id")
    if not replies or not isinstance(name, str) or not name:
        yield document
        return
    apart = set(replies)
    yield {**document, "body": [each for at, each in enumerate(bodies) if at not in apart]}
    for number, body in enumerate((bodies[at] for at in replies), 1):
        own = {each: body[each] for each in ("creator", "created") if each in body}
        answer = {**body, "purpose": "commenting"}
        yield {"id": f"{name}#reply-{number}", **own, "body": answer, "target": name}


def _is_reply(body: Any) -> bool:
    return isinstance(body, dict) and "replying" in list_of(body.get("purpose"))
