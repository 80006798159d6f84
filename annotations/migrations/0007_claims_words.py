"""What carries a claim remembers how it was put, so that words can go with who said them; and a
claim can be taken off the board."""

import django.db.models.deletion
from django.db import migrations, models

MEMBER = "annotations.member"


def member():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=MEMBER
    )


def wording():
    return models.CharField(max_length=300, default="")


class Migration(migrations.Migration):
    dependencies = [("annotations", "0006_own_tallies_counted")]
    operations = [
        migrations.AddField("bearing", "wording", wording(), preserve_default=False),
        migrations.AddField("claimpassage", "wording", wording(), preserve_default=False),
        migrations.AddField("claim", "off_by", member()),
        migrations.AddField("claim", "off_since", models.DateTimeField(null=True)),
        migrations.AddField("claim", "worded_by", member()),
        migrations.AddField("earlierwording", "worded_by", member()),
    ]
