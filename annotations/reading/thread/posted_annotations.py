"""What htmx is answered once a composer was posted: what that has changed in the open thread."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies.for_reader import margin_counts
from annotations.margin.threads.layout import DEEPEST_LEVEL, ThreadRow
from annotations.margin.threads.summary import entries_of_cited_works
from annotations.reading.block_lookup import get_block_or_404
from annotations.reading.composing.composer import blank_form, composer_context
from annotations.reading.rows.block_rows import build_row, reading_address, thread_filters
from annotations.reading.thread.annotation_rows import AnnotationRow, cited_work
from annotations.reading.thread.page import thread_response
from annotations.seminars.queries import OpenedReading, open_reading


def posted_response(
    request: HttpRequest, opened: OpenedReading, block: Block, annotations: Sequence[Annotation]
) -> HttpResponse:
    """Return the new annotations, for their places in the thread, and a composer for the next one,
    with the counts and the marks of the block as they are now.

    Two queries, and one more if they cite works: nothing else in the thread is read or replaced.
    """
    assert opened.member is not None  # who writes is a member
    opened.member.has_written_here = True
    answered = annotations[0].about
    places = rows_of_new(opened, annotations)
    counts = margin_counts(opened.reader, opened.reading, block.paragraph_id)
    address = reading_address(opened.reading)
    anchor = places[0].anchor
    row = build_row(block, counts[block.paragraph_id], address, on=anchor, writes=True)
    context = composer_context(request, opened, block, blank_form(request, opened, block))
    context |= {
        "answered": answered,
        "places": places,
        "row": row,
        "lit": [],
        "thread_filters": thread_filters(row, ""),
        "may_order": True,
    }
    response = render(request, "reading/posted.html", context)
    return reswap(retarget(response, "this"), "outerHTML")


def rows_of_new(opened: OpenedReading, annotations: Sequence[Annotation]) -> list[AnnotationRow]:
    """Return the rows of annotations that the reader has posted just now, which have no answers and
    no claim. No query, or one if they cite works."""
    entries = entries_of_cited_works(annotations, opened.reader)
    return [
        AnnotationRow(
            ThreadRow(
                each,
                min(each.depth, DEEPEST_LEVEL),
                in_answer_to=each.about if each.depth > DEEPEST_LEVEL else None,
            ),
            can=rules.permitted_actions(opened.reader, each),
            mine=True,
            cited=cited_work(each, opened, entries),
            anchor=anchor_of_new(each),
        )
        for each in annotations
    ]


def anchor_of_new(annotation: Annotation) -> Anchor | None:
    """Return the place of the passage that an annotation was posted about; None if it is about the
    whole block. No query."""
    if not annotation.passage:
        return None
    return Anchor(
        annotation_id=annotation.pk,
        paragraph_id=annotation.paragraph_id,
        start=annotation.start,
        end=annotation.end,
    )


def redrawn_thread(
    request: HttpRequest, opened: OpenedReading, block: Block, annotations: Sequence[Annotation]
) -> HttpResponse:
    """Return the whole thread, at the first of the annotations, as it is after a post that has
    changed more in it than these. The queries of a thread, and those that open a reading."""
    seminar = opened.reading.seminar.slug
    now = open_reading(seminar, opened.reading.slug, request.user)
    here = get_block_or_404(now, block.part)
    return thread_response(
        request, now, here, blank_form(request, now, here), linked=annotations[0]
    )
