"""The one place where an annotation's state changes: a step of the table, taken, sealed into
the seminar's chain and told to the record, in one transaction."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotations.margin import rules
from annotations.margin.actions import edit
from annotations.margin.models import Annotation
from annotations.moderation.case import Case, Role, State
from annotations.moderation.models import Appeal, Decision, Flag, Head
from annotations.moderation.queries import (
    DECIDING,
    case_of,
    open_flags,
    posting_is_held,
    standing_decision,
    threshold_of,
    version_of,
    with_facts,
)
from annotations.moderation.sealing import Overtaken, append, begun, label_of, locked_head
from annotations.moderation.settling import UNCHANGED, consequences, judged, settle, shown
from annotations.moderation.steps import TABLE, Refused, Step, follow
from annotations.people.models import User
from annotations.prose.bodies import render
from annotations.record import Verb, record
from annotations.seminars.models import Member, Seminar
from annotations.seminars.reasons import Reason, offered

# What the record calls somebody whose account is being erased: not by their name.
LEAVING = "its author, on leaving"
THRESHOLD = frozenset({Role.THRESHOLD})
ANYWHERE = Q()
# How often one looks again who is overtaken by others.
TRIES = 20


type Saw = tuple[int | None, str | None, int | None]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says for a step."""

    reason: str
    statement: str
    remark: str
    ticket: str
    # The reason was chosen from the seminar's list, and has to be on it.
    listed: bool


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


def take(
    step: Step,
    annotation: Annotation | UUID,
    *,
    by: User | None,
    within: Q = ANYWHERE,
    roles: frozenset[Role] | None = None,
    version: int | None = None,
    state: str | None = None,
    seen: int | None = None,
    reason: str = "",
    statement: str = "",
    remark: str = "",
    ticket: str = "",
    listed: bool = False,
) -> Decision | None:
    """Take a step with an annotation and return the decision that records it.

    `within` is where it may be found: Annotation.DoesNotExist is raised for one elsewhere.
    `version`, `state` and `seen`, the number of the last decision about it, are what the person
    saw: Conflict is raised when they have changed. `listed` says that the reason was chosen, and
    has to be on the seminar's list. The same decision sent twice is one: the first is returned.
    Raises steps.Refused for a step that the table does not allow. What its author keeps private
    leaves no decision (None).
    """
    saw, words = (version, state, seen), Words(reason, statement, remark, ticket, listed)
    pk = annotation if isinstance(annotation, UUID) else annotation.pk
    for _ in range(TRIES):
        # Nothing is held while it is looked at: who is overtaken before the end of the chain is
        # theirs has changed nothing, and looks again.
        with suppress(Overtaken), transaction.atomic():
            return _taken(step, _found(pk, by, within), by, roles, saw, words)
    raise Overtaken


def _taken(
    step: Step,
    annotation: Annotation,
    by: User | None,
    roles: frozenset[Role] | None,
    saw: Saw,
    words: Words,
) -> Decision | None:
    case = replace(
        case_of(annotation, by, roles),
        reason=words.reason,
        statement=words.statement,
        ticket=words.ticket,
    )
    if annotation.visibility == rules.PRIVATE and Role.AUTHOR not in case.roles:
        raise Annotation.DoesNotExist  # nobody else knows of it
    to_state = _allowed(step, annotation, case, by, saw)
    if isinstance(to_state, Decision):
        return to_state
    if words.listed and not _is_listed(annotation, case):
        raise Refused("reason", "Choose one of the reasons.", case.state)
    text = judged(annotation, step, case)
    if annotation.visibility == rules.PRIVATE:
        settle(annotation, step, to_state, case)
        return None
    decision = append(
        _head(annotation),
        Decision(
            seminar_id=annotation.seminar_id,
            annotation=annotation,
            who=by.pk if by else None,
            who_label=_label(annotation, case, by),
            version=text.version,
            step=step,
            from_state=case.state or "",
            to_state=shown(annotation, step, to_state),
            reason=words.reason,
            statement=words.statement,
            remark=words.remark,
        ),
        text.body,
    )
    settle(annotation, step, to_state, case)
    consequences(annotation, step, decision, case)
    _record_step(annotation, step, by)
    return decision


def _is_listed(annotation: Annotation, case: Case) -> bool:
    """It is on the seminar's list, or none, or one that a step itself gives."""
    by_itself = {Role.THRESHOLD: Reason.FLAGS, Role.ACCOUNT_ERASURE: Reason.LEGAL}
    by_itself[Role.SUPERUSER] = Reason.LEGAL
    given = {"", *offered(annotation.seminar.reasons)}
    return case.reason in given | {by_itself[role] for role in case.roles & by_itself.keys()}


def _allowed(
    step: Step,
    annotation: Annotation,
    case: Case,
    by: User | None,
    saw: Saw,
) -> State | Decision:
    """The state that the step leads to, or the decision that has taken it already."""
    now = (version_of(annotation), case.state, vars(annotation)["last"])
    stale = any(one not in (None, other) for one, other in zip(saw, now, strict=True))
    refused: Exception = Conflict(annotation, None)
    if not stale:
        try:
            return follow(step, case)
        except Refused as problem:
            refused = problem
    last = Decision.objects.filter(annotation=annotation).order_by("-number").first()
    if last and _is_the_same(last, step, annotation, by, saw[0]):
        return last
    raise Conflict(annotation, last) if stale else refused


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
    annotation = _found(annotation.pk, by.user, ANYWHERE)
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


def _found(pk: UUID, by: User | None, within: Q) -> Annotation:
    """The annotation as it is now, with the facts of its case and the end of its chain."""
    return with_facts(Annotation.objects.filter(within, pk=pk), by).get()


def _head(annotation: Annotation) -> Head:
    """The end of the chain, as it was when the annotation was looked at."""
    found: Head | None = getattr(annotation.seminar, "chain_head", None)
    if found is None:
        begun(annotation.seminar_id)  # by us or, a moment ago, by somebody else
    return found or Head(seminar_id=annotation.seminar_id)


def _label(annotation: Annotation, case: Case, by: User | None) -> str:
    if Role.ACCOUNT_ERASURE in case.roles:
        return LEAVING
    facts = vars(annotation)
    return label_of(by, facts["known_as"], facts["office"])


def _is_the_same(
    last: Decision, step: Step, annotation: Annotation, by: User | None, version: int | None
) -> bool:
    """It is this very one: a double click, or an answer that got lost."""
    if by is None or last.to_state != annotation.state:
        return False
    return (last.step, last.who, last.version) == (step, by.pk, version)


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
