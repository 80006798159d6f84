"""Deleting a seminar or an account, and exporting their data before."""

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from annotations.activity import Entry
from annotations.arguments.claims.actions import assign_claim, pull_out_claim
from annotations.essays.models import Essay
from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation, Wording
from annotations.margin.precomputed_tallies import store
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.people.models import User
from annotations.seminars.actions import change_role
from annotations.seminars.invitations.actions import create_invitation
from annotations.seminars.models import Invitation, Member, Seminar
from tests.cast import bare, member_of, selected

DELETION = "/s/together/deletion/"
EXPORT = "/s/together/export/"


@pytest.fixture
def full(reading, write, people):
    """A seminar with something of everything in it."""
    note = write(reading, "reader", words="comfortable", body="canary note")
    write(reading, "another_reader", about=note, body="canary answer")
    counter = write(reading, "another_reader", kind="counterpoint", body="canary counter")
    author = member_of(reading, people["another_reader"])
    assign_claim(counter, wording="A claim", by=author)
    pull_out_claim(reading, wording="Another", by=author)
    write(reading, "reader", visibility="private", body="canary private")
    flag_annotation(counter, by=member_of(reading, people["reader"]), reason="spam")
    take_step(Step.REMOVE, counter, by=people["moderator"], reason="uncivil")
    return reading


def tidy():
    said = StringIO()
    call_command("tidy", stdout=said)
    return said.getvalue()


def test_invitations_are_deleted_a_month_after_they_became_unusable(reading):
    now = timezone.now()
    for days, most, used in ((-31, None, 0), (-29, None, 0), (31, 1, 1), (31, 1, 0)):
        made, _ = create_invitation(reading.seminar, by=None, lasts=timedelta(days=days), most=most)
        Invitation.objects.filter(pk=made.pk).update(used=used, created_at=now - timedelta(days=31))
    assert tidy() == "Nothing is due.\nInvitations swept up: 2.\n"
    assert Invitation.objects.count() == 2
    assert tidy() == "Nothing is due.\n"


def test_the_deletion_page_does_not_count_private_annotations(reading, write, signed_in, leader):
    write(reading, "reader")
    browser = signed_in(leader)
    before = bare(browser.get(DELETION))
    assert "<li>1 annotation, with" in before.decode()
    write(reading, "reader", visibility="private")
    assert bare(browser.get(DELETION)) == before


def test_a_seminar_is_deleted_a_week_after_the_request(full, begin, write, signed_in, leader):
    other = begin("elsewhere")
    kept = write(other, "reader")
    seminar, browser = full.seminar, signed_in(leader)
    for odd in ("", "Reading apart"):
        assert browser.post(DELETION, {"name": odd}).status_code == 422
    assert tidy() == "Nothing is due.\n"
    browser.post(DELETION, {"name": "Reading together"})
    page = browser.get("/s/together/").content.decode()
    assert "will be deleted on" in page
    assert browser.get("/s/together/on-reading/").status_code == 200  # read, and not written in
    posted = {"kind": "note", "body": "Too late.", "visibility": "seminar"}
    assert browser.post("/s/together/on-reading/p/1/", posted).status_code == 403
    assert tidy() == "Nothing is due.\n"
    Seminar.objects.filter(pk=seminar.pk).update(deleted_from=timezone.now())
    assert tidy() == "Deleted: Reading together.\n"
    assert [each.slug for each in Seminar.objects.all()] == ["elsewhere"]
    assert list(Annotation.objects.all()) == [kept]
    assert list(Essay.objects.all()) == [other.essay]
    assert set(Member.objects.values_list("seminar", flat=True)) == {other.seminar_id}
    assert User.objects.count() == 8
    assert browser.get("/s/together/").status_code == 404
    assert first_finding(seminar.pk) is None  # the record is whole, and ends where it did
    assert Decision.objects.filter(seminar=seminar.pk).count() == 1
    entry = Entry.objects.get(verb="deleted")
    entry.details["number"] = 2
    entry.save()
    assert first_finding(seminar.pk) is not None


