"""What can come up when a seminar meets, and the line in which the agenda says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing.phrasing import (
    describe_cycle,
    describe_result,
    join_with_and,
    number_with_noun,
)
from annotations.arguments.standing.standing import Standing
from annotations.places import numbered


class LineKind(StrEnum):
    """Why something is on the agenda; the order is that of the agenda."""

    CONTESTED = "contested"
    UNANSWERED = "unanswered"
    QUESTION = "question"
    UNSOURCED = "unsourced"
    UNTOUCHED = "untouched"


LINE_HEADINGS = {
    LineKind.CONTESTED: "Most contested",
    LineKind.UNANSWERED: "Nobody has answered",
    LineKind.QUESTION: "Questions",
    LineKind.UNSOURCED: "Without a source",
    LineKind.UNTOUCHED: "Not touched yet",
}
# The same where it is said on the line of another matter.
ALSO_HEADINGS = {
    LineKind.QUESTION: "Also asked here",
    LineKind.UNSOURCED: "Also here, without a source",
}
SUGGESTED_MINUTES = {
    LineKind.CONTESTED: 10,
    LineKind.UNANSWERED: 5,
    LineKind.QUESTION: 5,
    LineKind.UNSOURCED: 3,
    LineKind.UNTOUCHED: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedAnnotation:
    """A published annotation, as plain text, with who wrote it and how it was received.

    `passage` is what it marks in the text, or says the annotation that it answers; `answers`
    counts the notes and counterpoints of others about it, `days` is how long it has been there,
    in whole days. `under` is the claim that its thread bears on, if it is an answer there, and
    `bears_on` the one that it bears on itself; `thread` is what an answer's thread began with.
    """

    id: str
    author: str
    text: str
    place: str
    passage: str = ""
    endorsements: int = 0
    answers: int = 0
    stands: bool = True
    age_in_days: int = 0
    root_claim: str = ""
    claim: str = ""
    root: str = ""

    @property
    def subjects(self) -> frozenset[str]:
        """What it is about: the claim, and the thread that it is in or that it may begin."""
        return frozenset({self.root_claim or self.claim, self.root or self.id} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTopic:
    """A claim with what was said on both sides and the places of the claims that rest on it."""

    id: str
    wording: str
    place: str
    paragraph: int
    standing: Standing
    against: tuple[QuotedAnnotation, ...] = ()
    in_favour: tuple[QuotedAnnotation, ...] = ()
    dependents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParagraphCount:
    """A numbered paragraph, how many published annotations it has, and whether this reader sees
    others there: their own, or such as wait for them to decide."""

    id: str
    number: int
    annotations: int
    seen: bool = False

    @property
    def untouched(self) -> bool:
        """As far as this reader sees, nobody has written there."""
        return not self.annotations and not self.seen


@dataclass(frozen=True, slots=True)
class DebateSide:
    """One side of a matter in one line; `annotation` is None where nobody has taken it yet."""

    label: str
    text: str
    author: str = ""
    annotation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedLine:
    """One matter to talk about, and what is `also` said on its line. `key` stays the same as long
    as the matter does; `subjects` are the claims and threads that it is about."""

    kind: LineKind
    key: str
    target: str
    place: str
    title: str
    reason: str
    sides: tuple[DebateSide, ...] = ()
    also: tuple[ComputedLine, ...] = ()
    subjects: frozenset[str] = frozenset()

    @property
    def minutes(self) -> int:
        """How long it may take: a suggestion."""
        return SUGGESTED_MINUTES[self.kind]


def contested_line(topic: ClaimTopic, places: Mapping[str, str]) -> ComputedLine:
    """A claim that is contested, with who speaks best on each side."""
    against, in_favour = best_of_side(topic.against), best_of_side(topic.in_favour)
    return ComputedLine(
        kind=LineKind.CONTESTED,
        key=f"contested:{topic.id}",
        target=topic.id,
        place=topic.place,
        title=topic.wording,
        reason=_why_contested(topic, against, places),
        sides=(
            _side("Against", against),
            _side("For", in_favour),
        ),
        subjects=frozenset({topic.id}),
    )


def _why_contested(
    topic: ClaimTopic, against: QuotedAnnotation | None, places: Mapping[str, str]
) -> str:
    spoken = describe_result(topic.standing)
    if against and not against.answers and topic.standing.counterpoints == 1:
        spoken += " and nobody has answered it"
    found = [spoken]
    if topic.dependents:
        verb = "rests" if len(topic.dependents) == 1 else "rest"
        found.append(f"{join_with_and(list(dict.fromkeys(topic.dependents)))} {verb} on this claim")
    if topic.standing.circular:
        found.append(f"it {describe_cycle(topic.standing, places)}")
    if topic.standing.unsourced:
        found.append("it has no source")
    return ". ".join(part[0].upper() + part[1:] for part in found) + "."


def _side(label: str, voice: QuotedAnnotation | None) -> DebateSide:
    if voice is None:
        return DebateSide(label, "Nobody yet. Who takes this side?")
    met = "" if voice.stands else " (met by a counterpoint)"
    return DebateSide(label, one_line_excerpt(voice.text) + met, voice.author, voice.id)


def best_of_side(voices: Iterable[QuotedAnnotation]) -> QuotedAnnotation | None:
    """The one to speak for a side: one that stands before one that was met."""
    return min(voices, key=lambda voice: (not voice.stands, *reception_key(voice)), default=None)


def reception_key(voice: QuotedAnnotation) -> tuple[int, int, str]:
    """How it was received, the best first."""
    return (-voice.endorsements, -voice.age_in_days, voice.id)


def unanswered_line(voice: QuotedAnnotation) -> ComputedLine:
    """A counterpoint that nobody has said anything about."""
    if voice.age_in_days:
        days = number_with_noun(voice.age_in_days, "day")
        waits = f"{voice.author}’s counterpoint has stood unanswered for {days}"
    else:
        waits = f"Nobody has answered {voice.author}’s counterpoint yet"
    return ComputedLine(
        kind=LineKind.UNANSWERED,
        key=f"unanswered:{voice.id}",
        target=voice.id,
        place=voice.place,
        title=_title(voice),
        reason=f"{waits}{_endorsements(voice)}.",
        subjects=voice.subjects,
    )


def question_line(voice: QuotedAnnotation) -> ComputedLine:
    """A question that somebody asked."""
    heard = number_with_noun(voice.answers, "answer") if voice.answers else "no answer yet"
    return ComputedLine(
        kind=LineKind.QUESTION,
        key=f"question:{voice.id}",
        target=voice.id,
        place=voice.place,
        title=_title(voice),
        reason=f"{voice.author} asks, and has {heard}{_endorsements(voice)}.",
        subjects=voice.subjects,
    )


def _endorsements(voice: QuotedAnnotation) -> str:
    """How many endorse it, as the end of a sentence; "" if nobody does."""
    match voice.endorsements:
        case 0:
            return ""
        case 1:
            return "; 1 person endorses it"
    return f"; {voice.endorsements} people endorse it"


def _title(voice: QuotedAnnotation) -> str:
    """What it says in a line, after the passage it is about: "who is this?" alone says nothing."""
    if not voice.passage:
        return one_line_excerpt(voice.text)
    return f"“{one_line_excerpt(voice.passage, 60)}”: {one_line_excerpt(voice.text)}"


def unsourced_line(topic: ClaimTopic) -> ComputedLine:
    """A claim that was tested and has no source."""
    tested = describe_result(topic.standing)
    return ComputedLine(
        kind=LineKind.UNSOURCED,
        key=f"unsourced:{topic.id}",
        target=topic.id,
        place=topic.place,
        title=topic.wording,
        reason=f"{tested[0].upper()}{tested[1:]}; no source for it. Who looks for one?",
    )


def untouched_line(paragraphs: Sequence[ParagraphCount]) -> Iterator[ComputedLine]:
    """Where nobody has written, all in one line; none where there is no such place."""
    if not paragraphs:
        return
    where = join_with_and(list(_paragraph_ranges([one.number for one in paragraphs])))
    yield ComputedLine(
        kind=LineKind.UNTOUCHED,
        key="untouched",
        target=paragraphs[0].id,
        place=numbered(paragraphs[0].number),
        title=where,
        reason="Nobody has written anything here. Agreed, or passed over?",
    )


def _paragraph_ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers as a leader would say them: "¶ 2", "¶ 5–7"."""
    start = numbers[0]
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        yield numbered(start, None if start == number else number)
        start = numbers[at + 1] if at + 1 < len(numbers) else start
