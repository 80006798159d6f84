"""What another moderator settled meanwhile leaves the queue with an explanation, and the same
decision with other words is not dropped in silence."""

import re

import pytest

from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from tests.cast import member_of

QUEUE = "/admin/annotations/annotation/queue/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def reading(begin):
    """One whose flags hide nothing by themselves."""
    return begin(flag_threshold=9)


@pytest.fixture
def flagged(reading, people, write):
    """`flagged()`: a published note with a flag."""

    def flagged(author="reader"):
        note = write(reading, author)
        flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
        return note

    return flagged


def page_of(annotation):
    return f"/admin/annotations/annotation/{annotation.pk}/decide/"


def sent(client, annotation, step, headers=HTMX, **said):
    """A decision as the queue sends it that showed the annotation published and undecided."""
    form = {"step": step, "version": 1, "state": "published", "seen": 0, "queue": "all", **said}
    return client.post(page_of(annotation), form, **headers)


def items_of(answer):
    return re.findall(r'data-item="([0-9a-f-]+)"', answer.content.decode())


def steps_of(annotation):
    return list(Decision.objects.filter(annotation=annotation).values_list("step", flat=True))


def test_what_another_settled_leaves_the_queue_with_the_reason(people, flagged, signed_in):
    note, further = flagged(), flagged()
    client = signed_in(people["moderator"])
    assert items_of(client.get(QUEUE)) == [str(note.pk), str(further.pk)]
    take_step(Step.HIDE, note, by=people["leader"], reason="spam")
    answer = sent(
        client, note, "remove", reason="uncivil", statement="My words.", remark="Mine.", shown=""
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "leader (leader) took the step “hide”" in page
    assert "It does not wait for a decision any more." in page
    assert "My words." in page
    assert "Mine." in page
    assert "data-settled" in page
    assert items_of(answer) == [str(further.pk)]  # the next one, and not what was settled
    assert items_of(client.get(QUEUE)) == [str(further.pk)]
    assert steps_of(note) == ["hide"]


def test_what_was_typed_stands_on_its_page_although_another_item_was_decided(
    people, flagged, signed_in
):
    note, further = flagged(), flagged()
    client = signed_in(people["moderator"])
    take_step(Step.HIDE, note, by=people["leader"], reason="spam")
    assert sent(client, note, "remove", reason="uncivil", statement="My words.").status_code == 409
    assert sent(client, further, "dismiss_flags").status_code == 200
    page = client.get(page_of(note)).content.decode()
    assert 'dir="auto">My words.</textarea>' in page
    assert re.search(r'value="uncivil" checked', page)


def test_what_still_waits_is_shown_as_it_is_now(people, flagged, signed_in):
    note = flagged()
    client = signed_in(people["moderator"])
    take_step(Step.HIDE, note, by=people["leader"], reason="spam")
    take_step(Step.REOPEN_FLAGS, note, by=people["leader"])
    answer = sent(client, note, "remove", reason="uncivil", statement="My words.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert items_of(answer) == [str(note.pk)]
    assert '<span class="state">hidden</span>' in page
    assert "My words.</textarea>" in page
    assert "Keep hidden" in page


def test_what_its_author_withdrew_leaves_the_queue_without_its_words(people, flagged, signed_in):
    note = flagged()
    client = signed_in(people["moderator"])
    assert "What reader says." in client.get(QUEUE).content.decode()
    take_step(Step.WITHDRAW, note, by=people["reader"])
    answer = sent(client, note, "hide", reason="spam")
    assert answer.status_code == 409
    assert items_of(answer) == []
    assert "took the step “withdraw”" in answer.content.decode()
    assert "What reader says." not in answer.content.decode()


@pytest.mark.parametrize(
    ("now", "named"),
    [
        ({"reason": "uncivil"}, "reason"),
        ({"statement": "Other words."}, "sentence for the author"),
        ({"remark": "A remark."}, "remark"),
        ({"reason": "uncivil", "remark": "A remark."}, "reason, remark"),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_same_step_with_other_words_is_told_and_nothing_is_lost(
    people, flagged, signed_in, headers, now, named
):
    note = flagged()
    client = signed_in(people["moderator"])
    first = {"reason": "spam", "statement": "First."}
    assert sent(client, note, "hide", headers, **first).status_code < 400
    again = sent(client, note, "hide", headers, **first | now)
    page = again.content.decode()
    assert again.status_code == 409
    words = f"You decided this already: Hidden (Advertising or spam). What you wrote now ({named})"
    assert f"{words} was not recorded." in page
    for typed in ("statement", "remark"):
        assert now.get(typed, "") in page
    recorded = Decision.objects.get(annotation=note)
    assert (recorded.reason, recorded.statement, recorded.remark) == ("spam", "First.", "")


@pytest.mark.parametrize("step", ["hide", "remove", "dismiss_flags"])
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_true_repeat_is_one_decision(people, flagged, signed_in, headers, step):
    note = flagged()
    client = signed_in(people["moderator"])
    said = {"reason": "spam", "statement": "The same.", "remark": "The same."}
    for _ in range(2):
        assert sent(client, note, step, headers, **said).status_code < 400
    assert steps_of(note) == [step]


def test_of_several_at_once_a_repeat_with_another_reason_is_told(people, flagged, signed_in):
    note = flagged()
    client = signed_in(people["moderator"])
    form = {"item": f"{note.pk} 1 published", "confirmed": 1, "step": "hide"}
    form |= {"version": 1, "state": "published"}
    for reason in ("spam", "uncivil"):
        page = client.post(
            "/admin/annotations/annotation/selected/", form | {"reason": reason}
        ).content.decode()
    assert "You decided this already: Hidden (Advertising or spam)." in page
    assert steps_of(note) == ["hide"]
