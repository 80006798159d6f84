"""A thread as its reader gets it: each annotation with what they may do, and what it cites."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.arguments.board.in_threads import thread_captions
from annotations.arguments.claims.queries import claims_by_annotation
from annotations.arguments.models import Claim
from annotations.arguments.standing.queries import thread_standings
from annotations.editions.rules import may_place
from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.entries import EntryText, entry_in
from annotations.margin.models import Anchor, Annotation, Proposal
from annotations.margin.queries import Thread, endorsed_by
from annotations.margin.threads.layout import Place
from annotations.margin.threads.summary import entries_cited
from annotations.margin.threads.unread import unread_among
from annotations.moderation.models import Decision, Flag
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader
from annotations.sources.completeness import IN_A_THREAD, told_after
from annotations.sources.formatting import format_citation
from annotations.sources.styles.fields import with_short_title


@dataclass(frozen=True)
class CitedWork:
    """The work that a source brings."""

    html: SafeString
    # What is told of one of which only a number is known.
    told: str = ""
    # The reader may say what it is.
    describable: bool = False


@dataclass(frozen=True)
class ThreadRow:
    """One row of a thread with everything the template says about it."""

    place: Place
    can: frozenset[str] = frozenset()
    mine: bool = False
    endorsed: bool = False
    flagged: bool = False
    # Somebody else's, that the reader has not had in front of them before.
    unread: bool = False
    claim: Claim | None = None
    # Where the claim stands, as the board says it.
    stands: str = ""
    # A counterpoint or source against which one stands.
    answered: bool = False
    cited: CitedWork | None = None
    # What it is about is not in the text any more.
    orphan: bool = False
    # The reader may give this orphan a new place.
    placeable: bool = False
    # Why its author's annotation is hidden or removed.
    decision: Decision | None = None

    # An edit of it that waits, for its author and those who moderate.
    edit: Proposal | None = None
    # What that edit would have the source cite, where that is something else.
    edit_cites: SafeString | None = None

    # What the links that answer it are called, by the kind that they begin.
    answers = (("note", "Answer"), ("counterpoint", "Counter"), ("source", "Add source"))

    @property
    def read(self) -> bool:
        """Somebody else's, that the reader has had in front of them before."""
        return not (self.unread or self.mine or self.place.tombstone)

    @property
    def public(self) -> bool:
        """Others may see it: its claim is on the board, and stands there by what counts."""
        return (self.annotation.visibility, self.annotation.state) == (
            rules.SEMINAR,
            rules.PUBLISHED,
        )

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def state(self) -> str:
        """Its state to this reader: for whoever sees that an edit waits, it is pending."""
        return "pending" if self.edit else self.annotation.state

    @property
    def annotation(self) -> Annotation:
        """The annotation of this row."""
        return self.place.annotation


def thread_rows(opened: OpenedReading, thread: Thread) -> list[ThreadRow]:
    """The rows of a thread for this reader. At most nine queries, however long it
    is, and those of the argument where a claim of it rests on others."""
    places = thread.places
    seen = [place.annotation for place in places if not place.tombstone]
    ids = [annotation.pk for annotation in seen]
    reader = opened.reader
    endorsed = endorsed_by(reader, ids)
    flagged = flagged_by_reader(reader, ids)
    unread = unread_among(reader, seen)
    claims = claims_by_annotation(ids, reader)
    settled = thread_standings(
        {claim.pk for claim in claims.values()},
        {annotation.root_id or annotation.pk for annotation in seen},
        opened.reading,
        reader,
    )
    stands = thread_captions(claims, settled, opened)
    orphans = orphans_among(ids, opened)
    decisions = hiding_decisions(seen)
    entries = entries_cited(seen, reader)
    return [
        ThreadRow(place)
        if place.tombstone
        else ThreadRow(
            place,
            can=rules.deeds(reader, place.annotation),
            mine=place.annotation.author_id == reader.member,
            endorsed=place.annotation.pk in endorsed,
            flagged=place.annotation.pk in flagged,
            unread=place.annotation.pk in unread,
            claim=claims.get(place.annotation.pk),
            stands=stands.get(place.annotation.pk, ""),
            answered=not settled.stands(place.annotation.pk),
            cited=cited_work(place.annotation, opened, entries),
            orphan=place.annotation.pk in orphans,
            placeable=place.annotation.pk in orphans and may_place(reader, place.annotation),
            decision=decisions.get(place.annotation.pk),
            edit=visible_edit(reader, place.annotation),
            edit_cites=citation_in_edit(reader, place.annotation, opened.reading.essay.language),
        )
        for place in places
    ]


def orphans_among(ids: list[UUID], opened: OpenedReading) -> set[UUID]:
    """Those whose passage the current text has lost."""
    here = Anchor.objects.filter(revision=opened.reading.essay.current, reason__in=ORPHAN_REASONS)
    return set(here.filter(annotation__in=ids).values_list("annotation", flat=True))


def visible_edit(reader: Reader, annotation: Annotation) -> Proposal | None:
    """The edit that waits, for those who may see it."""
    mine = annotation.author_id == reader.member
    published = annotation.state == rules.PUBLISHED
    return annotation.waiting_edit if published and (mine or reader.moderates) else None


def citation_in_edit(reader: Reader, annotation: Annotation, language: str) -> SafeString | None:
    """The entry as an edit that waits describes it; None where it leaves that as it is."""
    edit = visible_edit(reader, annotation)
    if edit is None or not edit.csl or edit.csl == annotation.csl:
        return None
    formatted = format_citation(with_short_title(edit.csl, IN_A_THREAD), "apa", language)
    return mark_safe(formatted.linked(edit.locator))  # noqa: S308  (it escapes)


def cited_work(
    annotation: Annotation, opened: OpenedReading, entries: Mapping[UUID, EntryText]
) -> CitedWork | None:
    """The work that a source brings, as its entry stands for this reader, with the place in it."""
    if annotation.work is None:
        return None
    entry = entry_in(entries, annotation)
    formatted = format_citation(
        with_short_title(entry.csl, IN_A_THREAD), "apa", opened.reading.essay.language
    )
    told = told_after(entry.csl, asking=settings.LOOKUP, problem=entry.lookup_problem)
    return CitedWork(
        html=mark_safe(formatted.linked(annotation.locator)),  # noqa: S308  (it escapes)
        told=told,
        describable=bool(told) and rules.may_describe(opened.reader, annotation),
    )


def flagged_by_reader(reader: Reader, ids: list[UUID]) -> set[UUID]:
    """Which of these the reader has flagged and nobody has settled."""
    if reader.member is None:
        return set()
    mine = Flag.objects.filter(member=reader.member, annotation__in=ids, settled_by=None)
    return set(mine.values_list("annotation", flat=True))


def hiding_decisions(seen: list[Annotation]) -> dict[UUID, Decision]:
    """The decisions that hid or removed these: their reader wrote them, or moderates."""
    unseen = [each.pk for each in seen if each.state in (rules.HIDDEN, rules.REMOVED)]
    if not unseen:
        return {}
    made = Decision.objects.filter(annotation__in=unseen, step__in=["hide", "remove"])
    made = made.select_related("annotation", "appeal__answered_by", "seminar").order_by("number")
    return {decision.annotation_id: decision for decision in made}
