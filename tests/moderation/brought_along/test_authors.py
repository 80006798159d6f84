"""A source that was posted with a counterpoint is withdrawn, published and erased with it."""

import pytest

from annotations.margin.models import Annotation
from annotations.moderation.leaving.delete_account import delete_account
from annotations.moderation.leaving.delete_seminar import delete_seminar
from annotations.moderation.models import Decision
from annotations.seminars.models import Seminar
from tests.cast import member_of
from tests.moderation.brought_along.pages import SHOW_IT, all_is_well, states, steps


def test_its_author_withdraws_it_and_brings_it_back_with_its_source(
    reading, people, signed_in, object_, shown
):
    counterpoint, source = object_()
    browser = signed_in(people["reader"])
    assert shown() == SHOW_IT
    browser.post(f"/a/{counterpoint.pk}/withdrawal/")
    assert states(counterpoint, source) == ["withdrawn", "withdrawn"]
    assert shown() == set()
    all_is_well(reading.seminar_id)
    browser.post(f"/a/{counterpoint.pk}/return/")
    assert states(counterpoint, source) == ["published", "published"]
    assert shown() == SHOW_IT
    all_is_well(reading.seminar_id)


def test_a_source_withdrawn_before_its_counterpoint_stays_withdrawn(
    reading, people, signed_in, object_
):
    counterpoint, source = object_()
    browser = signed_in(people["reader"])
    browser.post(f"/a/{source.pk}/withdrawal/")
    browser.post(f"/a/{counterpoint.pk}/withdrawal/")
    browser.post(f"/a/{counterpoint.pk}/return/")
    assert states(counterpoint, source) == ["published", "withdrawn"]
    all_is_well(reading.seminar_id)


def test_what_is_private_is_withdrawn_and_brought_back_together(
    reading, people, signed_in, object_
):
    counterpoint, source = object_(visibility="private")
    browser = signed_in(people["reader"])
    browser.post(f"/a/{counterpoint.pk}/withdrawal/")
    assert states(counterpoint, source) == ["withdrawn", "withdrawn"]
    browser.post(f"/a/{counterpoint.pk}/return/")
    assert states(counterpoint, source) == ["published", "published"]
    assert not Decision.objects.exists()


def test_the_law_and_an_account_that_ends_erase_both(begin, people, object_, decide):
    reading = begin()
    counterpoint, source = object_()
    form = {"reason": "legal", "ticket": "7"}
    assert decide(counterpoint, "erase", "superuser", **form).status_code == 302
    assert states(counterpoint, source) == ["erased", "erased"]
    assert Annotation.objects.get(pk=source.pk).citation == ""
    all_is_well(reading.seminar_id)


def test_an_account_that_ends_erases_what_was_brought_along_once(reading, people, object_):
    counterpoint, source = object_()
    delete_account(people["reader"], erase=True)
    assert states(counterpoint, source) == ["erased", "erased"]
    assert (steps(counterpoint), steps(source)) == (["erase"], ["erase"])
    all_is_well(reading.seminar_id)


def test_an_account_that_ends_takes_along_what_was_private(reading, people, object_):
    object_(visibility="private")
    delete_account(people["reader"], erase=False)
    assert not Annotation.objects.exists()


def test_a_leader_who_withdraws_what_a_member_wrote_counts_the_sources_too(
    reading, people, signed_in, object_
):
    counterpoint, source = object_()
    member = member_of(reading, people["reader"])
    address = f"/s/together/members/{member.pk}/removal/"
    answer = signed_in(people["leader"]).post(address, {"written": "withdraw"}, follow=True)
    assert "2 annotations of theirs withdrawn" in answer.content.decode()
    assert states(counterpoint, source) == ["withdrawn", "withdrawn"]
    all_is_well(reading.seminar_id)


@pytest.mark.parametrize(("moderation", "state"), [("after", "published"), ("before", "pending")])
def test_shown_to_the_seminar_later_both_are_in_one_state(
    begin, people, signed_in, object_, shown, moderation, state
):
    reading = begin(moderation=moderation)
    counterpoint, _ = object_(visibility="private")
    assert shown() == set()
    signed_in(people["reader"]).post(f"/a/{counterpoint.pk}/publication/")
    found = Annotation.objects.order_by("depth").values_list("visibility", "state")
    assert list(found) == [("seminar", state), ("seminar", state)]
    assert shown() == (SHOW_IT if state == "published" else set())
    all_is_well(reading.seminar_id)


def test_a_seminar_is_deleted_with_what_was_brought_along(reading, object_):
    object_()
    Seminar.objects.update(deleted_from="2020-01-01T00:00Z")
    assert delete_seminar(Seminar.objects.get())
    assert not Annotation.objects.exists()
