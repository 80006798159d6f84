"""Compares the stored numbers and HTML of a reading with a fresh count and rendering."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.essays.models import Block
from annotations.essays.queries import blocks_by_paragraph, current_blocks
from annotations.margin.models import Annotation, Endorsement, ParagraphTally, Proposal
from annotations.margin.precomputed_tallies import store
from annotations.prose.annotation_html import render_body
from annotations.prose.normalising import UnreadableText
from annotations.seminars.models import Reading


def tally_problems(reading: Reading) -> list[str]:
    """Return a sentence for each number or HTML that is wrong; empty if all are right."""
    blocks = blocks_by_paragraph(current_blocks(reading.essay))
    problems = []
    differences = store.tally_differences(reading)
    for key in sorted(differences, key=lambda each: paragraph_order(each[0], blocks)):
        paragraph, member = key
        name = blocks[paragraph].label if paragraph in blocks else "a paragraph that is gone"
        name += ", what one member alone sees" if member else ""
        problems += [
            f"{reading.seminar}, {name}: {each}" for each in differing_numbers(*differences[key])
        ]
    for wrong in wrong_endorsement_counts(reading):
        problems.append(
            f"{reading.seminar}: annotation {wrong.annotation} was kept as endorsed "
            f"{wrong.stored} times, counted {wrong.counted}."
        )
    for text in wrongly_rendered_texts(reading):
        about = text.annotation_id if isinstance(text, Proposal) else text.pk
        problems.append(
            f"{reading.seminar}: annotation {about} is not shown as its body says in version "
            f"{text.version}."
        )
    return problems


def paragraph_order(paragraph: UUID, blocks: dict[UUID, Block]) -> int:
    """Return the position of a paragraph in the current revision; one that is gone comes last."""
    return blocks[paragraph].position if paragraph in blocks else len(blocks)


def differing_numbers(stored: ParagraphTally, counted: ParagraphTally) -> Iterator[str]:
    """Yield a sentence for each difference between a stored tally and a fresh count."""
    for name in store.COUNT_FIELDS:
        was, should_be = getattr(stored, name), getattr(counted, name)
        if was != should_be:
            kind = name.removeprefix("waiting_")
            waiting = "waiting " if name != kind else ""
            yield f"kept {was} {waiting}{kind}s, counted {should_be}."
    if any(getattr(stored, n, None) != getattr(counted, n, None) for n in ("marks", "drawn")):
        yield "the marks are not where the passages are."


@dataclass(frozen=True)
class EndorsementCount:
    """How often an annotation was endorsed: as stored with it, and as counted."""

    annotation: UUID
    stored: int
    counted: int


def wrong_endorsement_counts(reading: Reading) -> list[EndorsementCount]:
    """The stored numbers of endorsements that differ from the endorsements there are. One query."""
    each = Endorsement.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    counted = Subquery(each.annotate(number=Count("pk")).values("number"))
    wrong = (
        Annotation.objects.filter(reading=reading)
        .annotate(counted=Coalesce(counted, 0))
        .exclude(endorsed=F("counted"))
        .order_by("pk")
    )
    return [EndorsementCount(*row) for row in wrong.values_list("pk", "endorsed", "counted")]


def wrongly_rendered_texts(reading: Reading) -> Iterator[Annotation | Proposal]:
    """Yield the annotations and waiting edits whose HTML is not what their body renders to."""
    texts: tuple[QuerySet[Any], ...] = (
        Annotation.objects.filter(reading=reading),
        Proposal.objects.filter(annotation__reading=reading),
    )
    for each in texts:
        yield from (text for text in each.order_by("pk").iterator() if not is_rendered(text))


def is_rendered(text: Annotation | Proposal) -> bool:
    """True if its HTML, which readers see, is what its body renders to."""
    try:
        return text.body_html == render_body(text.body)
    except UnreadableText:
        return False


@transaction.atomic
def repair_tallies(reading: Reading) -> None:
    """Replace the stored numbers and HTML by a fresh count and a fresh rendering.

    Raises UnreadableText for a body that can't be rendered: no form accepts one, so somebody wrote
    it to the database.
    """
    store.rebuild_tallies(reading)
    for wrong in wrong_endorsement_counts(reading):
        Annotation.objects.filter(pk=wrong.annotation).update(endorsed=wrong.counted)
    for text in list(wrongly_rendered_texts(reading)):
        text.body_html = render_body(text.body)
        text.save(update_fields=["body_html"])
