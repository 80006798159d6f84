"""Making a passage of a range in a paragraph, and finding its quotation there again."""

from collections.abc import Iterator, Sequence

from annotations.anchoring.folding import find_occurrences, fold_typography
from annotations.anchoring.passages import PARAGRAPH_BREAK, Passage
from annotations.character_folding.invisible_characters import has_invisible

CONTEXT_LENGTH = 32
"""Characters of context kept on either side of a quotation."""

_BORDER = "\x00"
"""Marks the paragraph's beginning or end when contexts are compared."""


def select_passage(paragraphs: Sequence[str], paragraph: int, start: int, end: int) -> Passage:
    """Return the passage for the range `start` to `end` (code points) of a paragraph.

    The context comes from the paragraphs joined by two line ends. Raises ValueError if there is no
    such range, IndexError if there is no such paragraph.
    """
    text = paragraphs[paragraph]
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"No characters {start} to {end} in a paragraph of {len(text)}.")
    prefix, suffix = text[max(0, start - CONTEXT_LENGTH) : start], text[end : end + CONTEXT_LENGTH]
    for above in reversed(paragraphs[max(0, paragraph - CONTEXT_LENGTH) : paragraph]):
        prefix = above[-CONTEXT_LENGTH:] + PARAGRAPH_BREAK + prefix
    for below in paragraphs[paragraph + 1 : paragraph + 1 + CONTEXT_LENGTH]:
        suffix = suffix + PARAGRAPH_BREAK + below[:CONTEXT_LENGTH]
    return Passage(
        paragraph, start, end, text[start:end], prefix[-CONTEXT_LENGTH:], suffix[:CONTEXT_LENGTH]
    )


def locate_quotation(
    text: str, exact: str, prefix: str, suffix: str, start: int, end: int
) -> tuple[int, int] | None:
    """Find a quotation in its paragraph; return code points, or None if it is not there.

    The quotation and its context may differ from the text in composition (NFC, NFD), white space,
    the shape of quotes and dashes, and characters that nobody sees. Of several places the one whose
    context agrees best is taken, then the nearest to `start` and `end`, which are hints and need
    not be valid offsets.
    """
    places = [] if has_invisible(text) else list(_literal(text, exact))
    places = places or list(find_occurrences(text, exact)) or list(_literal(text, exact))
    if len(places) < 2:
        return places[0] if places else None
    before = fold_typography(
        _BORDER * (PARAGRAPH_BREAK in prefix) + prefix.split(PARAGRAPH_BREAK)[-1]
    )[::-1]
    after = fold_typography(
        suffix.split(PARAGRAPH_BREAK)[0] + _BORDER * (PARAGRAPH_BREAK in suffix)
    )
    bordered = _BORDER + text + _BORDER

    def fit(place: tuple[int, int]) -> tuple[int, int]:
        low, high = place[0] + 1, place[1] + 1
        left = fold_typography(bordered[max(0, low - 2 * CONTEXT_LENGTH) : low])[::-1]
        right = fold_typography(bordered[high : high + 2 * CONTEXT_LENGTH])
        agreement = common_prefix_length(left, before) + common_prefix_length(right, after)
        return agreement, -abs(place[0] - start) - abs(place[1] - end)

    return max(places, key=fit)


def _literal(text: str, exact: str) -> Iterator[tuple[int, int]]:
    at = text.find(exact) if exact else -1
    while at >= 0:
        yield at, at + len(exact)
        at = text.find(exact, at + 1)


def common_prefix_length(text: str, other: str) -> int:
    """Count the characters with which both texts begin."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(text), len(other)))
