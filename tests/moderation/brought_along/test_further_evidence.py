"""Evidence that is sent again, or in addition, with a counterpoint that is posted already."""

import re
from html import unescape

import pytest

from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from tests.moderation.brought_along.pages import (
    NUMBER,
    SAID,
    states,
)
from tests.reading.composers import said_beside

MORE = "@misc{m, title={Cheap pills}, year={2001}}"


@pytest.mark.parametrize("first", ["", SAID["evidence"]])
@pytest.mark.parametrize("moderation", ["before", "after"])
def test_what_is_posted_takes_no_further_evidence(begin, send, moderation, first):
    begin(moderation=moderation)
    assert send(evidence=first).status_code == 302
    there = set(Annotation.objects.values_list("pk", flat=True))
    answer = send(evidence=f"{first}\n{MORE}".strip())
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    words = said_beside(answer, "evidence")
    assert words.startswith("You have posted this counterpoint already, so this was not added")
    assert f'<a href="/a/{NUMBER}/">the counterpoint</a>' in page
    assert "Cheap pills" in page.partition('name="evidence"')[2].partition("</textarea>")[0]
    assert f'name="id" value="{NUMBER}"' in page
    assert set(Annotation.objects.values_list("pk", flat=True)) == there
    # without it, or with what it brought along, it is the same form sent again
    assert send(evidence="").status_code == send(evidence=first).status_code == 302
    assert set(Annotation.objects.values_list("pk", flat=True)) == there


def test_a_form_with_other_words_is_another_counterpoint_with_all_its_evidence(reading, send):
    send()
    answer = send(body="Something else.", evidence=MORE)
    assert answer.status_code == 409
    assert "You have posted this form before, with other words." in answer.content.decode()
    assert Annotation.objects.count() == 2
    number = re.search(r'name="id" value="([^"]+)"', answer.content.decode()).group(1)
    assert send(id=number, body="Something else.", evidence=MORE).status_code == 302
    counterpoint = Annotation.objects.get(pk=number)
    assert counterpoint.brought.count() == 1


def entries(first, last):
    each = "@misc{{m{0}, author={{Writer{0}}}, title={{Title {0}}}, year={{1999}}}}"
    return "\n".join(each.format(number) for number in range(first, last))


def test_kept_to_oneself_it_takes_further_evidence_up_to_a_hundred(reading, send):
    private = {"visibility": "private"}
    assert send(**private, evidence=entries(0, 2)).status_code == 302
    assert send(**private, evidence=entries(2, 3)).status_code == 302
    assert Annotation.objects.filter(came_with=NUMBER).count() == 3
    answer = send(**private, evidence=entries(3, 101))
    assert answer.status_code == 409
    assert said_beside(answer, "evidence") == (
        "A counterpoint brings at most 100 sources along, and this one would have 101."
    )
    assert Annotation.objects.filter(came_with=NUMBER).count() == 3
    assert send(**private, evidence=entries(3, 100)).status_code == 302
    assert Annotation.objects.filter(came_with=NUMBER).count() == 100


def test_sent_again_after_it_was_removed_nothing_new_is_brought_along(
    reading, people, object_, send
):
    number = "01980000-0000-7000-8000-0000000000aa"
    counterpoint, source = object_(id=number)
    take_step(Step.REMOVE, counterpoint, by=people["moderator"], reason="spam")
    answer = send(id=number, evidence="Another almanac")
    assert answer.status_code == 409
    assert "Another almanac" in answer.content.decode()
    assert states(counterpoint, source) == ["removed", "removed"]
    assert Annotation.objects.count() == 2
