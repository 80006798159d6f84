"""What a visitor is in a seminar, and what that lets them do. Pure."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

LEADER, MODERATOR, READER, OBSERVER = "leader", "moderator", "reader", "observer"
MODERATING = frozenset({LEADER, MODERATOR})
WRITING = frozenset({LEADER, MODERATOR, READER})


# Pages at /s/<seminar>/<word>/: no reading may have one of these words as its slug.
RESERVED_SLUGS = frozenset(
    "agenda archive argument copy deletion export invitations link members membership overview "
    "queue readings search settings sources transparency".split()
)


@dataclass(frozen=True)
class Gate:
    """Where a reader of a write-before-you-read seminar sees what others wrote.

    Everywhere else they see only their own annotations. `readings` are open as a whole: they are
    due, or a leader opened them. `paragraphs` were opened by a leader, or by the reader's own
    posts.
    """

    readings: frozenset[UUID] = frozenset()
    paragraphs: frozenset[UUID] = frozenset()


class ReadingFacts(Protocol):
    """What the rules read of a reading."""

    @property
    def is_upcoming(self) -> bool:
        """True before its opening date."""

    @property
    def is_off_list(self) -> bool:
        """True if a leader took it off the list."""


@dataclass(frozen=True)
class Reader:
    """A visitor in one seminar: anonymous, a member with a role, or a superuser.

    Only a visitor who may read the seminar gets a Reader. It says what they may see and do there.
    """

    seminar: UUID
    user: UUID | None = None
    member: UUID | None = None
    role: str | None = None
    superuser: bool = False
    # True if the seminar, or the reading that was opened, is closed: nobody may write.
    closed: bool = False
    # Set in write-before-you-read seminars, but never for leaders, moderators and superusers.
    gate: Gate | None = None

    @property
    def leads(self) -> bool:
        """True if they may change the seminar itself."""
        return self.role == LEADER or self.superuser

    @property
    def moderates(self) -> bool:
        """True if they may see what waits for a decision, and decide."""
        return self.role in MODERATING or self.superuser

    @property
    def writes(self) -> bool:
        """True if they may post annotations."""
        return self.role in WRITING and not self.closed

    def may_open(self, reading: ReadingFacts) -> bool:
        """True if they may read this reading of their seminar.

        One that is off the list is for leaders only, an upcoming one also for moderators.
        """
        if reading.is_off_list:
            return self.leads
        return self.moderates or not reading.is_upcoming

    def may_read_on(self, reading: UUID, paragraph: UUID) -> bool:
        """True if they may see what others wrote on this paragraph."""
        gate = self.gate
        return gate is None or reading in gate.readings or paragraph in gate.paragraphs
