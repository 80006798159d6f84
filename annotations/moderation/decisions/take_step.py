"""Taking a step of the table: looked at, sealed into the seminar's chain, carried out and told to
the record, in one transaction. Nothing else changes an annotation's state."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.decisions.brought_sources import detach_sources as part_sources
from annotations.moderation.decisions.brought_sources import following_sources
from annotations.moderation.decisions.effects import (
    STATE_KEEPING_STEPS,
    apply_step,
    judged_text,
    settle_flags_and_appeals,
    stored_state,
)
from annotations.moderation.decisions.ledger import (
    Overtaken,
    actor_label,
    append_decision,
    get_or_begin_head,
)
from annotations.moderation.models import Decision, Head
from annotations.moderation.policy.case import ActorRole, Case, State
from annotations.moderation.policy.steps import Refused, Step, follow
from annotations.moderation.queries import case_of, version_of, with_facts
from annotations.people.models import User
from annotations.seminars.moderation_reasons import Reason, reasons_by_code

# What the record calls somebody whose account is being erased: not by their name.
ERASED_ACCOUNT_LABEL = "its author, on leaving"
ANYWHERE = Q()
# How often one looks again who is overtaken by others.
TRIES = 20

# The version, the state and the number of the last decision that a person had in front of them.
type Saw = tuple[int | None, str | None, int | None]
UNSEEN: Saw = (None, None, None)


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
    """The text or the state changed since the person looked; `last` is what was decided. It is
    `busy` where others in the seminar were quicker again and again, and nothing else changed;
    `brought` where it is the text of a source that came with it."""

    words = "Others were quicker just now, and nothing was done. Please try again."

    def __init__(
        self,
        annotation: Annotation,
        last: Decision | None,
        *,
        busy: bool = False,
        brought: bool = False,
    ) -> None:
        super().__init__("changed meanwhile")
        self.annotation = annotation
        self.last = last
        self.busy = busy
        self.brought = brought


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

    What came with it and is in its state follows, by decisions of its own in the same
    transaction; with `part` it stays as it is, and they are parted. A source that the table
    refuses the step stays without refusing it to the annotation. `brought` are the versions of
    the sources that the person saw: Conflict is raised where another would follow.

    `within` is where it may be found: Annotation.DoesNotExist is raised for one elsewhere.
    `version`, `state` and `seen`, the number of the last decision about it, are what the person
    saw: Conflict is raised when they have changed, or when others came first each time that it
    was tried. `listed` says that the reason was chosen, and
    has to be on the seminar's list. The same decision sent twice is one: the first is returned.
    Raises steps.Refused for a step that the table does not allow, and for the same decision with
    another reason, sentence or remark than was recorded. What its author keeps private
    leaves no decision (None).
    """
    saw, words = (version, state, seen), Words(reason, statement, remark, ticket, listed)
    pk = annotation if isinstance(annotation, UUID) else annotation.pk
    for _ in range(TRIES):
        # Nothing is held while it is looked at: who is overtaken before the end of the chain is
        # theirs has changed nothing, and looks again.
        with suppress(Overtaken), transaction.atomic():
            it = found(pk, by, within)
            if part:
                return _taken_apart(step, it, by, roles, saw, words)
            return _taken_together(step, it, by, roles, saw, words, brought)
    raise Conflict(found(pk, by, within), None, busy=True)


def _taken_apart(
    step: Step,
    annotation: Annotation,
    by: User | None,
    roles: frozenset[ActorRole] | None,
    saw: Saw,
    words: Words,
) -> Decision | None:
    """Take a step with an annotation alone, and part it from what came with it."""
    decision = _taken(step, annotation, by, roles, saw, words)
    if vars(annotation)["brings"] and step not in STATE_KEEPING_STEPS:
        part_sources(annotation, by=by)
    return decision


def _taken_together(
    step: Step,
    annotation: Annotation,
    by: User | None,
    roles: frozenset[ActorRole] | None,
    saw: Saw,
    words: Words,
    brought: Mapping[UUID, int] | None,
) -> Decision | None:
    """Take a step with an annotation and with the sources that follow it. Raises Overtaken where
    one of them was edited since its version was looked up."""
    following = following_sources(step, [annotation])[annotation.pk]
    decision = _taken(step, annotation, by, roles, saw, words)
    if decision and decision.number <= vars(annotation)["last"]:
        return decision  # it was taken before, by the same person
    if brought is not None and not following.items() <= brought.items():
        raise Conflict(annotation, None, brought=True)
    for pk, version in following.items():
        source = found(pk, by, ANYWHERE)
        if source.version != version:
            raise Overtaken
        with suppress(Refused):
            _taken(step, source, by, roles, UNSEEN, words, follows=True, after=decision)
    return decision


