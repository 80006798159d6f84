"""The thread at a block: as a page of its own, or as the part that opens on the reading page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

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
from annotations.margin.threads.unread import mark_read
from annotations.reading.block_lookup import (
    current_passage_of,
    find_linked_annotation,
    is_partial_request,
)
from annotations.reading.composing.composer import (
    composer_context,
)
from annotations.reading.page_rows import Row, rows_at_blocks, thread_filters
from annotations.reading.place_sentences import PAGE
from annotations.reading.thread.annotation_rows import annotation_rows
from annotations.reading.thread.linked_words import (
    anchor_at_words,
    annotations_at_words,
    parse_words,
)
from annotations.seminars.queries import OpenedReading


def thread_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    *,
    status: int = 200,
    **options: Any,
) -> HttpResponse:
    """Return the thread at a block with a composer: the block's page, or for htmx only the part
    that opens on the reading page."""
    at = request.GET.get("at", "")
    linked = find_linked_annotation(opened, at)
    words = anchor_at_words(block, parse_words(at))
    on = current_passage_of(opened, linked) if linked else words
    (row,) = rows_at_blocks(opened, [block], on)
    context = {
        **composer_context(opened, block, form, **options),
        **thread_context(request, opened, row),
    }
    template = "reading/thread.html" if is_partial_request(request) else "reading/paragraph.html"
    return render(request, template, context, status=status)


def thread_context(request: HttpRequest, opened: OpenedReading, row: Row) -> dict[str, Any]:
    """Return what the thread's template needs, and mark the annotations in it as read."""
    at = request.GET.get("at", "")
    about_words = annotations_at_words(opened, row.block, parse_words(at))
    thread = requested_thread(request, opened, row.block, about_words)
    places = annotation_rows(opened, thread)
    lit = [each.annotation.pk for each in places if each.annotation in about_words]
    unread = [each.annotation.pk for each in places if each.unread]
    mark_read(opened.reader, unread)
    neighbours = row.block.revision.blocks.exclude(type="break")
    return {
        "row": row,
        "heading": PAGE.about(row.block, essay=opened.reading.essay.title),
        "open_to_all": is_open_to_all(opened, row.block),
        "shut": not opened.reader.may_read_on(opened.reading.pk, row.block.paragraph_id),
        "thread": thread,
        "places": places,
        # New annotations are marked only where there are others too.
        "tell_new": any(each.read for each in places),
        "at": lit[0] if lit else at,
        "words": at if lit else "",
        "lit": lit,
        "only": request.GET.get("only", ""),
        "thread_filters": thread_filters(row, request.GET.get("only", "")),
        "ordered": request.GET.get("order") == "endorsements",
        "may_order": has_written_at(opened, row.block),
        "before": neighbours.filter(position__lt=row.block.position).last(),
        "following": neighbours.filter(position__gt=row.block.position).first(),
    }


def is_open_to_all(opened: OpenedReading, block: Block) -> bool:
    """True if a leader opened this block of a write-before-you-read seminar to all readers. One
    query for leaders there, otherwise none."""
    if not opened.reader.leads or not opened.reading.seminar.write_first:
        return False
    return opened.reading.openings.filter(paragraph=block.paragraph_id).exists()


def requested_thread(
    request: HttpRequest, opened: OpenedReading, block: Block, lit: Sequence[Annotation] = ()
) -> Thread:
    """Return the part of a thread that the query string asks for, with what is `lit` among the
    first; values that make no sense are ignored."""
    query = request.GET
    threads = visible_threads(opened.reading, block.paragraph, opened.reader)
    root = find_annotation(threads, query.get("under", ""))
    if root:
        return answers_after(root.pk, opened.reader, query.get("after", ""))
    visible = Annotation.objects.visible_to(opened.reader).filter(reading=opened.reading)
    at = find_annotation(visible.about(block.paragraph), query.get("at", ""))
    narrowed = {"kind": query["only"]} if query.get("only") in Kind.values else {}
    thread = thread_at(
        opened.reading,
        block.paragraph,
        opened.reader,
        whole="whole" in query,
        after=query.get("after", ""),
        by_endorsements=query.get("order") == "endorsements" and has_written_at(opened, block),
        only=Q(**narrowed) if narrowed else None,
        including={each.root_id or each.pk for each in ([at] if at else lit)},
    )
    if at and at.root_id and all(place.annotation.pk != at.pk for place in thread.places):
        return answers_from(at, opened.reader)  # further down a long thread
    return thread


def has_written_at(opened: OpenedReading, block: Block) -> bool:
    """True if this member has written at this block. One query.

    Until then nobody can order a thread by endorsements: early votes influence later ones (Muchnik,
    Aral and Taylor 2013).
    """
    mine = Annotation.objects.filter(author=opened.reader.member, reading=opened.reading)
    return bool(opened.member) and mine.about(block.paragraph).exists()


def find_annotation(annotations: AnnotationQuerySet, identifier: str) -> Annotation | None:
    """Return the annotation with this identifier among these, or None. One query at most."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    return annotations.filter(pk=wanted).first()
