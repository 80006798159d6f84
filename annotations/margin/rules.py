"""Who may see an annotation, said twice: as a condition for the database and as a question
about one annotation. A matrix test holds the two together; everything else asks here.

| state | its author | readers | who moderates there | counts |
|---|---|---|---|---|
| private | whole | – | – | the author's own |
| pending | whole | – | whole | author and moderators |
| published | whole | whole | whole | yes |
| hidden, removed | whole | – | whole | – |
| withdrawn, erased | – | – | – | – |

Where a seminar writes before it reads, "readers" are those to whom the paragraph is open: they
have written there, or the reading is due, or the leader opened it (`seminars.rules.Gate`).

Where nothing is seen but an answer is, a tombstone keeps the answer in its place
(`margin.queries`).
"""

from typing import Protocol
from uuid import UUID

from django.db.models import Q

from annotations.seminars.rules import Reader

PRIVATE, SEMINAR = "private", "seminar"
PENDING, PUBLISHED, HIDDEN, REMOVED = "pending", "published", "hidden", "removed"
WITHDRAWN, ERASED = "withdrawn", "erased"

# Present: neither withdrawn by its author nor erased.
PRESENT = (PENDING, PUBLISHED, HIDDEN, REMOVED)
COUNTED = (PENDING, PUBLISHED)

# Of what an annotation said before: what was posted to the seminar, which who moderates may read,
# and what all of the seminar could read.
EARLIER_POSTED = Q(visibility=SEMINAR)
EARLIER_SHOWN = Q(visibility=SEMINAR, state=PUBLISHED)


class Seen(Protocol):
    """What the rules need to know of an annotation."""

    seminar_id: UUID
    reading_id: UUID
    paragraph_id: UUID
    author_id: UUID
    visibility: str
    state: str


def seen_by(reader: Reader) -> Q:
    """The annotations of this reader's seminar that they may see, as a condition."""
    return Q(seminar=reader.seminar) & _among(reader, PRESENT)


def may_see(reader: Reader, annotation: Seen) -> bool:
    """The same of one annotation."""
    return annotation.seminar_id == reader.seminar and _is_among(reader, annotation, PRESENT)


def counted_for(reader: Reader) -> Q:
    """Those that this reader's counts, searches and exports contain, as a condition."""
    return Q(seminar=reader.seminar) & _among(reader, COUNTED)


def counts_for(reader: Reader, annotation: Seen) -> bool:
    """The same of one annotation."""
    return annotation.seminar_id == reader.seminar and _is_among(reader, annotation, COUNTED)


def may_describe(reader: Reader, annotation: Seen) -> bool:
    """Whether this citation lets them describe the work that it cites: their own one where it
    counts, or, for who moderates, one that shows to the seminar."""
    own = annotation.author_id == reader.member
    shows = (annotation.visibility, annotation.state) == (SEMINAR, PUBLISHED)
    theirs = own or (reader.moderates and shows)
    return reader.writes and theirs and counts_for(reader, annotation)


def _among(reader: Reader, states: tuple[str, ...]) -> Q:
    shown = states if reader.moderates else (PUBLISHED,)
    condition = Q(visibility=SEMINAR, state__in=shown)
    if reader.gate is not None:
        gate = reader.gate
        condition &= Q(reading__in=gate.readings) | Q(paragraph__in=gate.paragraphs)
    if reader.member is not None:  # `author=None` would not be nobody, but an error
        condition |= Q(author=reader.member, state__in=states)
    return condition


def _is_among(reader: Reader, annotation: Seen, states: tuple[str, ...]) -> bool:
    if reader.member is not None and annotation.author_id == reader.member:
        return annotation.state in states
    shown = states if reader.moderates else (PUBLISHED,)
    public = annotation.visibility == SEMINAR and annotation.state in shown
    return public and reader.may_read_on(annotation.reading_id, annotation.paragraph_id)


def deeds(reader: Reader, annotation: Seen) -> frozenset[str]:
    """What this reader may do with an annotation that they see: which controls it gets.

    The steps of moderation are asked again, of their own table, when one is taken.
    """
    mine = reader.member is not None and annotation.author_id == reader.member
    public = annotation.visibility == SEMINAR
    can = {
        # What waits has no answers: one that shows would tell readers of what they may not see.
        "answer": reader.writes and annotation.state == PUBLISHED,
        "edit": reader.writes and mine and annotation.state in COUNTED,
        "withdraw": mine and annotation.state in (PENDING, PUBLISHED, HIDDEN),
        "show": reader.writes and mine and not public and annotation.state in COUNTED,
        "endorse": reader.writes and not mine and public and annotation.state == PUBLISHED,
        "flag": reader.member is not None and not mine and public and annotation.state == PUBLISHED,
        "appeal": mine and public and annotation.state in (HIDDEN, REMOVED),
        "decide": reader.moderates and not mine and public,
    }
    return frozenset(deed for deed, allowed in can.items() if allowed)
