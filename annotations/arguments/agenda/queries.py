"""The agenda of one reading: the computed lines, as the leader arranged them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

from django.db.models import F, Q
from django.utils import timezone

from annotations.arguments.agenda.lines import (
    ALSO_HEADINGS,
    LINE_HEADINGS,
    ClaimTopic,
    ComputedLine,
    DebateSide,
    LineKind,
    ParagraphCount,
)
from annotations.arguments.agenda.lines import QuotedAnnotation as Speaker
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
from annotations.margin.kinds import Kind as AnnotationKind
from annotations.margin.models import Annotation
from annotations.seminars.queries import Opened

OWN_MINUTES = 5
MOST_UNANSWERED = (
    3 * LINES_PER_KIND
)  # that many may be a side of something contested, besides those shown
MOST_QUESTIONS = 60  # notes with a question mark that are looked at: those best received


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
        """A line that a leader wrote."""
        return self.key.startswith(AgendaLine.OWN)

    @property
    def end_minute(self) -> int:
        """The minute at which it ends, counted from the beginning of the meeting."""
        return self.start_minute + self.minutes


@dataclass(frozen=True)
class Agenda:
    """The lines to talk about, in order, those that the leader hid, and how many annotations wait
    for this reader to decide."""

    items: list[AgendaItem]
    hidden: list[AgendaItem]
    waiting: int = 0

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(item.minutes for item in self.items)


def load_agenda(opened: Opened) -> Agenda:
    """The agenda of a reading for its visitor. Eleven queries, and four more where one writes
    before one reads."""
    argument = load_argument(opened)
    found = paragraph_counts(argument)
    kept = {row.key: row for row in AgendaLine.objects.filter(reading=opened.reading)}
    hidden = {key for key, row in kept.items() if row.hidden}
    lines = compute_lines(opened, argument, found.paragraphs, hidden, timezone.now())
    meeting = _arranged_agenda([_item(line, argument) for line in lines], kept)
    return replace(meeting, waiting=found.waiting)


def compute_lines(
    opened: Opened,
    argument: Argument,
    paragraphs: Sequence[ParagraphCount],
    hidden: Collection[str],
    now: datetime,
) -> list[ComputedLine]:
    """What there is to talk about. Of the claims, only those are heard that are debated."""
    up = debated_claims([_topic(id, argument, {}) for id in argument.claims])
    argument.load_annotations(up)
    notes = _questioning_notes(opened)
    speaking = _Quoter(opened, argument, now)
    against = (each.id for each in argument.contributions.values() if each.about is None)
    speaking.load_answer_counts([*against, *(str(note.pk) for note in notes)])
    spoken = {
        voice.id: speaking.quote(voice)
        for voice in argument.contributions.values()
        if voice.kind == NodeKind.COUNTERPOINT or voice.relation == "supports"
    }
    topics = [_topic(id, argument, spoken) for id in argument.claims]
    debating = [voice.id for claim in up for voice in argument.attached.get(claim, ())]
    apart = unanswered_contributions(opened.reading, opened.reader, debating, MOST_UNANSWERED)
    return select_lines(
        topics=topics,
        counterpoints=[speaking.quote(voice) for voice in apart],
        notes=[speaking.quote_note(note) for note in notes],
        paragraphs=paragraphs,
        hidden=hidden,
    )


class _Quoter:
    """Turns what was written into voices that the agenda can quote: their Markdown goes when a
    line is shown, since few are."""

    def __init__(self, opened: Opened, argument: Argument, now: datetime) -> None:
        self.opened, self.argument, self.now = opened, argument, now
        self.answers: dict[str, int] = {}

    def load_answer_counts(self, annotations: Iterable[str]) -> None:
        """How many answers these have. One query."""
        self.answers = count_answers(annotations, self.opened.reading, self.opened.reader)

    def quote(self, voice: Contribution) -> Speaker:
        return Speaker(
            id=voice.id,
            author=self.argument.author_name(voice),
            text=voice.body or self.argument.cite(voice) or "A source",
            place=self.argument.location_of(voice.paragraph).label,
            passage=voice.passage or self._target_text(voice),
            endorsements=voice.endorsed,
            answers=self.answers.get(voice.id, 0),
            claim=voice.claim or "",
            root_claim=voice.root_claim or "",
            root=voice.root or "",
            stands=self.argument.stands.get(voice.id, True),
            age_in_days=(self.now - voice.created_at).days,
        )

    def _target_text(self, voice: Contribution) -> str:
        """What the annotation says that it answers, if that is a counterpoint or source."""
        heard = self.argument.contributions.get(voice.about or "")
        return heard.body if heard else voice.target_text or ""

    def quote_note(self, note: Annotation) -> Speaker:
        return Speaker(
            id=str(note.pk),
            author=self.argument.names.get(note.author_id, "former member"),
            text=note.body,
            place=self.argument.location_of(note.paragraph_id).label,
            passage=note.exact,
            endorsements=note.endorsed,
            answers=self.answers.get(str(note.pk), 0),
            age_in_days=(self.now - note.created_at).days,
            root_claim=str(vars(note)["under"] or ""),
            root=str(note.root_id or ""),
        )


def _topic(id: str, argument: Argument, spoken: Mapping[str, Speaker]) -> ClaimTopic:
    """A claim with who speaks against it, and who backs it or answers them."""
    bearing = argument.attached.get(id, [])
    against = [voice for voice in bearing if voice.kind == NodeKind.COUNTERPOINT]
    answers = [answer for one in against for answer in argument.replies.get(one.id, ())]
    defence = [voice for voice in answers if voice.kind == NodeKind.COUNTERPOINT]
    backing = [voice for voice in bearing if voice.relation == "supports"]
    spot = argument.claim_location(id)
    return ClaimTopic(
        id=id,
        wording=argument.claims[id].visible_wording,
        place=spot.label,
        paragraph=spot.position,
        standing=argument.standings[id],
        against=tuple(spoken[voice.id] for voice in against),
        in_favour=tuple(spoken[voice.id] for voice in [*backing, *defence]),
        dependents=tuple(
            argument.claim_location(other).label for other in argument.dependents.get(id, ())
        ),
    )


def _questioning_notes(opened: Opened) -> list[Annotation]:
    """Notes that may ask something, those best received first. One query."""
    asks = Q(body__contains="?") | Q(body__contains="؟") | Q(body__contains="？")
    notes = most_endorsed(AnnotationKind.NOTE, opened.reading, opened.reader).filter(asks)
    said = ("author", "paragraph", "body", "exact", "endorsed", "created_at", "root")
    return list(notes.only(*said).annotate(under=F("root__bearing__claim"))[:MOST_QUESTIONS])


def _item(
    line: ComputedLine, argument: Argument, tags: Mapping[LineKind, str] = LINE_HEADINGS
) -> AgendaItem:
    return AgendaItem(
        key=line.key,
        tag=tags[line.kind],
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


def _arranged_agenda(items: Sequence[AgendaItem], kept: Mapping[str, AgendaLine]) -> Agenda:
    """The items with the leader's own among them, in the leader's order and times."""
    own = [_own_item(row) for row in kept.values() if row.key.startswith(AgendaLine.OWN)]
    order = sorted((row.position, row.key) for row in kept.values() if row.position is not None)
    keys = [key for _, key in order]
    away = {row.key for row in kept.values() if row.hidden}
    shown = arrange_by_key([*items, *own], keys, away)
    hidden = [one for item in [*items, *own] for one in (item, *item.also) if one.key in away]
    return Agenda(_with_start_times(_with_arrangement(item, kept, away) for item in shown), hidden)


def _own_item(row: AgendaLine) -> AgendaItem:
    return AgendaItem(
        key=row.key,
        tag="Added",
        title=row.title,
        href="",
        place="",
        reason="",
        sides=(),
        minutes=OWN_MINUTES,
    )


def _with_arrangement(
    item: AgendaItem, kept: Mapping[str, AgendaLine], away: Collection[str]
) -> AgendaItem:
    row = kept.get(item.key)
    minutes = item.minutes if row is None or row.minutes is None else row.minutes
    also = tuple(other for other in item.also if other.key not in away)
    return replace(item, minutes=minutes, also=also)


def _with_start_times(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    listed = list(items)
    starts = accumulate((item.minutes for item in listed), initial=0)
    return [replace(item, start_minute=at) for item, at in zip(listed, starts, strict=False)]
