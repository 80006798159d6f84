"""Where moderation comes first, an edit waits while readers go on seeing the earlier text."""

import pytest

from annotations.margin.actions import EditConflict
from annotations.margin.models import Annotation, Proposal
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import (
    Conflict,
    bring_back_annotation,
    flag_annotation,
    reword,
    take_step,
    withdraw,
)
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import chain
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from tests.cast import member_of

PAGE = "/s/together/on-reading/p/1/"
READERS = ("another_reader", "observer", "stranger", "nobody")
DOOR = "/admin/annotations/annotation/{}/decide/"


@pytest.fixture
def reading(begin):
    return begin(moderation="before")


@pytest.fixture
def note(reading, write):
    """A published note whose author has edited it."""
    note = write(reading, words="comfortable", body="Earlier text.")
    return reword(note, by=note.author, version=1, said={"body": "Waiting text."})


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def seen(client):
    return client.get(PAGE).content.decode()


def test_readers_see_the_earlier_text_author_and_moderators_the_waiting_one_too(
    reading, people, note, signed_in
):
    for who in READERS:
        page = seen(signed_in(people[who]))
        assert "Earlier text." in page, who
        assert "Waiting text." not in page, who
        assert 'data-state="published"' in page, who
    for who in ("reader", "moderator", "leader", "superuser"):
        page = seen(signed_in(people[who]))
        assert "Earlier text." in page, who
        assert "Waiting text." in page, who
        assert 'data-state="pending"' in page, who
        assert '<span class="tag">waiting</span>' in page, who
    assert store.tally_differences(reading) == {}


def test_the_queue_shows_both_and_approving_publishes_the_waiting_one(
    reading, people, note, signed_in
):
    client = signed_in(people["moderator"])
    page = client.get("/admin/annotations/annotation/queue/").content.decode()
    assert "an edit waits" in page
    assert "Earlier text." in page
    assert "Waiting text." in page
    form = {"step": "approve", "version": 2, "state": "pending"}
    assert client.post(DOOR.format(note.pk), form).status_code == 302
    assert (now(note).body, now(note).version, now(note).state) == ("Waiting text.", 2, "published")
    assert [each.body for each in note.wordings.all()] == ["Earlier text."]
    assert not Proposal.objects.exists()
    decision = Decision.objects.get()
    assert (decision.from_state, decision.to_state, decision.version) == ("pending", "published", 2)
    assert first_finding(reading.seminar_id, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None
    assert store.tally_differences(reading) == {}
    assert "Waiting text." in seen(signed_in(people["stranger"]))


def test_the_author_goes_on_editing_what_waits(people, note, signed_in):
    client = signed_in(people["reader"])
    form = client.get(f"/a/{note.pk}/edit/").content.decode()
    assert ">Waiting text.</textarea>" in form
    assert 'name="version" value="2"' in form
    assert "A moderator looks at the edit first." in form
    sent = {"kind": "note", "body": "Third text.", "version": 2}
    assert client.post(f"/a/{note.pk}/edit/", sent).status_code == 302
    assert (now(note).body, Proposal.objects.get().body) == ("Earlier text.", "Third text.")
    assert [each.body for each in note.wordings.all()] == ["Waiting text."]
    with pytest.raises(EditConflict):
        reword(now(note), by=note.author, version=2, said={"body": "Fourth."})


def test_a_text_nobody_has_seen_is_not_approved(people, note):
    reword(now(note), by=note.author, version=2, said={"body": "Swapped in."})
    with pytest.raises(Conflict):
        take_step(Step.APPROVE, note, by=people["moderator"], version=2, state="pending")
    assert now(note).body == "Earlier text."


@pytest.mark.parametrize(("step", "state"), [(Step.HIDE, "hidden"), (Step.REMOVE, "removed")])
def test_hiding_or_removing_it_judges_the_waiting_text(reading, people, note, step, state):
    take_step(step, now(note), by=people["moderator"], version=2, state="pending", reason="uncivil")
    assert (now(note).state, now(note).body) == (state, "Waiting text.")
    assert not Proposal.objects.exists()
    assert first_finding(reading.seminar_id, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None
    assert store.tally_differences(reading) == {}


def test_flags_judge_what_was_published_and_the_edit_goes_on_waiting(reading, people, note):
    for who in ("another_reader", "observer"):
        flag_annotation(now(note), by=member_of(reading, people[who]), reason="spam")
    assert (now(note).state, now(note).body) == ("hidden", "Earlier text.")
    take_step(Step.RESTORE, now(note), by=people["moderator"])
    assert (now(note).state, Proposal.objects.get().body) == ("published", "Waiting text.")
    take_step(Step.APPROVE, now(note), by=people["moderator"])
    assert now(note).body == "Waiting text."
    assert first_finding(reading.seminar_id, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None


def test_withdrawn_and_brought_back_it_waits_as_before(reading, people, note, signed_in):
    withdraw(now(note), by=note.author)
    assert "Earlier text." not in seen(signed_in(people["stranger"]))
    bring_back_annotation(now(note), by=note.author)
    assert "Earlier text." in seen(signed_in(people["stranger"]))
    assert Proposal.objects.get().body == "Waiting text."
    assert first_finding(reading.seminar_id, chain.ExportedHead(0, chain.NO_PREVIOUS_SEAL)) is None
    assert store.tally_differences(reading) == {}


def test_erasing_leaves_neither_text(people, note):
    take_step(Step.ERASE, now(note), by=people["superuser"], reason="legal", ticket="7")
    assert (now(note).body, Proposal.objects.count()) == ("", 0)


def test_who_moderates_edits_at_once_and_so_does_everybody_where_it_comes_after(
    begin, people, write
):
    for policies, who in (({"moderation": "before"}, "leader"), ({}, "reader")):
        reading = begin(slug=f"with-{who}", **policies)
        note = write(reading, who, body="Earlier.")
        reword(note, by=note.author, version=1, said={"body": "Later."})
        assert (now(note).body, now(note).version) == ("Later.", 2)


def test_what_waits_for_its_first_look_is_edited_at_once(reading, write):
    note = write(reading, state="pending", body="Earlier.")
    reword(note, by=note.author, version=1, said={"body": "Later."})
    assert (now(note).body, now(note).state) == ("Later.", "pending")
