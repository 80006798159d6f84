"""Guests, who wrote what a leader brings in from elsewhere, and the files that it comes in."""

import annotations.identifiers
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A new table, and a column of members that is false for all."""

    dependencies = [
        ('annotations', '0028_hypothesis_door'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='guest',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.CreateModel(
            name='AnnotationImport',
            fields=[
                ('id', models.UUIDField(default=annotations.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=300)),
                ('packed', models.BinaryField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('brought_in_at', models.DateTimeField(null=True)),
                ('report', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reading', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='annotations.reading')),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='annotations.seminar')),
            ],
            options={
                'verbose_name': 'file of annotations',
                'verbose_name_plural': 'files of annotations',
            },
        ),
    ]
