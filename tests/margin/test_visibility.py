"""Who sees what: every person, nobody included, against everything that can stand in a margin.

`sees` and `counts` below say the table of who sees what a third time, on their own, so
that a mistake made alike in both of the code's sayings shows.
"""

import re
from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.seminars.models import Reading, Seminar
from tests.cast import EVERYBODY, MEMBERS, bare, everything_stands, eyes_of

POLICIES = ("members", "link", "everyone")
WITHIN = ("leader", "moderator", "reader", "another_reader", "observer", "superuser")
DECIDING = ("leader", "moderator", "superuser")
WRITING = ("leader", "moderator", "reader", "another_reader")


# A policy changes nothing for members: they are asked about once.
BOTH = [
    *product(["everyone"], EVERYBODY),
    *product(["members"], [who for who in EVERYBODY if who not in WITHIN]),
]


def lets_in(policy, who):
    """Without having followed its link, a seminar for those with the link is one for members."""
    return policy == "everyone" or who in WITHIN


def own(who, note):
    return who in WITHIN and note.body.startswith(f"{who} ")


def sees(who, note):
    """Of a seminar that lets this person in."""
    if note.state in ("withdrawn", "erased"):
        return False
    if own(who, note):
        return True
    if note.visibility == "private":
        return False
    return note.state == "published" or who in DECIDING


def counts(who, note):
    return sees(who, note) and note.state in ("pending", "published")


def may(deed, who, note):
    """What somebody who sees it may do with it."""
    mine, public = own(who, note), note.visibility == "seminar"
    live = note.state in ("pending", "published")
    return {
        "edit": who in WRITING and mine and live,
        "endorse": who in WRITING and not mine and public and note.state == "published",
        "flag": who in WITHIN[:5] and not mine and public and note.state == "published",
        "withdraw": mine and note.state != "removed",
        "show": who in WRITING and mine and not public and live,
        "appeal": mine and public and note.state in ("hidden", "removed"),
    }[deed]


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_condition_and_the_predicate_agree_with_the_table(reading, people, who):
    notes = everything_stands(reading, MEMBERS, people)
    eyes = eyes_of(reading, people[who])
    seen = set(Annotation.objects.visible_to(eyes))
    counted = set(Annotation.objects.counted_for(eyes))
    assert {note.body for note in seen} == {note.body for note in notes if sees(who, note)}
    assert {note.body for note in counted} == {note.body for note in notes if counts(who, note)}
    assert seen == {note for note in notes if rules.may_see(eyes, note)}
    assert counted == {note for note in notes if rules.is_counted_for(eyes, note)}


@pytest.mark.parametrize("who", EVERYBODY)
def test_off_the_list_leaders_see_what_they_see_and_everybody_else_their_own(begin, people, who):
    here, other = begin("here"), begin("other")
    Reading.objects.filter(pk=other.pk).update(seminar=here.seminar, slug="other")
    other.refresh_from_db()
    notes = everything_stands(here, MEMBERS, people) + everything_stands(other, MEMBERS, people)
    here.off_list_since = timezone.now()
    here.save()
    eyes = eyes_of(here, people[who])
    shown = [
        note
        for note in notes
        if note.reading == other or own(who, note) or who in ("leader", "superuser")
    ]
    seen = set(Annotation.objects.visible_to(eyes))
    counted = set(Annotation.objects.counted_for(eyes))
    assert seen == {note for note in shown if sees(who, note)}
    assert counted == {note for note in shown if counts(who, note)}
    assert seen == {note for note in notes if rules.may_see(eyes, note)}
    assert counted == {note for note in notes if rules.is_counted_for(eyes, note)}


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_reader_of_another_seminar_sees_nothing(begin, people, who):
    here, elsewhere = begin("here"), begin("elsewhere")
    notes = everything_stands(here, MEMBERS, people)
    eyes = eyes_of(elsewhere, people[who])
    assert list(Annotation.objects.visible_to(eyes)) == []
    assert list(Annotation.objects.counted_for(eyes)) == []
    assert not any(rules.may_see(eyes, note) or rules.is_counted_for(eyes, note) for note in notes)


