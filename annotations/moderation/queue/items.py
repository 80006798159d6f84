"""Load annotations of the queue, each with its context and the steps that are open to a moderator.

The number of queries does not grow with the number of annotations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation, Wording
from annotations.moderation.decisions.brought_sources import brought_sources_of
from annotations.moderation.models import Appeal, Decision, Flag, Mute
from annotations.moderation.policy.offered_steps import offered_steps, reasons_barred
from annotations.moderation.queries import case_of, load_case_facts, version_of
from annotations.moderation.queue.presence import other_viewers
from annotations.moderation.queue.queue_item import QueueItem
from annotations.people.models import User
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import Highlight, render_highlighted

# How many decisions about an author's other annotations are shown.
SHOWN_AUTHOR_DECISIONS = 6


def load_items(annotations: QuerySet[Annotation], user: User) -> list[QueueItem]:
    """Return these annotations with their context, for this moderator.

    At most eleven queries: flags, decisions and the like are only looked up if the first query says
    that there are any.
    """
    cases = load_case_facts(
        annotations.select_related(
            "about__author",
            "came_with__author",
            "bearing__claim",
            "work",
            "described_by",
            "proposal__work",
            "proposal__described_by",
        ),
        user,
    )
    annotation_list = [facts.annotation for facts in cases]
    ids = [annotation.pk for annotation in annotation_list]
    authors = {annotation.author_id for annotation in annotation_list}
    blocks, anchors = annotated_blocks(annotation_list), current_anchors(annotation_list)
    flagged = [each.annotation.pk for each in cases if each.open_flags or each.closed_flags]
    decided = [each.annotation.pk for each in cases if each.last_number]
    edited = [each.pk for each in annotation_list if version_of(each) > 1]
    flags = _by_annotation(Flag.objects.select_related("seminar"), flagged, "-at")
    appeals = _by_annotation(Appeal.objects.all(), decided, "-at")
    decisions = _by_annotation(Decision.objects.select_related("seminar"), decided, "-number")
    posted = Wording.objects.filter(rules.EARLIER_POSTED)
    wordings = _by_annotation(posted.select_related("work", "described_by"), edited, "-version")
    author_decisions = latest_decisions_by_author(authors)
    looks = other_viewers(ids, user)
    muted = Mute.objects.filter(member__in=authors, ended_at=None)
    mutes = {mute.member_id: mute for mute in muted}
    brought = brought_sources_of(cases)
    loaded = []
    for facts in cases:
        case, annotation = case_of(facts, user), facts.annotation
        block = blocks.get(annotation.paragraph_id)
        anchor = anchors.get(annotation.pk)
        loaded.append(
            QueueItem(
                annotation,
                choices=offered_steps(case),
                barred=reasons_barred(case),
                block=block,
                html=paragraph_html(block, anchor, annotation) if block else "",
                orphan=anchor is not None and anchor.start is None,
                flags=flags[annotation.pk],
                appeals=appeals[annotation.pk],
                decisions=decisions[annotation.pk],
                author_decisions=[
                    each
                    for each in author_decisions[annotation.author_id]
                    if each.annotation_id != annotation.pk
                ],
                wordings=wordings[annotation.pk],
                looks=looks.get(annotation.pk, []),
                mute=mutes.get(annotation.author_id),
                brought=brought[annotation.pk],
            )
        )
    return loaded


def _by_annotation[M: (Flag, Appeal, Decision, Wording)](
    rows: QuerySet[M], ids: list[UUID], order: str
) -> dict[UUID, list[M]]:
    """Return the rows about each of these annotations, in this order. No query for no ids."""
    by_annotation: dict[UUID, list[M]] = defaultdict(list)
    for row in rows.filter(annotation__in=ids).order_by(order):
        by_annotation[row.annotation_id].append(row)
    return by_annotation


def annotated_blocks(annotations: Iterable[Annotation]) -> dict[UUID, Block]:
    """Return the blocks of these annotations' paragraphs in the current revisions, by paragraph."""
    blocks = Block.objects.filter(
        paragraph__in={annotation.paragraph_id for annotation in annotations},
        revision__in={annotation.reading.essay.current_id for annotation in annotations},
    )
    return {block.paragraph_id: block for block in blocks}


def current_anchors(annotations: Iterable[Annotation]) -> dict[UUID, Anchor]:
    """Return the anchors of these annotations' passages in the current revisions, by annotation."""
    anchors = Anchor.objects.filter(
        annotation__in=[annotation.pk for annotation in annotations if annotation.passage],
        revision__in={annotation.reading.essay.current_id for annotation in annotations},
    )
    return {anchor.annotation_id: anchor for anchor in anchors}


def paragraph_html(block: Block, anchor: Anchor | None, annotation: Annotation) -> str:
    """Return the HTML of a paragraph, with the annotation's passage marked if it is readable."""
    marks = []
    readable = annotation.state in rules.PRESENT
    if readable and anchor and anchor.start is not None and anchor.end is not None:
        marks = [Highlight(anchor.start, anchor.end, frozenset({annotation.kind}))]
    return render_highlighted(block.text, spans_from_json(block.spans), marks)


def latest_decisions_by_author(authors: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """Return the latest decisions about what each of these members wrote, newest first. One query.

    One more than is shown, because a decision about the item itself is left out.
    """
    numbered = Decision.objects.filter(annotation__author__in=authors).annotate(
        nth=Window(RowNumber(), partition_by=F("annotation__author"), order_by=F("number").desc()),
    )
    by_author: dict[UUID, list[Decision]] = defaultdict(list)
    last = (
        numbered.filter(nth__lte=SHOWN_AUTHOR_DECISIONS + 1)
        .select_related("seminar", "annotation")
        .defer("annotation__body", "annotation__body_html")
        .order_by("-number")
    )
    for decision in last:
        by_author[decision.annotation.author_id].append(decision)
    return by_author
