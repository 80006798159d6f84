"""What a step brings about for the annotation, its flags and its appeals, once it is allowed."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from annotations.arguments.carrying import let_go
from annotations.margin import tallying
from annotations.margin.actions import accept
from annotations.margin.models import Annotation, Proposal
from annotations.moderation.case import Case, Role, State
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.sealing import Overtaken
from annotations.moderation.steps import TABLE, Step, unchanged

AUTHORS = (Step.APPEAL, Step.WITHDRAW, Step.RETURN)
UNCHANGED = [step for step, rule in TABLE.items() if rule.after is unchanged]


def judged(annotation: Annotation, step: Step, case: Case) -> Annotation | Proposal:
    """The text that a decision is about: the edit that waits, where a person decides about it;
    flags only ever judge what was published."""
    edit = annotation.waiting_edit
    decides = step in (Step.APPROVE, Step.HIDE, Step.REMOVE) and Role.THRESHOLD not in case.roles
    return edit if edit and decides and case.state == State.PENDING else annotation


def shown(annotation: Annotation, step: Step, to_state: State) -> str:
    """What its row says in that state: pending with an edit, what was published stays visible."""
    if step in UNCHANGED:
        return annotation.state
    pending_edit = to_state == State.PENDING and annotation.waiting_edit
    return State.PUBLISHED if pending_edit else to_state


def settle(annotation: Annotation, step: Step, to_state: State, case: Case) -> None:
    """Put the annotation into its new state, with the edit that was decided about. Raises
    Overtaken where its author has edited it meanwhile."""
    if step in UNCHANGED:
        return
    edit = judged(annotation, step, case)
    with tallying.in_step(annotation):
        if isinstance(edit, Proposal) and not accept(annotation, edit):
            raise Overtaken
        changed: dict[str, Any] = {"state": shown(annotation, step, to_state)}
        if step == Step.WITHDRAW:
            changed |= {"withdrawn_at": timezone.now(), "withdrawn_from": case.state}
            changed["withdrawn_by_leader"] = Role.DEPARTURE in case.roles
        elif step == Step.RETURN:
            changed |= {"withdrawn_at": None, "withdrawn_from": "", "withdrawn_by_leader": False}
        elif step == Step.ERASE:
            changed |= _blank(annotation)
        seen = Annotation.objects.filter(
            pk=annotation.pk, version=annotation.version, visibility=annotation.visibility
        )
        if not seen.update(**changed):
            raise Overtaken
        for name, value in changed.items():
            setattr(annotation, name, value)


def _blank(annotation: Annotation) -> dict[str, Any]:
    """What is left of what an erased annotation said and of its passage; its history goes, and
    the claim that nobody else makes."""
    annotation.wordings.all().delete()
    let_go(annotation)
    Proposal.objects.filter(annotation=annotation).delete()
    said = ("body", "body_html", "citation", "quotation", "locator", "attack", "relation")
    return {**dict.fromkeys((*said, "exact", "prefix", "suffix"), ""), "work": None}


def consequences(annotation: Annotation, step: Step, decision: Decision, case: Case) -> None:
    """Flags and appeals that a moderator's decision answers, or opens again."""
    flags = Flag.objects.filter(annotation=annotation, version__lte=annotation.version)
    appeals = Appeal.objects.filter(annotation=annotation)
    if step == Step.REOPEN_FLAGS:
        flags.update(settled_by=None)
    elif step == Step.REOPEN_APPEAL:
        appeals.filter(decision=vars(annotation)["standing"]).update(answered_by=None)
    elif step == Step.TAKE_BACK:
        _undo_consequences(vars(annotation)["standing"], decision, flags, appeals)
    elif (decision.who or step == Step.ERASE) and step not in AUTHORS:
        if case.open_flags:
            flags.filter(settled_by=None).update(settled_by=decision)
        if case.appeal_waits and step != Step.KEEP:  # that answers the flags alone
            appeals.filter(answered_by=None).update(answered_by=decision)


def _undo_consequences(
    removal: UUID, taken_back: Decision, flags: QuerySet[Flag], appeals: QuerySet[Appeal]
) -> None:
    """What a removal answered waits again once it is taken back, and who appealed against the
    removal itself has their answer."""
    appeals.filter(decision=removal, answered_by=None).update(answered_by=taken_back)
    appeals.filter(answered_by=removal).update(answered_by=None)
    flags.filter(settled_by=removal).update(settled_by=None)
