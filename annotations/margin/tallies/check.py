"""Where the kept numbers and texts of a reading, and a fresh count and rendering, disagree."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotations.essays.models import Block
from annotations.margin.models import Annotation, Counted, Endorsement, Proposal
from annotations.margin.tallies import store
from annotations.prose.annotation_html import render_body
from annotations.prose.normalising import UnreadableText
from annotations.seminars.models import Reading


def findings(reading: Reading) -> list[str]:
    """Every number that is wrong, a sentence each; none when all is well."""
    blocks = {
        block.paragraph_id: block for block in Block.objects.filter(revision=reading.essay.current)
    }
    found = []
    differences = store.differences(reading)
    for key in sorted(differences, key=lambda each: place(each[0], blocks)):
        paragraph, member = key
        name = blocks[paragraph].label if paragraph in blocks else "a paragraph that is gone"
        name += ", what one member alone sees" if member else ""
        found += [f"{reading.seminar}, {name}: {said}" for said in said_of(*differences[key])]
    for annotation, counted in miscounted(reading):
        found.append(
            f"{reading.seminar}: annotation {annotation.pk} was kept as endorsed "
            f"{annotation.endorsed} times, counted {counted}."
        )
    for text in rendered_otherwise(reading):
        about = text.annotation_id if isinstance(text, Proposal) else text.pk
        found.append(
            f"{reading.seminar}: annotation {about} is not shown as its body says in version "
            f"{text.version}."
        )
    return found


def place(paragraph: UUID, blocks: dict[UUID, Block]) -> int:
    """Where a paragraph stands today; one that is gone comes last."""
    return blocks[paragraph].position if paragraph in blocks else len(blocks)


def said_of(kept: Counted, counted: Counted) -> Iterator[str]:
    """What is wrong with one paragraph's tally."""
    for name in store.FIELDS:
        have, want = getattr(kept, name), getattr(counted, name)
        if have != want:
            kind = name.removeprefix("waiting_")
            waiting = "waiting " if name != kind else ""
            yield f"kept {have} {waiting}{kind}s, counted {want}."
    if any(getattr(kept, n, None) != getattr(counted, n, None) for n in ("marks", "drawn")):
        yield "the marks are not where the passages are."


def miscounted(reading: Reading) -> list[tuple[Annotation, int]]:
    """Annotations whose number of endorsements is not the number of those who endorsed."""
    each = Endorsement.objects.filter(annotation=OuterRef("pk")).order_by().values("annotation")
    counted = Subquery(each.annotate(number=Count("pk")).values("number"))
    wrong = (
        Annotation.objects.filter(reading=reading)
        .annotate(counted=Coalesce(counted, 0))
        .exclude(endorsed=F("counted"))
        .order_by("pk")
    )
    return [(annotation, vars(annotation)["counted"]) for annotation in wrong]


def rendered_otherwise(reading: Reading) -> Iterator[Annotation | Proposal]:
    """The annotations and waiting edits whose HTML is not what their body renders to."""
    texts: tuple[QuerySet[Any], ...] = (
        Annotation.objects.filter(reading=reading),
        Proposal.objects.filter(annotation__reading=reading),
    )
    for each in texts:
        yield from (text for text in each.order_by("pk").iterator() if not is_rendered(text))


def is_rendered(text: Annotation | Proposal) -> bool:
    """Whether its HTML, which readers see, is what its body renders to."""
    try:
        return text.body_html == render_body(text.body)
    except UnreadableText:
        return False


@transaction.atomic
def mend(reading: Reading) -> None:
    """Keep what a fresh count and a fresh rendering say. Raises Unreadable for a body that can't be
    rendered: no form lets one through, so it was written to the database."""
    store.recount(reading)
    for annotation, counted in miscounted(reading):
        annotation.endorsed = counted
        annotation.save(update_fields=["endorsed"])
    for text in list(rendered_otherwise(reading)):
        text.body_html = render_body(text.body)
        text.save(update_fields=["body_html"])
