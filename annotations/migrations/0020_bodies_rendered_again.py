"""The HTML of every body is rendered again, since more of what was typed is shown now.

It is never changed otherwise, and the tallies' check reports HTML that is not what a body renders
to. A body that can't be rendered was written to the database; it stays for that check to report.
"""

from django.db import migrations

from annotations.prose.annotation_html import render_body
from annotations.prose.normalising import UnreadableText

BATCH = 500


def render_again(apps, schema_editor):
    """Render what annotations and waiting edits say, in batches."""
    for name in ("Annotation", "Proposal"):
        model = apps.get_model("annotations", name)
        rows = model.objects.order_by("pk").only("pk", "body", "body_html")
        batch = list(rows[:BATCH])
        while batch:
            model.objects.bulk_update(filter(is_outdated, batch), ["body_html"])
            batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


def is_outdated(text):
    """Render the text; return whether that changed its HTML."""
    stored = text.body_html
    try:
        text.body_html = render_body(text.body)
    except UnreadableText:
        return False
    return text.body_html != stored


class Migration(migrations.Migration):
    dependencies = [("annotations", "0019_verbose_names")]
    operations = [migrations.RunPython(render_again, migrations.RunPython.noop, elidable=True)]
