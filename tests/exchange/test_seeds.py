"""A leader's own annotations go along into a seminar that is started from another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from annotations.arguments.models import Bearing, Claim
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Member, Reading
from tests.arguments.conftest import SNYDER, member, write
from tests.editions.sample_essay import revise

COPY = "/s/together/copy/"
type Browser = Callable[[str], Client]


@pytest.fixture
def written(reading: Reading, people: dict[str, Any]) -> dict[str, Annotation]:
    """What the leader wrote, in every state, among what others wrote."""
    ours = {
        "note": write(reading, "leader", kind="note", words="comfortable", body="A note."),
        "claim": write(reading, "leader", number=2, claim="It waits", body="It doesn’t."),
        "private": write(reading, "leader", kind="note", body="For me.", visibility="private"),
    }
    ours["source"] = write(
        reading, "leader", about=ours["claim"], kind="source", csl=SNYDER, locator="466"
    )
    theirs = write(reading, "another_reader", number=2, claim="Something else", body="Theirs.")
    write(reading, "leader", about=theirs, body="An answer to somebody else.")
    write(reading, "another_reader", about=ours["note"], kind="note", body="An answer of others.")
    hidden = write(reading, "leader", kind="note", body="Hidden.")
    take_step(Step.HIDE, hidden, by=people["moderator"], reason="spam")
    withdrawn = write(reading, "leader", kind="note", body="Withdrawn.")
    take_step(Step.WITHDRAW, withdrawn, by=people["leader"])
    return ours


def planted(slug: str) -> list[tuple[str, ...]]:
    """Everything that stands in a seminar."""
    rows = Annotation.objects.filter(seminar__slug=slug).select_related("author__user", "about")
    return sorted(
        (
            each.author.user.username if each.author.user else "",
            *(each.kind, each.visibility, each.state, each.exact, each.body),
            each.about.body if each.about else "",
        )
        for each in rows
    )


ALL = [
    ("leader", "counterpoint", "seminar", "published", "", "It doesn’t.", ""),
    ("leader", "note", "private", "published", "", "For me.", ""),
    ("leader", "note", "seminar", "published", "comfortable", "A note.", ""),
    ("leader", "source", "seminar", "published", "", "leader says so.", "It doesn’t."),
]


def start(client: Client, **sent: Any) -> Any:
    return client.post(COPY, {"name": "Once more", **sent})


def test_all_that_a_leader_wrote_goes_along_and_nothing_of_others(
    reading: Reading, written: dict[str, Annotation], signed_in: Browser
) -> None:
    before = set(Annotation.objects.filter(reading=reading).values_list("pk", "version", "seal"))
    answer = start(signed_in("leader"), take="all")
    assert answer["Location"] == "/s/once-more/members/"
    assert planted("once-more") == ALL
    new = Reading.objects.get(seminar__slug="once-more")
    assert [each.shown_as for each in Member.objects.filter(seminar=new.seminar)] == ["leader"]
    claims = Claim.objects.filter(reading=new).values_list("wording", flat=True)
    assert list(claims) == ["It waits"]
    assert Bearing.objects.get(claim__reading=new).annotation.body == "It doesn’t."
    source = Annotation.objects.get(reading=new, kind="source")
    assert (source.csl, source.locator, source.relation) == (SNYDER, "466", "supports")
    assert source.work.seminar == new.seminar
    assert first_finding(new.seminar_id) is None
    assert store.tally_differences(new) == {}
    after = set(Annotation.objects.filter(reading=reading).values_list("pk", "version", "seal"))
    assert after == before


@pytest.mark.parametrize(
    ("take", "seeds", "goes"),
    [
        ("chosen", ["note", "source"], ALL[2:3]),  # what it answers stays behind
        ("chosen", ["claim", "source"], [ALL[0], ALL[3]]),
        ("chosen", ["private"], ALL[1:2]),
        ("chosen", [], []),
        ("none", ["note"], []),
        ("", ["note"], []),
    ],
)
def test_only_what_is_chosen_goes_along(
    written: dict[str, Annotation],
    signed_in: Browser,
    take: str,
    seeds: list[str],
    goes: list[tuple[str, ...]],
) -> None:
    start(signed_in("leader"), take=take, seed=[str(written[each].pk) for each in seeds])
    assert planted("once-more") == goes


def test_the_page_offers_ones_own_and_what_is_not_offered_is_refused(
    reading: Reading, written: dict[str, Annotation], signed_in: Browser
) -> None:
    page = signed_in("leader").get(COPY).content.decode()
    offered = {each for each in written.values() if f'value="{each.pk}"' in page}
    assert offered == set(written.values())
    assert page.count('name="seed"') == len(written)
    theirs = Annotation.objects.get(body="Theirs.")
    for strange in (theirs.pk, "x"):
        answer = start(signed_in("leader"), take="chosen", seed=[str(strange)])
        assert answer.status_code == 422
        assert "One of these is not there any more." in answer.content.decode()
    assert planted("once-more") == []
    # Another leader takes along what they wrote, which is nothing.
    Member.objects.filter(pk=member(reading, "observer").pk).update(role="leader")
    assert 'name="seed"' not in signed_in("observer").get(COPY).content.decode()
    start(signed_in("observer"), take="all")
    assert planted("once-more") == []


def test_seeds_stand_where_their_words_are_now_and_what_has_none_stays(
    reading: Reading, signed_in: Browser
) -> None:
    write(reading, "leader", kind="note", words="comfortable", body="Moved.")
    write(reading, "leader", kind="note", number=3, words="The last word", body="Gone.")
    text = reading.essay.current_revision.markdown
    changed = text.replace("Reading alone is comfortable", "To read alone is quite comfortable")
    revise(reading, changed.replace("The last word is never the last.", "An end.\n"))
    page = signed_in("leader").get(COPY).content.decode()
    assert page.count('name="seed"') == 1
    start(signed_in("leader"), take="all")
    moved = Annotation.objects.get(seminar__slug="once-more")
    assert (moved.body, moved.exact) == ("Moved.", "comfortable")
    block = moved.revision.blocks.get(paragraph=moved.paragraph)
    assert block.text[moved.start : moved.end] == "comfortable"
    assert first_finding(moved.seminar_id) is None
