"""Decisions through the door that moderators use: the page in the admin."""

import pytest

from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import flag_annotation, take_step, withdraw
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from tests.cast import member_of


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def steps_of(annotation):
    return list(Decision.objects.filter(annotation=annotation).values_list("step", flat=True))


def in_state(write, reading, people, state):
    """A note that came to its state through the table."""
    note = write(reading, state="pending" if state == "pending" else "published")
    for step in {"hidden": [Step.HIDE], "removed": [Step.REMOVE]}.get(state, []):
        take_step(step, note, by=people["leader"], reason="spam")
    if state in ("withdrawn", "erased"):
        withdraw(note, by=note.author)
    if state == "erased":
        take_step(Step.ERASE, note, by=people["superuser"], reason="legal", ticket="1")
    return now(note)


# The table of steps: from these states to that one; from any other it is refused.
TABLE = {
    "approve": (["pending"], "published"),
    "hide": (["pending", "published"], "hidden"),
    "restore": (["hidden"], "published"),
    "remove": (["pending", "published", "hidden"], "removed"),
    "reinstate": (["removed"], "published"),
}
STATES = ("pending", "published", "hidden", "removed", "withdrawn", "erased")


@pytest.mark.slow
@pytest.mark.parametrize("step", TABLE)
@pytest.mark.parametrize("state", STATES)
def test_a_step_leads_where_the_table_says_or_is_refused(
    reading, people, write, decide, step, state
):
    note = in_state(write, reading, people, state)
    before = steps_of(note)
    answer = decide("moderator", note, step, reason="spam")
    allowed, after = TABLE[step]
    if state in allowed:
        assert (answer.status_code, now(note).state) == (302, after)
        assert steps_of(note) == [*before, step]
    else:
        assert (answer.status_code, now(note).state) == (409, state)
        assert f"This annotation is {'already ' if state == after else ''}{state}" in (
            answer.content.decode()
        )
        assert steps_of(note) == before
    assert store.tally_differences(reading) == {}


