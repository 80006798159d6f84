"""Flags, hiding by their number, and appeals."""

import pytest
from django.contrib.messages import get_messages

from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import take_step
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.moderation.policy.steps import Step


def flagged(signed_in, people, who, note, **said):
    return signed_in(people[who]).post(f"/a/{note.pk}/flag/", {"reason": "spam", **said})


def now(note):
    return Annotation.objects.get(pk=note.pk)


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_at_the_threshold_it_is_hidden_by_nobody(reading, people, write, signed_in):
    note = write(reading)
    assert flagged(signed_in, people, "another_reader", note).status_code == 302
    assert now(note).state == "published"
    flagged(signed_in, people, "observer", note)
    assert now(note).state == "hidden"
    (decision,) = Decision.objects.filter(annotation=note)
    assert (decision.step, decision.who, decision.reason) == ("hide", None, "flags")
    assert store.tally_differences(reading) == {}
    author = signed_in(people["reader"])
    things = author.get("/me/").content.decode()
    assert "as many members flagged it" in things
    in_place = author.get(f"/a/{note.pk}/", follow=True).content.decode()
    assert "by the number of flags" in in_place


def test_one_member_counts_once_for_a_version(reading, people, write, signed_in):
    note = write(reading)
    for _ in range(3):
        flagged(signed_in, people, "another_reader", note)
    assert Flag.objects.count() == 1
    assert now(note).state == "published"


def test_who_flags_again_what_was_looked_at_is_told_so(reading, people, write, signed_in):
    note = write(reading)
    said = "A moderator will look at it. Its author isn’t told who asked."
    assert told(flagged(signed_in, people, "another_reader", note)) == [said]
    take_step(Step.DISMISS_FLAGS, now(note), by=people["moderator"])
    again = flagged(signed_in, people, "another_reader", note)
    assert told(again) == ["You have flagged this before, and a moderator has looked at it."]


def test_what_a_moderator_restored_is_not_hidden_again_by_flags(reading, people, write, signed_in):
    note = write(reading)
    for who in ("another_reader", "observer"):
        flagged(signed_in, people, who, note)
    take_step(Step.RESTORE, now(note), by=people["moderator"])
    for who in ("leader", "moderator"):
        flagged(signed_in, people, who, note)
    assert now(note).state == "published"
    assert Flag.objects.filter(settled_by=None).count() == 2  # they wait for a moderator
    reword_annotation(now(note), by=note.author, version=1, content={"body": "Another text."})
    for who in ("another_reader", "observer"):
        flagged(signed_in, people, who, note)
    assert now(note).state == "hidden"  # this wording nobody has looked at


def test_the_seminar_sets_its_own_threshold(begin, people, write, signed_in):
    reading = begin(flag_threshold=1)
    note = write(reading)
    flagged(signed_in, people, "observer", note)
    assert now(note).state == "hidden"


def test_nobody_is_told_who_flagged(reading, people, write, signed_in):
    note = write(reading)
    for who in ("another_reader", "observer"):
        flagged(signed_in, people, who, note, words="Said in confidence")
    for page in ("/me/", f"/a/{note.pk}/", f"/a/{note.pk}/appeal/"):
        text = signed_in(people["reader"]).get(page, follow=True).content.decode()
        assert "another_reader" not in text
        assert "observer" not in text
        assert "Said in confidence" not in text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": ""}, "Choose what is wrong."),
        ({"reason": "flags"}, "Choose one of the reasons."),
        ({"reason": "\0"}, "Choose one of the reasons."),
        ({"words": "a\0"}, "unreadable character (U+0000) in line 1, column 2"),
        ({"words": "x" * 501}, "At most 500 characters, please."),
    ],
)
def test_a_flag_that_makes_no_sense_is_told_why(reading, people, write, signed_in, said, words):
    answer = flagged(signed_in, people, "another_reader", write(reading), **said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Flag.objects.count() == 0


def test_an_empty_flag_is_answered_too(reading, people, write, signed_in):
    answer = signed_in(people["another_reader"]).post(f"/a/{write(reading).pk}/flag/")
    assert answer.status_code == 422
    assert "Choose what is wrong." in answer.content.decode()


def test_an_appeal_is_heard_once_and_by_somebody_else(reading, people, write, signed_in):
    note = write(reading)
    take_step(Step.HIDE, note, by=people["moderator"], reason="spam")
    author = signed_in(people["reader"])
    address = f"/a/{note.pk}/appeal/"
    empty = author.post(address)
    assert empty.status_code == 422
    assert "Write why it should be looked at again." in empty.content.decode()
    assert author.post(address, {"words": "I quote, I don’t sell."}).status_code == 302
    again = author.post(address, {"words": "Once more."})
    assert again.status_code == 409
    assert "You have appealed against this decision already" in again.content.decode()
    assert "Once more." in again.content.decode()
    assert [appeal.words for appeal in Appeal.objects.all()] == ["I quote, I don’t sell."]
    decide = f"/admin/annotations/annotation/{note.pk}/decide/"
    form = {"step": "restore", "version": 1, "state": "hidden"}
    mine = signed_in(people["moderator"]).post(decide, form)
    assert mine.status_code == 403
    assert "another moderator has to decide" in mine.content.decode()
    shown = signed_in(people["leader"]).get(decide).content.decode()
    assert "I quote, I don’t sell." in shown
    assert signed_in(people["leader"]).post(decide, form).status_code == 302
    assert now(note).state == "published"
    assert Appeal.objects.get().answered_by is not None


def test_only_its_author_appeals(reading, people, write, signed_in):
    note = write(reading)
    take_step(Step.HIDE, note, by=people["moderator"], reason="spam")
    answers = {
        who: signed_in(people[who]).post(f"/a/{note.pk}/appeal/", {"words": "Please."}).status_code
        for who in ("leader", "another_reader", "stranger", "nobody")
    }
    assert answers == {"leader": 403, "another_reader": 404, "stranger": 404, "nobody": 302}
    assert Appeal.objects.count() == 0
