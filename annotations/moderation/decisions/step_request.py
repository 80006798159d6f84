"""A step of moderation as somebody asks for it, before it is judged."""

from dataclasses import dataclass

from annotations.moderation.policy.moderation_case import ActorRole, State
from annotations.moderation.policy.steps import Step
from annotations.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRequest:
    """A step that somebody asks for, what they saw of the annotation and what they write about it.

    `version`, `state` and `last_number` are None where they were shown none. `reason_listed` says
    that the reason was chosen from the seminar's list, and has to be on it.
    """

    step: Step
    by: User | None
    roles: frozenset[ActorRole] | None
    version: int | None
    state: str | None
    last_number: int | None
    reason: str
    statement: str
    remark: str
    ticket: str
    reason_listed: bool

    def saw_another(self, version: int, state: State | None, last_number: int) -> bool:
        """True if the annotation is not any more as the person saw it."""
        saw = (self.version, self.state, self.last_number)
        now = (version, state, last_number)
        return any(one not in (None, other) for one, other in zip(saw, now, strict=True))
