"""The conditions under which a step may be taken, each with a sentence for whoever it stops."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _
from annotations.moderation.policy.moderation_case import ActorRole, Case, State

RETURN_WITHIN = timedelta(days=30)
TAKE_BACK_WITHIN = timedelta(minutes=10)
APPEAL_WITHIN = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must hold of a case. `words` say what is wrong where it does not; several
    conditions may have the same `code`, by which a page tells what to do."""

    code: str
    holds: Callable[[Case], bool]
    words: LazyMessage


NOT_OWN = Condition(
    "own",
    lambda case: ActorRole.AUTHOR not in case.roles,
    _("This annotation is your own, and nobody moderates their own."),
)
NOT_OWN_REMOVAL = Condition(
    "decided-by-you",
    lambda case: not (case.decided_by_me and case.other_moderator_exists),
    _("You removed this annotation, so another moderator has to reinstate it."),
)
OWN_REMOVAL = Condition(
    "decided-by-another",
    lambda case: case.decided_by_me,
    _("Somebody else removed this annotation, so it isn't yours to take back."),
)
WITHIN_TEN_MINUTES = Condition(
    "late",
    lambda case: case.since_decision <= TAKE_BACK_WITHIN,
    _(
        "You removed this annotation more than ten minutes ago, so it can't be taken back. It can "
        "be reinstated, with a reason, by another moderator where there is one."
    ),
)
REMOVED_FROM_KNOWN_STATE = Condition(
    "unknown-state",
    lambda case: case.decided_from in (State.PENDING, State.PUBLISHED, State.HIDDEN),
    _("Nothing says what state this annotation was removed from, so it can't be taken back."),
)
NOT_OWN_APPEALED_DECISION = Condition(
    "decided-by-you",
    lambda case: not (case.decided_by_me and case.already_appealed and case.other_moderator_exists),
    _("You hid this annotation and its author has appealed, so another moderator has to decide."),
)
NOT_RESTORED_BEFORE = Condition(
    "settled",
    lambda case: ActorRole.THRESHOLD not in case.roles or not case.restored_before,
    _("A moderator has restored this version, so the same flags don't hide it again."),
)
FLAGS_OPEN = Condition(
    "no-flags",
    lambda case: case.open_flags > 0,
    _("This annotation has no open flag."),
)
FLAGS_CLOSED = Condition(
    "no-flags",
    lambda case: case.closed_flags > 0,
    _("This annotation has no flag to open again."),
)
WITHIN_THIRTY_DAYS = Condition(
    "late",
    lambda case: case.since_withdrawn <= RETURN_WITHIN,
    _("This annotation was withdrawn more than 30 days ago, so it can't be brought back."),
)
WITHDRAWN_FROM_KNOWN_STATE = Condition(
    "unknown-state",
    lambda case: case.withdrawn_from in (State.PENDING, State.PUBLISHED, State.HIDDEN),
    _("Nothing says what state this annotation was withdrawn from, so it can't be brought back."),
)
NOT_OWN_DECISION = Condition(
    "decided-by-you",
    lambda case: not (case.decided_by_me and case.other_moderator_exists),
    _("You took the decision that is appealed against, so another moderator has to answer."),
)
APPEAL_WAITS = Condition(
    "no-appeal",
    lambda case: case.appeal_waits,
    _("No appeal waits for an answer here."),
)
APPEAL_ANSWERED = Condition(
    "no-appeal",
    lambda case: case.already_appealed and not case.appeal_waits,
    _("There is no answered appeal to open again."),
)
FIRST_APPEAL = Condition(
    "appealed",
    lambda case: not case.already_appealed,
    _("You have appealed against this decision already; one appeal is heard for each."),
)
WITHIN_APPEAL_TIME = Condition(
    "late",
    lambda case: case.since_decision <= APPEAL_WITHIN,
    _("This was decided more than 183 days ago, so it can't be appealed any more."),
)
COUNTERPOINT_DECIDED = Condition(
    "counterpoint-waits",
    lambda case: not case.counterpoint_waits,
    _("The counterpoint that this source came with waits: decide about that first."),
)
REASON_GIVEN = Condition(
    "reason",
    lambda case: bool(case.reason.strip()),
    _("Please choose a reason."),
)
STATEMENT_GIVEN = Condition(
    "text",
    lambda case: bool(case.statement.strip()),
    _("Please write why it should be looked at."),
)
TICKET_GIVEN = Condition(
    "ticket",
    lambda case: ActorRole.ACCOUNT_ERASURE in case.roles or bool(case.ticket.strip()),
    _("Please give the number of the ticket that asks for the erasure."),
)
