"""Sources that were brought along before are tied to their counterpoints. Apart from the column:
PostgreSQL makes no index on a table in the transaction that has just written to it."""

from django.db import migrations
from django.db.models import F

AT_ONCE = 1_000


def tie_earlier_sources(apps, schema_editor):
    """Tie each source whose identifier was derived from its counterpoint's.

    `identifiers.derived` keeps all but the last 56 bits. The digest in those is of the work's
    identity, which a description may have changed since, so it is not compared.
    """
    Annotation = apps.get_model("annotations", "Annotation")
    sources = Annotation.objects.filter(
        kind="source",
        relation="supports",
        about__kind="counterpoint",
        author=F("about__author"),
    ).order_by("pk")
    last = None
    while True:
        batch = sources.filter(pk__gt=last) if last else sources
        places = list(batch.values_list("pk", "about")[:AT_ONCE])
        if not places:
            return
        tied = [pk for pk, about in places if pk.int >> 56 == about.int >> 56]
        Annotation.objects.filter(pk__in=tied).update(came_with=F("about"))
        last = places[-1][0]


class Migration(migrations.Migration):
    dependencies = [("annotations", "0012_came_with")]
    operations = [migrations.RunPython(tie_earlier_sources, migrations.RunPython.noop)]
