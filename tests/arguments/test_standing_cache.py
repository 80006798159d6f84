"""Cached standings equal computed ones, and a change refreshes only the claims above it."""

import random
from datetime import datetime
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.board.cards import build_board
from annotations.arguments.board.claim_map import claim_marks
from annotations.arguments.claims import actions
from annotations.arguments.claims.queries import eligible_claims
from annotations.arguments.models import CachedStanding, Claim
from annotations.arguments.standing import cache
from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation, Unsettled
from annotations.moderation.actions import take_step
from annotations.moderation.leaving.delete_account import ERASING_ROLES
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Reading
from annotations.seminars.queries import open_reading
from tests.arguments.conftest import PLACE, block, member, write


@pytest.fixture
def reading(begin) -> Reading:
    return begin()


def standing(claim: str) -> tuple[str, int, int]:
    """What a page would say of a claim."""
    one = Claim.objects.get(wording=claim, merged_into=None)
    found = cache.cached_standings([str(one.pk)], one.reading)[str(one.pk)]
    return (
        str(found.standing.base),
        found.standing.standing_counterpoints,
        found.standing.counterpoints,
    )


def settled(reading: Reading) -> int:
    """How many claims are settled when the next one asks."""
    return cache.refresh_standings(reading)


def test_a_counterpoint_refreshes_only_the_standing_of_its_claim(reading):
    first = write(reading, claim="Alone is easy")
    write(reading, number=2, claim="Margins wait")
    assert settled(reading) == 2
    assert settled(reading) == 0
    write(reading, "another_reader", about=first)
    assert settled(reading) == 1
    assert standing("Alone is easy") == ("answered", 0, 1)
    assert standing("Margins wait") == ("contested", 1, 1)


def test_a_note_refreshes_only_the_standing_above_what_it_answers(reading):
    first = write(reading, claim="Alone is easy")
    settled(reading)
    write(reading, "another_reader", kind="note")
    assert (settled(reading), Unsettled.objects.count()) == (0, 0)
    write(reading, "another_reader", kind="note", about=first)
    assert settled(reading) == 1
    assert standing("Alone is easy") == ("contested", 1, 1)


def test_a_moderators_decision_shows_at_the_next_request(reading, signed_in):
    against = write(reading, claim="Alone is easy")
    reader = signed_in("another_reader")
    assert "its counterpoint stands" in reader.get(f"{PLACE}/argument/").text
    leader = reading.seminar.members.get(role="leader").user
    take_step(Step.HIDE, against, by=leader, reason="Uncivil")
    assert "its counterpoint stands" not in reader.get(f"{PLACE}/argument/").text
    write(reading, "another_reader", claim="Alone is easy", kind="source")
    assert standing("Alone is easy") == ("unchallenged", 0, 0)
    take_step(Step.RESTORE, against, by=leader)
    assert "its counterpoint stands" in reader.get(f"{PLACE}/argument/").text


def test_a_source_whose_relation_changes_is_counted_on_the_other_side(reading):
    source = write(reading, kind="source", claim="Alone is easy", relation="supports")
    claim = Claim.objects.get()
    assert cache.cached_standings([str(claim.pk)], reading)[str(claim.pk)].standing.supports == 1
    reword_annotation(source, by=source.author, version=1, content={"relation": "disputes"})
    found = cache.cached_standings([str(claim.pk)], reading)[str(claim.pk)]
    assert (found.standing.supports, found.standing.disputes) == (0, 1)


def test_merged_claims_have_one_standing(reading):
    write(reading, claim="Alone is easy")
    write(reading, "another_reader", claim="Solitude is easy")
    settled(reading)
    one, other = Claim.objects.order_by("id")
    actions.merge_claims(one, into=other, by=member(reading, "leader"))
    assert standing("Solitude is easy") == ("contested", 2, 2)


def test_an_erased_annotation_no_longer_counts(reading):
    against = write(reading, claim="Alone is easy")
    write(reading, "another_reader", claim="Alone is easy")
    settled(reading)
    take_step(Step.ERASE, against, by=None, roles=ERASING_ROLES, reason="legal")
    assert standing("Alone is easy") == ("contested", 1, 1)


def test_the_doctor_finds_and_repairs_wrong_cached_standings(reading, capsys):
    write(reading, claim="Alone is easy")
    settled(reading)
    CachedStanding.objects.update(base="answered", standing_counterpoints=0)
    with pytest.raises(CommandError):
        call_command("doctor", repair=False)
    assert "was kept as answered (0 of 1 stand), tested contested (1 of 1)." in (
        capsys.readouterr().out
    )
    call_command("doctor", repair=True)
    call_command("doctor", repair=False)
    assert standing("Alone is easy") == ("contested", 1, 1)
    CachedStanding.objects.update(unanswered=7)
    with pytest.raises(CommandError):
        call_command("doctor", repair=False)
    assert "was kept with something wrong beside its standing" in capsys.readouterr().out


