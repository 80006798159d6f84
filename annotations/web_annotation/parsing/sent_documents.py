"""Reads an annotation that a program sends: what it says, and what it is about.

Our own documents are read back as they were written. Others are read as their programs mean them:
those of Recogito and Annotorious, which are W3C's with a plain UUID as `id` and sometimes no
`source`, and bodies like those of Hypothesis (`text`, `tags`, `uri`, `references`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _

from annotations.margin.choices import Attack, Kind, Relation
from annotations.prose.documents.plain_text import plain_to_markdown
from annotations.vocabulary import AnnotationVisibility, SourceRelation
from annotations.web_annotation.parsing.document_values import (
    DocumentProblem,
    list_of,
    text_of,
    uuid_in,
)
from annotations.web_annotation.parsing.html_bodies import html_to_markdown
from annotations.web_annotation.parsing.sent_targets import SentTarget, read_target
from annotations.web_annotation.vocabulary_terms import CONTEXT_PATH, KNOWN_CONTEXTS, PREFIX

MAX_NAMES = 20
MAX_NAME_LENGTH = 2_000
MAX_BODIES = 100
SCHEMES = ("http", "https", "urn", "tag", "doi", "info")


class UnknownContext(DocumentProblem):
    """The document is written in a context that is not known here, and that nobody fetches."""


@dataclass(frozen=True)
class SentAnnotation:
    """An annotation as it was sent. Texts are empty where the document says nothing."""

    kind: str
    target: SentTarget
    # The names of the fields are those of the form for annotations.
    content: dict[str, str]
    visibility: str = ""
    # The `id` of the document, and the UUID in it, if there is one.
    name: str = ""
    identifier: UUID | None = None
    canonical: str = ""
    via: list[str] = field(default_factory=list)
    # The description of the cited work; None where the document has none.
    citation: dict[str, Any] | None = None


def read_annotation(document: Any) -> SentAnnotation:
    """Return what a document says. Raises DocumentProblem, and UnknownContext."""
    if not isinstance(document, dict):
        raise DocumentProblem("", _("An annotation is a JSON object."))
    _check_context(document.get("@context", []))
    if "Annotation" not in list_of(document.get("type", document.get("@type", "Annotation"))):
        raise DocumentProblem("/type", _("The type of an annotation is “Annotation”."))
    bodies = _bodies(document)
    tags = [tag for tag in _tags(document, bodies) if tag]
    cited = next((body for body in bodies if _is_citation(body)), None)
    kind = _kind(document, tags, cited)
    name = document.get("id", document.get("@id", ""))
    if not isinstance(name, str):
        raise DocumentProblem("/id", _("An id is text."))
    return SentAnnotation(
        kind=kind,
        target=read_target(document),
        content=_content(document, bodies, tags, kind, cited),
        visibility=_visibility(document),
        name=name if _is_name(name) else "",
        identifier=uuid_in(name),
        canonical=_name(document.get("canonical", ""), "/canonical"),
        via=_names(document.get("via", []), "/via"),
        citation=_csl(cited),
    )


def _check_context(context: Any) -> None:
    """Raise UnknownContext unless all contexts are known: none is ever fetched."""
    for number, each in enumerate(list_of(context)):
        pointer = f"/@context/{number}" if isinstance(context, list) else "/@context"
        ours = isinstance(each, str) and _path_of(each) == CONTEXT_PATH
        if not isinstance(each, str) or not (each in KNOWN_CONTEXTS or ours):
            raise UnknownContext(
                pointer,
                _("This context is not known here, and contexts are not fetched."),
            )


def _path_of(address: str) -> str:
    """Return the path of an address; empty for what is none."""
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _is_name(name: str) -> bool:
    return name.split(":", 1)[0].lower() in SCHEMES and ":" in name and name.isprintable()


def _name(value: Any, pointer: str) -> str:
    if not isinstance(value, str):
        raise DocumentProblem(pointer, _("This is the address of one resource."))
    if value and (len(value) > MAX_NAME_LENGTH or not _is_name(value)):
        raise DocumentProblem(pointer, _("This is no address that can be kept."))
    return value


def _names(value: Any, pointer: str) -> list[str]:
    names = list_of(value)
    if len(names) > MAX_NAMES:
        raise DocumentProblem(pointer, _("These are too many addresses."))
    return [_name(each, f"{pointer}/{number}") for number, each in enumerate(names)]


def _own(part: dict[str, Any], term: str, pointer: str = "") -> str:
    """Return the value of a term of ours, with or without its prefix."""
    for name in (f"{PREFIX}{term}", term):
        if name in part:
            return text_of(part[name], f"{pointer}/{name}")
    return ""


def _bodies(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the bodies, each as an object: `bodyValue`, an address and `text` become one too."""
    bodies: list[dict[str, Any]] = []
    for name in ("bodyValue", "text"):
        if document.get(name):
            text = text_of(document[name], f"/{name}")
            bodies.append({"type": "TextualBody", "value": text, "pointer": f"/{name}"})
    sent = list_of(document.get("body"))
    if len(sent) > MAX_BODIES:
        raise DocumentProblem("/body", _("These are too many bodies."))
    for number, each in enumerate(sent):
        pointer = f"/body/{number}" if isinstance(document.get("body"), list) else "/body"
        if isinstance(each, str):
            each = {"value": each, "format": "text/plain"}
        if not isinstance(each, dict):
            raise DocumentProblem(pointer, _("A body is an object, or the address of one."))
        chosen = _chosen(each, pointer)
        bodies.append({**chosen, "pointer": pointer})
    return bodies


