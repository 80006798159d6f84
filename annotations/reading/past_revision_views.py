"""A past revision of an essay with its annotations, read-only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotations.arguments.claims.queries import claims_by_annotation
from annotations.editions.queries import get_revision_or_404
from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor
from annotations.margin.precomputed_tallies.for_reader import margin_counts_in_revision
from annotations.margin.queries import thread_at
from annotations.reading.rows.block_rows import Row, build_row, reading_address
from annotations.reading.rows.place_sentences import PAST_PAGE, PAST_THREAD
from annotations.reading.thread.annotation_rows import annotation_rows, shown_annotations
from annotations.reading.thread.linked_words import (
    anchor_at_words,
    annotations_at_words,
    parse_words,
)
from annotations.seminars.queries import OpenedReading


@dataclass(frozen=True)
class PastRevision:
    """A reading opened at a past revision, and the current revision as `latest`."""

    opened: OpenedReading
    revision: Revision
    latest: Revision


def open_past_revision(opened: OpenedReading, number: str) -> PastRevision | None:
    """Open the reading at this revision; return None if it is the current one.

    In memory the revision becomes `opened.reading.essay.current`, so that everything that asks for
    the current revision gets this one, and the seminar is closed, so that nothing can be written.
    Raises Http404 if there is no such revision. One query.
    """
    if not number.isdecimal() or len(number) > 6:
        raise Http404
    latest = opened.reading.essay.current
    assert latest is not None
    revision = get_revision_or_404(opened.reading, int(number))
    if revision == latest:
        return None
    opened.reading.essay.current = revision
    return PastRevision(
        replace(opened, reader=replace(opened.reader, closed=True)), revision, latest
    )


def past_revision_page(request: HttpRequest, opened: OpenedReading) -> HttpResponse:
    """Show the essay at the revision `rev`; redirect to the reading page for the current one."""
    past = open_past_revision(opened, request.GET["rev"])
    if past is None:
        return redirect("read", opened.reading.seminar.slug, opened.reading.slug)
    blocks = past.revision.blocks.all()
    context = {**past_revision_context(past), "rows": past_revision_rows(past, blocks)}
    return render(request, "reading/past_revision.html", context)


def past_revision_rows(
    past: PastRevision, blocks: Iterable[Block], on: Anchor | None = None
) -> list[Row]:
    """Return a row for each block, with what this visitor may see counted there then, and with the
    passage `on` highlighted."""
    opened = past.opened
    counts = margin_counts_in_revision(opened.reader, opened.reading, past.revision)
    address, query = reading_address(opened.reading), f"rev={past.revision.number}&"
    return [
        build_row(block, counts[block.paragraph_id], address, query=query, on=on)
        for block in blocks
    ]


def past_revision_context(past: PastRevision) -> dict[str, object]:
    """Return what every template of a past revision needs."""
    return {
        "opened": past.opened,
        "reading": past.opened.reading,
        "reader": past.opened.reader,
        "revision": past.revision,
        "latest": past.latest,
    }


def past_revision_paragraph_page(
    request: HttpRequest, past: PastRevision, block: Block
) -> HttpResponse:
    """Show one block of a past revision with its thread."""
    opened = past.opened
    words = parse_words(request.GET.get("at", ""))
    (row,) = past_revision_rows(past, [block], anchor_at_words(block, words))
    about_words = annotations_at_words(opened, block, words)
    after = request.GET.get("after", "")
    thread = thread_at(
        opened.reading,
        block.paragraph,
        opened.reader,
        whole=True,
        after=after,
        revision=past.revision,
    )
    shown = [each.pk for each in shown_annotations(thread)]
    places = annotation_rows(opened, thread, claims_by_annotation(shown, opened.reader))
    context = {
        **past_revision_context(past),
        "row": row,
        "paragraph": block,
        "heading": PAST_PAGE.about(
            block, essay=opened.reading.essay.title, revision=past.revision.number
        ),
        "thread_label": PAST_THREAD.about(block),
        "thread": thread,
        "places": places,
        "lit": [each.annotation.pk for each in places if each.annotation in about_words],
    }
    return render(request, "reading/past_revision_paragraph.html", context)
