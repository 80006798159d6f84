"""What carries a claim remembers how it was put, so that words can go with who said them; and a
claim can be taken off the board."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

MEMBER = "annotations.member"


def remember(apps, schema_editor):
    """What is there already said the claim as it stands, unless somebody put it better since."""
    claim = apps.get_model("annotations", "Claim")
    earlier = apps.get_model("annotations", "EarlierWording")
    said = claim.objects.filter(pk=OuterRef("claim")).values("wording")
    for carrier in ("Bearing", "ClaimPassage"):
        apps.get_model("annotations", carrier).objects.update(wording=Subquery(said))
    changed = earlier.objects.filter(claim=OuterRef("pk"), merged=False).order_by("-id")
    claim.objects.update(worded_by=Subquery(changed.values("by")[:1]))
    # Who had put the words of an earlier wording is not known: whoever changed them vouches.
    earlier.objects.update(worded_by=models.F("by"))


def member():
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=MEMBER
    )


def wording():
    return models.CharField(max_length=300, default="")


class Migration(migrations.Migration):
    dependencies = [("annotations", "0005_own_tallies")]
    operations = [
        migrations.AddField("bearing", "wording", wording(), preserve_default=False),
        migrations.AddField("claimpassage", "wording", wording(), preserve_default=False),
        migrations.AddField("claim", "off_by", member()),
        migrations.AddField("claim", "off_since", models.DateTimeField(null=True)),
        migrations.AddField("claim", "worded_by", member()),
        migrations.AddField("earlierwording", "worded_by", member()),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