def _chosen(body: dict[str, Any], pointer: str) -> dict[str, Any]:
    """Return the first alternative of a Choice; of another body, the body itself."""
    if "Choice" not in list_of(body.get("type")):
        return body
    first = next(iter(list_of(body.get("items"))), None)
    if isinstance(first, str):
        return {"value": first, "format": "text/plain"}
    if not isinstance(first, dict):
        raise DocumentProblem(pointer, _("A choice has items."))
    return first


def _is_citation(body: dict[str, Any]) -> bool:
    own = any(f"{PREFIX}{term}" in body for term in ("citedAs", "citation", "locator"))
    linked = "source" in body and "linking" in list_of(body.get("purpose"))
    return own or "citation" in body or linked


def _tags(document: dict[str, Any], bodies: list[dict[str, Any]]) -> Iterator[str]:
    for number, each in enumerate(list_of(document.get("tags"))):
        yield text_of(each, f"/tags/{number}").strip()
    for body in bodies:
        if "tagging" in list_of(body.get("purpose")):
            yield text_of(body.get("value"), f"{body['pointer']}/value").strip()


def _kind(document: dict[str, Any], tags: list[str], cited: dict[str, Any] | None) -> str:
    """Return the kind that a document says, or else the one that its motivation and bodies mean."""
    if said := _own(document, "kind"):
        return said
    motivations = list_of(document.get("motivation"))
    if "assessing" in motivations or "counterpoint" in tags or _own(document, "attack"):
        return Kind.COUNTERPOINT
    if cited is not None or "linking" in motivations or "source" in tags:
        return Kind.SOURCE
    return Kind.NOTE


