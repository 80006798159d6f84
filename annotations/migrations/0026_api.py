"""Tokens of programs, where annotations came from, and annotations by time."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import annotations.identifiers


class Migration(migrations.Migration):
    """Two tables, and the index by which a container is paged."""

    dependencies = [("annotations", "0025_mends_of_previews")]

    operations = [
        migrations.CreateModel(
            name="Token",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=annotations.identifiers.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "scope",
                    models.CharField(
                        choices=[("read", "Read"), ("write", "Read and write")],
                        default="read",
                        max_length=5,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_on", models.DateField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "token", "verbose_name_plural": "tokens"},
        ),
        migrations.CreateModel(
            name="Origin",
            fields=[
                (
                    "annotation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="annotations.annotation",
                    ),
                ),
                ("canonical", models.TextField(blank=True)),
                ("via", models.JSONField(default=list)),
                (
                    "seminar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotations.seminar",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="annotation",
            index=models.Index(fields=["reading", "created_at", "id"], name="annotations_by_time"),
        ),
    ]
