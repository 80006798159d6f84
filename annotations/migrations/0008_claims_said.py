"""What carries a claim already said it as it stands. Apart from the columns: PostgreSQL makes no
index on a table in the transaction that has just written to it."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


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


class Migration(migrations.Migration):
    dependencies = [("annotations", "0007_claims_words")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
