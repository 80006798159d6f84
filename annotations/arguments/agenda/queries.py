"""The agenda of a reading: computed lines, arranged as the leader wants them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from annotations.arguments.agenda.lines import (
    ALSO_HEADINGS,
    LINE_HEADINGS,
    ClaimTopic,
    ComputedLine,
    DebateSide,
    LineKind,
    ParagraphCount,
    QuotedAnnotation,
)
from annotations.arguments.agenda.paragraph_counts import paragraph_counts
from annotations.arguments.agenda.selection import (
    LINES_PER_KIND,
    arrange_by_key,
    debated_claims,
    select_lines,
)
from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.contributions import (
    Contribution,
    count_answers,
    most_endorsed,
    strip_markdown,
    unanswered_contributions,
)
from annotations.arguments.models import AgendaLine
from annotations.arguments.standing.semantics import NodeKind
from annotations.lazy_messages import LazyMessage
from annotations.margin.models import Annotation
from annotations.seminars.queries import OpenedReading
from annotations.vocabulary import AnnotationKind, SourceRelation

OWN_MINUTES = 5
# More than are listed, since some may represent a side of a contested claim.
MOST_UNANSWERED = 3 * LINES_PER_KIND
MOST_QUESTIONS = 60  # the most endorsed notes with a question mark


@dataclass(frozen=True)
class AgendaItem:
    """One line of the agenda as a page shows it."""

    key: str
    tag: str
    title: str
    href: str
    place: str
    reason: str
    sides: tuple[DebateSide, ...]
    minutes: int
    also: tuple[AgendaItem, ...] = ()
    start_minute: int = 0

    @property
    def is_own(self) -> bool:
        """True if a leader wrote the line."""
        return self.key.startswith(AgendaLine.OWN)

    @property
    def end_minute(self) -> int:
        """The minute of the meeting at which it ends."""
        return self.start_minute + self.minutes


@dataclass(frozen=True)
class Agenda:
    """The lines in order, those that the leader hid, and the number of annotations that wait for
    this reader's decision."""

    items: list[AgendaItem]
    hidden: list[AgendaItem]
    waiting: int = 0

    @property
    def minutes(self) -> int:
        """The total duration."""
        return sum(item.minutes for item in self.items)


def load_agenda(opened: OpenedReading) -> Agenda:
    """The agenda of a reading for its visitor. Eleven queries; four more in *write before you
    read*."""
    argument = load_argument(opened)
    counts = paragraph_counts(argument)
    stored = {row.key: row for row in AgendaLine.objects.filter(reading=opened.reading)}
    hidden = {key for key, row in stored.items() if row.hidden}
    lines = compute_lines(opened, argument, counts.paragraphs, hidden, timezone.now())
    agenda = _arranged_agenda([_item(line, argument) for line in lines], stored)
    return replace(agenda, waiting=counts.waiting)


def compute_lines(
    opened: OpenedReading,
    argument: Argument,
    paragraphs: Sequence[ParagraphCount],
    hidden: Collection[str],
    now: datetime,
) -> list[ComputedLine]:
    """The lines before the leader's arrangement. Loads the annotations of contested claims only."""
    debated = debated_claims([_topic(id, argument, {}) for id in argument.claims])
    argument.load_annotations(debated)
    notes = _questioning_notes(opened)
    quoter = _Quoter(opened, argument, now)
    against = (each.id for each in argument.contributions.values() if each.about is None)
    quoter.load_answer_counts([*against, *(str(note.pk) for note, _claim in notes)])
    quoted = {
        contribution.id: quoter.quote(contribution)
        for contribution in argument.contributions.values()
        if contribution.kind == NodeKind.COUNTERPOINT
        or contribution.relation == SourceRelation.SUPPORTS
    }
    topics = [_topic(id, argument, quoted) for id in argument.claims]
    debating = [each.id for claim in debated for each in argument.attached.get(claim, ())]
    apart = unanswered_contributions(opened.reading, opened.reader, debating, MOST_UNANSWERED)
    return select_lines(
        topics=topics,
        counterpoints=[quoter.quote(contribution) for contribution in apart],
        notes=[quoter.quote_note(note, claim) for note, claim in notes],
        paragraphs=paragraphs,
        hidden=hidden,
    )


class _Quoter:
    """Makes quotations from contributions and notes. Markdown is removed only from lines that are
    shown, which are few."""

    def __init__(self, opened: OpenedReading, argument: Argument, now: datetime) -> None:
        self.opened, self.argument, self.now = opened, argument, now
        self.answers: dict[str, int] = {}

    def load_answer_counts(self, annotations: Iterable[str]) -> None:
        """Load how many answers these annotations have. One query."""
        self.answers = count_answers(annotations, self.opened.reading, self.opened.reader)

    def quote(self, contribution: Contribution) -> QuotedAnnotation:
        return QuotedAnnotation(
            id=contribution.id,
            author=self.argument.author_name(contribution),
            text=contribution.body or self.argument.cite(contribution) or _("A source"),
            place=self.argument.location_of(contribution.paragraph).label,
            passage=contribution.passage or self._target_text(contribution),
            endorsements=contribution.endorsed,
            answers=self.answers.get(contribution.id, 0),
            claim=contribution.claim or "",
            root_claim=contribution.root_claim or "",
            root=contribution.root or "",
            stands=self.argument.stands.get(contribution.id, True),
            age_in_days=(self.now - contribution.created_at).days,
        )

    def _target_text(self, contribution: Contribution) -> str:
        """The text of the counterpoint or source that a contribution answers, or ""."""
        target = self.argument.contributions.get(contribution.about or "")
        return target.body if target else contribution.target_text or ""

    def quote_note(self, note: Annotation, root_claim: UUID | None) -> QuotedAnnotation:
        return QuotedAnnotation(
            id=str(note.pk),
            author=self.argument.member_name(note.author_id),
            text=note.body,
            place=self.argument.location_of(note.paragraph_id).label,
            passage=note.exact,
            endorsements=note.endorsed,
            answers=self.answers.get(str(note.pk), 0),
            age_in_days=(self.now - note.created_at).days,
            root_claim=str(root_claim or ""),
            root=str(note.root_id or ""),
        )


