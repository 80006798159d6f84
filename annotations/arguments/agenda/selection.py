"""Which lines are on the agenda.

Each matter is listed once. A counterpoint that represents a side of a contested claim, or that is
in its thread, is not listed as unanswered. A contested claim mentions itself that it has no source.
A claim whose counterpoint is listed as unanswered is not listed as unsourced. A question about
something that is listed, and an unsourced claim in the same paragraph, are shown as part of that
line.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from annotations.arguments.agenda.lines import (
    ClaimTopic,
    ComputedLine,
    LineKind,
    ParagraphCount,
    QuotedAnnotation,
    best_of_side,
    contested_line,
    question_line,
    reception_key,
    unanswered_line,
    unsourced_line,
    untouched_line,
)
from annotations.arguments.excerpts import first_question
from annotations.arguments.standing.standing import BaseStanding

LINES_PER_KIND = 3  # an hour and a half is a long meeting
ALSO_PER_LINE = 2  # lines shown as part of another line


def select_lines(
    *,
    topics: Collection[ClaimTopic],
    counterpoints: Collection[QuotedAnnotation],
    notes: Collection[QuotedAnnotation],
    paragraphs: Sequence[ParagraphCount],
    hidden: Collection[str] = (),
    at_most: int = LINES_PER_KIND,
) -> list[ComputedLine]:
    """The lines of an agenda, at most `at_most` of each kind, the most urgent first.

    Args:
        topics: all claims of the essay.
        counterpoints: all counterpoints of the reading, those about annotations too.
        notes: all notes; those that ask a question are listed.
        paragraphs: the numbered paragraphs, in the order of the text.
        hidden: the keys of lines that a leader hid: nothing becomes part of these.
        at_most: the number of lines of each kind.
    """
    contested = _debated_topics(topics, at_most)
    quoted = {id for topic in contested for id in _quoted_ids(topic)}
    debated = {topic.id for topic in contested}
    waiting = [one for one in counterpoints if one.stands and not one.answers]
    # A rejoinder is discussed together with the claim of its thread.
    apart = [one for one in waiting if one.id not in quoted and one.root_claim not in debated]
    unanswered = _take(at_most, sorted(apart, key=reception_key))
    asking = [replace(note, text=asked) for note in notes if (asked := first_question(note.text))]
    listed = debated | {id for one in unanswered for id in (one.claim, one.root_claim)}
    unsourced = [topic for topic in topics if topic.standing.unsourced and topic.id not in listed]
    places = {topic.id: topic.place for topic in topics}
    # In an essay without annotations every paragraph is untouched, which says nothing.
    begun = any(one.annotations for one in paragraphs)
    lines = [*(contested_line(topic, places) for topic in contested)]
    lines += map(unanswered_line, unanswered)
    questions = map(question_line, sorted(asking, key=reception_key))
    lines = _merge_lines(lines, questions, at_most, hidden, _share_subject)
    without_source = map(unsourced_line, _take(at_most, sorted(unsourced, key=_urgency)))
    lines = _merge_lines(lines, without_source, at_most, hidden, _same_place)
    return [*lines, *untouched_line([one for one in paragraphs if begun and one.untouched])]


def _merge_lines(
    listed: Iterable[ComputedLine],
    more: Iterable[ComputedLine],
    at_most: int,
    hidden: Collection[str],
    belongs: Callable[[ComputedLine, ComputedLine], bool],
) -> list[ComputedLine]:
    """Add the first `at_most` of `more` to the lines `listed`. Those that belong to an earlier line
    become part of it, while it has room."""
    lines = list(listed)
    most = len(lines) + at_most
    for line in more:
        hosts = (at for at, one in enumerate(lines) if one.key not in hidden)
        at = next((at for at in hosts if belongs(lines[at], line)), None)
        if at is None:
            lines += [line] if len(lines) < most else []
        elif len(lines[at].also) < ALSO_PER_LINE:
            lines[at] = replace(lines[at], also=(*lines[at].also, line))
    return lines


def _share_subject(one: ComputedLine, line: ComputedLine) -> bool:
    return bool(one.subjects & line.subjects)


def _same_place(one: ComputedLine, line: ComputedLine) -> bool:
    return one.place == line.place and one.kind in {LineKind.CONTESTED, LineKind.UNANSWERED}


def debated_claims(topics: Collection[ClaimTopic], at_most: int = LINES_PER_KIND) -> set[str]:
    """The claims that will be listed as contested. An agenda needs the annotations of no others."""
    return {topic.id for topic in _debated_topics(topics, at_most)}


class HasKey(Protocol):
    """Anything with the key of an agenda line."""

    @property
    def key(self) -> str: ...


def arrange_by_key[L: HasKey](
    lines: Iterable[L], order: Sequence[str] = (), hidden: Collection[str] = ()
) -> list[L]:
    """Sort lines by the keys in `order`, others after them; leaves out `hidden` keys."""
    rank = {key: at for at, key in enumerate(order)}
    listed = [line for line in lines if line.key not in hidden]
    return sorted(listed, key=lambda line: rank.get(line.key, len(rank)))


def _take[T](number: int, things: Iterable[T]) -> list[T]:
    return list(islice(things, number))


def _debated_topics(topics: Iterable[ClaimTopic], at_most: int) -> list[ClaimTopic]:
    return _take(at_most, sorted(_contested_topics(topics), key=_urgency))


def _contested_topics(topics: Iterable[ClaimTopic]) -> Iterator[ClaimTopic]:
    return (topic for topic in topics if topic.standing.base == BaseStanding.CONTESTED)


def _urgency(topic: ClaimTopic) -> tuple[int, int, int, str]:
    """Sort key: number of standing counterpoints, then of claims that rest on it, then position. As
    on the board."""
    standing = topic.standing.standing_counterpoints
    return (-standing, -len(topic.dependents), topic.paragraph, topic.id)


def _quoted_ids(topic: ClaimTopic) -> set[str]:
    """The annotations that represent the two sides of a contested claim."""
    return {quoted.id for quoted in map(best_of_side, (topic.against, topic.in_favour)) if quoted}
