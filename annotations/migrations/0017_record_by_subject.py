"""The record is found by what its entries are about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an index."""

    dependencies = [("annotations", "0016_works_sealed")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject_id"], name="record_by_subject"),
        ),
    ]
