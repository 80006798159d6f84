"""What every page about a reading passes to its template, and what a claim may be pulled out of."""

from typing import Any

from annotations.arguments import rules
from annotations.essays.models import Block
from annotations.seminars.choices import Moderation
from annotations.seminars.queries import Opened


def reading_context(opened: Opened, tab: str) -> dict[str, Any]:
    """What every page about a reading says around its own."""
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "current": tab,
    }


def may_pull_out_here(opened: Opened) -> bool:
    """Whether this visitor may pull claims out by themselves here."""
    held = opened.reading.seminar.moderation == Moderation.BEFORE
    return rules.may_pull_out(opened.reader, held=held)


def claimable_blocks(opened: Opened) -> list[Block]:
    """The blocks of the text as it is today that can make a claim."""
    assert opened.reading.essay.current is not None
    return list(opened.reading.essay.current.blocks.exclude(type="break").defer("spans"))
