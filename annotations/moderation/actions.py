"""The one place where an annotation's state changes: a step of the table, taken, sealed into
the seminar's chain and told to the record, in one transaction."""

import secrets
from contextlib import suppress
from dataclasses import replace
from datetime import UTC

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotations.margin import rules, tallies
from annotations.margin.models import Annotation
from annotations.moderation import chain
from annotations.moderation.case import Case, Role, State
from annotations.moderation.models import Appeal, Decision, Flag, Head, Reason
from annotations.moderation.queries import (
    case_for,
    open_flags,
    posting_is_held,
    roles_of,
    standing_decision,
    threshold_of,
)
from annotations.moderation.steps import Refused, Step, follow
from annotations.people.models import User
from annotations.record import Verb, record
from annotations.seminars.models import Member, Seminar

THRESHOLD = frozenset({Role.THRESHOLD})


class Conflict(Exception):
    """The text or the state changed since the person looked; `last` is what was decided."""

    def __init__(self, annotation: Annotation, last: Decision | None) -> None:
        super().__init__("changed meanwhile")
        self.annotation = annotation
        self.last = last


def first_state(seminar: Seminar, author: Member) -> str:
    """The state in which this member's post begins."""
    roles = {Role.AUTHOR}
    if author.role in ("leader", "moderator"):
        roles.add(Role(author.role))
    case = Case(state=None, roles=frozenset(roles), held=posting_is_held(seminar))
    return follow(Step.POST, case)


@transaction.atomic
def take(
    step: Step,
    annotation: Annotation,
    *,
    by: User | None,
    roles: frozenset[Role] | None = None,
    version: int | None = None,
    state: str | None = None,
    reason: str = "",
    statement: str = "",
    remark: str = "",
    ticket: str = "",
) -> Decision | None:
    """Take a step with an annotation and return the decision that records it.

    `version` and `state` are what the person saw: Conflict is raised when they have changed.
    The same decision sent twice is one: the first is returned. Raises steps.Refused for a step
    that the table does not allow. What its author keeps private leaves no decision (None).
    """
    locked = locked_now(annotation)
    acting = roles_of(by, locked) if roles is None else roles
    last = Decision.objects.filter(annotation=locked).order_by("-number").first()
    if locked.visibility == rules.PRIVATE and Role.AUTHOR not in acting:
        raise Annotation.DoesNotExist  # nobody else knows of it
    case = replace(case_for(locked, by, acting), reason=reason, statement=statement, ticket=ticket)
    if last and by and _is_the_same(last, step, by, version, case):
        return last
    if version not in (None, locked.version) or state not in (None, locked.state):
        raise Conflict(locked, last)
    to_state = follow(step, case)
    before = locked.state
    judged = locked.body
    _settle(locked, step, to_state)
    if locked.visibility == rules.PRIVATE:
        return None
    decision = _append(
        locked, step, before, judged, by=by, reason=reason, statement=statement, remark=remark
    )
    _consequences(locked, step, decision)
    record(
        Verb.DECIDED,
        by=by,
        seminar=locked.seminar_id,
        reading=locked.reading_id,
        subject=locked.pk,
        step=step,
        state=to_state,
    )
    return decision


def withdraw(annotation: Annotation, *, by: Member) -> Decision | None:
    """Its author takes it out of sight; 30 days to bring it back."""
    return take(Step.WITHDRAW, annotation, by=by.user)


def bring_back(annotation: Annotation, *, by: Member) -> Decision | None:
    """Its author puts it where it was, in the state that it had."""
    return take(Step.RETURN, annotation, by=by.user)


@transaction.atomic
def flag(annotation: Annotation, *, by: Member, reason: str, words: str = "") -> Flag:
    """Ask a moderator to look. Counts once for each member and version; at the seminar's
    threshold the annotation is hidden by itself, unless a moderator has restored this version."""
    # Locked, so that two members who flag at once are counted one after the other.
    annotation = locked_now(annotation)
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
        # Refused: hidden already, or restored before; the flags stay open for a moderator.
        with suppress(Refused):
            take(Step.HIDE, annotation, by=None, roles=THRESHOLD, reason=Reason.FLAGS)
    return made


@transaction.atomic
def appeal(annotation: Annotation, *, by: Member, words: str) -> Appeal:
    """Its author asks for a second look at the decision that stands. Raises steps.Refused."""
    take(Step.APPEAL, annotation, by=by.user, statement=words)
    decision = standing_decision(locked_now(annotation))
    assert decision is not None
    return Appeal.objects.create(
        seminar_id=annotation.seminar_id, annotation=annotation, decision=decision, words=words
    )


