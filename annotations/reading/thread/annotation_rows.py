"""The rows of a thread: each annotation with what its reader may do with it, and what it cites."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Value
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.anchoring.passages import ORPHAN_REASONS
from annotations.arguments.board.in_threads import ClaimCaption, thread_captions
from annotations.arguments.models import Claim
from annotations.arguments.standing.queries import thread_standings
from annotations.editions.rules import may_place
from annotations.margin import rules
from annotations.margin.bibliographic_entries import EntryText, entry_in
from annotations.margin.choices import Kind
from annotations.margin.models import Anchor, Annotation, Endorsement, Proposal, ReadMark
from annotations.margin.queries import Thread
from annotations.margin.threads.layout import ThreadRow
from annotations.margin.threads.summary import entries_of_cited_works
from annotations.moderation.models import Decision, Flag
from annotations.prepared_queries.compilation import prepared
from annotations.prose.annotation_html import excerpt
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader
from annotations.sources.completeness import THREAD_TITLE_LENGTH, entry_notice
from annotations.sources.formatting import format_citation
from annotations.sources.styles.fields import with_short_title

CONTEXT_LENGTH = 90


@dataclass(frozen=True)
class CitedWork:
    """The work that a source cites, as a formatted reference."""

    html: SafeString
    # The notice beside a work of which only an identifier is known.
    told: str = ""
    # The reader may describe the work.
    describable: bool = False


@dataclass(frozen=True)
class AnnotationRow:
    """One row of a thread, with everything that the template shows of it."""

    place: ThreadRow
    can: frozenset[str] = frozenset()
    mine: bool = False
    endorsed: bool = False
    flagged: bool = False
    # Somebody else's annotation that no thread has shown to the reader yet.
    unread: bool = False
    claim: Claim | None = None
    # The standing of the claim, in the words of the board.
    stands: ClaimCaption | None = None
    # A counterpoint or source that does not stand, because a counterpoint against it does.
    answered: bool = False
    cited: CitedWork | None = None
    # Its place in the current text.
    anchor: Anchor | None = None
    # The reader may give this orphan a new place.
    placeable: bool = False
    # The decision that hid or removed the annotation.
    decision: Decision | None = None

    # The edit that waits for a moderator, for its author and those who moderate.
    edit: Proposal | None = None
    # The reference to another work that this edit cites.
    edit_cites: SafeString | None = None

    # The words of the links that answer the annotation, by the kind of the answer.
    answers = (
        ("note", pgettext_lazy("link to a form", "Answer")),
        ("counterpoint", pgettext_lazy("link to a form", "Counter")),
        ("source", _("Add source")),
    )

    @property
    def orphan(self) -> bool:
        """True if the passage is not in the current text any more."""
        return is_orphaned(self.anchor)

    @property
    def read(self) -> bool:
        """True if it is somebody else's annotation that a thread has shown to the reader before."""
        hidden = self.place.tombstone or self.place.context
        return not (self.unread or self.mine or hidden)

    @property
    def public(self) -> bool:
        """True if the seminar sees the annotation, so that its claim is on the board."""
        return (self.annotation.visibility, self.annotation.state) == (
            rules.SEMINAR,
            rules.PUBLISHED,
        )

    @property
    def words(self) -> str:
        """The first words of it, where it is context; of a source without text, what it cites."""
        return excerpt(self.annotation.body or self.annotation.citation, CONTEXT_LENGTH)

    @property
    def shape(self) -> str:
        """The sign of the annotation's kind."""
        return Kind(self.annotation.kind).shape

    @property
    def state(self) -> str:
        """The annotation's state; pending for those who see that an edit of it waits."""
        return "pending" if self.edit else self.annotation.state

    @property
    def annotation(self) -> Annotation:
        """The annotation of this row."""
        return self.place.annotation


def shown_annotations(thread: Thread) -> list[Annotation]:
    """Return the annotations of a thread that are shown as a whole."""
    return [place.annotation for place in thread.places if not (place.tombstone or place.context)]


def annotation_rows(
    opened: OpenedReading, thread: Thread, claims: Mapping[UUID, Claim]
) -> list[AnnotationRow]:
    """Return the rows of a thread for this reader. `claims` are those of its annotations.

    At most four queries, however long the thread is, and those of the argument where a claim in it
    rests on others.
    """
    places, visible, reader = thread.places, shown_annotations(thread), opened.reader
    ids = [annotation.pk for annotation in visible]
    marks, anchors = marks_and_anchors(opened, ids)
    standings = thread_standings(
        {claim.pk for claim in claims.values()},
        {annotation.root_id or annotation.pk for annotation in visible},
        opened.reading,
        reader,
    )
    stands = thread_captions(claims, standings, opened)
    decisions = hiding_decisions(visible)
    entries = entries_of_cited_works(visible, reader)
    return [
        AnnotationRow(place)
        if place.tombstone or place.context
        else AnnotationRow(
            place,
            can=rules.permitted_actions(reader, place.annotation),
            mine=place.annotation.author_id == reader.member,
            endorsed=("endorsed", place.annotation.pk) in marks,
            flagged=("flagged", place.annotation.pk) in marks,
            unread=is_unread(reader, place.annotation, marks),
            claim=claims.get(place.annotation.pk),
            stands=stands.get(place.annotation.pk),
            answered=not standings.stands(place.annotation.pk),
            cited=cited_work(place.annotation, opened, entries),
            anchor=anchors.get(place.annotation.pk),
            placeable=is_orphaned(anchors.get(place.annotation.pk))
            and may_place(reader, place.annotation),
            decision=decisions.get(place.annotation.pk),
            edit=visible_edit(reader, place.annotation),
            edit_cites=citation_in_edit(reader, place.annotation, opened.reading.essay.language),
        )
        for place in places
    ]


