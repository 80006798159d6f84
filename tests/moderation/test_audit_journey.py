"""After everything that people do in a seminar, the audit and the doctor are content."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from annotations.demo import loader
from annotations.editions.actions import place_orphan, publish_revision, restore_revision
from annotations.exchange.works.actions import join_works
from annotations.identifiers import uuid7
from annotations.margin.actions import (
    endorse,
    reword_annotation,
    show_to_seminar,
    withdraw_endorsement,
)
from annotations.margin.models import Anchor, Annotation, Proposal, Wording
from annotations.moderation.actions import (
    appeal_decision,
    bring_back_annotation,
    flag_annotation,
    take_step,
    undo_decision,
    withdraw,
)
from annotations.moderation.leaving.delete_account import delete_account
from annotations.moderation.leaving.delete_seminar import delete_seminar
from annotations.moderation.leaving.remove_member import remove_member
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.moderation.restrictions.mute import mute_member, unmute_member
from annotations.seminars.models import Seminar
from annotations.sources.actions import get_or_create_work
from tests.cast import block_of, member_of

# The last paragraph stands first, the second is gone, and a word of the first is another.
REVISED = """# On Reading Together

The last word is never the last.

Reading alone is pleasant. Nobody contradicts you.

> Of making many books there is no end.
"""


def content() -> bool:
    """Both commands find nothing; they raise CommandError where they do."""
    for command in ("audit_moderation", "doctor"):
        call_command(command, stdout=StringIO())
    return True


@pytest.fixture
def step(reading, people, write):
    """Each thing that people do, by its name: a function that takes nothing."""
    user = people.__getitem__
    notes = {
        "note": write(reading, words="comfortable"),
        "counterpoint": write(reading, "another_reader", number=2, kind="counterpoint"),
        "private": write(reading, visibility="private"),
        "pending": write(reading, "another_reader", state="pending", words="Nobody"),
    }
    notes["answer"] = write(reading, "another_reader", about=notes["note"], words="alone")
    notes["reply"] = write(reading, about=notes["counterpoint"], number=2)

    def now(name):
        return Annotation.objects.get(pk=notes[name].pk)

    def reword(name, waits=False, **said):
        newest = Proposal.objects.filter(annotation=notes[name]).first() or now(name)
        reword_annotation(
            now(name), by=now(name).author, version=newest.version, content=said, waits=waits
        )

    def decide(name, step, by="moderator"):
        take_step(step, notes[name], by=user(by), reason="spam", ticket="1")

    def report(name, *names):
        for who in names:
            flag_annotation(
                notes[name], by=member_of(reading, user(who)), reason="spam", words="Look."
            )

    def revise(markdown):
        reading.refresh_from_db()
        publish_revision(
            reading, markdown=markdown, by=user("leader"), expected_current=revision().pk
        )

    def revision():
        return Seminar.objects.get(pk=reading.seminar_id).readings.get().essay.current

    return notes, now, reword, decide, report, revise, revision


def test_after_what_authors_and_moderators_do(reading, people, step):
    notes, now, reword, decide, report, _, _ = step
    assert content()
    reword("note", body="Said *better*.", locator="p. 3")
    reword("note", waits=True, body="An edit that waits.")
    reword("note", waits=True, body="A better one.")
    assert content()
    decide("note", Step.APPROVE)
    decide("pending", Step.APPROVE)
    assert (now("note").body, now("note").version) == ("A better one.", 4)
    assert content()
    report("counterpoint", "reader", "observer", "leader")
    assert now("counterpoint").state == "hidden"  # by the flags alone
    appeal_decision(now("counterpoint"), by=now("counterpoint").author, words="Why?")
    assert content()
    decide("counterpoint", Step.RESTORE)
    undo_decision(Decision.objects.get(step=Step.RESTORE), by=people["moderator"], reason="spam")
    assert content()
    decide("counterpoint", Step.UPHOLD, by="leader")
    decide("counterpoint", Step.REOPEN_APPEAL, by="leader")
    decide("counterpoint", Step.UPHOLD, by="leader")
    report("answer", "reader")
    decide("answer", Step.DISMISS_FLAGS)
    decide("answer", Step.REOPEN_FLAGS)
    decide("answer", Step.DISMISS_FLAGS, by="leader")
    undo_decision(Decision.objects.filter(annotation=notes["answer"]).last(), by=people["leader"])
    assert content()
    withdraw(now("note"), by=now("note").author)
    bring_back_annotation(now("note"), by=now("note").author)
    withdraw(now("private"), by=now("private").author)
    bring_back_annotation(now("private"), by=now("private").author)
    show_to_seminar(now("private"), by=now("private").author, state="pending")
    endorse(now("note"), by=member_of(reading, people["leader"]))
    endorse(now("answer"), by=member_of(reading, people["leader"]))
    withdraw_endorsement(now("note"), by=member_of(reading, people["leader"]))
    assert content()
    mute_member(member_of(reading, people["reader"]), by=people["leader"])
    unmute_member(member_of(reading, people["reader"]), by=people["leader"])
    decide("pending", Step.REMOVE)
    decide("note", Step.ERASE, by="superuser")
    assert (now("note").state, now("note").body) == ("erased", "")
    assert content()


def test_after_what_a_new_revision_moves(reading, people, step):
    notes, now, _, decide, _, revise, revision = step
    first = revision()
    decide("note", Step.HIDE)
    homes = {name: now(name).paragraph_id for name in notes}
    revise(REVISED)
    assert {name for name in notes if now(name).paragraph_id != homes[name]} == {
        "counterpoint",
        "reply",
    }
    assert content()
    lost = Anchor.objects.get(annotation=notes["counterpoint"], revision=revision())
    place_orphan(now("counterpoint"), block_of(again(reading), 3), by=people["leader"])
    assert Anchor.objects.get(pk=lost.pk).reason != lost.reason
    assert content()
    restore_revision(again(reading), first, by=people["leader"], expected_current=revision().pk)
    assert content()


def again(reading):
    """The reading as it is now."""
    return type(reading).objects.select_related("essay__current").get(pk=reading.pk)


def test_after_two_records_of_a_work_become_one(reading, people, write):
    works = [
        get_or_create_work(reading.seminar, {"type": "book", "title": name}) for name in ("A", "B")
    ]
    cited = {"kind": "source", "work": works[0], "citation": "A."}
    judged, waiting = write(reading, **cited), write(reading, "another_reader", **cited)
    reword_annotation(judged, by=judged.author, version=1, content={"citation": "A, 2nd edition."})
    reword_annotation(waiting, by=waiting.author, version=1, content={"citation": "A!"}, waits=True)
    take_step(Step.REMOVE, judged, by=people["moderator"], reason="spam")
    assert content()
    join_works(works[0], into=works[1], by=member_of(reading, people["leader"]))
    for said in (Annotation, Wording, Proposal):
        assert set(said.objects.values_list("work", flat=True)) == {works[1].pk}
    assert content()


def test_after_people_leave(reading, people, write, step):
    notes, now, *_ = step
    remove_member(member_of(reading, people["another_reader"]), by=people["leader"], withdraw=True)
    assert now("answer").state == "withdrawn"
    assert content()
    delete_account(people["reader"], erase=True)
    assert now("note").state == "erased"
    assert not Annotation.objects.filter(pk=notes["private"].pk).exists()
    assert content()
    write(reading, "observer", visibility="private")
    delete_account(people["observer"], erase=False)
    assert content()


def test_after_a_seminar_is_archived_and_deleted(reading, begin, people, write):
    other = begin("apart")
    write(other)
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    Seminar.objects.filter(pk=reading.seminar_id).update(closes_at=timezone.now())
    assert content()
    Seminar.objects.filter(pk=reading.seminar_id).update(deleted_from=timezone.now())
    assert delete_seminar(reading.seminar)
    assert content()


def test_after_the_demonstration_is_loaded(db):
    loader.load_demo("read-together", lambda step: None)
    assert Decision.objects.count() > 1
    assert content()


def test_after_what_is_done_through_the_pages(reading, people, signed_in):
    author, moderator = signed_in(people["reader"]), signed_in(people["moderator"])
    another = signed_in(people["another_reader"])
    id = uuid7()
    posted = {
        "id": id,
        "kind": "source",
        "relation": "supports",
        "citation": "https://example.org/a-page",
        "body": "See *this*.",
        "visibility": "seminar",
    }
    page = "/s/together/on-reading/p/1/"
    answer = author.post(page, posted)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    edited = {**posted, "version": 1, "body": "See **this**."}
    assert author.post(f"/a/{id}/edit/", edited).status_code == 302
    assert Annotation.objects.get(pk=id).version == 2
    assert another.post(f"/a/{id}/flag/", {"reason": "spam"}).status_code == 302
    assert author.post(f"/a/{id}/endorsement/").status_code in (302, 403)
    decision = {"step": "hide", "version": 2, "state": "published", "reason": "spam"}
    door = f"/admin/annotations/annotation/{id}/decide/"
    assert moderator.post(door, decision).status_code == 302
    assert author.post(f"/a/{id}/appeal/", {"words": "Why?"}).status_code == 302
    assert Annotation.objects.get(pk=id).state == "hidden"
    assert content()
