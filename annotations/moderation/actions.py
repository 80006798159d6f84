"""The one place where an annotation's state changes: a step of the table, taken, sealed into
the seminar's chain and told to the record, in one transaction."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotations.arguments.carrying import let_go
from annotations.margin import rules, tallies
from annotations.margin.actions import accept, edit
from annotations.margin.models import Annotation
from annotations.moderation.case import Case, Role, State
from annotations.moderation.models import Appeal, Decision, Flag, Reason
from annotations.moderation.queries import (
    DECIDING,
    case_of,
    open_flags,
    posting_is_held,
    standing_decision,
    state_of,
    threshold_of,
    version_of,
    with_facts,
)
from annotations.moderation.sealing import append, label_of, locked_head
from annotations.moderation.steps import TABLE, Refused, Step, follow, unchanged
from annotations.people.models import User
from annotations.prose.bodies import render
from annotations.record import Verb, record
from annotations.seminars.models import Member, Seminar

# What the record calls somebody whose account is being erased: not by their name.
LEAVING = "its author, on leaving"
THRESHOLD = frozenset({Role.THRESHOLD})
AUTHORS = (Step.APPEAL, Step.WITHDRAW, Step.RETURN)
UNCHANGED = [step for step, rule in TABLE.items() if rule.after is unchanged]


class Conflict(Exception):
    """The text or the state changed since the person looked; `last` is what was decided."""

    def __init__(self, annotation: Annotation, last: Decision | None) -> None:
        super().__init__("changed meanwhile")
        self.annotation = annotation
        self.last = last


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
    links = render(body).count("<a ")
    case = Case(state=None, roles=frozenset(roles), held=posting_is_held(seminar, author, links))
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
    seen: int | None = None,
    reason: str = "",
    statement: str = "",
    remark: str = "",
    ticket: str = "",
) -> Decision | None:
    """Take a step with an annotation and return the decision that records it.

    `version`, `state` and `seen`, the number of the last decision about it, are what the person
    saw: Conflict is raised when they have changed.
    The same decision sent twice is one: the first is returned. Raises steps.Refused for a step
    that the table does not allow. What its author keeps private leaves no decision (None).
    """
    head = locked_head(annotation.seminar_id)
    locked = _locked(annotation, by)
    case = replace(case_of(locked, by, roles), reason=reason, statement=statement, ticket=ticket)
    if locked.visibility == rules.PRIVATE and Role.AUTHOR not in case.roles:
        raise Annotation.DoesNotExist  # nobody else knows of it
    facts = vars(locked)
    now = (version_of(locked), case.state, facts["last"])
    saw = (version, state, seen)
    stale = any(one not in (None, other) for one, other in zip(saw, now, strict=True))
    try:
        to_state = None if stale else follow(step, case)
    except Refused:
        if earlier := _the_same(step, locked, by, version):
            return earlier
        raise
    if to_state is None:
        if earlier := _the_same(step, locked, by, version):
            return earlier
        raise Conflict(locked, _last(locked))
    judged = _settle(locked, step, to_state, by_flags=Role.THRESHOLD in case.roles)
    if locked.visibility == rules.PRIVATE:
        return None
    decision = append(
        head,
        Decision(
            seminar_id=locked.seminar_id,
            annotation=locked,
            who=by.pk if by else None,
            who_label=LEAVING
            if Role.ACCOUNT_ERASURE in case.roles
            else label_of(by, facts["known_as"], facts["office"]),
            version=locked.version,
            step=step,
            from_state=case.state or "",
            to_state=locked.state,
            reason=reason,
            statement=statement,
            remark=remark,
        ),
        judged,
    )
    _consequences(locked, step, decision, case)
    _record_step(locked, step, by)
    return decision


@transaction.atomic
def undo(
    decision: Decision, *, by: User, reason: str = "", statement: str = "", remark: str = ""
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
        decision.annotation,
        by=by,
        version=None if way_back in UNCHANGED else decision.version,
        reason=reason,
        statement=statement,
        remark=remark,
    )
    assert taken is not None
    since = Decision.objects.filter(annotation=decision.annotation, number__gt=decision.number)
    if between := since.exclude(pk=taken.pk).last():
        raise Conflict(decision.annotation, between)
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
    # Locked, so that two members who flag at once are counted one after the other.
    locked_head(annotation.seminar_id)
    annotation = _locked(annotation, by.user)
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
    decision = standing_decision(Annotation.objects.get(pk=annotation.pk))
    assert decision is not None
    return Appeal.objects.create(
        seminar_id=annotation.seminar_id, annotation=annotation, decision=decision, words=words
    )


def _locked(annotation: Annotation, by: User | None) -> Annotation:
    """The annotation as it is now, held until the transaction ends, with the facts of its case.

    The seminar's head is locked before: no decision there can slip between lock and facts.
    """
    held = Annotation.objects.select_for_update(of=("self",)).filter(pk=annotation.pk)
    return with_facts(held, by).get()


def _last(annotation: Annotation) -> Decision | None:
    return Decision.objects.filter(annotation=annotation).order_by("-number").first()


def _the_same(
    step: Step, annotation: Annotation, by: User | None, version: int | None
) -> Decision | None:
    """The last decision, if it is this very one: a double click, or an answer that got lost."""
    last = _last(annotation)
    if last is None or by is None:
        return None
    said, now = (last.step, last.who, last.version), (step, by.pk, version)
    return last if said == now and last.to_state == annotation.state else None


def _settle(annotation: Annotation, step: Step, to_state: State, *, by_flags: bool) -> str:
    """Put the annotation into its new state and return the text that was judged.

    A waiting edit that a person decided about is from then on what the annotation says, in
    the state that they decided; flags only ever judge what was published.
    """
    before = state_of(annotation)
    edit = annotation.waiting_edit
    waits = edit is not None and before == State.PENDING
    with tallies.kept(annotation):
        if edit and waits and step in (Step.APPROVE, Step.HIDE, Step.REMOVE) and not by_flags:
            accept(annotation, edit)
        judged = annotation.body
        if step == Step.WITHDRAW:
            annotation.withdrawn_at, annotation.withdrawn_from = timezone.now(), before
        elif step == Step.RETURN:
            annotation.withdrawn_at, annotation.withdrawn_from = None, ""
        elif step == Step.ERASE:
            _blank(annotation)
        # pending with an edit: what was published stays visible
        shown = to_state == State.PENDING and edit is not None
        if step not in UNCHANGED:
            annotation.state = State.PUBLISHED if shown else to_state
            annotation.save()
    return judged


def _blank(annotation: Annotation) -> None:
    """Overwrite what an erased annotation said, its history, its passage and its claim."""
    for name in ("body", "body_html", "citation", "quotation", "locator", "attack", "relation"):
        setattr(annotation, name, "")
    annotation.exact = annotation.prefix = annotation.suffix = ""
    annotation.work = None
    annotation.wordings.all().delete()
    let_go(annotation)
    if edit := annotation.waiting_edit:
        edit.delete()


def _consequences(annotation: Annotation, step: Step, decision: Decision, case: Case) -> None:
    """Flags and appeals that a moderator's decision answers, or opens again."""
    flags = Flag.objects.filter(annotation=annotation, version__lte=annotation.version)
    appeals = Appeal.objects.filter(annotation=annotation)
    if step == Step.REOPEN_FLAGS:
        flags.update(settled_by=None)
    elif step == Step.REOPEN_APPEAL:
        appeals.filter(decision=vars(annotation)["standing"]).update(answered_by=None)
    elif (decision.who or step == Step.ERASE) and step not in AUTHORS:
        if case.open_flags:
            flags.filter(settled_by=None).update(settled_by=decision)
        if case.appeal_waits:
            appeals.filter(answered_by=None).update(answered_by=decision)


def _record_step(annotation: Annotation, step: Step, by: User | None) -> None:
    record(
        Verb.DECIDED,
        by=by,
        seminar=annotation.seminar_id,
        reading=annotation.reading_id,
        subject=annotation.pk,
        step=step,
        state=annotation.state,
    )
