"""Where claims stand is kept, what is to be settled again is noted, and the best received is found
without looking at all."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0009_tally_version_and_reasons"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeptStanding",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="kept",
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
                ("put_so", models.BooleanField(null=True)),
                ("unanswered", models.PositiveIntegerField()),
                ("unanswered_since", models.DateTimeField(null=True)),
                ("marked", models.TextField()),
                ("told", models.TextField()),
                ("sources", models.PositiveIntegerField()),
                ("counterpoints_below", models.PositiveIntegerField()),
                ("sources_below", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Unsettled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotations.reading",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotations.annotation",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "unsettled",
            },
        ),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(
                fields=["reading", "kind", "-endorsed", "created_at", "id"], name="best_received"
            ),
        ),
    ]