def test_a_leader_can_cancel_the_deletion_of_a_seminar(full, signed_in, leader):
    browser = signed_in(leader)
    browser.post(DELETION, {"name": "Reading together"})
    browser.post(DELETION, {"end": "1"})
    Seminar.objects.filter(deleted_from__isnull=False).update(deleted_from=timezone.now())
    assert tidy() == "Nothing is due.\n"
    assert Seminar.objects.get().closed is False


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "stranger", "nobody"])
def test_only_a_leader_deletes_or_exports_a_seminar(reading, signed_in, people, who):
    browser = signed_in(people[who])
    for door in (DELETION, f"{EXPORT}json", f"{EXPORT}markdown"):
        assert browser.get(door).status_code == 403, door
    assert browser.post(DELETION, {"name": "Reading together"}).status_code == 403
    assert Seminar.objects.get().deleted_from is None


def test_a_leaders_export_holds_everything_except_private_annotations_of_others(
    full, signed_in, leader
):
    browser = signed_in(leader)
    taken = json.loads(browser.get(f"{EXPORT}json").getvalue())
    (reading,) = taken["readings"]
    items = reading["annotations"]["first"]["items"]
    assert [(each["creator"]["name"], each["body"]["value"]) for each in items] == [
        ("reader", "canary note"),
        ("another_reader", "canary answer"),
        ("another_reader", "canary counter"),
    ]
    assert reading["annotations"]["type"] == "AnnotationCollection"
    assert reading["annotations"]["total"] == 3
    assert "example.org" not in json.dumps(taken)  # nobody's address
    assert reading["text"].startswith("# On Reading Together")
    text = browser.get(f"{EXPORT}markdown").getvalue().decode()
    assert "Reading alone is comfortable[^n1]. Nobody contradicts you.[^n2]\n" in text
    assert "[^n1]: **Note** by reader on “comfortable”\n\n    canary note\n" in text
    assert "    - **Note** by another\\_reader\n\n      canary answer\n" in text
    assert "(It isn’t so) by another\\_reader (Removed by a moderator)" in text
    assert "canary private" not in text
    assert browser.get(f"{EXPORT}pdf").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        "a | b\n--- | ---\n1 | 2",
        "> Quoted\n\nand answered",
        "1. one\n2. two",
        "```\nunclosed",
        "# Loud",
        "two\n\n\n- three",
    ],
)
def test_every_annotation_stays_one_footnote_in_the_markdown_export(
    begin, write, signed_in, leader, body
):
    reading = begin(essay="Of | bars.\n\nIn `two\nlines` *of it*.\n")
    write(reading, "reader", body="*Before*.", words="Of | bars")
    write(reading, "another_reader", body=body, words="two lines", number=2)
    write(reading, "reader", kind="source", citation="10.1/a_b_c", body="After.", number=2)
    taken = signed_in(leader).get(f"{EXPORT}markdown").getvalue().decode()
    page = MarkdownIt("commonmark").enable("table").use(footnote_plugin).render(taken)
    text, _, notes = page.partition('<section class="footnotes">')
    assert len(re.findall(r"\[\d\]</a></sup>", text)) == 3
    items = notes.split('<li id="fn')[1:]
    heads = [re.search(r"<p>(.*?)</p>", item)[1] for item in items]
    assert sorted(heads) == [
        "<strong>Note</strong> by another_reader on “two lines”",
        "<strong>Note</strong> by reader on “Of | bars”",
        "<strong>Source</strong> (supports) by reader",
    ]
    assert "<strong>" not in text
    (source,) = (item for item in items if "Source" in item)
    assert "<p>10.1/a_b_c</p>\n<p>After." in source


def test_a_footnote_breaks_no_list_table_code_or_link(begin, write, signed_in, leader):
    essay = (
        "# Title\n\nOne `code words` and a [link to](https://example.org/) it.\n\n"
        "- first item\n- second item\n\n> quoted words\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "```\nprint(1)\n```\n"
    )
    reading = begin(essay=essay)
    words = {
        1: ["code", "link"],
        2: ["first", "second item"],
        3: ["quoted"],
        4: ["c"],
        5: ["print"],
    }
    for number, some in words.items():
        for each in some:
            write(reading, "reader", number=number, words=each, body=f"On {each}.")
    taken = signed_in(leader).get(f"{EXPORT}markdown").getvalue().decode()
    parser = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
    text, _, notes = parser.render(taken).partition('<hr class="footnotes-sep" />')
    plain = re.sub(r'<sup class="footnote-ref">.*?</sup>|<p></p>\n', "", text)
    without = parser.render(f"# Reading together\n\n## Title\n\n{essay}")
    assert re.sub(r"\s+", "", re.sub("<p></p>", "", plain)) == re.sub(r"\s+", "", without)
    assert [f"On {each}." in notes for some in words.values() for each in some] == [True] * 7
    assert text.count('class="footnote-ref"') == 7


