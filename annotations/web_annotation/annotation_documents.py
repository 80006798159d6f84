"""Writes annotations as JSON-LD, each as one reader may see it."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, cast

from annotations.margin import rules
from annotations.margin.bibliographic_entries import entry_from_text
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, AnnotationQuerySet, Proposal
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader
from annotations.sources.csl.identifiers import doi_link, isbn_digits
from annotations.sources.csl.items import CslItem
from annotations.web_annotation.addresses import Addresses
from annotations.web_annotation.places import Place, current_places
from annotations.web_annotation.vocabulary_terms import ANNO_CONTEXT, HTML_FRAGMENTS, PREFIX

type Document = dict[str, Any]

MOTIVATIONS = {
    Kind.NOTE: "commenting",
    Kind.COUNTERPOINT: "assessing",
    Kind.SOURCE: "linking",
}


def for_documents(annotations: AnnotationQuerySet) -> AnnotationQuerySet:
    """Load along what `annotation_documents` reads of each annotation."""
    return annotations.for_display().select_related("about__reading", "origin")


def annotation_documents(
    annotations: Collection[Annotation], reading: Reading, reader: Reader, addresses: Addresses
) -> list[Document]:
    """Return the documents of annotations of one reading, which the reader may see.

    They were loaded by `for_documents`. At most three queries.
    """
    places = current_places(annotations, reading.essay.current_revision)
    return [
        annotation_document(each, places.get(each.pk), reading, reader, addresses)
        for each in annotations
    ]


def annotation_document(
    annotation: Annotation,
    place: Place | None,
    reading: Reading,
    reader: Reader,
    addresses: Addresses,
) -> Document:
    """Return the document of one annotation, without its context; `place` is None for an orphan.

    Its author sees their own edit that waits for a moderator, everybody else the text as it is. No
    query for an annotation loaded by `for_documents`.
    """
    text = newest_text_for(reader, annotation)
    origin = getattr(annotation, "origin", None)
    modified = annotation.edited_at
    document: Document = {
        "id": addresses.annotation(reading, annotation.pk),
        "type": "Annotation",
        "motivation": _motivation(annotation),
        "created": _moment(annotation.created_at),
        "modified": _moment(modified) if modified else None,
        "creator": {"type": "Person", "name": annotation.author.name},
        "canonical": origin.canonical if origin else None,
        "via": _one_or_list(origin.via) if origin else None,
        "body": _one_or_list(_bodies(annotation, text, reading, addresses)),
        "target": _target(annotation, place, reading, reader, addresses),
        f"{PREFIX}kind": annotation.kind,
        f"{PREFIX}attack": text.attack,
        f"{PREFIX}relation": text.relation,
        f"{PREFIX}visibility": annotation.visibility,
        f"{PREFIX}state": annotation.state,
        f"{PREFIX}editWaits": text is not annotation or None,
    }
    return {name: value for name, value in document.items() if value not in (None, "", [])}


def with_context(document: Document, addresses: Addresses) -> Document:
    """Return a document that stands alone, with the contexts of its terms."""
    return {"@context": [ANNO_CONTEXT, addresses.context], **document}


def newest_text_for(reader: Reader, annotation: Annotation) -> Annotation | Proposal:
    """Return the text as the reader sees it: to its author, their edit that waits."""
    own = reader.member is not None and annotation.author_id == reader.member
    return (annotation.waiting_edit if own else None) or annotation


def _moment(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _motivation(annotation: Annotation) -> str | list[str]:
    motivation = MOTIVATIONS[Kind(annotation.kind)]
    if annotation.about_id is None:
        return motivation
    return "replying" if annotation.kind == Kind.NOTE else [motivation, "replying"]


def _bodies(
    annotation: Annotation, text: Annotation | Proposal, reading: Reading, addresses: Addresses
) -> list[Document]:
    bodies = []
    if annotation.kind == Kind.SOURCE:
        bodies.append(_cited(text, reading, addresses))
    if text.body:
        motivation = _motivation(annotation)
        purpose = motivation if isinstance(motivation, str) else motivation[0]
        bodies.append(
            {
                "type": "TextualBody",
                "value": text.body,
                "format": "text/markdown",
                "purpose": "commenting" if purpose == "linking" else purpose,
                f"{PREFIX}html": text.body_html,
            }
        )
    return bodies


def _cited(text: Annotation | Proposal, reading: Reading, addresses: Addresses) -> Document:
    """Return the body of a source: the work, with its description in CSL-JSON."""
    work, csl = text.work, work_description(text)
    ours = addresses.work(reading, work.pk) if work else addresses.page(reading)
    body: Document = {
        "type": "SpecificResource",
        "source": work_address(csl) or ours,
        "purpose": "linking",
        # Sorted: PostgreSQL stores fields in another order than they were sent in.
        "citation": json.loads(json.dumps(csl, sort_keys=True)),
        f"{PREFIX}citedAs": text.citation,
        f"{PREFIX}quotation": text.quotation,
        f"{PREFIX}locator": text.locator,
    }
    return {name: value for name, value in body.items() if value}


def work_description(text: Annotation | Proposal) -> CslItem:
    """Return the description of the work that a text cites: its own, or else a registry's. No query
    if the work is loaded."""
    if text.work is None:
        return cast(CslItem, text.csl or {})
    return entry_from_text(text, text.work).csl


def work_address(work: CslItem) -> str:
    """Return the address of a work outside of this site: its DOI, its ISBN or its web address."""
    if work.get("DOI"):
        return doi_link(str(work["DOI"]))
    if isbn := isbn_digits(str(work.get("ISBN", "")).split(" ")[0]):
        return f"urn:isbn:{isbn}"
    return str(work.get("URL", ""))


def _target(
    annotation: Annotation,
    place: Place | None,
    reading: Reading,
    reader: Reader,
    addresses: Addresses,
) -> Document | str:
    """Return what an annotation is about: the annotation that it answers, if the reader may see
    that one, else its place in the text."""
    if annotation.about and rules.may_see(reader, annotation.about):
        return addresses.annotation(reading, annotation.about.pk)
    target: Document = {"type": "SpecificResource", "source": addresses.page(reading)}
    if place is None:
        target[f"{PREFIX}orphan"] = True
    selectors = _selectors(place) if place else []
    if annotation.exact and (place is None or place.exact != annotation.exact):
        selected = _quote(annotation.exact, annotation.prefix, annotation.suffix)
        if place is None:
            selectors = [selected]
        else:
            target[f"{PREFIX}selectedAs"] = selected
    if selectors:
        target["selector"] = _one_or_list(selectors)
    return target


def _selectors(place: Place) -> list[Document]:
    selectors: list[Document] = []
    if place.whole:
        selectors.append(
            {
                "type": "FragmentSelector",
                "conformsTo": HTML_FRAGMENTS,
                "value": place.address,
            }
        )
    if place.exact:
        selectors.append(_quote(place.exact, place.prefix, place.suffix))
        selectors.append({"type": "TextPositionSelector", "start": place.start, "end": place.end})
    return selectors


def _quote(exact: str, prefix: str, suffix: str) -> Document:
    quote = {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}
    return {name: value for name, value in quote.items() if value}
