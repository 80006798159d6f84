"""The lines of the agenda, their titles and reasons, made from claims and annotations."""

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
from annotations.paragraph_labels import paragraph_label


class LineKind(StrEnum):
    """Why a line is on the agenda; the order is that of the agenda."""

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
# The headings of lines that are shown as part of another line.
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
    """A published annotation as the agenda quotes it.

    `passage` is the passage it is about, or the text of the annotation it answers. `answers` counts
    notes and counterpoints about it by others. `claim` is the claim it is attached to; for an
    answer, `root` is the first annotation of the thread and `root_claim` the claim of that.
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
        """The claim and the thread that it belongs to."""
        return frozenset({self.root_claim or self.claim, self.root or self.id} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTopic:
    """A claim with quotations for both sides; `dependents` are the places of claims that rest on
    it."""

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
    """A numbered paragraph and its number of published annotations. `seen`: this reader sees
    further ones there, their own or pending ones that they moderate."""

    id: str
    number: int
    annotations: int
    seen: bool = False

    @property
    def untouched(self) -> bool:
        """True if this reader sees no annotation there."""
        return not self.annotations and not self.seen


@dataclass(frozen=True, slots=True)
class DebateSide:
    """One side of a contested claim in one line; `annotation` is None if nobody took it yet."""

    label: str
    text: str
    author: str = ""
    annotation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedLine:
    """One line of the agenda, with further lines (`also`) that are shown as part of it.

    `key` identifies the line as long as its cause persists; `subjects` are the claims and threads
    it concerns.
    """

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
        """The suggested duration."""
        return SUGGESTED_MINUTES[self.kind]


def contested_line(topic: ClaimTopic, places: Mapping[str, str]) -> ComputedLine:
    """The line of a contested claim, with the best quotation of each side; `places` has the place
    of each claim."""
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


def _side(label: str, quoted: QuotedAnnotation | None) -> DebateSide:
    if quoted is None:
        return DebateSide(label, "Nobody yet. Who takes this side?")
    met = "" if quoted.stands else " (met by a counterpoint)"
    return DebateSide(label, one_line_excerpt(quoted.text) + met, quoted.author, quoted.id)


def best_of_side(quotations: Iterable[QuotedAnnotation]) -> QuotedAnnotation | None:
    """The quotation to represent a side: standing ones first, then the best received; None if there
    are none."""
    return min(
        quotations, key=lambda quoted: (not quoted.stands, *reception_key(quoted)), default=None
    )


def reception_key(quoted: QuotedAnnotation) -> tuple[int, int, str]:
    """Sort key: most endorsed first, then oldest."""
    return (-quoted.endorsements, -quoted.age_in_days, quoted.id)


def unanswered_line(quoted: QuotedAnnotation) -> ComputedLine:
    """The line of a counterpoint that nobody answered."""
    if quoted.age_in_days:
        days = number_with_noun(quoted.age_in_days, "day")
        waits = f"{quoted.author}’s counterpoint has stood unanswered for {days}"
    else:
        waits = f"Nobody has answered {quoted.author}’s counterpoint yet"
    return ComputedLine(
        kind=LineKind.UNANSWERED,
        key=f"unanswered:{quoted.id}",
        target=quoted.id,
        place=quoted.place,
        title=_title(quoted),
        reason=f"{waits}{_endorsements(quoted)}.",
        subjects=quoted.subjects,
    )


def question_line(quoted: QuotedAnnotation) -> ComputedLine:
    """The line of a question that a note asks."""
    heard = number_with_noun(quoted.answers, "answer") if quoted.answers else "no answer yet"
    return ComputedLine(
        kind=LineKind.QUESTION,
        key=f"question:{quoted.id}",
        target=quoted.id,
        place=quoted.place,
        title=_title(quoted),
        reason=f"{quoted.author} asks, and has {heard}{_endorsements(quoted)}.",
        subjects=quoted.subjects,
    )


def _endorsements(quoted: QuotedAnnotation) -> str:
    """The number of endorsements as the end of a sentence; "" for none."""
    match quoted.endorsements:
        case 0:
            return ""
        case 1:
            return "; 1 person endorses it"
    return f"; {quoted.endorsements} people endorse it"


def _title(quoted: QuotedAnnotation) -> str:
    """The text in one line, after the passage it is about: "who is this?" alone says nothing."""
    if not quoted.passage:
        return one_line_excerpt(quoted.text)
    return f"“{one_line_excerpt(quoted.passage, 60)}”: {one_line_excerpt(quoted.text)}"


def unsourced_line(topic: ClaimTopic) -> ComputedLine:
    """The line of a claim that has no source."""
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
    """One line for all paragraphs without annotations; nothing if there are none."""
    if not paragraphs:
        return
    where = join_with_and(list(_paragraph_ranges([one.number for one in paragraphs])))
    yield ComputedLine(
        kind=LineKind.UNTOUCHED,
        key="untouched",
        target=paragraphs[0].id,
        place=paragraph_label(paragraphs[0].number),
        title=where,
        reason="Nobody has written anything here. Agreed, or passed over?",
    )


def _paragraph_ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Consecutive numbers as ranges: "¶ 2", "¶ 5–7"."""
    start = numbers[0]
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        yield paragraph_label(start, None if start == number else number)
        start = numbers[at + 1] if at + 1 < len(numbers) else start
