"""A tally says how often it was changed; a seminar has a list of reasons of its own."""

from django.core.management import call_command
from django.db import migrations, models

USUAL = [
    "Uncivil",
    "Attacks a person, not what they wrote",
    "Not about the text",
    "Advertising or spam",
    "May be unlawful",
    "Reveals something private",
    "Copies too much of somebody’s work",
    "Something else",
]


def rules_are_reasons(apps, schema_editor):
    """What was shown as a seminar's own rules stands on its list, behind the usual reasons."""
    for seminar in apps.get_model("annotations", "Seminar").objects.exclude(reasons=[]):
        seminar.reasons = [*dict.fromkeys([*USUAL, *seminar.reasons])]
        seminar.save(update_fields=["reasons"])


def reasons_are_rules(apps, schema_editor):
    """The way back."""
    for seminar in apps.get_model("annotations", "Seminar").objects.exclude(reasons=[]):
        seminar.reasons = [each for each in seminar.reasons if each not in USUAL]
        seminar.save(update_fields=["reasons"])


def mails_were_sent(apps, schema_editor):
    """So far an invitation was kept only where its mail was taken."""
    invitations = apps.get_model("annotations", "Invitation").objects.exclude(address="")
    invitations.update(mailed_at=models.F("created_at"))


def begin_cache(apps, schema_editor):
    """The table in which tries are counted."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0008_claims_said")]
    operations = [
        *[
            migrations.AddField(
                model, "version", models.PositiveIntegerField(default=0, db_default=0)
            )
            for model in ("tally", "owntally")
        ],
        migrations.AddField(
            "seminar",
            "reasons_said",
            models.JSONField(blank=True, default=dict, db_default={}, editable=False),
        ),
        # May be null: SQLite would else build the table anew and forget the search index's triggers.
        migrations.AddField("annotation", "withdrawn_by_leader", models.BooleanField(null=True)),
        migrations.AddField("invitation", "mailed_at", models.DateTimeField(null=True)),
        migrations.RunPython(rules_are_reasons, reasons_are_rules),
        migrations.RunPython(mails_were_sent, migrations.RunPython.noop),
        migrations.RunPython(begin_cache, migrations.RunPython.noop),
    ]
