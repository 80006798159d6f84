"""A trigger that refuses less, and a seminar that vanished with its chain, are named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.moderation.actions import take_step
from annotations.moderation.decisions import append_only
from annotations.moderation.leaving.delete_seminar import delete_seminar
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Seminar
from tests.moderation.tampering import all_is_well, finds

HOLLOW = {
    "sqlite": [
        "DROP TRIGGER decisions_no_update",
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE ON annotations_decision "
        "BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION decisions_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN coalesce(new, old); END $$"
    ],
}

NARROWED = {
    "sqlite": [
        "DROP TRIGGER decisions_no_update",
        "CREATE TRIGGER decisions_no_update BEFORE UPDATE OF mac ON annotations_decision "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only ever appended'); END",
    ],
    "postgresql": [
        "DROP TRIGGER decisions_no_change ON annotations_decision",
        "CREATE TRIGGER decisions_no_change BEFORE DELETE OR UPDATE OF mac "
        "ON annotations_decision FOR EACH ROW EXECUTE FUNCTION decisions_refuse()",
    ],
}

DISABLED = {
    "sqlite": ["DROP TRIGGER decisions_no_delete"],
    "postgresql": ["ALTER TABLE annotations_decision DISABLE TRIGGER decisions_no_change"],
}


@pytest.mark.parametrize("statements", [HOLLOW, NARROWED, DISABLED])
def test_a_trigger_that_refuses_less_is_found(reading, people, write, statements):
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    assert all_is_well()
    with transaction.atomic():
        with connection.cursor() as cursor:
            for statement in statements[connection.vendor]:
                cursor.execute(statement)
        assert not append_only.triggers_installed(connection)
        assert "no longer refuses" in str(finds("audit_moderation"))
        transaction.set_rollback(True)
    assert all_is_well()


@pytest.fixture
def vanished(reading, people, write, tmp_path):
    """A seminar whose heads were exported, and which then vanished with its chain and head."""
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    heads = tmp_path / "heads.json"
    call_command("audit_moderation", export_head=heads, stdout=StringIO())
    Seminar.objects.update(deleted_from=timezone.now())
    delete_seminar(reading.seminar)
    assert all_is_well()
    append_only.drop_triggers(connection)
    Decision.objects.all().delete()
    append_only.install_triggers(connection)
    Entry.objects.filter(verb=Verb.DELETED).delete()
    return reading.seminar_id, heads


def test_a_seminar_that_vanished_is_named_by_the_record(vanished):
    seminar, _ = vanished
    assert finds("audit_moderation") == [
        f"A seminar that is gone ({seminar}): The seminar is gone, and the record does not say "
        "that it was deleted."
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_a_seminar_that_vanished_without_a_trace_is_named_by_the_exported_heads(
    vanished, capsys, number
):
    seminar, heads = vanished
    Entry.objects.all().delete()
    assert all_is_well()  # from the inside nothing shows
    if number == 0:  # nothing had been decided in it when the heads were exported
        heads.write_text(f'{{"heads": {{"{seminar}": {{"number": 0, "mac": ""}}}}}}')
    capsys.readouterr()
    with pytest.raises(CommandError):
        call_command("audit_moderation", against=heads)
    assert f"A seminar that is gone ({seminar}): The seminar is gone" in capsys.readouterr().out


def test_a_chain_that_goes_on_after_the_seminars_end_was_recorded_is_held_to_the_exported_head(
    reading, people, write, tmp_path
):
    take_step(Step.HIDE, write(reading), by=people["moderator"], reason="spam")
    heads = tmp_path / "heads.json"
    call_command("audit_moderation", export_head=heads, stdout=StringIO())
    Seminar.objects.update(deleted_from=timezone.now())
    delete_seminar(reading.seminar)
    call_command("audit_moderation", against=heads, stdout=StringIO())
    append_only.drop_triggers(connection)
    Decision.objects.all().delete()
    append_only.install_triggers(connection)
    for entry in Entry.objects.filter(verb=Verb.DELETED):
        entry.details = {"number": 0, "mac": ""}
        entry.save()
    assert all_is_well()  # the record says that it ended with nothing
    with pytest.raises(CommandError):
        call_command("audit_moderation", against=heads, stdout=StringIO())
