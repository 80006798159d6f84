"""What an allowed step changes in the annotation, its flags and its appeals."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from annotations.arguments.claims.provenance import detach_annotation
from annotations.margin.actions import accept_edit
from annotations.margin.models import Annotation, Proposal
from annotations.margin.precomputed_tallies import update
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.moderation_case import ActorRole, Case, State
from annotations.moderation.policy.steps import TABLE, Step, state_unchanged
from annotations.moderation.queries import CaseFacts
from annotations.seals import seal_for, update_row

AUTHOR_STEPS = (Step.APPEAL, Step.WITHDRAW, Step.RETURN)
STATE_KEEPING_STEPS = [step for step, rule in TABLE.items() if rule.after is state_unchanged]


def judged_text(annotation: Annotation, step: Step, case: Case) -> Annotation | Proposal:
    """Return the text that a decision judges: the waiting edit if a person decides about it, else
    the annotation itself. Flags judge only what was published, and so does a decision that a
    source follows."""
    edit = annotation.waiting_edit
    decides = step in (Step.APPROVE, Step.HIDE, Step.REMOVE) and not (
        case.follows or ActorRole.THRESHOLD in case.roles
    )
    return edit if edit and decides and case.state == State.PENDING else annotation


def stored_state(annotation: Annotation, step: Step, to_state: State) -> str:
    """Return the value of `Annotation.state` after a step that leads to `to_state`. A published
    annotation with a pending edit stays published."""
    if step in STATE_KEEPING_STEPS:
        return annotation.state
    pending_edit = to_state == State.PENDING and annotation.waiting_edit
    return State.PUBLISHED if pending_edit else to_state


def apply_step(annotation: Annotation, step: Step, to_state: State, case: Case) -> None:
    """Write the new state to the annotation, which is locked, and let it say what its edit says
    if that was decided about. The tallies of its paragraph follow."""
    if step in STATE_KEEPING_STEPS:
        return
    edit = judged_text(annotation, step, case)
    with update.tallies_updated(annotation):
        if isinstance(edit, Proposal):
            accepted = accept_edit(annotation, edit)
            assert accepted
        changed: dict[str, Any] = {"state": stored_state(annotation, step, to_state)}
        if step == Step.WITHDRAW:
            changed |= {"withdrawn_at": timezone.now(), "withdrawn_from": case.state}
            changed["withdrawn_by_leader"] = ActorRole.DEPARTURE in case.roles
        elif step == Step.RETURN:
            changed |= {"withdrawn_at": None, "withdrawn_from": "", "withdrawn_by_leader": False}
        elif step == Step.ERASE:
            changed |= _blank(annotation)
        updated = update_row(annotation, **changed)
        assert updated


def _blank(annotation: Annotation) -> dict[str, Any]:
    """Delete an erased annotation's earlier texts, its waiting edit, its names elsewhere, and its
    claim if nobody else makes that. Return the empty values for its own columns."""
    annotation.wordings.all().delete()
    if origin := getattr(annotation, "origin", None):
        origin.delete()
    detach_annotation(annotation)
    Proposal.objects.filter(annotation=annotation).delete()
    said = ("body", "body_html", "citation", "quotation", "locator", "attack", "relation")
    cites = ("work", "csl", "described_at", "described_by")
    return {
        **dict.fromkeys((*said, "exact", "prefix", "suffix"), ""),
        **dict.fromkeys(cites),
    }


def settle_flags_and_appeals(facts: CaseFacts, decision: Decision, case: Case) -> None:
    """Settle the flags and appeals that a moderator's decision answers, or open them again."""
    annotation, step = facts.annotation, decision.step
    flags = Flag.objects.filter(annotation=annotation, version__lte=annotation.version)
    appeals = Appeal.objects.filter(annotation=annotation)
    if step == Step.REOPEN_FLAGS:
        flags.update(**flag_settlement(annotation.pk, None))
    elif step == Step.REOPEN_APPEAL:
        against = facts.standing_decision
        assert against is not None  # it is hidden or removed
        appeals.filter(decision=against).update(**appeal_answer(annotation.pk, against, None))
    elif step == Step.TAKE_BACK:
        assert facts.standing_decision is not None  # it is removed
        _undo_removal(facts.standing_decision, decision, flags, appeals)
    elif (decision.who or step == Step.ERASE) and step not in AUTHOR_STEPS:
        if case.open_flags:
            flags.filter(settled_by=None).update(**flag_settlement(annotation.pk, decision.pk))
        if case.appeal_waits and step != Step.KEEP:  # that answers the flags alone
            against = facts.appealed_against
            assert against is not None
            waiting = appeals.filter(answered_by=None, decision=against)
            waiting.update(**appeal_answer(annotation.pk, against, decision.pk))


def _undo_removal(
    removal: UUID, taken_back: Decision, flags: QuerySet[Flag], appeals: QuerySet[Appeal]
) -> None:
    """Open the flags and appeals that a removal answered again, once it is taken back, and answer
    the appeal against the removal itself."""
    annotation = taken_back.annotation_id
    against_it = appeals.filter(decision=removal, answered_by=None)
    against_it.update(**appeal_answer(annotation, removal, taken_back.pk))
    for appeal in appeals.filter(answered_by=removal):
        waits = appeal_answer(annotation, appeal.decision_id, None)
        appeals.filter(pk=appeal.pk).update(**waits)
    flags.filter(settled_by=removal).update(**flag_settlement(annotation, None))


def flag_settlement(annotation: UUID, decision: UUID | None) -> dict[str, Any]:
    """Return the column values of an annotation's flags that this decision settles, with their
    seal; None opens them."""
    values = {"annotation_id": annotation, "settled_by_id": decision}
    return {"settled_by": decision, "settled_seal": seal_for(Flag, "settled_seal", values)}


def appeal_answer(annotation: UUID, against: UUID, decision: UUID | None) -> dict[str, Any]:
    """Return the column values of an appeal against one decision that another answers, with its
    seal; None lets it wait."""
    values = {
        "annotation_id": annotation,
        "decision_id": against,
        "answered_by_id": decision,
    }
    seal = seal_for(Appeal, "answered_seal", values)
    return {"decision": against, "answered_by": decision, "answered_seal": seal}
