"""Names that could be taken for each other are one: a unique skeleton of each account's name. Where
two accounts have such names already, the later ones keep theirs: their key makes the skeleton
unique."""

import annotations.people.models
import django.contrib.auth.validators
from django.db import migrations, models

from annotations.people.names import skeleton

BATCH = 500


def fill(apps, schema_editor):
    """Fill the column, oldest account first."""
    User = apps.get_model("annotations", "User")
    taken, batch = set(), []
    for user in User.objects.order_by("date_joined", "id").only("username").iterator():
        value = skeleton(user.username)
        user.skeleton = f"{value} {user.pk}" if value in taken else value
        taken.add(value)
        batch.append(user)
        if len(batch) == BATCH:
            User.objects.bulk_update(batch, ["skeleton"])
            batch = []
    User.objects.bulk_update(batch, ["skeleton"])


class Migration(migrations.Migration):
    dependencies = [("annotations", "0013_seals")]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={
                    "unique": "Somebody has this name already, or one that could be taken for it. "
                    "Choose another."
                },
                max_length=150,
                unique=True,
                validators=[
                    django.contrib.auth.validators.UnicodeUsernameValidator(),
                    annotations.people.models.validate_spelling,
                ],
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="skeleton",
            field=models.CharField(max_length=650, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="skeleton",
            field=annotations.people.models.SkeletonField(
                max_length=650, of="username", unique=True
            ),
        ),
    ]
