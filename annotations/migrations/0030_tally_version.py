"""A tally says how often it was changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0003_search_index")]
    operations = [
        migrations.AddField(
            "tally", "version", models.PositiveIntegerField(default=0, db_default=0)
        ),
    ]