@pytest.mark.parametrize("step", ["hide", "remove"])
def test_a_grave_step_without_a_reason_is_not_taken(reading, write, decide, step):
    note = write(reading)
    answer = decide("moderator", note, step, statement="Because.")
    assert answer.status_code == 422
    assert "Please choose a reason." in answer.content.decode()
    assert "Because." in answer.content.decode()  # nothing typed is lost
    assert now(note).state == "published"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("step", "", "Choose what to do."),
        ("step", "post", "This is not a step that a moderator can take."),
        ("step", "withdraw", "This is not a step that a moderator can take."),
        ("reason", "because", "Choose one of the reasons."),
        ("version", "", "This form is damaged: open the page again."),
        ("version", "one", "This form is damaged: open the page again."),
        ("state", "", "This form is damaged: open the page again."),
        ("state", "fine", "This form is damaged: open the page again."),
        ("statement", "a\0b", "unreadable character (U+0000) in line 1, column 2"),
        ("remark", "x" * 2001, "At most 2,000 characters, please."),
    ],
)
def test_a_decision_that_makes_no_sense_is_told_what_is_wrong(
    reading, write, decide, field, value, words
):
    note = write(reading)
    answer = decide("moderator", note, **{"step": "hide", "reason": "spam", field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert now(note).state == "published"


def test_nobody_moderates_their_own(reading, write, decide):
    note = write(reading, "moderator")
    answer = decide("moderator", note, "hide", reason="spam")
    assert answer.status_code == 403
    assert "nobody moderates their own" in answer.content.decode()
    assert now(note).state == "published"


def test_who_removed_it_does_not_reinstate_it_while_somebody_else_could(
    reading, people, write, decide
):
    note = write(reading)
    take_step(Step.REMOVE, note, by=people["moderator"], reason="spam")
    answer = decide("moderator", now(note), "reinstate", reason="other")
    assert answer.status_code == 403
    assert "another moderator has to reinstate it" in answer.content.decode()
    assert decide("leader", now(note), "reinstate", reason="other").status_code == 302
    assert now(note).state == "published"


def test_the_only_moderator_may_reinstate_what_they_removed(reading, people, write, decide):
    reading.seminar.members.filter(user=people["leader"]).update(role="reader")
    note = write(reading)
    take_step(Step.REMOVE, note, by=people["moderator"], reason="spam")
    assert decide("moderator", now(note), "reinstate", reason="other").status_code == 302


@pytest.mark.parametrize("who", ["reader", "observer", "stranger", "former", "nobody"])
def test_who_moderates_nothing_is_not_let_in(reading, write, decide, who):
    note = write(reading, "another_reader")
    answer = decide(who, note, "hide", reason="spam")
    assert answer.status_code == 302
    assert now(note).state == "published"


def test_a_moderator_of_another_seminar_finds_nothing(begin, people, write, decide):
    reading, elsewhere = begin("here"), begin("elsewhere")
    reading.seminar.members.filter(user=people["moderator"]).delete()
    note = write(reading)
    assert decide("moderator", note, "hide", reason="spam").status_code == 404
    assert decide("moderator", write(elsewhere), "hide", reason="spam").status_code == 302
    assert now(note).state == "published"


def test_two_who_decide_differently_are_not_both_heard(reading, people, write, decide):
    note = write(reading)
    assert decide("leader", note, "hide", reason="off-topic").status_code == 302
    answer = decide("moderator", note, "remove", reason="spam", statement="My sentence.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It changed while you were looking" in page
    assert "leader (leader) took the step “hide”" in page
    assert "Nothing of yours was applied" in page
    assert "My sentence." in page
    assert now(note).state == "hidden"
    assert steps_of(note) == ["hide"]


def test_a_decision_on_an_earlier_wording_is_not_applied(reading, people, write, decide):
    note = write(reading)
    reword_annotation(note, by=note.author, version=1, content={"body": "Something milder."})
    answer = decide("moderator", note, "remove", reason="uncivil")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "its author edited it" in page
    assert "Something milder." in page
    assert now(note).state == "published"
    assert decide("moderator", now(note), "remove", reason="uncivil").status_code == 302


def test_the_same_decision_twice_is_one(reading, write, decide):
    note = write(reading)
    for _ in range(3):
        assert decide("moderator", note, "hide", reason="spam").status_code == 302
    assert steps_of(note) == ["hide"]


def test_dismissing_again_answers_who_flagged_since(reading, people, write, decide):
    reading.seminar.flag_threshold = 9
    reading.seminar.save()
    note = write(reading)
    for who in ("another_reader", "observer"):
        flag_annotation(note, by=member_of(reading, people[who]), reason="spam")
        assert decide("moderator", note, "dismiss_flags").status_code == 302
        assert note.flags.filter(settled_by=None).count() == 0
    assert steps_of(note) == ["dismiss_flags", "dismiss_flags"]
    answer = decide("moderator", note, "dismiss_flags")  # now there is none left: the same again
    assert answer.status_code == 302
    assert len(steps_of(note)) == 2


def test_flags_on_an_earlier_wording_are_answered_too(reading, people, write, decide):
    note = write(reading)
    flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    reword_annotation(note, by=note.author, version=1, content={"body": "Better."})
    assert decide("moderator", now(note), "dismiss_flags").status_code == 302
    assert note.flags.filter(settled_by=None).count() == 0


def test_what_is_private_can_not_be_decided_about(reading, people, write, decide):
    note = write(reading, visibility="private")
    for who in ("moderator", "superuser"):
        assert decide(who, note, "hide", reason="spam").status_code == 404
    with pytest.raises(Annotation.DoesNotExist):
        take_step(Step.HIDE, note, by=people["moderator"], reason="spam")
    assert now(note).state == "published"
    assert steps_of(note) == []


def test_only_who_runs_the_site_erases_and_only_with_a_ticket(reading, people, write, decide):
    note = write(reading, kind="source", words="comfortable", citation="A book", locator="p. 3")
    reword_annotation(note, by=note.author, version=1, content={"body": "Second wording."})
    note = now(note)
    refused = decide("moderator", note, "erase", reason="legal", ticket="7")
    assert refused.status_code == 403
    without = decide("superuser", note, "erase", reason="legal")
    assert without.status_code == 422
    assert "Please give the number of the ticket" in without.content.decode()
    assert decide("superuser", note, "erase", reason="legal", ticket="7").status_code == 302
    gone = now(note)
    assert gone.state == "erased"
    kept = ("body", "body_html", "citation", "locator", "quotation", "exact", "prefix", "suffix")
    assert {getattr(gone, name) for name in kept} == {""}
    assert gone.work is None
    assert gone.wordings.count() == 0
    assert store.tally_differences(reading) == {}
    decide("superuser", gone, "erase", reason="legal", ticket="7")
    assert steps_of(note) == ["erase"]


def test_the_author_reads_why_in_place_and_among_their_things(
    reading, people, write, decide, signed_in
):
    note = write(reading, words="comfortable")
    decide(
        "moderator", note, "remove", reason="uncivil", statement="Be kind.", remark="Third time."
    )
    author, bystander = signed_in(people["reader"]), signed_in(people["another_reader"])
    in_place = author.get(f"/a/{note.pk}/", follow=True).content.decode()
    things = author.get("/me/").content.decode()
    for page in (in_place, things):
        assert "Uncivil" in page or "uncivil" in page
        assert "Be kind." in page
        assert f'href="/a/{note.pk}/appeal/"' in page
        assert "Third time." not in page  # for moderators only
        assert "Kestrel" not in page
    assert "by a moderator" in things
    assert "comfortable" in things
    for page in ("/me/", "/s/together/on-reading/p/1/"):
        assert "Be kind." not in bystander.get(page).content.decode()
