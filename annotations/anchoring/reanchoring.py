"""The place of each passage in the new text, or that it has none."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from annotations.anchoring.alignment import Alignment, align_revisions
from annotations.anchoring.confidence import MIN_CONFIDENCE, MatchEvidence, gather_evidence
from annotations.anchoring.matching.correspondence import Correspondence
from annotations.anchoring.matching.tokens import TokenizedText, unify_typography
from annotations.anchoring.passages import AnchoredRange, AnchorReason, Orphan, Passage
from annotations.anchoring.quotation import QuotationIndex
from annotations.anchoring.selectors import locate_quotation
from annotations.anchoring.span import WordSpan, find_span, words_added_before
from annotations.character_folding.invisible_characters import visible_offsets, without_invisible

_RECOGNISABLE = 0.3


def reanchor(
    old: Sequence[str] | None,
    new: Sequence[str],
    passages: Sequence[Passage],
    *,
    alignment: Alignment | None = None,
) -> list[AnchoredRange | Orphan]:
    """Find each passage of `old` in `new`; answers come in the order of the passages.

    Where the old text is None, or a passage's quotation is not in it, only quotation, context and
    position are used.

    Args:
        alignment: the result of `align_revisions(old, new)`, if it is at hand.
    """
    index = cache(lambda: QuotationIndex(new))  # of a long text it takes a second
    if old is None:
        return [index().find(passage) for passage in passages]
    words = (alignment or align_revisions(old, new)).words
    return [_reanchored(words, index, passage) for passage in passages]


def _reanchored(
    found: Correspondence, index: Callable[[], QuotationIndex], passage: Passage
) -> AnchoredRange | Orphan:
    located = _in_old(found, passage)
    if located is None:
        return index().find(passage)
    return _untouched(found, located) or _placed(found, located)


def _in_old(found: Correspondence, passage: Passage) -> Passage | None:
    """Return the passage with offsets that hold its quotation, or None if nothing does."""
    if not 0 <= passage.paragraph < len(found.old.paragraphs):
        return None
    text = found.old.paragraphs[passage.paragraph]
    start, end = passage.start, passage.end
    if 0 <= start < end <= len(text) and text[start:end] == passage.exact:
        return passage
    place = locate_quotation(
        text, passage.exact, passage.prefix, passage.suffix, passage.start, passage.end
    )
    return replace(passage, start=place[0], end=place[1]) if place else None


def _untouched(found: Correspondence, passage: Passage) -> AnchoredRange | None:
    """Return the same characters of a paragraph that is unchanged, or looks so; else None."""
    paragraph = found.paragraph_pairs.get(passage.paragraph)
    if paragraph is None:
        return None
    old, new = found.old.paragraphs[passage.paragraph], found.new.paragraphs[paragraph]
    if old == new:
        return AnchoredRange(paragraph, passage.start, passage.end, "unchanged", 1.0)
    if without_invisible(old) != without_invisible(new):
        return None
    before, after = visible_offsets(old), visible_offsets(new)
    first, beyond = bisect_left(before, passage.start), bisect_left(before, passage.end)
    if first == beyond:
        return None
    start, end = after[first], after[beyond - 1] + 1
    reason: AnchorReason = "unchanged" if start == passage.start else "shifted"
    return AnchoredRange(paragraph, start, end, reason, 1.0)


def _placed(found: Correspondence, passage: Passage) -> AnchoredRange | Orphan:
    words = found.old.words_between(passage.paragraph, passage.start, passage.end)
    span = find_span(found, words)
    if span is None:
        return Orphan("gone")
    judged = gather_evidence(found, words, passage.paragraph, span)
    if judged.confidence < MIN_CONFIDENCE:
        return Orphan("ambiguous" if judged.words_found >= _RECOGNISABLE else "gone")
    return _anchor(found, passage, words, span, judged)


def _anchor(
    found: Correspondence, passage: Passage, words: range, span: WordSpan, judged: MatchEvidence
) -> AnchoredRange:
    start, end = _characters(found, passage, words, span)
    words_now = found.new.paragraphs[span.paragraph][start:end]
    same = without_invisible(words_now) == without_invisible(passage.exact)
    if not same and found.to_new[words.start] == span.words.start:
        start = found.new.starts[span.words.start - words_added_before(found, words.start)]
    reason: AnchorReason = "edited"
    if found.paragraph_pairs.get(passage.paragraph) != span.paragraph:
        reason = "moved"
    elif same:
        reason = "unchanged" if start == passage.start else "shifted"
    return AnchoredRange(span.paragraph, start, end, reason, round(judged.confidence, 3))


def _characters(
    found: Correspondence, passage: Passage, words: range, span: WordSpan
) -> tuple[int, int]:
    """Turn words into characters; a passage that begins or ends inside a word still does."""
    start, end = found.new.starts[span.words.start], found.new.ends[span.words.stop - 1]
    if passage.start > found.old.starts[words.start]:
        before, after = _letters(found, words.start, span.words.start)
        inside = bisect_left(before, passage.start)
        start = after[inside] if inside < len(after) else start
    if passage.end < found.old.ends[words.stop - 1]:
        before, after = _letters(found, words.stop - 1, span.words.stop - 1)
        inside = bisect_left(before, passage.end)
        end = after[inside - 1] + 1 if 0 < inside <= len(after) else end
    return (start, end) if start < end else (found.new.starts[span.words.start], end)


def _letters(found: Correspondence, i: int, j: int) -> tuple[list[int], list[int]]:
    """Return where the letters of an old word and of the new one stand; none if they differ in
    number.
    """
    before, after = _letters_of(found.old, i), _letters_of(found.new, j)
    return (before, after) if found.to_new[i] == j and len(before) == len(after) else ([], [])


def _letters_of(words: TokenizedText, i: int) -> list[int]:
    start, end = words.starts[i], words.ends[i]
    word = words.paragraphs[words.paragraph_of[i]][start:end]
    return [start + at for at in visible_offsets(word) if unify_typography(word[at]) not in " -"]
