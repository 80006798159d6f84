"""The link to what a member has not read yet."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.essays.models import Block
from annotations.essays.queries import current_blocks
from annotations.margin.precomputed_tallies.for_reader import margin_counts
from annotations.margin.threads.unread import first_unread
from annotations.reading.rows.block_rows import reading_address
from annotations.seminars.queries import OpenedReading, open_reading


@never_cache
@require_safe
def next_unread(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Redirect to the first unread annotation from the block `from` on, with its thread open;
    without any, to the essay."""
    opened = open_reading(seminar, essay, request.user)
    address = reading_address(opened.reading)
    block = next_unread_block(opened, request.GET.get("from", ""))
    found = first_unread(opened.reader, opened.reading, block.paragraph_id) if block else None
    if block and found:
        return redirect(f"{address}?at={found.pk}#a-{found.pk}")  # focused without scripts, too
    if opened.member:
        messages.info(request, _("You have read everything."))
    return redirect(address)


def next_unread_block(opened: OpenedReading, start: str) -> Block | None:
    """Return the first block with something unread from the block `start` on, and then from the
    beginning of the text; None if all is read. Three queries."""
    counts = margin_counts(opened.reader, opened.reading)
    blocks = list(current_blocks(opened.reading.essay).defer("spans"))
    at = next((index for index, block in enumerate(blocks) if block.part == start), 0)
    in_order = [*blocks[at:], *blocks[:at]]
    return next((block for block in in_order if counts[block.paragraph_id].unread), None)
