"""The search index leaves out the characters that nobody sees. Every annotation is indexed again."""

from django.db import migrations

from annotations.search.index import install_index


def index_again(apps, schema_editor):
    """Replace the triggers and fill the index."""
    install_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0020_bodies_rendered_again")]
    operations = [migrations.RunPython(index_again, migrations.RunPython.noop)]
