"""What may be done about moderation, each in one transaction: a step of the table and the way back
from it, flags, appeals, withdrawing, and edits that wait."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.db.models import Q

from annotations.margin import rules
from annotations.margin.actions import edit
from annotations.margin.models import Annotation
from annotations.moderation.case import Case, Role, State
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.queries import (
    DECIDING,
    open_flags,
    posting_is_held,
    standing_decision,
    threshold_of,
)
from annotations.moderation.sealing import locked_head
from annotations.moderation.settling import UNCHANGED
from annotations.moderation.steps import TABLE, Refused, Step, follow
from annotations.moderation.taking import ANYWHERE, Conflict, found, take
from annotations.people.models import User
from annotations.prose.annotation_html import render_body
from annotations.record import Verb, record
from annotations.seminars.models import Member, Seminar
from annotations.seminars.reasons import Reason

__all__ = [
    "Conflict",
    "appeal",
    "bring_back",
    "edit_waits",
    "first_state",
    "flag",
    "reword",
    "take",
    "undo",
    "withdraw",
]

THRESHOLD = frozenset({Role.THRESHOLD})


def first_state(
    seminar: Seminar, author: Member, body: str = "", visibility: str = rules.SEMINAR
) -> str:
    """The state in which this member's post begins; an edit whose first state is pending waits.
    What only its author sees waits for nobody."""
    if visibility == rules.PRIVATE:
        return State.PUBLISHED
    roles = {Role.AUTHOR}
    if author.role in ("leader", "moderator"):
        roles.add(Role(author.role))
    links = render_body(body).count("<a ")
    case = Case(state=None, roles=frozenset(roles), held=posting_is_held(seminar, author, links))
    return follow(Step.POST, case)


@transaction.atomic
def undo(
    decision: Decision,
    *,
    by: User,
    within: Q = ANYWHERE,
    reason: str = "",
    statement: str = "",
    remark: str = "",
    listed: bool = False,
) -> Decision:
    """Take the step that leads back from a decision, and put what it answered, flags and
    appeals, back where they waited.

    Raises Conflict when something was decided or written since, and steps.Refused where the
    table leads nowhere from here for this person.
    """
    way_back = TABLE[Step(decision.step)].way_back
    if way_back is None:
        raise Refused("final", "Nothing leads back from this decision.", State(decision.to_state))
    taken = take(
        way_back,
        decision.annotation_id,
        by=by,
        within=within,
        version=None if way_back in UNCHANGED else decision.version,
        seen=decision.number,
        reason=reason,
        statement=statement,
        remark=remark,
        listed=listed,
    )
    assert taken is not None
    Flag.objects.filter(settled_by=decision).update(settled_by=None)
    answered = Appeal.objects.filter(answered_by=decision)
    if way_back in DECIDING:  # from now on they are against the decision that hides it again
        answered.update(answered_by=None, decision=taken)
    return taken


def withdraw(annotation: Annotation, *, by: Member) -> Decision | None:
    """Its author takes it out of sight; 30 days to bring it back."""
    return take(Step.WITHDRAW, annotation, by=by.user)


def bring_back(annotation: Annotation, *, by: Member) -> Decision | None:
    """Its author puts it where it was, in the state that it had."""
    return take(Step.RETURN, annotation, by=by.user)


def reword(
    annotation: Annotation, *, by: Member, version: int, said: Mapping[str, Any]
) -> Annotation:
    """Change what one's annotation says, through every door: where a post like it would wait
    for a moderator, so does the edit. Raises margin.actions.Stale."""
    waits = edit_waits(annotation, str(said.get("body", annotation.body)))
    return edit(annotation, by=by, version=version, said=said, waits=waits)


def edit_waits(annotation: Annotation, body: str) -> bool:
    """An edit of it waits, while its readers go on seeing the earlier text."""
    public = (annotation.visibility, annotation.state) == (rules.SEMINAR, State.PUBLISHED)
    return public and first_state(annotation.seminar, annotation.author, body) == State.PENDING


@transaction.atomic
def flag(annotation: Annotation, *, by: Member, reason: str, words: str = "") -> Flag:
    """Ask a moderator to look. Counts once for each member and version; at the seminar's
    threshold the annotation is hidden by itself, unless a moderator has restored this version."""
    # Held, so that two members who flag at once are counted one after the other.
    locked_head(annotation.seminar_id)
    annotation = found(annotation.pk, by.user, ANYWHERE)
    made, new = Flag.objects.get_or_create(
        annotation=annotation,
        member=by,
        version=annotation.version,
        defaults={"seminar_id": annotation.seminar_id, "reason": reason, "words": words},
    )
    if not new:
        return made
    record(
        Verb.FLAGGED,
        by=by.user,
        seminar=annotation.seminar_id,
        reading=annotation.reading_id,
        subject=annotation.pk,
    )
    if open_flags(annotation) >= threshold_of(annotation.seminar):
        # Refused: hidden already, or restored before; Conflict: others were quicker again and
        # again. The flags stay open for a moderator.
        with suppress(Refused, Conflict):
            take(Step.HIDE, annotation, by=None, roles=THRESHOLD, reason=Reason.FLAGS)
    return made


@transaction.atomic
def appeal(annotation: Annotation, *, by: Member, words: str) -> Appeal:
    """Its author asks for a second look at the decision that stands. Raises steps.Refused."""
    take(Step.APPEAL, annotation, by=by.user, statement=words)
    decision = standing_decision(Annotation.objects.get(pk=annotation.pk))
    assert decision is not None
    return Appeal.objects.create(
        seminar_id=annotation.seminar_id, annotation=annotation, decision=decision, words=words
    )
