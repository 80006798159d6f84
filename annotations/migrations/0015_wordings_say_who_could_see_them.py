"""An earlier wording says who could see it when it was replaced: what was private stays its author's,
and what waited for a moderator was never shown."""

from collections import defaultdict

from django.db import migrations, models
from django.db.models import Exists, OuterRef

from annotations.seals import is_sealed, seal_of

AT_ONCE = 500


def say_who_could_see_them(apps, schema_editor):
    """Work it out from the record, for 500 annotations at a time: four queries, and one for each
    wording that readers could not see.

    A seal that is right stays right, and one that is wrong stays wrong.
    """
    Annotation = apps.get_model("annotations", "Annotation")
    Wording = apps.get_model("annotations", "Wording")
    Entry = apps.get_model("annotations", "Entry")
    reworded = Annotation.objects.filter(Exists(Wording.objects.filter(annotation=OuterRef("pk"))))
    reworded = reworded.order_by("pk").only("seminar", "visibility", "version")
    batch = list(reworded[:AT_ONCE])
    while batch:
        keys = [annotation.pk for annotation in batch]
        wordings, entries = defaultdict(list), defaultdict(list)
        for wording in Wording.objects.filter(annotation__in=keys).order_by("version"):
            wordings[wording.annotation_id].append(wording)
        told = Entry.objects.filter(
            seminar_id__in={annotation.seminar_id for annotation in batch},
            subject_id__in=keys,
            verb__in=("posted", "decided"),
        )
        for entry in told.order_by("id"):
            entries[entry.subject_id].append(entry)
        for annotation in batch:
            tell(annotation, wordings[annotation.pk], entries[annotation.pk])
        batch = list(reworded.filter(pk__gt=keys[-1])[:AT_ONCE])


def tell(annotation, wordings, entries):
    """Say it of one annotation's wordings, which come in the order of their versions."""
    posted = [entry.at for entry in entries if entry.verb == "posted"]
    for at, wording in enumerate(wordings):
        before = [entry for entry in entries if entry.at <= wording.replaced_at]
        # An edit that waited is replaced before the text that it would have replaced.
        waited = annotation.version < wording.version or any(
            earlier.replaced_at > wording.replaced_at for earlier in wordings[:at]
        )
        # A private annotation is recorded as posted once more when it is posted to the seminar.
        shown_later = len(posted) > 1 and wording.replaced_at < posted[-1]
        private = annotation.visibility == "private" or shown_later
        state = before[-1].details.get("state", "published") if before else "published"
        mark(wording, "private" if private else "seminar", "pending" if waited else state)


def mark(wording, visibility, state):
    """Keep it, with a seal that covers it."""
    if (visibility, state) == (wording.visibility, wording.state):
        return
    whole = is_sealed(wording)
    wording.visibility, wording.state = visibility, state
    seal = seal_of(wording) if whole else wording.seal
    type(wording)._default_manager.filter(pk=wording.pk).update(
        visibility=visibility, state=state, seal=seal
    )


class Migration(migrations.Migration):
    dependencies = [("annotations", "0014_name_skeletons")]
    operations = [
        migrations.AddField(
            "wording", "visibility", models.CharField(default="seminar", max_length=7)
        ),
        migrations.AddField(
            "wording", "state", models.CharField(default="published", max_length=9)
        ),
        migrations.RunPython(say_who_could_see_them, migrations.RunPython.noop),
    ]
