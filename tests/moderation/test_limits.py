"""What slows abuse down: limits that say when they end, first looks, muting, no text twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.activity import Entry
from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.margin.posting_rules import rate_limits
from annotations.margin.posting_rules.rate_limits import (
    PostingLimit,
    PostingLimitReached,
    continue_in,
)
from annotations.moderation.actions import state_when_posted
from annotations.moderation.models import Flag, Mute
from annotations.moderation.restrictions import flag_limits
from tests.cast import member_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAGE = "/s/together/on-reading/p/1/"


@given(st.lists(st.integers(0, 120), max_size=12), st.integers(1, 5))
def test_a_limit_is_reached_exactly_while_so_many_are_within_the_while(ages, number):
    times = sorted((NOW - timedelta(seconds=age) for age in ages), reverse=True)
    within = sum(age < 60 for age in ages)
    try:
        PostingLimit(number, MINUTE, "{number} a minute.").check(times, NOW)
    except PostingLimitReached as reached:
        assert within >= number
        later = NOW + timedelta(seconds=reached.seconds)
        PostingLimit(number, MINUTE, "").check(times, later)  # when it says, it has ended
    else:
        assert within < number


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "You can go on in 1 second."),
        (60, "You can go on in 60 seconds."),
        (61, "You can go on in 2 minutes."),
        (3601, "You can go on in 2 hours."),
    ],
)
def test_it_is_said_as_one_would_say_it(seconds, words):
    assert continue_in(seconds) == words


@pytest.fixture
def few(monkeypatch):
    """Two posts a minute, one flag a day."""
    monkeypatch.setattr(rate_limits, "POSTS", PostingLimit(2, MINUTE, rate_limits.POSTS.words))
    monkeypatch.setattr(
        flag_limits, "FLAG_LIMIT", PostingLimit(1, timedelta(days=1), flag_limits.FLAG_LIMIT.words)
    )


def post(client, body, **more):
    form = {"id": uuid7(), "kind": "note", "visibility": "seminar", "body": body}
    return client.post(PAGE, form | more)


def test_who_posts_too_fast_is_told_the_limit_and_keeps_the_text(few, reading, people, signed_in):
    client = signed_in(people["reader"])
    first = uuid7()
    assert post(client, "One.", id=first).status_code == 302
    assert post(client, "Two.").status_code == 302
    answer = post(client, "Three.")
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "one can post 2 annotations a minute" in page
    assert "You can go on in" in page
    assert ">Three.</textarea>" in page
    assert 1 <= int(answer["Retry-After"]) <= 60
    # sending the same again is no further post, and others are not slowed down
    assert post(client, "One.", id=first).status_code == 302
    assert post(signed_in(people["another_reader"]), "Mine.").status_code == 302
    Annotation.objects.update(created_at=NOW)
    assert post(client, "Three.").status_code == 302


COUNTERPOINT = {"kind": "counterpoint", "attack": "rebut", "visibility": "private"}
SOURCE = {"kind": "source", "relation": "supports"}
ONE, TWO = "A. Author, One, 2001", "B. Author, Two, 2002"


@pytest.mark.parametrize("more", [{"evidence": TWO}, {"evidence": f"{ONE}\n{TWO}"}])
def test_evidence_sent_under_a_used_number_counts(few, reading, people, signed_in, more):
    client, id = signed_in(people["reader"]), uuid7()
    assert post(client, "No.", **COUNTERPOINT, id=id, evidence=ONE).status_code == 302
    answer = post(client, "No.", **COUNTERPOINT, id=id, **more)
    assert answer.status_code == 429
    assert "B. Author, Two, 2002" in answer.content.decode()
    assert Annotation.objects.count() == 2
    # sending the same again is no further post
    assert post(client, "No.", **COUNTERPOINT, id=id, evidence=ONE).status_code == 302
    assert post(client, "No.", **COUNTERPOINT, id=id).status_code == 302
    assert Annotation.objects.count() == 2


def test_several_sources_sent_under_a_used_number_count(few, reading, people, signed_in):
    client, id = signed_in(people["reader"]), uuid7()
    assert post(client, "Why.", **SOURCE, id=id, citation=f"{ONE}\n{TWO}").status_code == 302
    assert post(client, "Why.", **SOURCE, id=id, citation=f"{ONE}\n{TWO}").status_code == 302
    answer = post(client, "Why.", **SOURCE, id=id, citation=f"{ONE}\n{TWO}\nC. Author, Three")
    assert answer.status_code == 429
    assert Annotation.objects.count() == 2


def test_who_flags_too_much_is_told_the_limit_and_keeps_the_words(
    few, reading, people, write, signed_in
):
    client = signed_in(people["reader"])
    notes = [write(reading, "another_reader", body=str(each)) for each in range(2)]
    assert client.post(f"/a/{notes[0].pk}/flag/", {"reason": "spam"}).status_code == 302
    answer = client.post(f"/a/{notes[1].pk}/flag/", {"reason": "spam", "words": "Look here"})
    assert answer.status_code == 429
    assert "one can flag 1 annotation a day" in answer.content.decode()
    assert "Look here" in answer.content.decode()
    assert Flag.objects.count() == 1


def test_the_same_text_twice_points_to_the_first(reading, people, write, signed_in):
    client = signed_in(people["reader"])
    post(client, "Just this.")
    first = Annotation.objects.get()
    answer = post(client, "Just this.")
    assert answer.status_code == 422
    assert f'<a href="/a/{first.pk}/">it stands there</a>' in answer.content.decode()
    assert ">Just this.</textarea>" in answer.content.decode()
    assert Annotation.objects.count() == 1
    assert post(signed_in(people["another_reader"]), "Just this.").status_code == 302


def test_where_anybody_may_join_the_first_two_wait_until_they_stand(begin, people, write):
    reading = begin(open_to_join=True)
    author = member_of(reading, people["reader"])
    assert state_when_posted(reading.seminar, author) == "pending"
    notes = [write(reading, state="pending", body=str(each)) for each in range(3)]
    assert state_when_posted(reading.seminar, author) == "pending"  # nobody has looked yet
    Annotation.objects.filter(pk__in=[note.pk for note in notes[:2]]).update(state="published")
    assert state_when_posted(reading.seminar, author) == "published"
    assert (
        state_when_posted(reading.seminar, member_of(reading, people["moderator"])) == "published"
    )


@pytest.mark.parametrize(("links", "state"), [(2, "published"), (3, "pending")])
def test_more_than_two_links_wait(reading, people, signed_in, links, state):
    body = " ".join(f"<https://example.org/{each}>" for each in range(links))
    post(signed_in(people["reader"]), body)
    assert Annotation.objects.get().state == state


def test_a_leader_mutes_a_member_and_it_is_kept_who_did_and_when(reading, people, write, signed_in):
    note = write(reading)
    address = f"/admin/annotations/annotation/{note.pk}/mute/"
    assert signed_in(people["moderator"]).post(address).status_code == 403
    assert not Mute.objects.exists()
    leader = signed_in(people["leader"])
    for _ in range(2):
        assert leader.post(address).status_code == 302
    assert Mute.objects.get().began_by == "leader (leader)"
    post(signed_in(people["reader"]), "Muted words.")
    assert Annotation.objects.get(body="Muted words.").state == "pending"
    page = leader.get(f"/admin/annotations/annotation/{note.pk}/decide/").content.decode()
    assert "Muted by leader (leader)" in page
    assert leader.post(address, {"end": 1}).status_code == 302
    assert Mute.objects.get().ended_by == "leader (leader)"
    assert state_when_posted(reading.seminar, note.author) == "published"
    verbs = Entry.objects.filter(subject_id=note.author_id).values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["muted", "unmuted"]


def test_nobody_mutes_those_who_moderate(reading, people, write, signed_in):
    note = write(reading, "moderator")
    for who in ("leader", "superuser"):
        client = signed_in(people[who])
        answer = client.post(f"/admin/annotations/annotation/{note.pk}/mute/")
        assert answer.status_code == 403