def _topic(id: str, argument: Argument, quoted: Mapping[str, QuotedAnnotation]) -> ClaimTopic:
    """A claim with quotations against it and for it: its sources, and answers to what attacks
    it."""
    bearing = argument.attached.get(id, [])
    against = [each for each in bearing if each.kind == NodeKind.COUNTERPOINT]
    answers = [answer for one in against for answer in argument.replies.get(one.id, ())]
    defence = [each for each in answers if each.kind == NodeKind.COUNTERPOINT]
    backing = [each for each in bearing if each.relation == SourceRelation.SUPPORTS]
    spot = argument.claim_location(id)
    return ClaimTopic(
        id=id,
        wording=argument.claims[id].visible_wording,
        place=spot.label,
        paragraph=spot.position,
        standing=argument.standings[id],
        against=tuple(quoted[each.id] for each in against),
        in_favour=tuple(quoted[each.id] for each in [*backing, *defence]),
        dependents=tuple(
            argument.claim_location(other).label for other in argument.dependents.get(id, ())
        ),
    )


def _questioning_notes(opened: OpenedReading) -> list[tuple[Annotation, UUID | None]]:
    """The most endorsed notes with a question mark, each with the claim of its thread. One
    query."""
    asks = Q(body__contains="?") | Q(body__contains="؟") | Q(body__contains="？")
    notes = most_endorsed(AnnotationKind.NOTE, opened.reading, opened.reader).filter(asks)
    fields = ("author", "paragraph", "body", "exact", "endorsed", "created_at", "root")
    rows = notes.only(*fields).annotate(root_claim=F("root__bearing__claim"))[:MOST_QUESTIONS]
    return [(note, note.root_claim) for note in rows]


def _item(
    line: ComputedLine, argument: Argument, tags: Mapping[LineKind, LazyMessage] = LINE_HEADINGS
) -> AgendaItem:
    return AgendaItem(
        key=line.key,
        tag=str(tags[line.kind]),
        title=strip_markdown(line.title),
        href=_href(line, argument),
        place=line.place,
        reason=line.reason,
        sides=tuple(replace(side, text=strip_markdown(side.text)) for side in line.sides),
        minutes=line.minutes,
        also=tuple(_item(other, argument, ALSO_HEADINGS) for other in line.also),
    )


def _href(line: ComputedLine, argument: Argument) -> str:
    match line.kind:
        case LineKind.CONTESTED | LineKind.UNSOURCED:
            return f"{argument.base}argument/{line.target}/"
        case LineKind.UNTOUCHED:
            first = next(b for id, b in argument.blocks.items() if str(id) == line.target)
            return argument.location_of(first.paragraph_id).href
        case _:
            return f"/a/{line.target}/"


def _arranged_agenda(items: Sequence[AgendaItem], stored: Mapping[str, AgendaLine]) -> Agenda:
    """The computed items and the leader's own, in the leader's order and with their times."""
    own = [_own_item(row) for row in stored.values() if row.key.startswith(AgendaLine.OWN)]
    order = sorted((row.position, row.key) for row in stored.values() if row.position is not None)
    keys = [key for _position, key in order]
    hidden = {row.key for row in stored.values() if row.hidden}
    listed = arrange_by_key([*items, *own], keys, hidden)
    return Agenda(
        _with_start_times(_with_arrangement(item, stored, hidden) for item in listed),
        [each for item in [*items, *own] for each in (item, *item.also) if each.key in hidden],
    )


def _own_item(row: AgendaLine) -> AgendaItem:
    return AgendaItem(
        key=row.key,
        tag=pgettext("point of the agenda", "Added"),
        title=row.title,
        href="",
        place="",
        reason="",
        sides=(),
        minutes=OWN_MINUTES,
    )


def _with_arrangement(
    item: AgendaItem, stored: Mapping[str, AgendaLine], hidden: Collection[str]
) -> AgendaItem:
    """The item with the leader's duration, and without hidden lines among its parts."""
    row = stored.get(item.key)
    minutes = item.minutes if row is None or row.minutes is None else row.minutes
    also = tuple(other for other in item.also if other.key not in hidden)
    return replace(item, minutes=minutes, also=also)


def _with_start_times(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    listed = list(items)
    starts = accumulate((item.minutes for item in listed), initial=0)
    return [replace(item, start_minute=at) for item, at in zip(listed, starts, strict=False)]
