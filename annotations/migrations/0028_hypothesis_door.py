"""Whether a reading is open to the Hypothesis client: off for all that there are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column with a default, which SQLite and PostgreSQL add without rewriting the table."""

    dependencies = [
        ('annotations', '0027_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='reading',
            name='hypothesis_client',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
