"""The steps of moderation: who may take which one in which state, and which step undoes it.

All of it stands in `TABLE`, row for row as readers are shown it. Pages, the admin, bulk actions,
the API and commands describe the situation as a `Case` and call `follow`. To learn which buttons
to offer, a page calls `allowed_steps`, which reads the same table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotations.lazy_messages import LazyMessage, pgettext_lazy
from annotations.lazy_messages import gettext_lazy as _
from annotations.moderation.policy import conditions as c
from annotations.moderation.policy.conditions import Condition
from annotations.moderation.policy.moderation_case import ActorRole, Case, State

__all__ = [
    "TABLE",
    "ActorRole",
    "Case",
    "Refused",
    "State",
    "Step",
    "StepRule",
    "allowed_steps",
    "follow",
    "undoing_step",
]

type Roles = tuple[ActorRole, ...]
type After = State | Callable[[Case], State]


class Step(StrEnum):
    """What somebody does to an annotation."""

    POST = "post"
    APPROVE = "approve"
    HIDE = "hide"
    RESTORE = "restore"
    REMOVE = "remove"
    REINSTATE = "reinstate"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    RETURN = "return"
    ERASE = "erase"
    DISMISS_FLAGS = "dismiss_flags"
    KEEP = "keep"
    REOPEN_FLAGS = "reopen_flags"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    REOPEN_APPEAL = "reopen_appeal"


class Refused(Exception):
    """A step that the table does not allow; `words` are a sentence for whoever asked for it, in
    their language."""

    def __init__(self, code: str, words: str | LazyMessage, state: State | None) -> None:
        self.code = code
        self.words = str(words)
        super().__init__(self.words)
        self.state = state


@dataclass(frozen=True, slots=True)
class StepRule:
    """One row of the table: one with a role in `who` may take the step in the states `before`, and
    it leads to `after`. `ways_back` are the steps that undo it, the preferred one first. `bars`
    must hold for the step to be offered at all; `asks` must hold when it is taken."""

    who: Roles
    before: tuple[State | None, ...]
    after: After
    ways_back: tuple[Step, ...]
    bars: tuple[Condition, ...] = ()
    asks: tuple[Condition, ...] = ()


AUTHOR: Roles = (ActorRole.AUTHOR,)
MODERATORS: Roles = (ActorRole.MODERATOR, ActorRole.LEADER, ActorRole.SUPERUSER)
AUTHOR_OR_DEPARTURE: Roles = (ActorRole.AUTHOR, ActorRole.DEPARTURE)
MODERATORS_OR_THRESHOLD: Roles = (*MODERATORS, ActorRole.THRESHOLD)
ERASERS: Roles = (ActorRole.SUPERUSER, ActorRole.ACCOUNT_ERASURE)

PENDING, PUBLISHED, HIDDEN = State.PENDING, State.PUBLISHED, State.HIDDEN
REMOVED, WITHDRAWN, ERASED = State.REMOVED, State.WITHDRAWN, State.ERASED
SHOWN = (PENDING, PUBLISHED)
UNSEEN = (HIDDEN, REMOVED)
LIVE = (PENDING, PUBLISHED, HIDDEN)
JUDGED = (*LIVE, REMOVED)
KEPT = (*JUDGED, WITHDRAWN)


def state_of_new_post(case: Case) -> State:
    """The state of a new post. Posts of those who moderate never wait."""
    return PENDING if case.held and case.roles.isdisjoint(MODERATORS) else PUBLISHED


def state_unchanged(case: Case) -> State:
    """The state that it has already."""
    assert case.state is not None
    return case.state


def state_before_withdrawal(case: Case) -> State:
    """The state that it had when it was withdrawn: bringing it back undoes no hiding."""
    assert case.withdrawn_from is not None
    return case.withdrawn_from


def state_before_removal(case: Case) -> State:
    """The state that it had when it was removed. Its text stays the one that was removed: where
    that was an edit that waited, the whole annotation waits now."""
    assert case.decided_from is not None
    return case.decided_from


TABLE: dict[Step, StepRule] = {
    Step.POST: StepRule(AUTHOR, (None,), state_of_new_post, (Step.WITHDRAW,)),
    Step.APPROVE: StepRule(
        MODERATORS, (PENDING,), PUBLISHED, (Step.HIDE,), (c.NOT_OWN, c.COUNTERPOINT_DECIDED)
    ),
    Step.HIDE: StepRule(
        MODERATORS_OR_THRESHOLD,
        SHOWN,
        HIDDEN,
        (Step.RESTORE,),
        (c.NOT_OWN, c.NOT_RESTORED_BEFORE),
        (c.REASON_GIVEN,),
    ),
    Step.RESTORE: StepRule(
        MODERATORS,
        (HIDDEN,),
        PUBLISHED,
        (Step.HIDE,),
        (c.NOT_OWN, c.NOT_OWN_APPEALED_DECISION, c.COUNTERPOINT_DECIDED),
    ),
    Step.REMOVE: StepRule(
        MODERATORS, LIVE, REMOVED, (Step.TAKE_BACK, Step.REINSTATE), (c.NOT_OWN,), (c.REASON_GIVEN,)
    ),
    Step.REINSTATE: StepRule(
        MODERATORS,
        (REMOVED,),
        PUBLISHED,
        (Step.REMOVE,),
        (c.NOT_OWN, c.NOT_OWN_REMOVAL, c.COUNTERPOINT_DECIDED),
        (c.REASON_GIVEN,),
    ),
    Step.TAKE_BACK: StepRule(
        MODERATORS,
        (REMOVED,),
        state_before_removal,
        (Step.REMOVE,),
        (c.NOT_OWN, c.OWN_REMOVAL, c.WITHIN_TEN_MINUTES, c.REMOVED_FROM_KNOWN_STATE),
    ),
    Step.WITHDRAW: StepRule(AUTHOR_OR_DEPARTURE, LIVE, WITHDRAWN, (Step.RETURN,)),
    Step.RETURN: StepRule(
        AUTHOR,
        (WITHDRAWN,),
        state_before_withdrawal,
        (Step.WITHDRAW,),
        (c.WITHIN_THIRTY_DAYS, c.WITHDRAWN_FROM_KNOWN_STATE),
    ),
    Step.ERASE: StepRule(ERASERS, KEPT, ERASED, (), (), (c.REASON_GIVEN, c.TICKET_GIVEN)),
    Step.DISMISS_FLAGS: StepRule(
        MODERATORS, SHOWN, state_unchanged, (Step.REOPEN_FLAGS,), (c.NOT_OWN, c.FLAGS_OPEN)
    ),
    Step.KEEP: StepRule(
        MODERATORS, UNSEEN, state_unchanged, (Step.REOPEN_FLAGS,), (c.NOT_OWN, c.FLAGS_OPEN)
    ),
    Step.REOPEN_FLAGS: StepRule(
        MODERATORS,
        JUDGED,
        state_unchanged,
        (Step.DISMISS_FLAGS, Step.KEEP),
        (c.NOT_OWN, c.FLAGS_CLOSED),
    ),
    Step.APPEAL: StepRule(
        AUTHOR,
        UNSEEN,
        state_unchanged,
        (),
        (c.FIRST_APPEAL, c.WITHIN_APPEAL_TIME),
        (c.STATEMENT_GIVEN,),
    ),
    Step.UPHOLD: StepRule(
        MODERATORS,
        UNSEEN,
        state_unchanged,
        (Step.REOPEN_APPEAL,),
        (c.NOT_OWN, c.APPEAL_WAITS, c.NOT_OWN_DECISION),
    ),
    Step.REOPEN_APPEAL: StepRule(
        MODERATORS, UNSEEN, state_unchanged, (Step.UPHOLD,), (c.NOT_OWN, c.APPEAL_ANSWERED)
    ),
}

#: What is said to whoever asks for a step that the state rules out.
WRONG_STATE = {
    Step.POST: _("This annotation is %(state)s, so it can't be posted again."),
    Step.APPROVE: _("This annotation is %(state)s, so it can't be approved."),
    Step.HIDE: _("This annotation is %(state)s, so it can't be hidden."),
    Step.RESTORE: _("This annotation is %(state)s, so it can't be restored."),
    Step.REMOVE: _("This annotation is %(state)s, so it can't be removed."),
    Step.REINSTATE: _("This annotation is %(state)s, so it can't be reinstated."),
    Step.TAKE_BACK: _("This annotation is %(state)s, so there is no removal to take back."),
    Step.WITHDRAW: _("This annotation is %(state)s, so it can't be withdrawn."),
    Step.RETURN: _("This annotation is %(state)s, so it can't be brought back."),
    Step.ERASE: _("This annotation is %(state)s, so it can't be erased."),
    Step.DISMISS_FLAGS: _("This annotation is %(state)s, so its flags can't be dismissed."),
    Step.KEEP: _("This annotation is %(state)s, so there is nothing to keep hidden or removed."),
    Step.REOPEN_FLAGS: _("This annotation is %(state)s, so its flags can't be opened again."),
    Step.APPEAL: _("This annotation is %(state)s, so there is nothing to appeal against."),
    Step.UPHOLD: _("This annotation is %(state)s, so there is no decision to uphold."),
    Step.REOPEN_APPEAL: _("This annotation is %(state)s, so there is no appeal to open again."),
}
#: What is said to whoever has none of the roles that may take a step.
WRONG_ROLE = {
    AUTHOR: _("Only its author may do this."),
    AUTHOR_OR_DEPARTURE: _("Only its author may do this."),
    MODERATORS: _("Only a moderator of this seminar may do this."),
    MODERATORS_OR_THRESHOLD: _("Only a moderator of this seminar may do this."),
    ERASERS: _("Only whoever runs this site may do this, for a legal reason."),
}
#: The names of the states, as they stand within a sentence.
STATE_NAMES = {
    PENDING: pgettext_lazy("state of an annotation", "pending"),
    PUBLISHED: pgettext_lazy("state of an annotation", "published"),
    HIDDEN: pgettext_lazy("state of an annotation", "hidden"),
    REMOVED: pgettext_lazy("state of an annotation", "removed"),
    WITHDRAWN: pgettext_lazy("state of an annotation", "withdrawn"),
    ERASED: pgettext_lazy("state of an annotation", "erased"),
}


def follow(step: Step, case: Case) -> State:
    """Return the state that `step` leads to in this case.

    Raises Refused for a wrong role first (who may not take the step learns nothing of the state),
    then for a wrong state, for a bar, and for what is missing.
    """
    rule = TABLE[step]
    if case.roles.isdisjoint(rule.who):
        raise Refused("role", WRONG_ROLE[rule.who], case.state)
    if case.state not in rule.before:
        raise _wrong_state(step, rule, case.state)
    for condition in (*rule.bars, *rule.asks):
        if not condition.holds(case):
            raise Refused(condition.code, condition.words, case.state)
    return rule.after if isinstance(rule.after, State) else rule.after(case)


def allowed_steps(case: Case) -> tuple[Step, ...]:
    """Return the steps that are open in this case, in the table's order. What a step asks for (a
    reason, a text, a ticket) may still be missing."""
    return tuple(step for step, rule in TABLE.items() if _open(rule, case))


def undoing_step(step: Step, case: Case) -> Step | None:
    """Return the step that undoes `step` in this case: the first one that is open, else the last
    one, which is then refused with a reason. None if nothing undoes `step`."""
    ways = TABLE[step].ways_back
    open_now = [way for way in ways if _open(TABLE[way], case)]
    return next(iter(open_now), ways[-1] if ways else None)


def _open(rule: StepRule, case: Case) -> bool:
    return (
        not case.roles.isdisjoint(rule.who)
        and case.state in rule.before
        and all(bar.holds(case) for bar in rule.bars)
    )


def _wrong_state(step: Step, rule: StepRule, state: State | None) -> Refused:
    if state is None:
        return Refused("state", _("This annotation isn't posted yet."), None)
    values = {"state": STATE_NAMES[state]}
    if state == rule.after:
        # A code of its own, because the same decision sent twice is no error.
        return Refused("already", _("This annotation is already %(state)s.") % values, state)
    return Refused("state", WRONG_STATE[step] % values, state)
