"""Who may see an annotation, written twice: as a condition for the database and as a predicate
for one annotation. A matrix test holds the two together; all other code calls these.

| state | its author | readers | who moderates there | counts |
|---|---|---|---|---|
| private | whole | – | – | the author's own |
| pending | whole | – | whole | author and moderators |
| published | whole | whole | whole | yes |
| hidden, removed | whole | – | whole | – |
| withdrawn, erased | – | – | – | – |

Where a seminar writes before it reads, "readers" are those to whom the paragraph is open: they
have written there, or the reading is due, or the leader opened it (`seminars.rules.Gate`).

On a reading that a leader took off the list, "readers" and "who moderates there" are the leaders:
everybody else sees only what they wrote themselves.

An annotation that a reader may not see, but an answer to which they see, becomes a tombstone
(`margin.threads.layout`).
"""

from dataclasses import replace
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from annotations.seminars.rules import Gate, Reader, ReadingFacts
from annotations.vocabulary import AnnotationState, AnnotationVisibility

PRIVATE, SEMINAR = AnnotationVisibility.PRIVATE, AnnotationVisibility.SEMINAR
PENDING, PUBLISHED = AnnotationState.PENDING, AnnotationState.PUBLISHED
HIDDEN, REMOVED = AnnotationState.HIDDEN, AnnotationState.REMOVED
WITHDRAWN, ERASED = AnnotationState.WITHDRAWN, AnnotationState.ERASED

# Present: neither withdrawn by its author nor erased.
PRESENT = (PENDING, PUBLISHED, HIDDEN, REMOVED)
COUNTED = (PENDING, PUBLISHED)

# Of earlier wordings: those posted to the seminar, which moderators may read, and those that all
# of the seminar could read.
EARLIER_POSTED = Q(visibility=SEMINAR)
EARLIER_SHOWN = Q(visibility=SEMINAR, state=PUBLISHED)


class AnnotationFacts(Protocol):
    """The columns of an annotation that the rules read, and its reading."""

    seminar_id: UUID
    reading_id: UUID
    paragraph_id: UUID
    author_id: UUID
    visibility: str
    state: str

    @property
    def reading(self) -> ReadingFacts:
        """The reading that it stands on."""


def seen_by(reader: Reader) -> Q:
    """Return the condition for the annotations of this reader's seminar that they may see."""
    return Q(seminar=reader.seminar) & _among(reader, PRESENT)


def may_see(reader: Reader, annotation: AnnotationFacts) -> bool:
    """True if the reader may see this annotation: the same as `seen_by`."""
    return annotation.seminar_id == reader.seminar and _is_among(reader, annotation, PRESENT)


def counted_for(reader: Reader) -> Q:
    """Return the condition for the annotations in this reader's counts, searches and exports."""
    return Q(seminar=reader.seminar) & _among(reader, COUNTED)


def posted_for(reader: Reader) -> Q:
    """Return the condition for those of `counted_for` that were posted to the seminar and count for
    this reader whoever wrote them."""
    return counted_for(replace(reader, member=None))


def is_counted_for(reader: Reader, annotation: AnnotationFacts) -> bool:
    """True if this annotation is in this reader's counts: the same as `counted_for`."""
    return annotation.seminar_id == reader.seminar and _is_among(reader, annotation, COUNTED)


def may_describe(reader: Reader, annotation: AnnotationFacts) -> bool:
    """True if the reader may describe the work that this citation cites: if the citation counts and
    is their own, or if they moderate and it is published."""
    own = annotation.author_id == reader.member
    published = (annotation.visibility, annotation.state) == (SEMINAR, PUBLISHED)
    allowed = own or (reader.moderates and published)
    return reader.writes and allowed and is_counted_for(reader, annotation)


def open_to(reader: Reader) -> Q:
    """Return the condition for rows of the seminar at paragraphs on which this reader may see what
    others wrote: the same as `Reader.may_read_on`. The rows have a reading and a paragraph."""
    return Q(seminar=reader.seminar) & _opened_by(reader.gate)


def _opened_by(gate: Gate | None) -> Q:
    return Q(reading__in=gate.readings) | Q(paragraph__in=gate.paragraphs) if gate else Q()


def _among(reader: Reader, states: tuple[str, ...]) -> Q:
    shown = states if reader.moderates else (PUBLISHED,)
    condition = Q(visibility=SEMINAR, state__in=shown) & _opened_by(reader.gate)
    if not reader.leads:
        condition &= Q(reading__off_list_since=None)
    if reader.member is not None:  # `author=None` is an error, not nobody
        condition |= Q(author=reader.member, state__in=states)
    return condition


def _is_among(reader: Reader, annotation: AnnotationFacts, states: tuple[str, ...]) -> bool:
    if reader.member is not None and annotation.author_id == reader.member:
        return annotation.state in states
    shown = states if reader.moderates else (PUBLISHED,)
    public = annotation.visibility == SEMINAR and annotation.state in shown
    if not public or not reader.may_read_on(annotation.reading_id, annotation.paragraph_id):
        return False
    return reader.leads or not annotation.reading.is_off_list


def permitted_actions(reader: Reader, annotation: AnnotationFacts) -> frozenset[str]:
    """Return what this reader may do with an annotation that they see: the controls it gets.

    When a step of moderation is taken, `moderation.policy.steps` decides again.
    """
    mine = reader.member is not None and annotation.author_id == reader.member
    public = annotation.visibility == SEMINAR
    can = {
        # A pending annotation has no answers: a published one would reveal it to readers.
        "answer": reader.writes and annotation.state == PUBLISHED,
        "edit": reader.writes and mine and annotation.state in COUNTED,
        "withdraw": mine and annotation.state in (PENDING, PUBLISHED, HIDDEN),
        "show": reader.writes and mine and not public and annotation.state in COUNTED,
        "endorse": reader.writes and not mine and public and annotation.state == PUBLISHED,
        "flag": reader.member is not None and not mine and public and annotation.state == PUBLISHED,
        "appeal": mine and public and annotation.state in (HIDDEN, REMOVED),
        "decide": reader.moderates and not mine and public,
    }
    return frozenset(action for action, allowed in can.items() if allowed)