def is_orphaned(anchor: Anchor | None) -> bool:
    """True for the place of an annotation whose passage is not in the text any more."""
    return anchor is not None and anchor.reason in ORPHAN_REASONS


def visible_edit(reader: Reader, annotation: Annotation) -> Proposal | None:
    """Return the edit that waits for a moderator, if this reader may see it. No query."""
    mine = annotation.author_id == reader.member
    published = annotation.state == rules.PUBLISHED
    return annotation.waiting_edit if published and (mine or reader.moderates) else None


def citation_in_edit(reader: Reader, annotation: Annotation, language: str) -> SafeString | None:
    """Return the reference that a visible edit cites; None if there is no such edit or it cites the
    same work as before."""
    edit = visible_edit(reader, annotation)
    if edit is None or not edit.csl or edit.csl == annotation.csl:
        return None
    formatted = format_citation(with_short_title(edit.csl, THREAD_TITLE_LENGTH), "apa", language)
    return mark_safe(formatted.linked(edit.locator))  # noqa: S308  (it escapes)


def cited_work(
    annotation: Annotation, opened: OpenedReading, entries: Mapping[UUID, EntryText]
) -> CitedWork | None:
    """Return the work that a source cites, as its entry describes it to this reader; None for other
    kinds. No query."""
    if annotation.work is None:
        return None
    entry = entry_in(entries, annotation)
    formatted = format_citation(
        with_short_title(entry.csl, THREAD_TITLE_LENGTH), "apa", opened.reading.essay.language
    )
    told = entry_notice(entry.csl, asking=settings.LOOKUP, problem=entry.lookup_problem)
    return CitedWork(
        html=mark_safe(formatted.linked(annotation.locator)),  # noqa: S308  (it escapes)
        told=told,
        describable=bool(told) and rules.may_describe(opened.reader, annotation),
    )


def marks_and_anchors(
    opened: OpenedReading, ids: list[UUID]
) -> tuple[set[tuple[str, UUID]], dict[UUID, Anchor]]:
    """Return which of these annotations the reader has endorsed, has flagged while no moderator has
    dealt with it, and has read, as pairs of the word for that and an id; and the places of these in
    the current revision, by annotation. One query."""
    revision = opened.reading.essay.current_revision.pk
    marks: set[tuple[str, UUID]] = set()
    anchors: dict[UUID, Anchor] = {}
    member = opened.reader.member
    rows = _marks(ids, revision, member) if member else _anchors(ids, revision)
    for word, id, start, end, reason in rows:
        if word == "anchor":
            anchors[id] = Anchor(annotation_id=id, start=start, end=end, reason=reason)
        else:
            marks.add((word, id))
    return marks, anchors


@prepared
def _anchors(ids: list[UUID], revision: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    anchors = Anchor.objects.filter(annotation__in=ids, revision=revision)
    return anchors.values_list(Value("anchor"), "annotation", "start", "end", "reason")


@prepared
def _marks(ids: list[UUID], revision: UUID, member: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    flags = Flag.objects.filter(member=member, annotation__in=ids, settled_by=None)
    read = ReadMark.objects.filter(member=member, annotation__in=ids)
    endorsements = Endorsement.objects.filter(member=member, annotation__in=ids)
    nothing = Value(0), Value(0), Value("")
    anchors = Anchor.objects.filter(annotation__in=ids, revision=revision)
    return anchors.values_list(Value("anchor"), "annotation", "start", "end", "reason").union(
        endorsements.values_list(Value("endorsed"), "annotation", *nothing),
        flags.values_list(Value("flagged"), "annotation", *nothing),
        read.values_list(Value("read"), "annotation", *nothing),
        all=True,
    )


def is_unread(reader: Reader, annotation: Annotation, marks: set[tuple[str, UUID]]) -> bool:
    """True if somebody else wrote it and no thread has shown it to this reader, who is a member."""
    if reader.member is None or annotation.author_id == reader.member:
        return False
    return ("read", annotation.pk) not in marks


def hiding_decisions(annotations: list[Annotation]) -> dict[UUID, Decision]:
    """Return the latest decision that hid or removed each of these, by the annotation's id.

    A thread has hidden annotations only for their author and for those who moderate. One query;
    none where nothing is hidden or removed.
    """
    ids = [each.pk for each in annotations if each.state in (rules.HIDDEN, rules.REMOVED)]
    if not ids:
        return {}
    decisions = Decision.objects.filter(annotation__in=ids, step__in=["hide", "remove"])
    decisions = decisions.select_related("annotation", "appeal__answered_by", "seminar").order_by(
        "number"
    )
    return {decision.annotation_id: decision for decision in decisions}