def _content(
    document: dict[str, Any],
    bodies: list[dict[str, Any]],
    tags: list[str],
    kind: str,
    cited: dict[str, Any] | None,
) -> dict[str, str]:
    tagged = _tagged(tags)
    known = {f"{name}:{value}" for name, value in tagged.items()} | {"counterpoint", "source"}
    words = [_markdown(body) for body in bodies if body is not cited and not _is_tag(body)]
    others = " ".join(f"#{'-'.join(tag.split())}" for tag in tags if tag not in known)
    body = "\n\n".join(each for each in [*words, plain_to_markdown(others)] if each)
    # A tag alone does not say what a source does: then it claims the least.
    relation = tagged.get("relation", SourceRelation.CONTEXT.value if "source" in tags else "")
    content = {
        "body": body,
        "attack": _own(document, "attack") or tagged.get("attack", ""),
        "relation": _own(document, "relation") or relation,
    }
    if kind != Kind.SOURCE:
        return content
    if cited is None:  # a source that only names its work in words
        return content | _cited_in_words(body) | {"locator": tagged.get("locator", "")}
    pointer = str(cited["pointer"])
    return content | {
        "citation": _own(cited, "citedAs", pointer) or _as_pasted(cited),
        "quotation": _own(cited, "quotation", pointer),
        "locator": _own(cited, "locator", pointer),
    }


def _tagged(tags: list[str]) -> dict[str, str]:
    """Return what tags say, such as `attack:rebut`; of several about the same, the first."""
    pairs = [(name, value) for name, colon, value in (tag.partition(":") for tag in tags) if colon]
    choices = {"attack": Attack.values, "relation": Relation.values}
    found: dict[str, str] = {}
    for name, value in pairs:
        if name == "locator" or value in choices.get(name, ()):
            found.setdefault(name, value)
    return found


def _cited_in_words(text: str) -> dict[str, str]:
    """Return what a text says of a work: a line that cites it, what it is quoted with, if that
    comes next, and the rest."""
    citation, _line, rest = text.partition("\n")
    lines = rest.strip().split("\n")
    number = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
    quotation = "\n".join(line.removeprefix(">").strip() for line in lines[:number])
    comment = "\n".join(lines[number:]).strip()
    return {"citation": citation.strip(" <>"), "quotation": quotation, "body": comment}


def _is_tag(body: dict[str, Any]) -> bool:
    return "tagging" in list_of(body.get("purpose"))


def _markdown(body: dict[str, Any]) -> str:
    pointer = body["pointer"]
    value = body.get("value", body.get("source", body.get("id", "")))
    text = text_of(value, f"{pointer}/value")
    format = text_of(body.get("format"), f"{pointer}/format").partition(";")[0].strip().lower()
    if format in ("text/html", "application/xhtml+xml"):
        return html_to_markdown(text)
    if format == "text/plain" and not _is_name(text):
        return plain_to_markdown(text)
    if format not in ("", "text/markdown", "text/plain", "text/x-markdown"):
        raise DocumentProblem(
            f"{pointer}/format", _("A body is text in Markdown, HTML, or plain text.")
        )
    return text


def _csl(cited: dict[str, Any] | None) -> dict[str, Any] | None:
    if cited is None:
        return None
    for name in ("citation", f"{PREFIX}citation"):
        if name in cited:
            if not isinstance(cited[name], dict):
                raise DocumentProblem(
                    f"{cited['pointer']}/{name}", _("A citation is one item of CSL-JSON.")
                )
            return dict(cited[name])
    return None


def _as_pasted(cited: dict[str, Any]) -> str:
    """Return a citation as the form for sources takes it: CSL-JSON, or the address of the work."""
    if csl := _csl(cited):
        return json.dumps(csl, ensure_ascii=False)
    source = text_of(cited.get("source"), f"{cited['pointer']}/source")
    return source.removeprefix("urn:isbn:").removeprefix("urn:ISBN:")


def _visibility(document: dict[str, Any]) -> str:
    """Return who shall see it, empty if the document does not say.

    Where Hypothesis names only an account as its reader, that is nobody but its author.
    """
    if said := _own(document, "visibility"):
        return said
    permissions = document.get("permissions")
    readers = permissions.get("read") if isinstance(permissions, dict) else None
    named = [each for each in list_of(readers) if isinstance(each, str)]
    only_own = bool(named) and all(each.startswith("acct:") for each in named)
    return AnnotationVisibility.PRIVATE if only_own else ""
