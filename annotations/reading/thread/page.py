"""The thread at a block: as a page of its own, or as the part that opens on the reading page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from annotations.arguments.claims.queries import (
    claims_by_annotation,
    claims_by_annotation_and_at_block,
)
from annotations.arguments.models import Claim
from annotations.essays.models import Block
from annotations.margin.choices import Kind
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.queries import (
    Thread,
    answers_after,
    answers_from,
    thread_at,
    visible_threads,
)
from annotations.margin.threads.unread import first_unread, mark_read
from annotations.prepared_queries.compilation import prepared
from annotations.reading.block_lookup import (
    current_passage_of,
    find_linked_annotation,
    is_partial_request,
    may_have_claims,
)
from annotations.reading.composing.composer import (
    composer_context,
)
from annotations.reading.rows.block_rows import Row, rows_at_blocks, thread_filters
from annotations.reading.rows.place_sentences import PAGE
from annotations.reading.thread.annotation_rows import annotation_rows, shown_annotations
from annotations.reading.thread.linked_words import (
    anchor_at_words,
    annotations_at_words,
    parse_words,
)
from annotations.seminars.queries import OpenedReading

# The `at` of a link to whatever is unread at a block.
UNREAD = "unread"


def thread_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    *,
    status: int = 200,
    linked: Annotation | None = None,
    **options: Any,
) -> HttpResponse:
    """Return the thread at a block with a composer: the block's page, or for htmx only the part
    that opens on the reading page. It is shown at the annotation `linked`, else at that which the
    query string names."""
    at = request.GET.get("at", "")
    linked = linked or linked_annotation(opened, block, at)
    words = anchor_at_words(block, parse_words(at))
    on = current_passage_of(opened, linked) if linked else words
    context = thread_context(request, opened, block, linked)
    claims = context["claims_at_block"]
    context |= composer_context(request, opened, block, form, claims=claims, **options)
    # Counted once the thread has marked as read what it shows.
    (row,) = rows_at_blocks(opened, [block], on)
    context |= row_context(request, row)
    if is_partial_request(request):
        return render(request, "reading/thread.html", context, status=status)
    context |= neighbours_of(block)
    return render(request, "reading/paragraph.html", context, status=status)


def linked_annotation(opened: OpenedReading, block: Block, at: str) -> Annotation | None:
    """Return the annotation that the `at` of a link names, by its identifier or as the first one at
    the block that is unread; None if it names none that this visitor may see."""
    if at == UNREAD:
        return first_unread(opened.reader, opened.reading, block.paragraph_id)
    return find_linked_annotation(opened, at)


def row_context(request: HttpRequest, row: Row) -> dict[str, Any]:
    """Return what the thread's template needs of the block's row."""
    return {
        "row": row,
        "thread_filters": thread_filters(row, requested_kind(request)),
        # On the reading page, `row` is the one that the template's loop has come to.
        "unread": row.unread,
    }


def thread_context(
    request: HttpRequest, opened: OpenedReading, block: Block, linked: Annotation | None
) -> dict[str, Any]:
    """Return what the thread's template needs besides the row, and mark the annotations in it as
    read. Of these, the linked one is lit if it was unread."""
    at = request.GET.get("at", "")
    about_words = annotations_at_words(opened, block, parse_words(at))
    thread = requested_thread(request, opened, block, linked, about_words)
    shown = [each.pk for each in shown_annotations(thread)]
    attached, at_block = claims_for(opened, block, shown)
    places = annotation_rows(opened, thread, attached)
    lit = [
        each.annotation.pk
        for each in places
        if each.annotation in about_words or (each.unread and each.annotation == linked)
    ]
    unread = [each.annotation.pk for each in places if each.unread]
    mark_read(opened.reader, unread)
    return {
        "heading": PAGE.about(block, essay=opened.reading.essay.title),
        "open_to_all": is_open_to_all(opened, block),
        "shut": not opened.reader.may_read_on(opened.reading.pk, block.paragraph_id),
        "thread": thread,
        "places": places,
        "claims_at_block": at_block,
        # New annotations are marked only where there are others too.
        "tell_new": any(each.read for each in places),
        "at": lit[0] if lit else linked and linked.pk,
        "words": at if about_words else "",
        "lit": lit,
        "only": requested_kind(request),
        "ordered": request.GET.get("order") == "endorsements",
        "may_order": has_written_here(opened),
    }


def claims_for(
    opened: OpenedReading, block: Block, shown: list[UUID]
) -> tuple[dict[UUID, Claim], list[Claim]]:
    """Return the claims of the annotations that are shown, by annotation; and for who writes, those
    that are made at this block. One query; none where nobody has made a claim at this block."""
    if not may_have_claims(block):
        return {}, []
    if not opened.reader.writes:
        return claims_by_annotation(shown, opened.reader), []
    return claims_by_annotation_and_at_block(shown, opened.reading, block, opened.reader)


def neighbours_of(block: Block) -> dict[str, Block | None]:
    """Return the blocks with text before and after a block. One query."""
    found = _neighbours(block.revision_id, block.position)
    return {
        "before": next((each for each in found if each.position < block.position), None),
        "following": next((each for each in found if each.position > block.position), None),
    }


@prepared
def _neighbours(revision: UUID, position: int) -> QuerySet[Block]:
    blocks = Block.objects.filter(revision=revision).exclude(type="break")
    before = blocks.filter(position__lt=position).order_by("-position")
    following = blocks.filter(position__gt=position).order_by("position")
    nearest = (Subquery(each.values("position")[:1]) for each in (before, following))
    return blocks.filter(reduce(or_, (Q(position=each) for each in nearest)))


def is_open_to_all(opened: OpenedReading, block: Block) -> bool:
    """True if a leader opened this block of a write-before-you-read seminar to all readers. One
    query for leaders there, otherwise none."""
    if not opened.reader.leads or not opened.reading.seminar.write_first:
        return False
    return opened.reading.openings.filter(paragraph=block.paragraph_id).exists()


def requested_thread(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    linked: Annotation | None,
    lit: Sequence[Annotation],
) -> Thread:
    """Return the part of a thread that the query string asks for, with what is `linked` or `lit`
    among the first; values that make no sense are ignored."""
    query = request.GET
    only = requested_kind(request)
    if "under" in query:
        threads = visible_threads(opened.reading, block.paragraph, opened.reader)
        if root := find_annotation(threads, query["under"]):
            return answers_after(root.pk, opened.reader, query.get("after", ""), only)
    at = linked if linked and linked.paragraph_id == block.paragraph_id else None
    thread = thread_at(
        opened.reading,
        block.paragraph,
        opened.reader,
        whole="whole" in query,
        after=query.get("after", ""),
        by_endorsements=query.get("order") == "endorsements" and has_written_here(opened),
        only=only,
        including={each.root_id or each.pk for each in ([at] if at else lit)},
    )
    shown = {place.annotation.pk for place in thread.places}
    if at and at.root_id and not only and at.pk not in shown:
        return answers_from(at, opened.reader)  # further down a long thread
    return thread


def requested_kind(request: HttpRequest) -> str:
    """Return the kind of annotation that the query string asks for alone, or ""."""
    only = request.GET.get("only", "")
    return only if only in Kind.values else ""


def has_written_here(opened: OpenedReading) -> bool:
    """True if this member has written at this block. No query: it was read with the block.

    Until then nobody can order a thread by endorsements: early votes influence later ones (Muchnik,
    Aral and Taylor 2013).
    """
    return opened.member is not None and bool(opened.member.has_written_here)


def find_annotation(annotations: AnnotationQuerySet, identifier: str) -> Annotation | None:
    """Return the annotation with this identifier among these, or None. One query at most."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    return annotations.filter(pk=wanted).first()
