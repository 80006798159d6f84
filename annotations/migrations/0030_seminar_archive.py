"""Where members and revisions that came in an archive have no account."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns that are empty for all."""

    dependencies = [("annotations", "0029_imported_annotations")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="archived_as",
            field=models.CharField(editable=False, max_length=320, null=True),
        ),
        migrations.AddField(
            model_name="revision",
            name="archived_by",
            field=models.UUIDField(editable=False, null=True),
        ),
    ]
