"""The steps that a moderator is offered for a case, each with its name, its key and whether it asks
for a reason."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from annotations.moderation.policy.moderation_case import Case, State
from annotations.moderation.policy.steps import TABLE, UNSEEN, Step, allowed_steps, undoing_step

STEP_LABELS = {
    Step.APPROVE: _("Approve"),
    Step.RESTORE: _("Restore"),
    Step.TAKE_BACK: _("Take back the removal"),
    Step.REINSTATE: _("Reinstate"),
    Step.DISMISS_FLAGS: _("Dismiss flags"),
    Step.KEEP: _("Keep hidden or removed"),
    Step.UPHOLD: _("Uphold"),
    Step.HIDE: _("Hide"),
    Step.REMOVE: _("Remove"),
    Step.REOPEN_FLAGS: _("Reopen flags"),
    Step.REOPEN_APPEAL: _("Reopen the appeal"),
    Step.ERASE: _("Erase"),
}
#: The name of *keep* and of *uphold* where the annotation is hidden or removed.
KEEP_LABELS = {State.HIDDEN: _("Keep hidden"), State.REMOVED: _("Keep removed")}
#: Steps that reopen an earlier decision, or leave nothing; the queue does not offer them.
STEPS_NOT_IN_QUEUE = (Step.REOPEN_FLAGS, Step.REOPEN_APPEAL, Step.ERASE)
#: The codes of conditions that bar a step for one person and not for another.
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
    """One step that is open, as a button shows it."""

    step: Step
    name: str
    key: str
    needs_reason: bool
    grave: bool

    @property
    def in_queue(self) -> bool:
        """True if the queue offers it."""
        return self.step not in STEPS_NOT_IN_QUEUE


def offered_steps(case: Case) -> list[OfferedStep]:
    """Return the steps that are open in this case, the kindest first, no two with one key."""
    steps = [step for step in STEP_LABELS if step in allowed_steps(case)]
    if Step.APPROVE in steps and Step.DISMISS_FLAGS in steps:
        steps.remove(Step.DISMISS_FLAGS)  # approving answers the flags as well
    if Step.UPHOLD in steps and Step.KEEP in steps:
        steps.remove(Step.KEEP)  # and so does upholding the decision
    return [offered_step(step, case.state) for step in steps]


def reasons_barred(case: Case) -> list[str]:
    """Return why steps that are open to other moderators are not open to this one: a sentence for
    each reason."""
    if Step.TAKE_BACK in allowed_steps(case):
        return []  # that they may not reinstate it does not matter yet
    rules = [TABLE[step] for step in STEP_LABELS if step not in STEPS_NOT_IN_QUEUE]
    open_to_others = [
        rule for rule in rules if case.roles & {*rule.who} and case.state in rule.before
    ]
    bars = [bar for rule in open_to_others for bar in rule.bars if bar.code in PERSONAL_CODES]
    return [*dict.fromkeys(str(bar.words) for bar in bars if not bar.holds(case))]


def offered_step(step: Step, state: State | None = None) -> OfferedStep:
    """Return a step as it is offered for an annotation in this state."""
    label = STEP_LABELS[step]
    if state in UNSEEN and step in (Step.KEEP, Step.UPHOLD):
        label = KEEP_LABELS[state]
    return OfferedStep(
        step,
        name=str(label),
        key=STEP_KEYS.get(step, ""),
        needs_reason=needs_reason(step),
        grave=step in (Step.REMOVE, Step.ERASE),
    )


def needs_reason(step: Step) -> bool:
    """True if the table asks for a reason before this step."""
    return any(each.code == "reason" for each in TABLE[step].asks)


def offered_undo(step: str, case: Case) -> OfferedStep | None:
    """Return the step that undoes one that was taken, as it is offered; None if nothing does."""
    back = undoing_step(Step(step), case)
    return offered_step(back) if back in STEP_LABELS else None