@pytest.mark.parametrize(("policy", "who"), list(product(POLICIES, EVERYBODY)))
def test_a_seminar_lets_in_whom_its_policy_says(begin, people, policy, who):
    seminar = begin(who_may_read=policy).seminar
    account = None if who == "nobody" else people[who]
    assert Seminar.objects.readable_by(account).filter(pk=seminar.pk).exists() == lets_in(
        policy, who
    )
    listed = policy == "everyone" or who in WITHIN[:5]
    assert Seminar.objects.listed_for(account).filter(pk=seminar.pk).exists() == listed


def test_an_anonymous_visitor_is_not_let_into_a_seminar_whose_members_have_no_account(begin):
    seminar = begin(who_may_read="members").seminar
    seminar.members.update(user=None)
    assert list(Seminar.objects.readable_by(None)) == []


@pytest.mark.parametrize(("policy", "who"), list(product(POLICIES, EVERYBODY)))
def test_the_reading_page_counts_what_its_reader_may_count(begin, people, signed_in, policy, who):
    reading = begin(who_may_read=policy)
    notes = everything_stands(reading, MEMBERS, people)
    store.rebuild_tallies(reading)
    response = signed_in(people[who]).get("/s/together/on-reading/")
    if not lets_in(policy, who):
        assert response.status_code == 404
        return
    expected = sum(counts(who, note) for note in notes)
    page = response.content.decode()
    first = page[page.index('id="p1"') : page.index('id="p2"')]
    assert f'<span data-count="note">{expected}</span>' in first
    assert page.count('<span data-count="note">0</span>') == page.count("data-count=") // 3 - 1


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_thread_shows_what_its_reader_may_see(reading, people, signed_in, who):
    notes = everything_stands(reading, MEMBERS, people)
    page = pages_of_the_thread(signed_in(people[who]))
    for note in notes:
        assert (f'id="a-{note.pk}"' in page) == sees(who, note), note.body
        assert (f">{note.body}<" in page) == sees(who, note), note.body
    assert "tombstone" not in page  # nobody answered any of them


def authors_for(who):
    """Somebody, and another whose things are not theirs."""
    return dict.fromkeys([who, "another_reader", "leader"][who not in MEMBERS :][:2])


def pages_of_the_thread(client):
    pages, query = [], "?whole"
    while query:
        page = client.get(f"/s/together/on-reading/p/1/{query}").content.decode()
        pages.append(page)
        following = re.search(r'href="[^"]*(\?after=[^"]+)"', page)
        query = following.group(1) if following else ""
    return "".join(pages)


