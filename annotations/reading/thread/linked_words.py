"""The words that the link of a mark is about, and what readers wrote about them."""

import re

from annotations.essays.models import Block
from annotations.margin.models import Anchor, Annotation
from annotations.margin.passages.anchors import annotations_about_words
from annotations.margin.passages.highlight_map import Range
from annotations.margin.queries import THREADS_PER_PAGE
from annotations.seminars.queries import OpenedReading

_WORDS = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


def parse_words(text: str) -> Range | None:
    """Return the code points that `12-20` in a link names; None if it names none."""
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end else None


def annotations_at_words(
    opened: OpenedReading, block: Block, words: Range | None
) -> list[Annotation]:
    """Return the annotations about these words of a block that this reader may see, at most a page
    of them. One query; none without words."""
    if words is None:
        return []
    return list(
        annotations_about_words(opened.reading, block, words, opened.reader)[:THREADS_PER_PAGE]
    )


def anchor_at_words(block: Block, words: Range | None) -> Anchor | None:
    """Return an unsaved anchor at these words, to highlight them; None without words."""
    if words is None:
        return None
    start, end = words
    return Anchor(paragraph_id=block.paragraph_id, start=start, end=end)
