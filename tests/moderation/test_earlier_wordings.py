"""Whoever moderates reads what was posted to the seminar, and nothing from when it was private."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.policy.steps import Step
from annotations.seals import is_sealed, seal_rows
from tests.cast import member_of

QUEUE = "/admin/annotations/annotation/queue/"
migration = import_module("annotations.migrations.0015_wordings_say_who_could_see_them")


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def reword(annotation, *bodies, waits=False):
    """Let an annotation say one thing after the other, as its author would."""
    for body in bodies:
        newest = Proposal.objects.filter(annotation=annotation).first() or now(annotation)
        reword_annotation(
            now(annotation),
            by=annotation.author,
            version=newest.version,
            content={"body": body},
            waits=waits,
        )


@pytest.fixture
def posted(reading, people, write, signed_in):
    """A note that was private, was posted to the seminar, and was edited before and after."""
    note = write(reading, visibility="private", body="In anger.")
    reword(note, "Less angry.", "Polite.")
    author = signed_in(people["reader"])
    assert author.post(f"/a/{note.pk}/publication/").status_code == 302
    reword(note, "More polite.")
    return note


@pytest.mark.parametrize("page", [QUEUE, "/admin/annotations/annotation/{}/decide/"])
def test_what_a_note_said_while_it_was_private_is_not_shown_to_moderators(
    reading, people, posted, signed_in, page
):
    flag_annotation(now(posted), by=member_of(reading, people["observer"]), reason="spam")
    shown = signed_in(people["moderator"]).get(page.format(posted.pk)).content.decode()
    assert "More polite." in shown
    earlier = shown.partition("Earlier wordings")[2].partition("</details>")[0]
    assert "(1)" in earlier
    assert "Polite." in earlier
    assert "angry" not in shown
    assert "anger" not in shown
    assert first_finding(reading.seminar_id) is None


def test_what_waited_is_shown_to_moderators(reading, people, write, signed_in):
    note = write(reading, body="Shown.")
    reword(note, "Waited.", "Waits.", waits=True)
    shown = signed_in(people["moderator"]).get(QUEUE).content.decode()
    earlier = shown.partition("Earlier wordings")[2].partition("</details>")[0]
    assert "(1)" in earlier
    assert "Waited." in earlier


def kept():
    """Each earlier wording, and who could see it."""
    return {each.body: (each.visibility, each.state) for each in Wording.objects.all()}


def test_the_migration_works_out_who_could_see_earlier_wordings(reading, people, write, posted):
    private = write(reading, visibility="private", body="Kept private.")
    reword(private, "Kept private too.")
    pending = write(reading, body="Pending.", state="pending")
    reword(pending, "Approved.")
    take_step(Step.APPROVE, pending, by=people["moderator"])
    reword(pending, "Edited.")
    waiting = write(reading, body="Shown.")
    reword(waiting, "Waited.", "Waits.", waits=True)
    decided = write(reading, body="Shown before.")
    reword(decided, "Waited before.", "Accepted.", waits=True)
    take_step(Step.APPROVE, decided, by=people["moderator"])
    expected = {
        "In anger.": ("private", "published"),
        "Less angry.": ("private", "published"),
        "Polite.": ("seminar", "published"),
        "Kept private.": ("private", "published"),
        "Pending.": ("seminar", "pending"),
        "Approved.": ("seminar", "published"),
        "Waited.": ("seminar", "pending"),
        "Shown before.": ("seminar", "published"),
        "Waited before.": ("seminar", "pending"),
    }
    assert kept() == expected
    Wording.objects.update(visibility="seminar", state="published")
    seal_rows(Wording, connection)
    Wording.objects.filter(body="Waited.").update(locator="Added in the database.")
    migration.say_who_could_see_them(apps, None)
    assert kept() == expected
    assert [each.body for each in Wording.objects.all() if not is_sealed(each)] == ["Waited."]