def _taken(
    step: Step,
    annotation: Annotation,
    by: User | None,
    roles: frozenset[ActorRole] | None,
    saw: Saw,
    words: Words,
    *,
    follows: bool = False,
    after: Decision | None = None,
) -> Decision | None:
    case = replace(_case(annotation, by, roles, words), follows=follows)
    if annotation.visibility == rules.PRIVATE and ActorRole.AUTHOR not in case.roles:
        raise Annotation.DoesNotExist  # nobody else knows of it
    to_state = _allowed(step, annotation, case, by, saw, words)
    if isinstance(to_state, Decision):
        return to_state
    if words.listed and not _is_listed(annotation, case):
        raise Refused("reason", "Choose one of the reasons.", case.state)
    text = judged_text(annotation, step, case)
    if annotation.visibility == rules.PRIVATE:
        apply_step(annotation, step, to_state, case)
        return None
    decision = append_decision(
        _head(annotation),
        Decision(
            at=after.at if after else timezone.now(),
            seminar_id=annotation.seminar_id,
            annotation=annotation,
            who=by.pk if by else None,
            who_label=_label(annotation, case, by),
            version=text.version,
            step=step,
            from_state=case.state or "",
            to_state=stored_state(annotation, step, to_state),
            reason=words.reason,
            statement=words.statement,
            remark=words.remark,
        ),
        text,
    )
    apply_step(annotation, step, to_state, case)
    settle_flags_and_appeals(annotation, step, decision, case)
    _record_step(annotation, step, by)
    return decision


def _case(
    annotation: Annotation, by: User | None, roles: frozenset[ActorRole] | None, words: Words
) -> Case:
    """What the table is asked about, with what is said for the step."""
    return replace(
        case_of(annotation, by, roles),
        reason=words.reason,
        statement=words.statement,
        ticket=words.ticket,
    )


def _is_listed(annotation: Annotation, case: Case) -> bool:
    """It is on the seminar's list, or none, or one that a step itself gives."""
    by_itself = {ActorRole.THRESHOLD: Reason.FLAGS, ActorRole.ACCOUNT_ERASURE: Reason.LEGAL}
    by_itself[ActorRole.SUPERUSER] = Reason.LEGAL
    given = {"", *reasons_by_code(annotation.seminar.reasons)}
    return case.reason in given | {by_itself[role] for role in case.roles & by_itself.keys()}


def _allowed(
    step: Step,
    annotation: Annotation,
    case: Case,
    by: User | None,
    saw: Saw,
    words: Words,
) -> State | Decision:
    """The state that the step leads to, or the decision that has taken it already. Raises Refused
    where that was taken with other words, and Conflict where something changed meanwhile."""
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
        last.annotation, last.seminar = annotation, annotation.seminar
        _refuse_other_words(last, case, words)
        return last
    raise Conflict(annotation, last) if stale else refused


def found(pk: UUID, by: User | None, within: Q) -> Annotation:
    """The annotation as it is now, with the facts of its case and the end of its chain."""
    return with_facts(Annotation.objects.filter(within, pk=pk), by).get()


def _head(annotation: Annotation) -> Head:
    """The end of the chain, as it was when the annotation was looked at."""
    found: Head | None = getattr(annotation.seminar, "chain_head", None)
    if found is None:
        get_or_begin_head(annotation.seminar_id)  # by us or, a moment ago, by somebody else
    return found or Head(seminar_id=annotation.seminar_id)


def _label(annotation: Annotation, case: Case, by: User | None) -> str:
    if ActorRole.ACCOUNT_ERASURE in case.roles:
        return ERASED_ACCOUNT_LABEL
    facts = vars(annotation)
    return actor_label(by, facts["known_as"], facts["office"])


def _is_the_same(
    last: Decision, step: Step, annotation: Annotation, by: User | None, version: int | None
) -> bool:
    """It is this very one: a double click, or an answer that got lost."""
    if by is None or last.to_state != annotation.state:
        return False
    return (last.step, last.who, last.version) == (step, by.pk, version)


def _refuse_other_words(last: Decision, case: Case, words: Words) -> None:
    """Raise Refused where the decision that was recorded says something else than is said now:
    the chain keeps what was written first, and nobody's words are dropped in silence."""
    now = {
        "reason": (words.reason, last.reason),
        "sentence for the author": (words.statement, last.statement),
        "remark": (words.remark, last.remark),
    }
    changed = [name for name, (said, recorded) in now.items() if said != recorded]
    if changed:
        decided = f"{last.said} ({last.why})" if last.reason else last.said
        raise Refused(
            "repeated",
            f"You decided this already: {decided}. What you wrote now ({', '.join(changed)}) "
            "was not recorded.",
            case.state,
        )


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
