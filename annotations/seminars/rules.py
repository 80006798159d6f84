"""What a visitor is in a seminar, and what that lets them do."""

from dataclasses import dataclass
from uuid import UUID

LEADER, MODERATOR, READER, OBSERVER = "leader", "moderator", "reader", "observer"
MODERATING = frozenset({LEADER, MODERATOR})
WRITING = frozenset({LEADER, MODERATOR, READER})


# First words under /s/<seminar>/ that are pages of the seminar, so that no reading is called so.
RESERVED_SLUGS = frozenset(
    "agenda archive argument copy deletion export invitations link members membership overview "
    "queue readings search settings sources transparency".split()
)


@dataclass(frozen=True)
class Gate:
    """What a reader has opened where one writes before one reads: the rest shows only their own.

    `readings` are open altogether: due, or opened by the leader. `paragraphs` were opened by the
    leader, or by writing there.
    """

    readings: frozenset[UUID] = frozenset()
    paragraphs: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Reader:
    """A visitor in one seminar: nobody in particular, a member with a role, or a superuser.

    Whoever holds a Reader has already been let in; it says what they may see and do there.
    """

    seminar: UUID
    user: UUID | None = None
    member: UUID | None = None
    role: str | None = None
    superuser: bool = False
    # The seminar's closing date has passed: everybody only reads.
    closed: bool = False
    # Set where the seminar writes before it reads; nobody who moderates there has one.
    gate: Gate | None = None

    @property
    def leads(self) -> bool:
        """May change the seminar itself."""
        return self.role == LEADER or self.superuser

    @property
    def moderates(self) -> bool:
        """May see what waits for a decision, and decide."""
        return self.role in MODERATING or self.superuser

    @property
    def writes(self) -> bool:
        """May attach annotations."""
        return self.role in WRITING and not self.closed

    def may_read_on(self, reading: UUID, paragraph: UUID) -> bool:
        """What others wrote on this paragraph is open to them."""
        gate = self.gate
        return gate is None or reading in gate.readings or paragraph in gate.paragraphs
