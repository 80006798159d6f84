"""From here on the database indexes what annotations say."""

from django.db import migrations

from annotations.search import index


def install(apps, schema_editor):
    index.install_index(schema_editor.connection)


def lift(apps, schema_editor):
    index.remove_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0002_decisions_append_only")]
    operations = [migrations.RunPython(install, lift)]