def locked_now(annotation: Annotation) -> Annotation:
    """The annotation as it is, held until the end of the transaction."""
    found = Annotation.objects.select_for_update(of=("self",)).select_related("author", "seminar")
    return found.get(pk=annotation.pk)


def _is_the_same(last: Decision, step: Step, by: User, version: int | None, case: Case) -> bool:
    """This very decision was just taken: a double click, or an answer that got lost."""
    if step == Step.DISMISS_FLAGS and case.open_flags:
        return False  # others have flagged since
    return (last.step, last.who, last.version, last.to_state) == (
        step,
        by.pk,
        version,
        case.state,
    )


def _settle(annotation: Annotation, step: Step, to_state: State) -> None:
    with tallies.kept(annotation):
        if step == Step.WITHDRAW:
            annotation.withdrawn_at = timezone.now()
            annotation.withdrawn_from = annotation.state
        elif step == Step.RETURN:
            annotation.withdrawn_at, annotation.withdrawn_from = None, ""
        elif step == Step.ERASE:
            _blank(annotation)
        annotation.state = to_state
        annotation.save()


def _blank(annotation: Annotation) -> None:
    """Overwrite what an erased annotation said, its history and its passage."""
    for name in ("body", "body_html", "citation", "quotation", "locator", "attack", "relation"):
        setattr(annotation, name, "")
    annotation.exact = annotation.prefix = annotation.suffix = ""
    annotation.work = None
    annotation.wordings.all().delete()


def _append(
    annotation: Annotation,
    step: Step,
    before: str,
    judged: str,
    *,
    by: User | None,
    reason: str,
    statement: str,
    remark: str,
) -> Decision:
    Head.objects.get_or_create(seminar_id=annotation.seminar_id)
    head = Head.objects.select_for_update().get(seminar_id=annotation.seminar_id)
    salt = secrets.token_hex(16)
    decision = Decision(
        seminar_id=annotation.seminar_id,
        annotation=annotation,
        number=head.number + 1,
        at=timezone.now(),
        who=by.pk if by else None,
        who_label=_label(by, annotation),
        version=annotation.version,
        step=step,
        from_state=before,
        to_state=annotation.state,
        reason=reason,
        statement=statement,
        remark=remark,
        salt=salt,
        digest=chain.digest(judged, salt),
        previous=head.mac,
    )
    decision.mac = chain.seal(link_of(decision), key())
    decision.save(force_insert=True)
    head.number, head.mac = decision.number, decision.mac
    head.save()
    return decision


def _label(by: User | None, annotation: Annotation) -> str:
    if by is None:
        return "the flags of members"
    member = Member.objects.filter(seminar=annotation.seminar_id, user=by).first()
    name, role = (member.shown_as, member.role) if member else (by.get_username(), "site")
    return f"{name[:100]} ({role})"


def _consequences(annotation: Annotation, step: Step, decision: Decision) -> None:
    """Flags and appeals that a moderator's decision answers: flags on an earlier wording too,
    or they would wait for ever."""
    flags = Flag.objects.filter(annotation=annotation)
    if step == Step.REOPEN_FLAGS:
        flags.filter(version=annotation.version).update(settled_by=None)
    elif decision.who and step not in (Step.APPEAL, Step.WITHDRAW, Step.RETURN):
        flags.filter(settled_by=None).update(settled_by=decision)
        Appeal.objects.filter(annotation=annotation, answered_by=None).update(answered_by=decision)


def link_of(decision: Decision) -> chain.Link:
    """A decision as it is sealed."""
    return chain.Link(
        number=decision.number,
        seminar=str(decision.seminar_id),
        when=decision.at.astimezone(UTC).isoformat(),
        who=f"{decision.who or ''} {decision.who_label}",
        annotation=str(decision.annotation_id),
        version=decision.version,
        step=decision.step,
        from_state=decision.from_state,
        to_state=decision.to_state,
        reason=decision.reason,
        statement=decision.statement,
        remark=decision.remark,
        digest=f"{decision.salt}:{decision.digest}",
        previous=decision.previous,
    )


def key() -> bytes:
    """What the chains are sealed with."""
    return settings.CHAIN_KEY.encode()
