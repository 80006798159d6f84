"""An earlier revision as its readers had it: the text, what stood there, and nothing to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from annotations.editions.queries import get_revision_or_404
from annotations.essays.models import Block, Revision
from annotations.margin.queries import thread_at
from annotations.margin.tallies.for_reader import counts_in
from annotations.reading.page import Row, build_row
from annotations.reading.thread_rows import thread_rows
from annotations.seminars.queries import OpenedReading


@dataclass(frozen=True)
class PastRevision:
    """A reading opened at an earlier revision, and the one that is the text today."""

    opened: OpenedReading
    revision: Revision
    latest: Revision


def open_past_revision(opened: OpenedReading, number: str) -> PastRevision | None:
    """The reading as it was at this revision, or None for the one that is current; else 404.

    The essay in memory takes this revision for its current one, so that everything below speaks
    of it; and as in a closed seminar there is nothing to write.
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
    """The essay as it was, with its margin as this visitor may see it."""
    earlier = open_past_revision(opened, request.GET["rev"])
    if earlier is None:
        return redirect("read", opened.reading.seminar.slug, opened.reading.slug)
    blocks = earlier.revision.blocks.all()
    context = {**past_revision_context(earlier), "rows": past_revision_rows(earlier, blocks)}
    return render(request, "reading/past_revision.html", context)


def past_revision_rows(earlier: PastRevision, blocks: Iterable[Block]) -> list[Row]:
    """These blocks of it with what stood at them."""
    opened = earlier.opened
    counts = counts_in(opened.reader, opened.reading, earlier.revision)
    return [build_row(block, counts[block.paragraph_id]) for block in blocks]


def past_revision_context(earlier: PastRevision) -> dict[str, object]:
    """What every page of an earlier revision needs."""
    return {
        "opened": earlier.opened,
        "reading": earlier.opened.reading,
        "reader": earlier.opened.reader,
        "revision": earlier.revision,
        "latest": earlier.latest,
    }


def past_revision_paragraph_page(
    request: HttpRequest, earlier: PastRevision, block: Block
) -> HttpResponse:
    """One of its paragraphs with what stood there."""
    opened = earlier.opened
    (row,) = past_revision_rows(earlier, [block])
    after = request.GET.get("after", "")
    thread = thread_at(
        opened.reading,
        block.paragraph,
        opened.reader,
        whole=True,
        after=after,
        revision=earlier.revision,
    )
    context = {
        **past_revision_context(earlier),
        "row": row,
        "paragraph": block,
        "thread": thread,
        "places": thread_rows(opened, thread),
    }
    return render(request, "reading/past_revision_paragraph.html", context)
