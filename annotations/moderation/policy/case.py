"""What moderation needs to know of an annotation, and of whoever wants to act on it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from annotations.vocabulary import AnnotationState as State

__all__ = ["ActorRole", "Case", "State"]


class ActorRole(StrEnum):
    """In what capacity somebody acts; a leader may be the author as well, a stranger is nothing."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    LEADER = "leader"
    SUPERUSER = "superuser"
    THRESHOLD = "threshold"  # nobody: the seminar's number of flags was reached
    DEPARTURE = (
        "departure"  # a leader ends the author's membership, and takes along what they wrote
    )
    ACCOUNT_ERASURE = "account_erasure"  # nobody any more: the author's account is being erased


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One annotation, whoever wants to act on it, and what they say for it.

    `state` is None only for what was never posted: a posted annotation made private again must
    not come back through *post*, or it would escape a hiding.
    """

    state: State | None
    roles: frozenset[ActorRole] = frozenset()
    reason: str = ""
    statement: str = ""
    ticket: str = ""
    #: on posting: the seminar moderates before publication, or this post asks for a look first
    held: bool = False
    #: flags on the version being judged and the ones before it: an edit doesn't shake them off
    open_flags: int = 0
    closed_flags: int = 0
    #: a moderator has restored this version against the same reasons for flagging
    restored_before: bool = False
    #: whoever acts took the decision that stands (hid or removed it)
    decided_by_me: bool = False
    #: somebody else, who is not the author either, could decide this
    other_moderator_exists: bool = False
    #: an appeal was made against the decision that stands; and it waits for an answer
    already_appealed: bool = False
    appeal_waits: bool = False
    since_decision: timedelta = timedelta()
    #: the state in which the decision that stands found it
    decided_from: State | None = None
    since_withdrawn: timedelta = timedelta()
    withdrawn_from: State | None = None
    #: the step was taken with the counterpoint that this source came with, and is followed
    follows: bool = False
    #: sources came with it
    brings_sources: bool = False
    #: it came with a counterpoint that waits for its first look itself
    counterpoint_waits: bool = False
