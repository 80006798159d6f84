"""Writes annotations as Hypothesis's API does, each as one reader may see it.

The format is that of https://h.readthedocs.io/en/latest/api-reference/v1/, which its client reads
and exports. What Hypothesis has no field for is in the tags: `counterpoint` with `attack:<code>`,
`source` with `relation:<code>` and `locator:<place>`. The text of a source begins with a line that
cites the work, then quotes it. `sent_documents` reads all of this back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Case, Q, When

from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, Proposal
from annotations.seminars.models import Member, Reading
from annotations.seminars.rules import Reader
from annotations.sources.formatting import format_citation
from annotations.vocabulary import AnnotationState, AnnotationVisibility
from annotations.web_annotation.addresses import Addresses
from annotations.web_annotation.annotation_documents import newest_text_for, work_description
from annotations.web_annotation.places import Place, current_places

type Row = dict[str, Any]

# Not a name of theirs: it comes back with an edit, and says which version that began from.
VERSION = "counterpoint:version"
# Of what an answer is below: the first, and so many less one of the nearest.
MAX_REFERENCES = 20
MODERATION_STATUS = {
    AnnotationState.PENDING: "PENDING",
    AnnotationState.PUBLISHED: "APPROVED",
    AnnotationState.HIDDEN: "DENIED",
    AnnotationState.REMOVED: "DENIED",
}
HIDDEN_STATES = (AnnotationState.HIDDEN, AnnotationState.REMOVED)


def hypothesis_rows(
    annotations: Collection[Annotation], reading: Reading, reader: Reader, addresses: Addresses
) -> list[Row]:
    """Return the rows of annotations of one reading, which the reader may see.

    They were loaded by `annotation_documents.for_documents`. At most four queries.
    """
    places = current_places(annotations, reading.essay.current_revision)
    above = _visible_ancestors(annotations, reader)
    return [
        _row(each, places.get(each.pk), above[each.pk], reading, reader, addresses)
        for each in annotations
    ]


def group_id(reading: Reading) -> str:
    """Return the identifier of the group in which all that is written on a reading stands."""
    return reading.pk.hex


def account_name(member: Member | UUID, addresses: Addresses) -> str:
    """Return the name of a member as Hypothesis names accounts. It tells nothing of the account
    behind a display name."""
    id = member.pk if isinstance(member, Member) else member
    return f"acct:{id.hex}@{urlsplit(addresses.site).hostname}"


def citation_line(text: Annotation | Proposal, language: str) -> str:
    """Return the line that cites the work of a source: as it was typed, if that is one line to
    read, else its reference."""
    typed = text.citation.strip()
    if typed.startswith(("{", "[", "@", "TY  -")) or "\n" in typed:
        typed = format_citation(work_description(text), "apa", language).text
    return " ".join(typed.split())


def _row(
    annotation: Annotation,
    place: Place | None,
    above: list[str],
    reading: Reading,
    reader: Reader,
    addresses: Addresses,
) -> Row:
    text = newest_text_for(reader, annotation)
    author = account_name(annotation.author_id, addresses)
    page = addresses.page(reading)
    mine = annotation.author_id == reader.member
    private = annotation.visibility == AnnotationVisibility.PRIVATE
    allowed = rules.permitted_actions(reader, annotation)
    state = AnnotationState(annotation.state)
    permalink = addresses.permalink(annotation.pk)
    row: Row = {
        "id": str(annotation.pk),
        "created": annotation.created_at.isoformat(),
        "updated": (annotation.edited_at or annotation.created_at).isoformat(),
        "user": author,
        "user_info": {"display_name": annotation.author.name},
        "uri": page,
        "text": _text(text, annotation.kind, reading.essay.language),
        "tags": _tags(text, annotation.kind),
        "group": group_id(reading),
        "permissions": {
            "read": [author if private else f"group:{group_id(reading)}"],
            "admin": [author],
            "update": [author] if "edit" in allowed else [],
            "delete": [author] if "withdraw" in allowed else [],
        },
        "target": [_target(annotation, place, page, answers=bool(above))],
        "document": {"title": [reading.essay.title]},
        "links": {
            "html": permalink,
            "incontext": permalink,
            "json": addresses.hypothesis_annotation(reading, annotation.pk),
        },
        "moderation_status": "APPROVED" if private else MODERATION_STATUS[state],
        "hidden": state in HIDDEN_STATES and not mine,
        "flagged": False,
        "mentions": [],
        "actions": [],
        VERSION: text.version,
    }
    return {**row, "references": above} if above else row


def _tags(text: Annotation | Proposal, kind: str) -> list[str]:
    if kind == Kind.COUNTERPOINT:
        return ["counterpoint", f"attack:{text.attack}"]
    if kind == Kind.SOURCE:
        located = [f"locator:{text.locator}"] if text.locator else []
        return ["source", f"relation:{text.relation}", *located]
    return []


def _text(text: Annotation | Proposal, kind: str, language: str) -> str:
    if kind != Kind.SOURCE:
        return text.body
    quoted = "\n".join(f"> {line}" for line in text.quotation.splitlines())
    parts = [citation_line(text, language), quoted, text.body]
    return "\n\n".join(part for part in parts if part)


def _target(annotation: Annotation, place: Place | None, page: str, *, answers: bool) -> Row:
    """Return what a row is about: the words in the text, unless it answers a row that is seen."""
    target: Row = {"source": page}
    exact, prefix, suffix = annotation.exact, annotation.prefix, annotation.suffix
    selectors: list[Row] = []
    if place is not None:
        exact, prefix, suffix = place.exact, place.prefix, place.suffix
        selectors = [{"type": "TextPositionSelector", "start": place.start, "end": place.end}]
    if exact and not answers:
        quote = {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}
        target["selector"] = [*selectors, quote]
    return target


def _visible_ancestors(
    annotations: Collection[Annotation], reader: Reader
) -> Mapping[UUID, list[str]]:
    """Return by annotation what it answers, from the first of its thread on, as far as the reader
    may see it; of a long chain the first and the nearest, since a row for each of its answers would
    repeat all of it. One query, or none without answers."""
    roots = {each.root_id for each in annotations if each.root_id}
    if not roots:
        return {each.pk: [] for each in annotations}
    threads = Annotation.objects.filter(Q(pk__in=roots) | Q(root__in=roots)).order_by()
    seen = Case(When(rules.seen_by(reader), then=True), default=False)
    known = {pk: (above, shown) for pk, above, shown in threads.values_list("pk", "about_id", seen)}
    chains = {}
    for each in annotations:
        chain: list[str] = []
        above = each.about_id
        while above in known:
            following, shown = known[above]
            if shown:
                chain.append(str(above))
            above = following
        # The client hangs an answer below the last and finds its thread by the first.
        chains[each.pk] = [*chain[MAX_REFERENCES - 1 :][-1:], *chain[: MAX_REFERENCES - 1][::-1]]
    return chains
