"""A reading can be taken off its seminar's list, and be deleted after a waiting time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns that are empty for every present reading."""

    dependencies = [("annotations", "0021_search_index_of_visible_text")]

    operations = [
        migrations.AddField(
            model_name="reading",
            name="off_list_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="reading",
            name="deleted_from",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
