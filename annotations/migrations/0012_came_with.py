"""A source knows the counterpoint that it came with, and a seminar its rules about links."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0011_citations_say_what_they_cite"),
    ]

    operations = [
        migrations.AddField(
            model_name="annotation",
            name="came_with",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="brought",
                to="annotations.annotation",
            ),
        ),
        migrations.AddField(
            model_name="seminar",
            name="most_links",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="seminar",
            name="held_domains",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="seminar",
            name="refused_domains",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
