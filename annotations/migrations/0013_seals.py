"""What people wrote, flagged and appealed is sealed; a decision says what its digest is of.

The rows are sealed as they are: what was changed in the database before can't be told any more.
Whoever adds a column with values in earlier rows does so before this, or seals the rows again.
"""

from django.db import migrations, models

from annotations.moderation.decisions import append_only
from annotations.seals import SealField, seal_rows

SEALED = ("Annotation", "Anchor", "Proposal", "Wording", "Flag", "Appeal")


def refuse_again(apps, schema_editor):
    """SQLite rebuilt the table of decisions for its new column, and forgot the triggers."""
    if schema_editor.connection.vendor == "sqlite":
        append_only.install_triggers(schema_editor.connection)


def seal(apps, schema_editor):
    """In batches; see `seal_rows`."""
    for name in SEALED:
        seal_rows(apps.get_model("annotations", name), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0012_came_with_earlier")]
    operations = [
        migrations.AddField("decision", "format", models.PositiveSmallIntegerField(default=1)),
        migrations.RunPython(refuse_again, migrations.RunPython.noop),
        migrations.AddField(
            "annotation", "seal", SealField(leaves_out=("endorsed", "body_html"))
        ),
        migrations.AddField("anchor", "seal", SealField(leaves_out=("id",))),
        migrations.AddField("proposal", "seal", SealField(leaves_out=("id", "body_html"))),
        migrations.AddField("wording", "seal", SealField(leaves_out=("id",))),
        migrations.AddField("flag", "seal", SealField(leaves_out=("settled_by",))),
        migrations.AddField(
            "flag", "settled_seal", SealField(covers=("annotation", "settled_by"))
        ),
        migrations.AddField(
            "appeal", "seal", SealField(leaves_out=("decision", "answered_by"))
        ),
        migrations.AddField(
            "appeal",
            "answered_seal",
            SealField(covers=("annotation", "decision", "answered_by")),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
