"""Who is told of what, in the list, in the header and by mail."""

import re

import pytest
from django.core import mail as outbox
from django.core.management import call_command

from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from tests.cast import member_of


@pytest.fixture
def listed(signed_in):
    """The kinds of the notices in a person's list."""

    def listed(person):
        page = signed_in(person).get("/me/notices/").content.decode()
        return re.findall(r'data-notice="(\w+)"', page)

    return listed


def header_number(client):
    page = client.get("/").content.decode()
    found = re.search(r'class="to-notices">Notices(?: <b>(.*?)</b>)?</a>', page)
    assert found
    return found[1]


def sent_to():
    return sorted(to for message in outbox.outbox for to in message.to)


def test_an_answer_is_told_to_its_author_and_to_nobody_else(
    reading, write, people, listed, told_at_once
):
    note = write(reading, "reader")
    write(reading, "another_reader", about=note)
    told = {name: listed(person) for name, person in people.items() if name != "nobody"}
    assert {name: kinds for name, kinds in told.items() if kinds} == {"reader": ["answer"]}
    call_command("send_notices")
    assert sent_to() == ["reader@example.org"]
    assert "What another_reader says." in outbox.outbox[0].body


def test_who_answers_themselves_is_not_told(reading, write, reader, listed):
    note = write(reading, "reader")
    write(reading, "reader", about=note)
    assert listed(reader) == []


def test_the_header_counts_what_is_unread_until_it_is_read_in_its_place(
    reading, write, reader, signed_in
):
    answer = write(reading, "another_reader", about=write(reading, "reader"))
    client = signed_in(reader)
    assert header_number(client) is None
    call_command("send_notices")
    assert header_number(client) == "1"
    client.get("/me/notices/")
    assert header_number(client) == "1"
    client.get(f"/a/{answer.pk}/", follow=True)
    assert header_number(client) is None
    reader.refresh_from_db()
    assert reader.unread_notices is None


def test_all_can_be_marked_as_read(reading, write, reader, signed_in):
    write(reading, "another_reader", about=write(reading, "reader"))
    client = signed_in(reader)
    assert b"Mark all as read" in client.get("/me/notices/").content
    assert header_number(client) == "1"
    client.post("/me/notices/read/")
    assert header_number(client) is None
    assert b"Mark all as read" not in client.get("/me/notices/").content


def test_a_page_without_unread_notices_costs_no_query_more_and_else_one(
    reading, write, reader, signed_in, django_assert_num_queries
):
    client = signed_in(reader)
    client.get("/me/notices/settings/")
    with django_assert_num_queries(4):
        client.get("/me/notices/settings/")
    write(reading, "another_reader", about=write(reading, "reader"))
    call_command("send_notices")
    with django_assert_num_queries(5):
        client.get("/me/notices/settings/")


def test_a_decision_is_told_to_the_author_with_the_reason(
    reading, write, people, listed, signed_in, told_at_once
):
    note = write(reading, "reader")
    take_step(Step.HIDE, note, by=people["moderator"], reason="abuse", statement="Too sharp.")
    call_command("send_notices")
    assert sent_to() == ["reader@example.org"]
    assert "Too sharp." in outbox.outbox[0].body
    assert "/me/#decisions" in outbox.outbox[0].body
    client = signed_in(people["reader"])
    assert header_number(client) == "1"
    page = client.get("/me/notices/").content.decode()
    assert re.findall(r'data-notice="(\w+)"', page) == ["decision"]
    assert "Too sharp." in page
    assert header_number(client) is None  # all there is to read was read there
    assert listed(people["moderator"]) == listed(people["another_reader"]) == []


def test_what_was_approved_is_told_to_who_is_answered(begin, write, people, listed):
    reading = begin(moderation="before")
    note = write(reading, "reader")
    answer = write(reading, "another_reader", about=note, state="pending")
    assert listed(people["reader"]) == []
    take_step(Step.APPROVE, answer, by=people["moderator"])
    assert listed(people["reader"]) == ["answer"]
    assert listed(people["another_reader"]) == ["decision"]


def test_what_was_hidden_meanwhile_is_neither_listed_nor_counted_nor_mailed(
    reading, write, people, listed, signed_in, told_at_once
):
    answer = write(reading, "another_reader", about=write(reading, "reader"))
    assert listed(people["reader"]) == ["answer"]
    client = signed_in(people["reader"])
    assert header_number(client) == "1"
    take_step(Step.HIDE, answer, by=people["moderator"], reason="abuse", statement="No.")
    assert listed(people["reader"]) == []
    assert header_number(client) is None
    call_command("send_notices")
    assert sent_to() == ["another_reader@example.org"]


def test_a_mention_is_told_once_even_a_thousand_times_in_one_note(
    reading, write, people, listed, told_at_once
):
    note = write(reading, "another_reader", body="@reader " * 1000)
    call_command("send_notices")
    call_command("send_notices")
    assert sent_to() == ["reader@example.org"]
    assert listed(people["reader"]) == ["mention"]
    assert listed(people["another_reader"]) == []
    assert f"/a/{note.pk}/" in outbox.outbox[0].body


@pytest.mark.parametrize(
    "body",
    ["mail@reader.example", "@readers", "reader", "@ reader", "@stranger", "@former"],
)
def test_what_is_no_mention_of_a_member_tells_nobody(reading, write, people, listed, body):
    write(reading, "another_reader", body=body)
    told = [listed(person) for name, person in people.items() if name != "nobody"]
    assert not any(told)


def test_a_mention_in_something_private_or_pending_tells_nobody(reading, write, reader, listed):
    write(reading, "another_reader", body="@reader", visibility="private")
    write(reading, "another_reader", body="@reader", state="pending")
    assert listed(reader) == []
    write(reading, "another_reader", body="@Reader, see")
    assert listed(reader) == ["mention"]


def test_before_one_writes_one_is_not_told_of_mentions(begin, write, people, listed):
    reading = begin(write_first=True, who_may_read="members")
    write(reading, "another_reader", body="@reader @moderator", number=1)
    assert listed(people["reader"]) == []
    assert listed(people["moderator"]) == ["mention"]


def test_a_pseudonym_is_mentioned_and_the_account_behind_it_is_not(
    begin, write, people, listed, told_at_once
):
    reading = begin(pseudonyms=True)
    member = member_of(reading, people["reader"])
    assert member.shown_as != "reader"
    write(reading, "another_reader", body="@reader")
    assert listed(people["reader"]) == []
    write(reading, "another_reader", body=f"Dear @{member.shown_as}: no.")
    assert listed(people["reader"]) == ["mention"]
    call_command("send_notices")
    [message] = outbox.outbox
    assert message.to == ["reader@example.org"]
    assert member_of(reading, people["another_reader"]).shown_as in message.body
    assert "another_reader" not in message.body.replace("What another_reader", "")


def test_who_left_or_was_suspended_is_told_nothing(reading, write, people, listed, told_at_once):
    note, other = write(reading, "reader"), write(reading, "another_reader")
    write(reading, "leader", about=note)
    write(reading, "leader", about=other)
    assert listed(people["reader"]) == ["answer"]
    member = member_of(reading, people["reader"])
    member.left_at = note.created_at
    member.save()
    people["another_reader"].is_active = False
    people["another_reader"].save()
    call_command("send_notices")
    assert listed(people["reader"]) == []
    assert sent_to() == []
