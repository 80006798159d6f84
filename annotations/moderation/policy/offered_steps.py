"""What a moderator is offered for a case: each step with its name, its key and what it asks for."""

from dataclasses import dataclass

from annotations.moderation.policy.case import Case, State
from annotations.moderation.policy.steps import TABLE, UNSEEN, Step, allowed_steps, undoing_step

STEP_LABELS = {
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
STEPS_NOT_IN_QUEUE = (Step.REOPEN_FLAGS, Step.REOPEN_APPEAL, Step.ERASE)
#: What bars a step for one person and not for another.
PERSONAL_CODES = ("own", "decided-by-you")
STEP_KEYS = {
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
class OfferedStep:
    """One step that is open."""

    step: Step
    name: str
    key: str
    needs_reason: bool
    grave: bool

    @property
    def in_queue(self) -> bool:
        """It settles something that waits."""
        return self.step not in STEPS_NOT_IN_QUEUE


def offered_steps(case: Case) -> list[OfferedStep]:
    """The steps open in this case, each under its key; the kindest first."""
    steps = [step for step in STEP_LABELS if step in allowed_steps(case)]
    if Step.APPROVE in steps and Step.DISMISS_FLAGS in steps:
        steps.remove(Step.DISMISS_FLAGS)  # approving settles the flags as well
    if Step.UPHOLD in steps and Step.KEEP in steps:
        steps.remove(Step.KEEP)  # and so does upholding what they led to
    return [offered_step(step, case.state) for step in steps]


def reasons_barred(case: Case) -> list[str]:
    """Why steps that would be open to another moderator are not open to this one, in words."""
    if Step.TAKE_BACK in allowed_steps(case):
        return []  # what bars them from reinstating it does not matter yet
    rules = [TABLE[step] for step in STEP_LABELS if step not in STEPS_NOT_IN_QUEUE]
    open_to_others = [
        rule for rule in rules if case.roles & {*rule.who} and case.state in rule.before
    ]
    bars = [bar for rule in open_to_others for bar in rule.bars if bar.code in PERSONAL_CODES]
    return [*dict.fromkeys(bar.words for bar in bars if not bar.holds(case))]


def offered_step(step: Step, state: State | None = None) -> OfferedStep:
    """A step as it is offered in this state."""
    keeps = state in UNSEEN and step in (Step.KEEP, Step.UPHOLD)
    return OfferedStep(
        step,
        name=f"Keep {state}" if keeps else STEP_LABELS[step],
        key=STEP_KEYS.get(step, ""),
        needs_reason=needs_reason(step),
        grave=step in (Step.REMOVE, Step.ERASE),
    )


def needs_reason(step: Step) -> bool:
    """The table asks for a reason before it."""
    return any(each.code == "reason" for each in TABLE[step].asks)


def offered_undo(step: str, case: Case) -> OfferedStep | None:
    """What undoes a step that was taken, if anything does."""
    back = undoing_step(Step(step), case)
    return offered_step(back) if back in STEP_LABELS else None
