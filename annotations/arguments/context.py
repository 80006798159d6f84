"""What every page about a reading needs: its template context, and what the visitor may pull
out."""

from typing import Any

from annotations.arguments import rules
from annotations.essays.models import Block
from annotations.seminars.choices import Moderation
from annotations.seminars.queries import OpenedReading


def reading_context(opened: OpenedReading, tab: str) -> dict[str, Any]:
    """Context that all pages of a reading share; `tab` is the name of the current tab."""
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "current": tab,
    }


def may_pull_out_here(opened: OpenedReading) -> bool:
    """True if this visitor may create a claim here without writing an annotation."""
    held = opened.reading.seminar.moderation == Moderation.BEFORE
    return rules.may_pull_out(opened.reader, held=held)


def claimable_blocks(opened: OpenedReading) -> list[Block]:
    """The blocks of the current revision that can make a claim: all but breaks. One query."""
    assert opened.reading.essay.current is not None
    return list(opened.reading.essay.current.blocks.exclude(type="break").defer("spans"))
