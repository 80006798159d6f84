"""What members and moderators do in moderation, each in one transaction: take a step and undo it,
flag, appeal, withdraw, post to the seminar, and edit."""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from annotations.activity import Verb, record
from annotations.arguments.models import Bearing
from annotations.margin import rules
from annotations.margin.actions import reword_annotation, show_to_seminar
from annotations.margin.models import CONTENT_FIELDS, Annotation, Proposal
from annotations.margin.posting_rules.first_look import posting_is_held
from annotations.margin.posting_rules.link_rules import refused_link_messages
from annotations.moderation.decisions.brought_sources import (
    attached_sources,
    decisions_of_same_step,
)
from annotations.moderation.decisions.effects import (
    STATE_KEEPING_STEPS,
    appeal_answer,
    flag_settlement,
)
from annotations.moderation.decisions.ledger import lock_head
from annotations.moderation.decisions.take_step import ANYWHERE, Conflict, take_step
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.moderation_case import ActorRole, Case, State
from annotations.moderation.policy.steps import TABLE, Refused, Step, follow
from annotations.moderation.queries import (
    DECIDING,
    open_flags,
    standing_decision,
    threshold_of,
)
from annotations.people.models import User
from annotations.prose.links import addresses_in, strings_in
from annotations.seminars.models import Member, Seminar
from annotations.seminars.moderation_reasons import Reason

__all__ = [
    "Conflict",
    "appeal_decision",
    "bring_back_annotation",
    "edit_waits",
    "flag_annotation",
    "reword",
    "show_with_sources",
    "state_when_posted",
    "take_step",
    "undo_decision",
    "withdraw",
]

THRESHOLD = frozenset({ActorRole.THRESHOLD})
NOTHING: Mapping[str, Any] = MappingProxyType({})


def state_when_posted(
    seminar: Seminar, author: Member, said: object = (), visibility: str = rules.SEMINAR
) -> str:
    """Return the state of this member's new post; an edit waits where that would be pending.

    `said` holds all that is posted together, as texts, lists and mappings: links count wherever
    they stand. A private annotation never waits.
    """
    if visibility == rules.PRIVATE:
        return State.PUBLISHED
    roles = {ActorRole.AUTHOR}
    if author.role in ("leader", "moderator"):
        roles.add(ActorRole(author.role))
    held = posting_is_held(seminar, author, addresses_in(*strings_in(said)))
    return follow(Step.POST, Case(state=None, roles=frozenset(roles), held=held))


@transaction.atomic
def undo_decision(
    decision: Decision,
    *,
    by: User,
    step: str = "",
    within: Q = ANYWHERE,
    reason: str = "",
    statement: str = "",
    remark: str = "",
    listed: bool = False,
) -> Decision:
    """Take the step that undoes a decision, and open the flags and appeals that it answered again.
    Where several steps undo it, `step` names one; else the last one is taken.

    Raises Conflict if something was decided or written since, and steps.Refused if no step undoes
    it, or none that this person may take.
    """
    ways = TABLE[Step(decision.step)].ways_back
    if not ways:
        raise Refused(
            "final", _("Nothing leads back from this decision."), State(decision.to_state)
        )
    way_back = Step(step) if step in ways else ways[-1]
    taken = take_step(
        way_back,
        decision.annotation_id,
        by=by,
        within=within,
        version=None if way_back in STATE_KEEPING_STEPS else decision.version,
        seen=decision.number,
        reason=reason,
        statement=statement,
        remark=remark,
        listed=listed,
    )
    assert taken is not None
    assert taken.case is not None  # it was just taken
    brings = taken.case.brings_sources  # else nothing followed either step
    undone = list(decisions_of_same_step(decision)) if brings else [decision]
    for each in undone:
        Flag.objects.filter(settled_by=each).update(**flag_settlement(each.annotation_id, None))
    if way_back in DECIDING:
        _await_again(undone, list(decisions_of_same_step(taken)) if brings else [taken])
    return taken


def _await_again(undone: list[Decision], taken: list[Decision]) -> None:
    """Open the appeals that the undone decisions answered again. From now on they are against the
    decision that hides the same annotation again."""
    appealed = Appeal.objects.filter(answered_by__in=undone)
    for decision in taken:
        appealed.filter(annotation=decision.annotation_id).update(
            **appeal_answer(decision.annotation_id, decision.pk, None)
        )


