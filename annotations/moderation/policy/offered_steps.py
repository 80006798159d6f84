"""What a moderator is offered for a case: each step with its name, its key and what it asks for."""

from dataclasses import dataclass

from annotations.moderation.policy.case import Case, State
from annotations.moderation.policy.steps import TABLE, UNSEEN, Step, allowed, way_back

CALLED = {
    Step.APPROVE: "Approve",
    Step.RESTORE: "Restore",
    Step.TAKE_BACK: "Take back the removal",
    Step.REINSTATE: "Reinstate",
    Step.DISMISS_FLAGS: "Dismiss flags",
    Step.KEEP: "Keep hidden or removed",
    Step.UPHOLD: "Uphold",
    Step.HIDE: "Hide",
    Step.REMOVE: "Remove",
    Step.REOPEN_FLAGS: "Reopen flags",
    Step.REOPEN_APPEAL: "Reopen the appeal",
    Step.ERASE: "Erase",
}
#: Those that put an earlier decision in question; the queue does not offer them.
LOOKING_BACK = (Step.REOPEN_FLAGS, Step.REOPEN_APPEAL, Step.ERASE)
#: What bars a step for one person and not for another.
PERSONAL = ("own", "decided-by-you")
KEYS = {
    Step.APPROVE: "a",
    Step.DISMISS_FLAGS: "a",
    Step.RESTORE: "a",
    Step.REINSTATE: "a",
    Step.HIDE: "h",
    Step.REMOVE: "r",
    Step.KEEP: "h",
    Step.UPHOLD: "h",
}


@dataclass(frozen=True)
class Choice:
    """One step that is open."""

    step: Step
    name: str
    key: str
    needs_reason: bool
    grave: bool

    @property
    def in_queue(self) -> bool:
        """It settles something that waits."""
        return self.step not in LOOKING_BACK


def choices_for(case: Case) -> list[Choice]:
    """The steps open in this case, each under its key; the kindest first."""
    steps = [step for step in CALLED if step in allowed(case)]
    if Step.APPROVE in steps and Step.DISMISS_FLAGS in steps:
        steps.remove(Step.DISMISS_FLAGS)  # approving settles the flags as well
    if Step.UPHOLD in steps and Step.KEEP in steps:
        steps.remove(Step.KEEP)  # and so does upholding what they led to
    return [choice(step, case.state) for step in steps]


def barred(case: Case) -> list[str]:
    """Why steps that would be open to another moderator are not open to this one, in words."""
    if Step.TAKE_BACK in allowed(case):
        return []  # what bars them from reinstating it does not matter yet
    rules = [TABLE[step] for step in CALLED if step not in LOOKING_BACK]
    open_to_others = [
        rule for rule in rules if case.roles & {*rule.who} and case.state in rule.before
    ]
    bars = [bar for rule in open_to_others for bar in rule.bars if bar.code in PERSONAL]
    return [*dict.fromkeys(bar.words for bar in bars if not bar.holds(case))]


def choice(step: Step, state: State | None = None) -> Choice:
    """A step as it is offered in this state."""
    keeps = state in UNSEEN and step in (Step.KEEP, Step.UPHOLD)
    return Choice(
        step,
        name=f"Keep {state}" if keeps else CALLED[step],
        key=KEYS.get(step, ""),
        needs_reason=needs_reason(step),
        grave=step in (Step.REMOVE, Step.ERASE),
    )


def needs_reason(step: Step) -> bool:
    """The table asks for a reason before it."""
    return any(each.code == "reason" for each in TABLE[step].asks)


def undo_choice(step: str, case: Case) -> Choice | None:
    """What undoes a step that was taken, if anything does."""
    back = way_back(Step(step), case)
    return choice(back) if back in CALLED else None
