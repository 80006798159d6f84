"""What can come up when a seminar meets, and the line in which the agenda says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotations.arguments.excerpts import one_line
from annotations.arguments.standing.phrasing import counted, listed, said, way_round
from annotations.arguments.standing.standing import Standing
from annotations.places import numbered


class Matter(StrEnum):
    """Why something is on the agenda; the order is that of the agenda."""

    CONTESTED = "contested"
    UNANSWERED = "unanswered"
    QUESTION = "question"
    UNSOURCED = "unsourced"
    UNTOUCHED = "untouched"


HEADINGS = {
    Matter.CONTESTED: "Most contested",
    Matter.UNANSWERED: "Nobody has answered",
    Matter.QUESTION: "Questions",
    Matter.UNSOURCED: "Without a source",
    Matter.UNTOUCHED: "Not touched yet",
}
# The same where it is said on the line of another matter.
ALSO = {
    Matter.QUESTION: "Also asked here",
    Matter.UNSOURCED: "Also here, without a source",
}
MINUTES = {
    Matter.CONTESTED: 10,
    Matter.UNANSWERED: 5,
    Matter.QUESTION: 5,
    Matter.UNSOURCED: 3,
    Matter.UNTOUCHED: 5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A published annotation, as plain text, with who wrote it and how it was received.

    `passage` is what it marks in the text, or says the annotation that it answers; `answers`
    counts the notes and counterpoints of others about it, `days` is how long it has been there,
    in whole days. `under` is the claim that its thread bears on, if it is an answer there, and
    `bears_on` the one that it bears on itself; `thread` is what an answer's thread began with.
    """

    id: str
    who: str
    text: str
    place: str
    passage: str = ""
    endorsements: int = 0
    answers: int = 0
    stands: bool = True
    days: int = 0
    under: str = ""
    bears_on: str = ""
    thread: str = ""

    @property
    def subjects(self) -> frozenset[str]:
        """What it is about: the claim, and the thread that it is in or that it may begin."""
        return frozenset({self.under or self.bears_on, self.thread or self.id} - {""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A claim with what was said on both sides and the places of the claims that rest on it."""

    id: str
    words: str
    place: str
    paragraph: int
    standing: Standing
    against: tuple[Voice, ...] = ()
    in_favour: tuple[Voice, ...] = ()
    resting: tuple[str, ...] = ()


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
class Side:
    """One side of a matter in one line; `annotation` is None where nobody has taken it yet."""

    label: str
    words: str
    who: str = ""
    annotation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One matter to talk about, and what is `also` said on its line. `key` stays the same as long
    as the matter does; `subjects` are the claims and threads that it is about."""

    kind: Matter
    key: str
    target: str
    place: str
    title: str
    reason: str
    sides: tuple[Side, ...] = ()
    also: tuple[Line, ...] = ()
    subjects: frozenset[str] = frozenset()

    @property
    def minutes(self) -> int:
        """How long it may take: a suggestion."""
        return MINUTES[self.kind]


def contested_line(topic: Topic, places: Mapping[str, str]) -> Line:
    """A claim that is contested, with who speaks best on each side."""
    against, in_favour = best(topic.against), best(topic.in_favour)
    return Line(
        kind=Matter.CONTESTED,
        key=f"contested:{topic.id}",
        target=topic.id,
        place=topic.place,
        title=topic.words,
        reason=_why_contested(topic, against, places),
        sides=(
            _side("Against", against),
            _side("For", in_favour),
        ),
        subjects=frozenset({topic.id}),
    )


def _why_contested(topic: Topic, against: Voice | None, places: Mapping[str, str]) -> str:
    spoken = said(topic.standing)
    if against and not against.answers and topic.standing.counterpoints == 1:
        spoken += " and nobody has answered it"
    found = [spoken]
    if topic.resting:
        verb = "rests" if len(topic.resting) == 1 else "rest"
        found.append(f"{listed(list(dict.fromkeys(topic.resting)))} {verb} on this claim")
    if topic.standing.circular:
        found.append(f"it {way_round(topic.standing, places)}")
    if topic.standing.unsourced:
        found.append("it has no source")
    return ". ".join(part[0].upper() + part[1:] for part in found) + "."


def _side(label: str, voice: Voice | None) -> Side:
    if voice is None:
        return Side(label, "Nobody yet. Who takes this side?")
    met = "" if voice.stands else " (met by a counterpoint)"
    return Side(label, one_line(voice.text) + met, voice.who, voice.id)


def best(voices: Iterable[Voice]) -> Voice | None:
    """The one to speak for a side: one that stands before one that was met."""
    return min(voices, key=lambda voice: (not voice.stands, *received(voice)), default=None)


def received(voice: Voice) -> tuple[int, int, str]:
    """How it was received, the best first."""
    return (-voice.endorsements, -voice.days, voice.id)


def unanswered_line(voice: Voice) -> Line:
    """A counterpoint that nobody has said anything about."""
    if voice.days:
        waits = f"{voice.who}’s counterpoint has stood unanswered for {counted(voice.days, 'day')}"
    else:
        waits = f"Nobody has answered {voice.who}’s counterpoint yet"
    return Line(
        kind=Matter.UNANSWERED,
        key=f"unanswered:{voice.id}",
        target=voice.id,
        place=voice.place,
        title=_quoted(voice),
        reason=f"{waits}{_agreed(voice)}.",
        subjects=voice.subjects,
    )


def question_line(voice: Voice) -> Line:
    """A question that somebody asked."""
    heard = counted(voice.answers, "answer") if voice.answers else "no answer yet"
    return Line(
        kind=Matter.QUESTION,
        key=f"question:{voice.id}",
        target=voice.id,
        place=voice.place,
        title=_quoted(voice),
        reason=f"{voice.who} asks, and has {heard}{_agreed(voice)}.",
        subjects=voice.subjects,
    )


def _agreed(voice: Voice) -> str:
    """How many endorse it, as the end of a sentence; "" if nobody does."""
    match voice.endorsements:
        case 0:
            return ""
        case 1:
            return "; 1 person endorses it"
    return f"; {voice.endorsements} people endorse it"


def _quoted(voice: Voice) -> str:
    """What it says in a line, after the passage it is about: "who is this?" alone says nothing."""
    if not voice.passage:
        return one_line(voice.text)
    return f"“{one_line(voice.passage, 60)}”: {one_line(voice.text)}"


def unsourced_line(topic: Topic) -> Line:
    """A claim that was tested and has no source."""
    tested = said(topic.standing)
    return Line(
        kind=Matter.UNSOURCED,
        key=f"unsourced:{topic.id}",
        target=topic.id,
        place=topic.place,
        title=topic.words,
        reason=f"{tested[0].upper()}{tested[1:]}; no source for it. Who looks for one?",
    )


def untouched_line(paragraphs: Sequence[ParagraphCount]) -> Iterator[Line]:
    """Where nobody has written, all in one line; none where there is no such place."""
    if not paragraphs:
        return
    where = listed(list(_runs([one.number for one in paragraphs])))
    yield Line(
        kind=Matter.UNTOUCHED,
        key="untouched",
        target=paragraphs[0].id,
        place=numbered(paragraphs[0].number),
        title=where,
        reason="Nobody has written anything here. Agreed, or passed over?",
    )


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """Numbers as a leader would say them: "¶ 2", "¶ 5–7"."""
    start = numbers[0]
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        yield numbered(start, None if start == number else number)
        start = numbers[at + 1] if at + 1 < len(numbers) else start
