"""What a visitor is in a seminar, and what that lets them do."""

from dataclasses import dataclass
from uuid import UUID

LEADER, MODERATOR, READER, OBSERVER = "leader", "moderator", "reader", "observer"
MODERATING = frozenset({LEADER, MODERATOR})
WRITING = frozenset({LEADER, MODERATOR, READER})


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
