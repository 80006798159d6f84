"""Cached standings refer to annotations in JSON columns instead of encoded texts.

The table holds nothing that is not computed again when somebody next reads the argument, so it is
replaced by an empty one. That takes the same time however many rows there were.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0017_record_by_subject")]

    operations = [
        migrations.DeleteModel("KeptStanding"),
        migrations.CreateModel(
            name="CachedStanding",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="cached_standing",
                        serialize=False,
                        to="annotations.claim",
                    ),
                ),
                ("base", models.CharField(max_length=20)),
                ("counterpoints", models.PositiveIntegerField()),
                ("standing_counterpoints", models.PositiveIntegerField()),
                ("supports", models.PositiveIntegerField()),
                ("disputes", models.PositiveIntegerField()),
                ("why", models.JSONField()),
                ("paragraphs", models.JSONField()),
                ("current_wording_used", models.BooleanField(null=True)),
                ("unanswered", models.PositiveIntegerField()),
                ("unanswered_since", models.DateTimeField(null=True)),
                ("map_highlights", models.JSONField()),
                ("board_highlights", models.JSONField()),
                ("sources", models.PositiveIntegerField()),
                ("counterpoints_below", models.PositiveIntegerField()),
                ("sources_below", models.PositiveIntegerField()),
            ],
        ),
    ]
