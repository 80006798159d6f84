"""What is kept of a work, and shown where nobody describes it, is sealed. The rows are sealed as they
are: what was changed in the database before can't be told any more."""

from django.db import migrations

from annotations.seals import SealField, seal_rows


def seal(apps, schema_editor):
    """In batches; see `seal_rows`."""
    seal_rows(apps.get_model("annotations", "Work"), schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0015_wordings_say_who_could_see_them")]
    operations = [
        migrations.AddField("work", "seal", SealField()),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
