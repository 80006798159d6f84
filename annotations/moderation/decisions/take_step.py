"""Take a step of the table: judge it, append the decision to the seminar's chain, carry it out and
record it, in one transaction. Nothing else changes an annotation's state.

The head of the seminar's chain is locked first, so decisions of one seminar are taken one after the
other. To look without a lock and try again after each decision of somebody else was measured too:
with eight moderators on PostgreSQL, a third as many decisions a second (`bench_moderation`).
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.activity import Verb, record
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.decisions.brought_sources import detach_sources, following_sources
from annotations.moderation.decisions.effects import (
    STATE_KEEPING_STEPS,
    apply_step,
    judged_text,
    settle_flags_and_appeals,
    stored_state,
)
from annotations.moderation.decisions.ledger import actor_label, append_decision, lock_for_decision
from annotations.moderation.decisions.step_request import StepRequest
from annotations.moderation.models import Decision, Head
from annotations.moderation.policy.moderation_case import ActorRole, Case, State
from annotations.moderation.policy.steps import Refused, Step, follow
from annotations.moderation.queries import (
    CaseFacts,
    case_of,
    load_case_facts,
    load_facts_of_case,
    version_of,
)
from annotations.people.models import User
from annotations.seminars.moderation_reasons import Reason, reasons_by_code

# What the record calls somebody whose account is being erased: not by their name.
ERASED_ACCOUNT_LABEL = "its author, on leaving"
ANYWHERE = Q()


class Conflict(Exception):
    """The text or the state changed since the person looked.

    `last` is what was decided meanwhile, if anything; `brought` is True where it was a source that
    came with the annotation that changed.
    """

    def __init__(
        self, annotation: Annotation, last: Decision | None, *, brought: bool = False
    ) -> None:
        super().__init__("changed meanwhile")
        self.annotation = annotation
        self.last = last
        self.brought = brought


@transaction.atomic
def take_step(
    step: Step,
    annotation: Annotation | UUID,
    *,
    by: User | None,
    within: Q = ANYWHERE,
    roles: frozenset[ActorRole] | None = None,
    version: int | None = None,
    state: str | None = None,
    seen: int | None = None,
    reason: str = "",
    statement: str = "",
    remark: str = "",
    ticket: str = "",
    listed: bool = False,
    part: bool = False,
    brought: Mapping[UUID, int] | None = None,
) -> Decision | None:
    """Take a step with an annotation and return the decision that records it.

    The sources that came with it and are in its state follow, by decisions of their own in the
    same transaction; with `part` they stay as they are and are detached. A source to which the
    table refuses the step stays as it is, without refusing it to the annotation.

    Args:
        by: who takes it; None where nobody does.
        within: where the annotation may be found.
        roles: in what capacity, where that isn't the person's own.
        version, state, seen: what the person saw; `seen` is the number of the last decision.
        listed: the reason was chosen, and has to be on the seminar's list.
        brought: the versions of the sources that the person saw.

    The same decision sent twice is one: the first is returned. None is returned for what its
    author keeps private, which leaves no decision.

    Raises Annotation.DoesNotExist for one that is elsewhere; Conflict where what the person saw
    has changed, or where another version of a source would follow; steps.Refused for a step that
    the table does not allow, and for the same decision with another reason, sentence or remark
    than was recorded.
    """
    asked = StepRequest(
        step=step,
        by=by,
        roles=roles,
        version=version,
        state=state,
        last_number=seen,
        reason=reason,
        statement=statement,
        remark=remark,
        ticket=ticket,
        reason_listed=listed,
    )
    pk = annotation if isinstance(annotation, UUID) else annotation.pk
    head = lock_for_decision(pk)
    facts = _facts_of(pk, by, within)
    if part:
        return _take_detached(asked, facts, head)
    return _take_with_sources(asked, facts, head, brought)


def _take_detached(asked: StepRequest, facts: CaseFacts, head: Head) -> Decision | None:
    """Take a step with an annotation alone, and detach the sources that came with it."""
    decision = _take_one(asked, facts, head)
    if facts.brings_sources and asked.step not in STATE_KEEPING_STEPS:
        detach_sources(facts.annotation, by=asked.by)
    return decision


def _take_with_sources(
    asked: StepRequest, facts: CaseFacts, head: Head, brought: Mapping[UUID, int] | None
) -> Decision | None:
    """Take a step with an annotation and with the sources that follow it."""
    annotation = facts.annotation
    following = following_sources(asked.step, [facts])[annotation.pk]
    decision = _take_one(asked, facts, head)
    if decision and decision.number <= facts.last_number:
        return decision  # it was taken before, by the same person
    if brought is not None and not following.items() <= brought.items():
        raise Conflict(annotation, None, brought=True)
    unseen = replace(asked, version=None, state=None, last_number=None)
    for pk in following:
        source = _facts_of(pk, asked.by, ANYWHERE)
        with suppress(Refused):
            _take_one(unseen, source, head, follows=decision)
    return decision


def _take_one(
    asked: StepRequest, facts: CaseFacts, head: Head, *, follows: Decision | None = None
) -> Decision | None:
    """Take a step with one annotation; `follows` is the decision about the counterpoint with which
    a source follows."""
    annotation, step = facts.annotation, asked.step
    case = replace(_case_of(asked, facts), follows=follows is not None)
    if annotation.visibility == rules.PRIVATE and ActorRole.AUTHOR not in case.roles:
        raise Annotation.DoesNotExist  # nobody else knows of it
    to_state = _state_after(asked, facts, case)
    if isinstance(to_state, Decision):
        return to_state
    if asked.reason_listed and not _is_listed(annotation, case):
        raise Refused("reason", _("Choose one of the reasons."), case.state)
    text = judged_text(annotation, step, case)
    if annotation.visibility == rules.PRIVATE:
        apply_step(annotation, step, to_state, case)
        return None
    decision = append_decision(
        head,
        Decision(
            at=follows.at if follows else timezone.now(),
            seminar_id=annotation.seminar_id,
            annotation=annotation,
            who=asked.by.pk if asked.by else None,
            who_label=_actor_label(asked, facts, case),
            version=text.version,
            step=step,
            from_state=case.state or "",
            to_state=stored_state(annotation, step, to_state),
            reason=asked.reason,
            statement=asked.statement,
            remark=asked.remark,
        ),
        text,
    )
    decision.case = case
    apply_step(annotation, step, to_state, case)
    settle_flags_and_appeals(facts, decision, case)
    record(Verb.DECIDED, annotation, by=asked.by, step=step, state=annotation.state)
    return decision


def _case_of(asked: StepRequest, facts: CaseFacts) -> Case:
    """The case that the table judges, with what the person says for the step."""
    return replace(
        case_of(facts, asked.by, asked.roles),
        reason=asked.reason,
        statement=asked.statement,
        ticket=asked.ticket,
    )


def _is_listed(annotation: Annotation, case: Case) -> bool:
    """True if the reason is empty, on the seminar's list, or one that goes with the person's
    capacity."""
    of_role = {
        ActorRole.THRESHOLD: Reason.FLAGS,
        ActorRole.ACCOUNT_ERASURE: Reason.LEGAL,
        ActorRole.SUPERUSER: Reason.LEGAL,
    }
    listed = {"", *reasons_by_code(annotation.seminar.reasons)}
    return case.reason in listed | {of_role[role] for role in case.roles & of_role.keys()}


def _state_after(asked: StepRequest, facts: CaseFacts, case: Case) -> State | Decision:
    """The state that the step leads to, or the decision that has taken it already.

    Raises Refused where the table does not allow it, or where it was taken with other words, and
    Conflict where something changed meanwhile.
    """
    annotation = facts.annotation
    stale = asked.saw_another(version_of(annotation), case.state, facts.last_number)
    refused: Exception = Conflict(annotation, None)
    if not stale:
        try:
            return follow(asked.step, case)
        except Refused as problem:
            refused = problem
    last = Decision.objects.filter(annotation=annotation).order_by("-number").first()
    if last and _is_repeated(last, asked, annotation):
        last.annotation, last.seminar, last.case = annotation, annotation.seminar, case
        _refuse_other_words(last, asked, case)
        return last
    raise Conflict(annotation, last) if stale else refused


def _facts_of(pk: UUID, by: User | None, within: Q) -> CaseFacts:
    """The annotation with the facts of its case. Raises Annotation.DoesNotExist."""
    if not within:
        return load_facts_of_case(pk, by)
    for facts in load_case_facts(Annotation.objects.filter(within, pk=pk), by):
        return facts
    raise Annotation.DoesNotExist


def _actor_label(asked: StepRequest, facts: CaseFacts, case: Case) -> str:
    if ActorRole.ACCOUNT_ERASURE in case.roles:
        return ERASED_ACCOUNT_LABEL
    return actor_label(asked.by, facts.member_name, facts.member_role)


def _is_repeated(last: Decision, asked: StepRequest, annotation: Annotation) -> bool:
    """True if the last decision is the one that is asked for: after a double click, or where the
    first answer got lost."""
    if asked.by is None or last.to_state != annotation.state:
        return False
    return (last.step, last.who, last.version) == (asked.step, asked.by.pk, asked.version)


def _refuse_other_words(last: Decision, asked: StepRequest, case: Case) -> None:
    """Raise Refused where the recorded decision has another reason, sentence or remark than is
    sent now: the chain keeps what was written first, and nobody's words are dropped in silence."""
    now = {
        _("reason"): (asked.reason, last.reason),
        _("sentence for the author"): (asked.statement, last.statement),
        _("remark"): (asked.remark, last.remark),
    }
    changed = [name for name, (sent, recorded) in now.items() if sent != recorded]
    if not changed:
        return
    values = {"decision": last.outcome, "reason": last.why, "changed": ", ".join(changed)}
    if last.reason:
        words = _(
            "You decided this already: %(decision)s (%(reason)s). What you wrote now (%(changed)s) "
            "was not recorded."
        )
    else:
        words = _(
            "You decided this already: %(decision)s. What you wrote now (%(changed)s) was not "
            "recorded."
        )
    raise Refused("repeated", words % values, case.state)