DOORS = {
    "edit": ("get", "edit/"),
    "endorse": ("post", "endorsement/"),
    "flag": ("get", "flag/"),
    "withdraw": ("post", "withdrawal/"),
    "show": ("post", "publication/"),
    "appeal": ("get", "appeal/"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("policy", "who", "door"), [(*each, door) for each in BOTH for door in DOORS]
)
def test_an_address_of_an_unseen_annotation_answers_as_one_of_none(
    begin, people, signed_in, policy, who, door
):
    reading = begin(who_may_read=policy)
    notes = everything_stands(reading, authors_for(who), people)
    client = signed_in(people[who])
    method, address = DOORS[door]
    missing = uuid4()
    getattr(client, method)(f"/a/{missing}/{address}")  # from here on there is a session
    nothing = getattr(client, method)(f"/a/{missing}/{address}")
    assert nothing.status_code == (302 if who == "nobody" else 404)
    for note in notes:
        answer = getattr(client, method)(f"/a/{note.pk}/{address}")
        if who == "nobody" or not lets_in(policy, who) or not sees(who, note):
            assert answer.status_code == nothing.status_code, note.body
            assert bare(answer, note.pk) == bare(nothing, missing), note.body
            assert headers_of(answer, note.pk) == headers_of(nothing, missing)
        elif may(door, who, note):
            assert answer.status_code == (200 if method == "get" else 302), note.body
        else:
            assert answer.status_code == 403, note.body


@pytest.mark.parametrize(("policy", "who"), BOTH)
def test_a_permanent_link_to_an_unseen_annotation_leads_nowhere(
    begin, people, signed_in, policy, who
):
    reading = begin(who_may_read=policy)
    notes = everything_stands(reading, authors_for(who), people)
    client = signed_in(people[who])
    missing = uuid4()
    nothing = client.get(f"/a/{missing}/")
    assert nothing.status_code == 404
    for note in notes:
        answer = client.get(f"/a/{note.pk}/")
        if lets_in(policy, who) and sees(who, note):
            assert answer.status_code == 302
            assert answer["Location"] == f"/s/together/on-reading/?at={note.pk}#a-{note.pk}"
        else:
            assert answer.status_code == 404
            assert bare(answer, note.pk) == bare(nothing, missing)
            assert headers_of(answer, note.pk) == headers_of(nothing, missing)


def headers_of(response, identifier):
    """What else an answer says; its nonce is new each time, and its address repeats the id."""
    return {
        name: value.replace(str(identifier), "ID")
        for name, value in response.items()
        if name not in ("Content-Security-Policy", "Content-Length")
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_personal_page_shows_only_its_owners_annotations(reading, people, signed_in, who):
    notes = everything_stands(reading, MEMBERS, people)
    response = signed_in(people[who]).get("/me/")
    if who == "nobody":
        assert response.status_code == 302
        return
    page = response.content.decode()
    shown = {note.body for note in notes if f">{note.body}<" in page}
    mine = {note.body for note in notes if note.body.startswith(f"{who} ")}
    # What is mine stays mine after I left; the trash is there, the erased is nowhere.
    assert shown == {body for body in mine if not body.endswith("erased")}


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_admin_lists_the_annotations_one_moderates_and_nothing_private(
    begin, people, signed_in, who
):
    reading, elsewhere = begin("together"), begin("elsewhere", who_may_read="members")
    elsewhere.seminar.members.exclude(user=people["observer"]).delete()
    elsewhere.seminar.members.update(role="moderator")
    notes = everything_stands(reading, MEMBERS, people)
    response = signed_in(people[who]).get("/admin/annotations/annotation/?all=")
    if who in ("nobody", "reader", "another_reader", "former", "stranger"):
        assert response.status_code == 302  # to sign in, or to be told
        return
    page = response.content.decode()
    listed = {note.body for note in notes if f">{note.body}<" in page}
    shown = [note for note in notes if note.visibility == "seminar"] if who in DECIDING else []
    assert listed == {note.body for note in shown if note.state not in ("withdrawn", "erased")}


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_decision_page_exists_for_the_annotations_one_moderates(begin, people, signed_in, who):
    reading, elsewhere = begin("together"), begin("elsewhere", who_may_read="members")
    elsewhere.seminar.members.exclude(user=people["observer"]).delete()
    elsewhere.seminar.members.update(role="moderator")
    notes = everything_stands(reading, ["another_reader", "leader"], people)
    client = signed_in(people[who])
    missing = uuid4()
    nothing = client.get(f"/admin/annotations/annotation/{missing}/decide/")
    for note in notes:
        answer = client.get(f"/admin/annotations/annotation/{note.pk}/decide/")
        if who in DECIDING and note.visibility == "seminar":
            assert answer.status_code == 200
            words = note.state not in ("withdrawn", "erased")
            assert (f"<p>{note.body}</p>" in answer.content.decode()) == words
        else:
            assert answer.status_code == nothing.status_code
            assert answer.status_code == (404 if who in (*DECIDING, "observer") else 302)
            assert bare(answer, note.pk) == bare(nothing, missing)
