"""Which step may follow in moderation, for whom, and what leads back: one table for every door.

The table is `TABLE`, row for row the one that readers are shown. A door (page, admin, bulk
action, API, command) describes the situation as a `Case` and asks `follow`; a page that wants to
know which buttons to offer asks `allowed_steps`, which reads the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annotations.moderation.policy import conditions as c
from annotations.moderation.policy.case import ActorRole, Case, State
from annotations.moderation.policy.conditions import Condition

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
    """A step that the table does not allow; `words` are a sentence for whoever tried."""

    def __init__(self, code: str, words: str, state: State | None) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.state = state


@dataclass(frozen=True, slots=True)
class StepRule:
    """One row: `who` may lead from `before` to `after`, and which steps undo it, the one to
    prefer first."""

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
    """The state in which a post begins: those who moderate don't wait for themselves."""
    return PENDING if case.held and case.roles.isdisjoint(MODERATORS) else PUBLISHED


def state_unchanged(case: Case) -> State:
    """The state as it is."""
    assert case.state is not None
    return case.state


def state_before_withdrawal(case: Case) -> State:
    """The state before the author withdrew it, so that returning escapes no hiding."""
    assert case.withdrawn_from is not None
    return case.withdrawn_from


def state_before_removal(case: Case) -> State:
    """The state in which the removal found it. The text stays the one that was judged: where that
    was an edit that waited, it waits again, now as the whole annotation."""
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

#: "This annotation is withdrawn, so …"
SO = {
    Step.POST: "it can't be posted again",
    Step.APPROVE: "it can't be approved",
    Step.HIDE: "it can't be hidden",
    Step.RESTORE: "it can't be restored",
    Step.REMOVE: "it can't be removed",
    Step.REINSTATE: "it can't be reinstated",
    Step.TAKE_BACK: "there is no removal to take back",
    Step.WITHDRAW: "it can't be withdrawn",
    Step.RETURN: "it can't be brought back",
    Step.ERASE: "it can't be erased",
    Step.DISMISS_FLAGS: "its flags can't be dismissed",
    Step.KEEP: "there is nothing to keep hidden or removed",
    Step.REOPEN_FLAGS: "its flags can't be opened again",
    Step.APPEAL: "there is nothing to appeal against",
    Step.UPHOLD: "there is no decision to uphold",
    Step.REOPEN_APPEAL: "there is no appeal to open again",
}
ONLY = {
    AUTHOR: "Only its author may do this.",
    AUTHOR_OR_DEPARTURE: "Only its author may do this.",
    MODERATORS: "Only a moderator of this seminar may do this.",
    MODERATORS_OR_THRESHOLD: "Only a moderator of this seminar may do this.",
    ERASERS: "Only whoever runs this site may do this, for a legal reason.",
}


def follow(step: Step, case: Case) -> State:
    """The state that `step` leads to.

    Raises `Refused` where the table has no such row for this case: first for want of the right
    role (a stranger learns nothing of the state), then by the state, by a bar, by what was asked.
    """
    rule = TABLE[step]
    if case.roles.isdisjoint(rule.who):
        raise Refused("role", ONLY[rule.who], case.state)
    if case.state not in rule.before:
        raise _wrong_state(step, rule, case.state)
    for condition in (*rule.bars, *rule.asks):
        if not condition.holds(case):
            raise Refused(condition.code, condition.words, case.state)
    return rule.after if isinstance(rule.after, State) else rule.after(case)


def allowed_steps(case: Case) -> tuple[Step, ...]:
    """The steps open in this case, in the table's order; what a step asks for may come later."""
    return tuple(step for step, rule in TABLE.items() if _open(rule, case))


def undoing_step(step: Step, case: Case) -> Step | None:
    """The step that undoes `step` in this case: the first that is open, else the last, which is
    then refused in words. None where nothing undoes it."""
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
        return Refused("state", f"This annotation isn't posted yet, so {SO[step]}.", None)
    if state == rule.after:
        # a code of its own: the same decision sent twice is one, and a door may take it for that
        return Refused("already", f"This annotation is already {state}.", state)
    return Refused("state", f"This annotation is {state}, so {SO[step]}.", state)
