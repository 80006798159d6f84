"""The table of steps: what it says row by row, and that every path through it leads back."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.moderation.policy.steps import (
    TABLE,
    ActorRole,
    Case,
    Refused,
    State,
    Step,
    allowed_steps,
    follow,
    undoing_step,
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
BEFORE_WITHDRAWAL = (State.PENDING, State.PUBLISHED, State.HIDDEN)


def case(state: State | None, *roles: ActorRole, **facts: object) -> Case:
    return Case(state=state, roles=frozenset(roles), **{**EVERYTHING_SAID, **facts})  # type: ignore[arg-type]


def refusal(step: Step, case: Case) -> Refused:
    with pytest.raises(Refused) as refused:
        follow(step, case)
    return refused.value


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
        ("hide", None, "moderator", "This annotation isn't posted yet, so it can't be hidden."),
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


# A walk: one annotation in a seminar with two moderators, a leader and somebody who runs the site.

CAST = {
    "author": ActorRole.AUTHOR,
    "heron": ActorRole.LEADER,
    "lapwing": ActorRole.MODERATOR,
    "wren": ActorRole.MODERATOR,
    "root": ActorRole.SUPERUSER,
    "flags": ActorRole.THRESHOLD,
}


@dataclass(frozen=True)
class World:
    state: State | None = None
    withdrawn_from: State | None = None
    decided_by: str = ""
    decided_from: State | None = None
    appealed: bool = False
    appeal_waits: bool = False
    restored: bool = False
    open_flags: int = 1
    closed_flags: int = 0
    held: bool = False

    def case_for(self, who: str) -> Case:
        return case(
            self.state,
            CAST[who],
            held=self.held,
            open_flags=self.open_flags,
            closed_flags=self.closed_flags,
            restored_before=self.restored,
            decided_by_me=self.decided_by == who,
            other_moderator_exists=True,
            already_appealed=self.appealed,
            appeal_waits=self.appeal_waits,
            withdrawn_from=self.withdrawn_from,
            decided_from=self.decided_from,
        )

    def open_to(self, who: str) -> tuple[Step, ...]:
        return allowed_steps(self.case_for(who))

    def after(self, step: Step, who: str) -> "World":
        after = replace(self, state=follow(step, self.case_for(who)))
        match step:
            case Step.WITHDRAW:
                return replace(after, withdrawn_from=self.state)
            case Step.HIDE | Step.REMOVE:
                return replace(
                    after,
                    decided_by=who,
                    decided_from=self.state,
                    appealed=False,
                    appeal_waits=False,
                )
            case Step.TAKE_BACK:
                return replace(after, decided_by="", appealed=False, appeal_waits=False)
            case Step.RESTORE:
                return replace(after, restored=True, appeal_waits=False)
            case Step.APPEAL:
                return replace(after, appealed=True, appeal_waits=True)
            case Step.UPHOLD | Step.REOPEN_APPEAL:
                return replace(after, appeal_waits=step == Step.REOPEN_APPEAL)
            case Step.DISMISS_FLAGS | Step.KEEP:
                return replace(after, open_flags=0, closed_flags=self.open_flags)
            case Step.REOPEN_FLAGS:
                return replace(after, open_flags=self.closed_flags, closed_flags=0)
            case _:
                return after


@given(st.data(), st.booleans())
def test_every_path_stays_in_the_table_and_every_step_has_a_way_back(draw, held):
    world = World(held=held)
    for _ in range(25):
        moves = [(who, step) for who in CAST for step in world.open_to(who)]
        if not moves:
            assert world.state == State.ERASED
            return
        who, step = draw.draw(st.sampled_from(moves))
        before, world = world, world.after(step, who)
        assert (before.state, step.value, world.state) in ROWS
        back = {undoing_step(step, world.case_for(someone)) for someone in CAST}
        if step in {Step.ERASE, Step.APPEAL}:
            assert back == {None}
        else:
            assert any(back & {*world.open_to(someone)} for someone in CAST)


@given(st.data())
def test_withdrawing_and_returning_never_changes_what_moderation_said(draw):
    world = World(held=draw.draw(st.booleans()))
    for _ in range(25):
        moves = [(who, step) for who in CAST for step in world.open_to(who) if step != Step.ERASE]
        who, step = draw.draw(st.sampled_from(moves))
        world = world.after(step, who)
        if Step.WITHDRAW in world.open_to("author"):
            back = world.after(Step.WITHDRAW, "author").after(Step.RETURN, "author")
            assert back.state == world.state


def test_nothing_leads_out_of_erased():
    for who in CAST:
        assert World(state=State.ERASED, closed_flags=1).open_to(who) == ()
