"""What only its author sees is counted where it was there before. Apart from the table: PostgreSQL
makes no index on one in the transaction that has just written to it."""

from django.db import migrations
from django.db.models import F, Q

from annotations.margin.passages.highlight_map import add_readers, merge_ranges


def count_what_is_there(apps, schema_editor):
    """Fill the new table from the annotations that only their authors see."""
    Annotation = apps.get_model("annotations", "Annotation")
    Anchor = apps.get_model("annotations", "Anchor")
    OwnTally = apps.get_model("annotations", "OwnTally")
    own = Annotation.objects.filter(
        Q(visibility="private", state__in=["pending", "published"])
        | Q(visibility="seminar", state="pending")
    )
    tallies, ranges = {}, {}
    for each in own.only("seminar", "reading", "author", "paragraph", "kind", "visibility"):
        key = each.reading_id, each.author_id, each.paragraph_id
        place = dict(zip(["reading_id", "member_id", "paragraph_id"], key))
        tally = tallies.setdefault(key, OwnTally(seminar_id=each.seminar_id, **place))
        name = each.kind if each.visibility == "private" else f"waiting_{each.kind}"
        setattr(tally, name, getattr(tally, name) + 1)
    places = Anchor.objects.filter(
        annotation__in=own, revision=F("annotation__reading__essay__current"), start__isnull=False
    ).select_related("annotation")
    for place in places:
        note = place.annotation
        key = note.reading_id, note.author_id, place.paragraph_id
        ranges.setdefault((key, note.kind), []).append((place.start, place.end))
    for (key, kind), marked in ranges.items():
        if key in tallies:
            tallies[key].marks = add_readers(tallies[key].marks, kind, merge_ranges(marked), +1)
    OwnTally.objects.bulk_create(tallies.values())


class Migration(migrations.Migration):
    dependencies = [("annotations", "0005_own_tallies")]
    operations = [
        migrations.RunPython(count_what_is_there, migrations.RunPython.noop, elidable=True)
    ]
