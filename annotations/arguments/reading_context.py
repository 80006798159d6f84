"""What every page about a reading needs: its template context, and what the visitor may pull
out."""

from typing import Any

from annotations.arguments import rules
from annotations.essays.models import Block
from annotations.essays.queries import readable_blocks
from annotations.margin.posting_rules.first_look import posting_is_held
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
    """True if this visitor may create a claim here without writing an annotation. At most two
    queries."""
    return rules.may_pull_out(opened.reader, held=is_held_here(opened))


def is_held_here(opened: OpenedReading) -> bool:
    """True if what this visitor posts here waits for a moderator. A claim can't wait, so they can't
    change one by themselves.

    At most two queries; none for those who moderate or who may not write.
    """
    reader, member = opened.reader, opened.member
    if member is None or reader.moderates or not reader.writes:
        return False
    return posting_is_held(opened.reading.seminar, member)


def claimable_blocks(opened: OpenedReading) -> list[Block]:
    """The blocks of the current revision that can make a claim: all but breaks. One query."""
    return readable_blocks(opened.reading.essay)