def test_everybody_can_export_their_own_data(full, signed_in, people):
    taken = json.loads(signed_in(people["reader"]).get("/me/export/").content)
    assert taken["email"] == "reader@example.org"
    assert {each["body"] for each in taken["annotations"]} == {"canary note", "canary private"}
    assert [each["reason"] for each in taken["flags"]] == ["spam"]
    theirs = json.loads(signed_in(people["another_reader"]).get("/me/export/").content)
    assert [each["step"] for each in theirs["decisions"]] == ["remove"]
    assert theirs["flags"] == []  # who flagged is not told


@pytest.fixture
def sure(signed_in):
    """A browser of somebody who has just shown that it is them."""

    def sure(user):
        user.set_password("quite-a-long-one")
        user.save()
        browser = signed_in(user)
        browser.post("/accounts/login/", {"login": user.username, "password": "quite-a-long-one"})
        browser.post("/accounts/reauthenticate/", {"password": "quite-a-long-one"})
        return browser

    return sure


@pytest.mark.parametrize("written", ["stay", "erase"])
def test_deleting_an_account_keeps_or_erases_what_was_written(
    full, write, sure, people, signed_in, written
):
    mine = write(full, "reader", state="pending", visibility="private", body="only mine")
    reword_annotation(mine, by=mine.author, version=1, content={"body": "Still only mine."})
    write(full, "reader", about=mine, visibility="private", body="And this.")
    observer = signed_in(people["observer"])
    answer = sure(people["reader"]).post("/me/deletion/", {"written": written})
    assert answer["Location"] == "/"
    assert not User.objects.filter(username="reader").exists()
    by_reader = Annotation.objects.filter(author__user=None).order_by("created_at")
    # What they kept to themselves is gone without a trace, either way.
    expected = {"stay": [("published", "canary note")], "erase": [("erased", "")]}
    assert [(each.state, each.body) for each in by_reader] == expected[written]
    assert not Wording.objects.filter(body__contains="only mine").exists()
    labels = set(Decision.objects.filter(step="erase").values_list("who_label", flat=True))
    assert labels == ({"its author, on leaving"} if written == "erase" else set())
    page = observer.get("/s/together/on-reading/p/1/").content.decode()
    assert "canary answer" in page  # others' answers keep their place
    assert ("former member" in page) == (written == "stay")
    assert "<bdi>reader</bdi>" not in page
    assert first_finding(full.seminar_id) is None
    assert store.tally_differences(full) == {}


def test_deleting_an_account_without_choosing_deletes_nothing(full, sure, people):
    browser = sure(people["reader"])
    for sent in ({}, {"written": "maybe"}):
        answer = browser.post("/me/deletion/", sent)
        assert answer.status_code == 422
        assert "Choose what becomes of what you wrote." in answer.content.decode()
    assert User.objects.filter(username="reader").exists()


def test_the_only_leader_of_a_seminar_cannot_delete_their_account(full, sure, people):
    browser = sure(people["leader"])
    answer = browser.post("/me/deletion/", {"written": "stay"})
    assert answer.status_code == 422
    assert "You are the only leader of" in answer.content.decode()
    change_role(member_of(full, people["moderator"]), to="leader", by=people["leader"])
    assert browser.post("/me/deletion/", {"written": "stay"}).status_code == 302
    assert not User.objects.filter(username="leader").exists()


def test_the_only_leader_of_a_seminar_awaiting_deletion_can_delete_their_account(
    full, sure, people
):
    Seminar.objects.update(deleted_from=timezone.now() + timedelta(days=1))
    assert sure(people["leader"]).post("/me/deletion/", {"written": "stay"}).status_code == 302
    Seminar.objects.update(deleted_from=timezone.now())
    assert tidy() == "Deleted: Reading together.\n"


def test_deleting_an_account_asks_for_the_password_once_more(reading, signed_in, people):
    people["reader"].set_password("quite-a-long-one")
    people["reader"].save()
    answer = signed_in(people["reader"]).post("/me/deletion/", {"written": "stay"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(username="reader").exists()


def test_erasing_an_annotation_removes_its_passage_too(full, sure, people):
    note = Annotation.objects.get(body="canary note")
    assert note.exact == selected(full.essay.current.blocks.get(number=1), "comfortable").exact
    sure(people["reader"]).post("/me/deletion/", {"written": "erase"})
    note.refresh_from_db()
    assert (note.body, note.exact, note.author.name) == ("", "", "former member")
