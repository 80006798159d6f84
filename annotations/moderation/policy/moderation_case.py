"""All that the table of steps asks about an annotation and whoever acts on it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from annotations.vocabulary import AnnotationState as State

__all__ = ["ActorRole", "Case", "State"]


class ActorRole(StrEnum):
    """In what capacity somebody acts. One may have several, and a stranger has none."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    LEADER = "leader"
    SUPERUSER = "superuser"
    # Nobody: as many members flagged it as the seminar asks for.
    THRESHOLD = "threshold"
    # A leader who ends the author's membership, and withdraws what they wrote.
    DEPARTURE = "departure"
    # Nobody any more: the author's account is being erased.
    ACCOUNT_ERASURE = "account_erasure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One annotation, whoever acts on it, and what they write for it.

    `state` is None only before the first post: an annotation that was hidden, and then made
    private, must not come back by *post*.
    """

    state: State | None
    roles: frozenset[ActorRole] = frozenset()
    reason: str = ""
    statement: str = ""
    ticket: str = ""
    #: Of a new post: it has to wait for a moderator.
    held: bool = False
    #: Flags on the judged version and earlier ones, so that an edit does not remove them.
    open_flags: int = 0
    closed_flags: int = 0
    #: A moderator restored this version, or dismissed the flags on it.
    restored_before: bool = False
    #: Whoever acts took the decision that hid or removed it.
    decided_by_me: bool = False
    #: Somebody else moderates in the seminar, who is not the author either.
    other_moderator_exists: bool = False
    #: Its author has appealed against the decision that hid or removed it; the appeal is open.
    already_appealed: bool = False
    appeal_waits: bool = False
    since_decision: timedelta = timedelta()
    #: The state that it had before that decision.
    decided_from: State | None = None
    since_withdrawn: timedelta = timedelta()
    withdrawn_from: State | None = None
    #: The step was taken with the counterpoint that this source came with, and it follows.
    follows: bool = False
    #: Sources came with it.
    brings_sources: bool = False
    #: It came with a counterpoint that is pending itself.
    counterpoint_waits: bool = False
