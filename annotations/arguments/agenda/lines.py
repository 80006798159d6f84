"""The lines of the agenda, their titles and reasons, made from claims and annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing.phrasing import cycle_places, join_with_and, result_sentence
from annotations.arguments.standing.standing import Standing
from annotations.lazy_messages import LazyMessage, ngettext_lazy, pgettext_lazy
from annotations.lazy_messages import gettext_lazy as _
from annotations.paragraph_labels import paragraph_label


class LineKind(StrEnum):
    """Why a line is on the agenda; the order is that of the agenda."""

    CONTESTED = "contested"
    UNANSWERED = "unanswered"
    QUESTION = "question"
    UNSOURCED = "unsourced"
    UNTOUCHED = "untouched"


LINE_HEADINGS = {
    LineKind.CONTESTED: _("Most contested"),
    LineKind.UNANSWERED: _("Nobody has answered"),
    LineKind.QUESTION: _("Questions"),
    LineKind.UNSOURCED: _("Without a source"),
    LineKind.UNTOUCHED: _("Not touched yet"),
}
# The headings of lines that are shown as part of another line.
ALSO_HEADINGS = {
    LineKind.QUESTION: _("Also asked here"),
    LineKind.UNSOURCED: _("Also here, without a source"),
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
            _side(pgettext_lazy("side of a claim", "Against"), against),
            _side(pgettext_lazy("side of a claim", "For"), in_favour),
        ),
        subjects=frozenset({topic.id}),
    )


def _why_contested(
    topic: ClaimTopic, against: QuotedAnnotation | None, places: Mapping[str, str]
) -> str:
    """The reason in sentences: the result, what rests on the claim, its cycle, a missing source."""
    standing = topic.standing
    if against and not against.answers and standing.counterpoints == 1:
        sentences = [str(_("Its counterpoint stands and nobody has answered it."))]
    else:
        sentences = [result_sentence(standing)]
    if topic.dependents:
        message = ngettext_lazy(
            "%(places)s rests on this claim.",
            "%(places)s rest on this claim.",
            len(topic.dependents),
        )
        dependents = join_with_and(list(dict.fromkeys(topic.dependents)))
        sentences.append(str(message % {"places": dependents}))
    if standing.circular:
        cycle = cycle_places(standing, places)
        sentences.append(str(_("It rests on itself: %(places)s.") % {"places": cycle}))
    if standing.unsourced:
        sentences.append(str(_("It has no source.")))
    return " ".join(sentences)


def _side(label: LazyMessage, quoted: QuotedAnnotation | None) -> DebateSide:
    if quoted is None:
        return DebateSide(str(label), str(_("Nobody yet. Who takes this side?")))
    text = one_line_excerpt(quoted.text)
    if not quoted.stands:
        text = str(_("%(text)s (met by a counterpoint)") % {"text": text})
    return DebateSide(str(label), text, quoted.author, quoted.id)


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
        message = ngettext_lazy(
            "%(author)s’s counterpoint has stood unanswered for %(days)s day.",
            "%(author)s’s counterpoint has stood unanswered for %(days)s days.",
            quoted.age_in_days,
        )
    else:
        message = _("Nobody has answered %(author)s’s counterpoint yet.")
    waits = message % {"author": quoted.author, "days": quoted.age_in_days}
    return _annotation_line(LineKind.UNANSWERED, quoted, waits)


def question_line(quoted: QuotedAnnotation) -> ComputedLine:
    """The line of a question that a note asks."""
    if quoted.answers:
        message = ngettext_lazy(
            "%(author)s asks, and has %(count)s answer.",
            "%(author)s asks, and has %(count)s answers.",
            quoted.answers,
        )
    else:
        message = _("%(author)s asks, and has no answer yet.")
    asks = message % {"author": quoted.author, "count": quoted.answers}
    return _annotation_line(LineKind.QUESTION, quoted, asks)


def _annotation_line(
    kind: LineKind, quoted: QuotedAnnotation, sentence: LazyMessage
) -> ComputedLine:
    """A line about an annotation; its reason is the sentence, and the number of endorsements."""
    reason = str(sentence)
    if quoted.endorsements:
        endorsed = ngettext_lazy(
            "%(count)s person endorses it.", "%(count)s people endorse it.", quoted.endorsements
        )
        reason = f"{reason} {endorsed % {'count': quoted.endorsements}}"
    return ComputedLine(
        kind=kind,
        key=f"{kind}:{quoted.id}",
        target=quoted.id,
        place=quoted.place,
        title=_title(quoted),
        reason=reason,
        subjects=quoted.subjects,
    )


def _title(quoted: QuotedAnnotation) -> str:
    """The text in one line, after the passage it is about: "who is this?" alone says nothing."""
    if not quoted.passage:
        return one_line_excerpt(quoted.text)
    parts = {"passage": one_line_excerpt(quoted.passage, 60), "text": one_line_excerpt(quoted.text)}
    return str(_("“%(passage)s”: %(text)s") % parts)


def unsourced_line(topic: ClaimTopic) -> ComputedLine:
    """The line of a claim that has no source."""
    no_source = _("No source for it. Who looks for one?")
    return ComputedLine(
        kind=LineKind.UNSOURCED,
        key=f"unsourced:{topic.id}",
        target=topic.id,
        place=topic.place,
        title=topic.wording,
        reason=f"{result_sentence(topic.standing)} {no_source}",
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
        reason=str(_("Nobody has written anything here. Agreed, or passed over?")),
    )


def _paragraph_ranges(numbers: Sequence[int]) -> Iterator[str]:
    """Consecutive numbers as ranges: "¶ 2", "¶ 5–7"."""
    start = numbers[0]
    for at, number in enumerate(numbers):
        if at + 1 < len(numbers) and numbers[at + 1] == number + 1:
            continue
        yield paragraph_label(start, None if start == number else number)
        start = numbers[at + 1] if at + 1 < len(numbers) else start
