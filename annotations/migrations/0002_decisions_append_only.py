"""From here on the database refuses to change or delete a decision."""

from django.db import migrations

from annotations.moderation.decisions import append_only


def install(apps, schema_editor):
    append_only.install_triggers(schema_editor.connection)


def lift(apps, schema_editor):
    append_only.drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_tables")]
    operations = [migrations.RunPython(install, lift)]
