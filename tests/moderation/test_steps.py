"""The table of steps: what it says row by row."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from annotations.moderation.policy.steps import (
    TABLE,
    ActorRole,
    Case,
    State,
    Step,
    allowed_steps,
    follow,
    undoing_step,
)
from tests.moderation.step_cases import ROWS, case, refusal

BEFORE_WITHDRAWAL = (State.PENDING, State.PUBLISHED, State.HIDDEN)


def every_case() -> list[Case]:
    """Every combination of state, single role and fact that the table can tell apart."""
    states = (None, *State)
    flips = product((False, True), repeat=6)
    return [
        case(
            state,
            *(() if role is None else (role,)),
            held=held,
            open_flags=int(flags),
            closed_flags=int(flags),
            decided_by_me=mine,
            other_moderator_exists=other,
            already_appealed=appealed,
            appeal_waits=appealed and waits,
            withdrawn_from=before,
            decided_from=before,
        )
        for state, role, (held, flags, mine, other, appealed, waits), before in product(
            states, (None, *ActorRole), flips, BEFORE_WITHDRAWAL
        )
    ]


EVERY_CASE = every_case()


def test_the_table_allows_the_rows_of_the_design_and_no_other():
    taken = {
        (one.state, step.value, follow(step, one).value)
        for one in EVERY_CASE
        for step in allowed_steps(one)
    }
    assert taken == ROWS


def test_a_stranger_may_do_nothing_and_learns_no_state():
    for state in (None, *State):
        assert allowed_steps(case(state, open_flags=1, closed_flags=1)) == ()
        for step in Step:
            refused = refusal(step, case(state))
            assert refused.code == "role"
            assert not any(word in refused.words for word in State)


@pytest.mark.parametrize(
    ("step", "state", "role", "words"),
    [
        ("hide", "withdrawn", "moderator", "This annotation is withdrawn, so it can't be hidden."),
        (
            "approve",
            "withdrawn",
            "leader",
            "This annotation is withdrawn, so it can't be approved.",
        ),
        ("approve", "published", "moderator", "This annotation is already published."),
        ("withdraw", "removed", "author", "This annotation is removed, so it can't be withdrawn."),
        ("return", "hidden", "author", "This annotation is hidden, so it can't be brought back."),
        (
            "dismiss_flags",
            "erased",
            "superuser",
            "This annotation is erased, so its flags can't be dismissed.",
        ),
        (
            "appeal",
            "published",
            "author",
            "This annotation is published, so there is nothing to appeal against.",
        ),
        ("hide", None, "moderator", "This annotation isn't posted yet."),
    ],
)
def test_a_refusal_is_a_sentence_that_names_the_present_state(step, state, role, words):
    state = None if state is None else State(state)
    assert refusal(Step(step), case(state, ActorRole(role))).words == words


def test_what_is_not_offered_is_refused_in_a_whole_sentence():
    for one in EVERY_CASE[::7]:
        for step in set(Step) - set(allowed_steps(one)):
            refused = refusal(step, one)
            assert refused.words[0].isupper()
            assert refused.words.endswith(".")
            assert refused.state == one.state


@pytest.mark.parametrize("office", [ActorRole.MODERATOR, ActorRole.LEADER, ActorRole.SUPERUSER])
def test_nobody_moderates_their_own_annotation(office):
    facts: dict[str, object] = {"open_flags": 1, "closed_flags": 1}
    for state, step, _ in ROWS:
        rule = TABLE[Step(step)]
        if ActorRole.MODERATOR not in rule.who:
            continue
        facts |= {"already_appealed": True, "appeal_waits": step != "reopen_appeal"}
        facts |= {"decided_by_me": step == "take_back", "decided_from": State.PUBLISHED}
        assert Step(step) in allowed_steps(case(State(state), office, **facts))
        own = case(State(state), office, ActorRole.AUTHOR, **facts)
        assert Step(step) not in allowed_steps(own)
        assert refusal(Step(step), own).code == "own"


def test_whoever_removed_it_reinstates_it_only_when_nobody_else_could():
    alone = case(State.REMOVED, ActorRole.MODERATOR, decided_by_me=True)
    assert follow(Step.REINSTATE, alone) == State.PUBLISHED
    refused = refusal(Step.REINSTATE, replace(alone, other_moderator_exists=True))
    assert refused.code == "decided-by-you"
    assert Step.REINSTATE not in allowed_steps(replace(alone, other_moderator_exists=True))


def test_whoever_removed_it_takes_it_back_within_ten_minutes_to_where_it_was():
    for before in BEFORE_WITHDRAWAL:
        mine = case(
            State.REMOVED,
            ActorRole.MODERATOR,
            decided_by_me=True,
            other_moderator_exists=True,
            decided_from=before,
            since_decision=timedelta(minutes=10),
            reason="",
        )
        assert follow(Step.TAKE_BACK, mine) == before
        assert undoing_step(Step.REMOVE, mine) == Step.TAKE_BACK
        late = replace(mine, since_decision=timedelta(minutes=10, microseconds=1))
        assert refusal(Step.TAKE_BACK, late).code == "late"
        assert undoing_step(Step.REMOVE, late) == Step.REINSTATE
        assert refusal(Step.REINSTATE, late).code == "decided-by-you"
        anothers = replace(mine, decided_by_me=False)
        assert refusal(Step.TAKE_BACK, anothers).code == "decided-by-another"
        assert undoing_step(Step.REMOVE, anothers) == Step.REINSTATE
    unknown = case(State.REMOVED, ActorRole.MODERATOR, decided_by_me=True, decided_from=None)
    assert refusal(Step.TAKE_BACK, unknown).code == "unknown-state"


def test_an_appeal_is_decided_by_somebody_else_where_there_is_one():
    hid_it = case(State.HIDDEN, ActorRole.LEADER, decided_by_me=True, already_appealed=True)
    assert follow(Step.RESTORE, hid_it) == State.PUBLISHED
    refused = refusal(Step.RESTORE, replace(hid_it, other_moderator_exists=True))
    assert refused.code == "decided-by-you"


def test_upholding_a_decision_answers_the_appeal_and_is_not_for_whoever_took_it():
    waiting = case(State.REMOVED, ActorRole.MODERATOR, already_appealed=True, appeal_waits=True)
    assert follow(Step.UPHOLD, waiting) == State.REMOVED
    own = replace(waiting, decided_by_me=True, other_moderator_exists=True)
    assert refusal(Step.UPHOLD, own).code == "decided-by-you"
    answered = replace(waiting, appeal_waits=False)
    assert refusal(Step.UPHOLD, answered).code == "no-appeal"
    assert follow(Step.REOPEN_APPEAL, answered) == State.REMOVED


@pytest.mark.parametrize("step", ["hide", "remove", "reinstate", "erase"])
@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_step_that_needs_a_reason_is_offered_but_not_followed_without_one(step, blank):
    state = State.REMOVED if step == "reinstate" else State.PUBLISHED
    given_none = case(state, ActorRole.SUPERUSER, reason=blank)
    assert Step(step) in allowed_steps(given_none)
    assert refusal(Step(step), given_none).code == "reason"


def test_an_erasure_needs_a_ticket_unless_an_account_is_being_erased():
    assert refusal(Step.ERASE, case(State.REMOVED, ActorRole.SUPERUSER, ticket="")).code == "ticket"
    erasing = case(State.REMOVED, ActorRole.ACCOUNT_ERASURE, ticket="")
    assert follow(Step.ERASE, erasing) == State.ERASED


def test_an_appeal_needs_a_text_and_is_heard_once_and_within_183_days():
    hidden = case(State.HIDDEN, ActorRole.AUTHOR, since_decision=timedelta(days=183))
    assert follow(Step.APPEAL, hidden) == State.HIDDEN
    assert refusal(Step.APPEAL, replace(hidden, statement=" ")).code == "text"
    assert refusal(Step.APPEAL, replace(hidden, already_appealed=True)).code == "appealed"
    late = replace(hidden, since_decision=timedelta(days=183, microseconds=1))
    assert refusal(Step.APPEAL, late).code == "late"


def test_the_author_brings_it_back_within_30_days_to_the_state_it_had():
    for before in BEFORE_WITHDRAWAL:
        kept = case(
            State.WITHDRAWN,
            ActorRole.AUTHOR,
            withdrawn_from=before,
            since_withdrawn=timedelta(days=30),
        )
        assert follow(Step.RETURN, kept) == before
        late = replace(kept, since_withdrawn=timedelta(days=30, microseconds=1))
        assert refusal(Step.RETURN, late).code == "late"
    for impossible in (None, State.REMOVED, State.ERASED, State.WITHDRAWN):
        unknown = case(State.WITHDRAWN, ActorRole.AUTHOR, withdrawn_from=impossible)
        assert refusal(Step.RETURN, unknown).code == "unknown-state"


def test_the_same_flags_do_not_hide_again_what_a_moderator_restored():
    flagged = case(State.PUBLISHED, ActorRole.THRESHOLD)
    assert follow(Step.HIDE, flagged) == State.HIDDEN
    assert refusal(Step.HIDE, replace(flagged, restored_before=True)).code == "settled"
    by_hand = case(State.PUBLISHED, ActorRole.MODERATOR, restored_before=True)
    assert follow(Step.HIDE, by_hand) == State.HIDDEN


def test_the_threshold_can_only_hide():
    for state in (None, *State):
        flagged = case(state, ActorRole.THRESHOLD, open_flags=3, closed_flags=1)
        assert set(allowed_steps(flagged)) <= {Step.HIDE}


@pytest.mark.parametrize("office", [ActorRole.MODERATOR, ActorRole.LEADER, ActorRole.SUPERUSER])
def test_those_who_moderate_do_not_wait_for_themselves(office):
    assert follow(Step.POST, case(None, ActorRole.AUTHOR, held=True)) == State.PENDING
    assert follow(Step.POST, case(None, ActorRole.AUTHOR, office, held=True)) == State.PUBLISHED
    assert follow(Step.POST, case(None, ActorRole.AUTHOR)) == State.PUBLISHED
