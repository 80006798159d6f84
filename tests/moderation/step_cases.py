"""The table of steps as the design writes it out, and the cases to ask it about."""

import pytest

from annotations.moderation.policy.steps import (
    ActorRole,
    Case,
    Refused,
    State,
    Step,
    follow,
)

# the rows of the design, written out: from, step, to
ROWS = {
    (None, "post", "published"),
    (None, "post", "pending"),
    ("pending", "approve", "published"),
    ("pending", "hide", "hidden"),
    ("published", "hide", "hidden"),
    ("hidden", "restore", "published"),
    ("pending", "remove", "removed"),
    ("published", "remove", "removed"),
    ("hidden", "remove", "removed"),
    ("removed", "reinstate", "published"),
    ("removed", "take_back", "pending"),
    ("removed", "take_back", "published"),
    ("removed", "take_back", "hidden"),
    ("pending", "withdraw", "withdrawn"),
    ("published", "withdraw", "withdrawn"),
    ("hidden", "withdraw", "withdrawn"),
    ("withdrawn", "return", "pending"),
    ("withdrawn", "return", "published"),
    ("withdrawn", "return", "hidden"),
    ("pending", "erase", "erased"),
    ("published", "erase", "erased"),
    ("hidden", "erase", "erased"),
    ("removed", "erase", "erased"),
    ("withdrawn", "erase", "erased"),
    ("pending", "dismiss_flags", "pending"),
    ("published", "dismiss_flags", "published"),
    ("hidden", "keep", "hidden"),
    ("removed", "keep", "removed"),
    ("pending", "reopen_flags", "pending"),
    ("published", "reopen_flags", "published"),
    ("hidden", "reopen_flags", "hidden"),
    ("removed", "reopen_flags", "removed"),
    ("hidden", "appeal", "hidden"),
    ("removed", "appeal", "removed"),
    ("hidden", "uphold", "hidden"),
    ("removed", "uphold", "removed"),
    ("hidden", "reopen_appeal", "hidden"),
    ("removed", "reopen_appeal", "removed"),
}

EVERYTHING_SAID = {"reason": "off-topic", "statement": "Because.", "ticket": "2026-17"}


def case(state: State | None, *roles: ActorRole, **facts: object) -> Case:
    return Case(state=state, roles=frozenset(roles), **{**EVERYTHING_SAID, **facts})  # type: ignore[arg-type]


def refusal(step: Step, case: Case) -> Refused:
    with pytest.raises(Refused) as refused:
        follow(step, case)
    return refused.value