@transaction.atomic
def show_with_sources(annotation: Annotation, *, by: Member) -> None:
    """Post a private annotation to the seminar with the sources that came with it, in one state.

    Raises steps.Refused if one of their texts links to a refused domain.
    """
    sources = attached_sources(annotation).filter(visibility=rules.PRIVATE, state__in=rules.COUNTED)
    shown = [annotation, *sources.order_by("pk")]
    claims = Bearing.objects.filter(annotation__in=shown).values_list("wording", flat=True)
    said = [*(words_by_field(each) for each in shown), *claims]
    if refusals := refused_link_messages(annotation.seminar, said):
        raise Refused("link", refusals[0], State(annotation.state))
    state = state_when_posted(annotation.seminar, by, said)
    for each in shown:
        show_to_seminar(each, by=by, state=state)


def withdraw(annotation: Annotation, *, by: Member) -> Decision | None:
    """Withdraw one's own annotation; for 30 days it can be brought back. Raises steps.Refused."""
    return take_step(Step.WITHDRAW, annotation, by=by.user)


def bring_back_annotation(annotation: Annotation, *, by: Member) -> Decision | None:
    """Bring a withdrawn annotation of one's own back, in the state that it had. Raises
    steps.Refused."""
    return take_step(Step.RETURN, annotation, by=by.user)


def reword(
    annotation: Annotation, *, by: Member, version: int, said: Mapping[str, Any]
) -> Annotation:
    """Change what one's annotation says. Every page and form edits through here, so that the edit
    waits for a moderator where a post like it would. Raises margin.actions.EditConflict."""
    waits = edit_waits(annotation, said)
    return reword_annotation(annotation, by=by, version=version, content=said, waits=waits)


def edit_waits(annotation: Annotation, said: Mapping[str, Any] = NOTHING) -> bool:
    """Return True if an edit of this annotation waits for a moderator, while readers go on seeing
    the earlier text. `said` is what the edit changes; links count in the whole new text."""
    public = (annotation.visibility, annotation.state) == (rules.SEMINAR, State.PUBLISHED)
    whole = words_by_field(annotation.waiting_edit or annotation) | dict(said)
    return (
        public and state_when_posted(annotation.seminar, annotation.author, whole) == State.PENDING
    )


def words_by_field(text: Annotation | Proposal) -> dict[str, Any]:
    """Return by field what an annotation or a waiting edit says in its author's own words. The
    work is left out, because others cite it too."""
    return {name: getattr(text, name) for name in CONTENT_FIELDS if name != "work"}


@transaction.atomic
def flag_annotation(annotation: Annotation, *, by: Member, reason: str, words: str = "") -> Flag:
    """Ask a moderator to look at an annotation. Counts once for each member and version.

    At the seminar's threshold the annotation is hidden, by a decision of nobody, unless a
    moderator has restored this version.
    """
    # Locked, so that two members who flag at once are counted one after the other.
    lock_head(annotation.seminar_id)
    annotation = Annotation.objects.select_related("seminar").get(pk=annotation.pk)
    made, new = Flag.objects.get_or_create(
        annotation=annotation,
        member=by,
        version=annotation.version,
        defaults={"seminar_id": annotation.seminar_id, "reason": reason, "words": words},
    )
    if not new:
        return made
    record(Verb.FLAGGED, annotation, by=by.user)
    if open_flags(annotation) >= threshold_of(annotation.seminar):
        # Refused: hidden already, or restored before. The flags stay open for a moderator.
        with suppress(Refused):
            take_step(Step.HIDE, annotation, by=None, roles=THRESHOLD, reason=Reason.FLAGS)
    return made


@transaction.atomic
def appeal_decision(annotation: Annotation, *, by: Member, words: str) -> Appeal:
    """Appeal against the decision that hid or removed one's annotation. Raises steps.Refused."""
    take_step(Step.APPEAL, annotation, by=by.user, statement=words)
    decision = standing_decision(Annotation.objects.get(pk=annotation.pk))
    assert decision is not None
    return Appeal.objects.create(
        seminar_id=annotation.seminar_id, annotation=annotation, decision=decision, words=words
    )
