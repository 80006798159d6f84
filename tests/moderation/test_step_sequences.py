"""Every path through the table of steps stays in it and leads back."""

from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from annotations.moderation.policy.steps import (
    ActorRole,
    Case,
    State,
    Step,
    allowed_steps,
    follow,
    undoing_step,
)
from tests.moderation.step_cases import ROWS, case

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