PEOPLE = ["reader", "another_reader", "moderator"]
DEEDS = "claim claim claim answer answer hide restore merge bear mark reword erase".split()
COUNTED = {"visibility": "seminar", "state": "published"}


def do_something(reading: Reading, chance: random.Random) -> None:
    """Whatever people do with annotations and claims, one of it."""
    who, leader = chance.choice(PEOPLE), member(reading, "leader")
    written = {
        state: list(Annotation.objects.filter(state=state).order_by("id"))
        for state in ("published", "hidden")
    }
    counted = [one for one in written["published"] if one.visibility == "seminar"]
    claims = list(Claim.objects.filter(merged_into=None).order_by("id"))
    rarely = chance.random() < 0.4
    match chance.choice(DEEDS):
        case "answer" if counted:
            kind = chance.choice(["counterpoint", "counterpoint", "source", "note"])
            write(reading, who, kind=kind, about=chance.choice(counted))
        case "hide" if counted:
            take_step(Step.HIDE, chance.choice(counted), by=leader.user, reason="Uncivil")
        case "erase" if written["published"] and rarely:
            one = chance.choice(written["published"])
            take_step(Step.ERASE, one, by=None, roles=ERASING_ROLES, reason="legal")
        case "restore" if written["hidden"]:
            take_step(Step.RESTORE, chance.choice(written["hidden"]), by=leader.user)
        case "merge" if len(claims) > 1 and rarely:
            one, other = chance.sample(claims, 2)
            actions.merge_claims(one, into=other, by=leader)
        case "bear" if claims:
            actions.attach_to_claim(write(reading, who), on=chance.choice(claims))
        case "mark" if claims:
            place, said = block(reading, chance.randint(1, 3)), f"Pulled {chance.randint(1, 5)}"
            actions.add_passage(
                chance.choice(claims), block=place, passage=None, by=leader, wording=said
            )
        case "reword" if claims and rarely:
            better = f"Put {chance.randint(1, 99)}"
            actions.reword_claim(chance.choice(claims), wording=better, by=member(reading, who))
        case _:
            kind = chance.choice(["counterpoint", "source"])
            said = chance.choice(["Claim", "CLAIM"]) + f" {chance.randint(1, 5)}"
            shown = chance.choice(["seminar", "seminar", "private"])
            write(reading, who, kind=kind, visibility=shown, claim=said)


def unanswered(claim: Claim) -> list[datetime]:
    """When the counterpoints under a claim were written that nobody has answered, one by one."""
    counted = list(Annotation.objects.filter(**COUNTED).order_by("created_at"))
    carriers = set(claim.bearings.values_list("annotation", flat=True))
    answered = {
        one.about_id
        for one in counted
        if one.kind == "counterpoint"
        or (one.kind == "note" and one.about and one.author_id != one.about.author_id)
    }
    return [
        one.created_at
        for one in counted
        if one.kind == "counterpoint"
        and (one.root_id or one.pk) in carriers
        and one.pk not in answered
    ]


def on_the_board(argument: Argument) -> list[tuple]:
    """What map and board say of each claim, by what was heard."""
    cards = build_board(argument).cards.values()
    return [(claim_marks(card), card.tree, card.explanation, card.tree_summary) for card in cards]


@pytest.mark.parametrize("seed", range(16))
def test_after_random_actions_cached_and_computed_standings_are_equal(reading, seed):
    chance = random.Random(seed)
    for _ in range(25):
        do_something(reading, chance)
        if chance.random() < 0.3:
            settled(reading)
    claims = {str(claim.pk): claim for claim in Claim.objects.filter(merged_into=None)}
    found = cache.cached_standings([*claims], reading)
    assert found == cache.compute_standings([*map(UUID, claims)])
    assert cache.standing_differences(reading) == []
    for id, claim in claims.items():
        waiting = [*unanswered(claim), None]
        assert (found[id].unanswered, found[id].unanswered_since) == (len(waiting) - 1, waiting[0])
    opened = open_reading("together", "on-reading", member(reading, "moderator").user)
    argument = load_argument(opened)
    assert {id: claim.visible_wording for id, claim in argument.claims.items()} == {
        str(claim.pk): claim.visible_wording for claim in eligible_claims(reading, opened.reader)
    }
    argument.load_annotations()
    everything = on_the_board(argument)
    argument.load_highlights([*argument.claims], [*argument.claims])
    assert on_the_board(argument) == everything
    argument.load_highlights([], [*argument.claims])
    assert [each[0] for each in on_the_board(argument)] == [each[0] for each in everything]
