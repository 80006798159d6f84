"""The mends that somebody made in the preview of an uploaded text, and how often it was changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns that are empty for every present upload."""

    dependencies = [("annotations", "0024_texts_in_other_formats")]

    operations = [
        migrations.AddField(
            model_name="uploadedtext",
            name="mends",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="uploadedtext",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
