"""Each citation says what it cites, and a work holds only its identifier and a registry's answer.

Until now a work had one description that whoever cited it might replace. It goes to the citations
of the member who wrote it, as far as that is known.
"""

from itertools import groupby

import django.db.models.deletion
from django.db import migrations, models

from annotations.search.index import install_index
from annotations.sources.identity import identifier_only
from annotations.sources.parse import parse_sources

BATCH = 500
MODELS = ("annotation", "proposal", "wording")
MODERATING = ("leader", "moderator")
READ = (
    *("work", "author", "citation", "visibility", "state", "csl", "described_at", "described_by"),
)


def say_what_they_cite(apps, schema_editor):
    """Give every citation, earlier wording and waiting edit its description."""
    for works in in_batches(apps.get_model("annotations", "Work").objects.all()):
        describe_citations(apps, works)
    for name in ("Wording", "Proposal"):
        texts = apps.get_model("annotations", name).objects.exclude(work=None)
        for some in in_batches(texts.only("citation")):
            for text in some:
                text.csl = understood(text.citation)
            texts.model.objects.bulk_update([each for each in some if each.csl], ["csl"], BATCH)


def in_batches(rows):
    """Lists of rows, in the order of their keys."""
    some = list(rows.order_by("pk")[:BATCH])
    while some:
        yield some
        some = list(rows.filter(pk__gt=some[-1].pk).order_by("pk")[:BATCH])


def understood(citation):
    """What a citation says as it was pasted; None where there is none."""
    works = parse_sources(citation).works if citation else ()
    if len(works) == 1:
        return dict(works[0].work)
    return {"type": "document", "title": citation[:300]} if citation else None


def describe_citations(apps, works):
    """Move the descriptions of some works to their citations."""
    annotations = apps.get_model("annotations", "Annotation").objects
    citations = list(
        annotations.filter(work__in=[work.pk for work in works])
        .only(*READ)
        .order_by("work", "created_at", "pk")
    )
    for citation in citations:
        citation.csl = understood(citation.citation)
    described = described_by(apps, works)
    grouped = {pk: list(group) for pk, group in groupby(citations, lambda each: each.work_id)}
    for work in works:
        move_description(work, grouped.get(work.pk, []), *described.get(work.pk, (None, None)))
    fields = ["csl", "described_at", "described_by"]
    annotations.bulk_update([each for each in citations if each.csl], fields, BATCH)
    apps.get_model("annotations", "Work").objects.bulk_update(works, ["csl"], BATCH)


def described_by(apps, works):
    """By work, when it was described by hand last, and the member who did."""
    entries = apps.get_model("annotations", "Entry").objects.filter(
        verb="described", subject_id__in=[work.pk for work in works]
    )
    last = {entry.subject_id: entry for entry in entries.order_by("id")}
    members = apps.get_model("annotations", "Member").objects.filter(
        seminar__in={work.seminar_id for work in works},
        user__in={entry.by_id for entry in last.values()},
    )
    found = {(member.seminar_id, member.user_id): member for member in members}
    return {
        work: (entry.at, found.get((entry.seminar_id, entry.by_id)))
        for work, entry in last.items()
    }


def move_description(work, citations, at, member):
    """Decide whose words a work's description is, and keep only the identifier with the work."""
    csl, pasted = work.csl, [citation.csl for citation in citations]
    unsaid = csl.get("title") not in [said.get("title") for said in pasted if said]
    if work.looked_up_at and at is None and csl.get("title") and unsaid:
        # A registry's answer, without what a reader had given beside the identifier.
        given = {name for said in pasted for name in said or ()} - identifier_only(csl).keys()
        work.csl = {name: value for name, value in csl.items() if name not in given}
        return
    theirs = [each for each in citations if member and each.author_id == member.pk]
    if member and member.role in MODERATING and not theirs:
        theirs = [each for each in citations if shows(each)]
    if csl.get("title") and csl not in pasted:
        if theirs:
            for citation in theirs:
                citation.csl, citation.described_at, citation.described_by = csl, at, member
        elif unsaid:  # nobody recorded it, or who did is gone
            for citation in citations:
                if citation.author_id == citations[0].author_id:
                    citation.csl = csl
    work.csl = identifier_only(csl)


def shows(citation):
    """It is published to the seminar."""
    return (citation.visibility, citation.state) == ("seminar", "published")


def install_search_index(apps, schema_editor):
    """On the way back, SQLite builds the table anew to drop a foreign key."""
    if schema_editor.connection.vendor == "sqlite":
        install_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0010_kept_standings")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, install_search_index),
        # May be null, and without an index: SQLite would else build the table anew and forget the
        # search index's triggers, and PostgreSQL makes no index on a table in the transaction
        # that has just written to it.
        *[migrations.AddField(model, "csl", models.JSONField(null=True)) for model in MODELS],
        *[
            migrations.AddField(model, "described_at", models.DateTimeField(null=True))
            for model in MODELS
        ],
        *[
            migrations.AddField(
                model,
                "described_by",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="annotations.member",
                ),
            )
            for model in MODELS
        ],
        migrations.RunPython(say_what_they_cite, migrations.RunPython.noop),
    ]
