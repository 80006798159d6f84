"""Keeping a file for its preview, and bringing its annotations in, all or none.

A leader decides what is brought in, after looking at it: so it is published at once, as what
leaders write themselves is, under the names of guests. Each annotation has its entry in the record,
by that leader. Limits of posting don't apply; domains that the seminar refuses do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.activity import Entry, Verb
from annotations.anchoring.selection import trim_to_visible
from annotations.anchoring.selectors import select_passage
from annotations.editions.actions import lock_reading_fresh
from annotations.exchange.imports.foreign_annotation import ForeignAnnotation, is_usable_name
from annotations.exchange.imports.models import AnnotationImport, pack
from annotations.exchange.imports.plan import (
    ImportPlan,
    ReadDocuments,
    arrange_documents,
    plan_import,
    read_documents,
)
from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation
from annotations.margin.precomputed_tallies import store
from annotations.people.models import User
from annotations.prose.annotation_html import render_body
from annotations.seals import insert_rows_as_they_are, seal_of
from annotations.seminars.choices import Role
from annotations.seminars.models import Member, Reading, Seminar
from annotations.sources.actions import get_or_create_work
from annotations.web_annotation.models import Origin

BATCH_SIZE = 500
KEPT_FOR = timedelta(days=7)


class BroughtInBefore(Exception):
    """The file was brought in by another request meanwhile."""


def keep_file(
    reading: Reading, documents: list[dict[str, Any]], *, name: str, by: User
) -> AnnotationImport:
    """Keep the annotations of a file with what would happen now, for its leader to look at. What
    the same leader chose for the reading before, and did not bring in, is deleted."""
    report = plan_import(reading, documents).report()
    return _keep(reading, documents, name=name, by=by, report=report)


@transaction.atomic
def _keep(
    reading: Reading,
    documents: list[dict[str, Any]],
    *,
    name: str,
    by: User,
    report: dict[str, Any],
) -> AnnotationImport:
    reading.imports.filter(by=by, brought_in_at=None).delete()
    return AnnotationImport.objects.create(
        seminar_id=reading.seminar_id,
        reading=reading,
        by=by,
        name="".join(filter(str.isprintable, name))[:300],
        packed=pack(documents),
        report=report,
    )


def delete_old_imports() -> int:
    """Delete the files of which nothing was brought in for a week; return how many."""
    old = AnnotationImport.objects.filter(
        brought_in_at=None, created_at__lt=timezone.now() - KEPT_FOR
    )
    return old.delete()[0]


def bring_in(file: AnnotationImport, *, by: User) -> ImportPlan:
    """Bring in the annotations of a file, as the text and the reading are now; return the plan.

    Raises BroughtInBefore if the file was, and AnnotationImport.DoesNotExist if it was deleted
    meanwhile; then nothing changes. Of two requests at once, the second waits, and finds everything
    there. The documents are read, and their bodies rendered,
    before anything is locked: that takes a while, and on SQLite nobody else can write meanwhile.
    """
    read = read_documents(file.reading, file.documents)
    return _bring_in_read(file, read, _rendered_bodies(read), by=by)


def _rendered_bodies(read: ReadDocuments) -> dict[str, str]:
    """Return the HTML of all bodies by what was written. No query."""
    bodies = {each.form.content()["body"] for each in read.incoming}
    return {body: render_body(body) for body in bodies}


@transaction.atomic
def _bring_in_read(
    file: AnnotationImport, read: ReadDocuments, rendered: Mapping[str, str], *, by: User
) -> ImportPlan:
    """Bring in what was read, all or none. Raises as `bring_in` does."""
    reading = lock_reading_fresh(file.reading)
    file = AnnotationImport.objects.select_for_update().get(pk=file.pk)
    if file.brought_in_at:
        raise BroughtInBefore
    plan = arrange_documents(reading, read)
    rows = _annotations(reading, plan, rendered)
    for at in range(0, len(rows), BATCH_SIZE):
        _save(rows[at : at + BATCH_SIZE], file, by)
    _save_origins(reading, plan)
    if rows:
        store.rebuild_tallies(reading)
    file.brought_in_at, file.report, file.packed = timezone.now(), plan.report(), pack([])
    file.by = by
    file.save(update_fields=["brought_in_at", "report", "packed", "by"])
    return plan


def _annotations(
    reading: Reading, plan: ImportPlan, rendered: Mapping[str, str]
) -> list[Annotation]:
    """Return what is new as rows, unsaved, each after what it answers."""
    guests = _guests(reading.seminar, plan.authors)
    revision = reading.essay.current_revision
    texts = list(revision.blocks.order_by("position").values_list("text", flat=True))
    answered = {each.about for each in plan.new if each.about}
    moments = _moments(plan)
    rows = Annotation.objects.in_bulk(list(answered))
    made = []
    for each in plan.new:
        about = rows.get(each.about) if each.about else None
        row = Annotation(
            id=each.pk,
            seminar_id=reading.seminar_id,
            reading=reading,
            author=guests[each.author],
            kind=each.form.cleaned_data["kind"],
            visibility=rules.SEMINAR,
            state=rules.PUBLISHED,
            revision=revision,
            created_at=moments.get(each.pk) or timezone.now(),
            **_place(each, about, texts),
            **_content(each, reading.seminar, rendered),
        )
        rows[row.pk] = row
        made.append(row)
    return made


def _place(
    incoming: ForeignAnnotation, about: Annotation | None, texts: list[str]
) -> dict[str, Any]:
    """Return the columns that say what an annotation is about."""
    if about is not None:
        root = about.root_id or about.pk
        place = {"paragraph_id": about.paragraph_id, "about_id": about.pk, "root_id": root}
        return place | {"depth": about.depth + 1}
    found = incoming.place
    assert found is not None  # what has no place is not in the plan
    place = {"paragraph_id": found.block.paragraph_id}
    if found.start is None or found.end is None:
        return place
    start, end = trim_to_visible(found.block.text, found.start, found.end)
    passage = select_passage(texts, found.block.position, start, end)
    names = ("start", "end", "exact", "prefix", "suffix")
    return place | {name: getattr(passage, name) for name in names}


def _content(
    incoming: ForeignAnnotation, seminar: Seminar, rendered: Mapping[str, str]
) -> dict[str, Any]:
    content = incoming.form.content()
    cited = incoming.form.cleaned_data.get("works", ())
    if cited:
        csl = dict(cited[0].work)
        content |= {"csl": csl, "work": get_or_create_work(seminar, csl)}
    return content | {"body_html": rendered[content["body"]]}


def _guests(seminar: Seminar, names: Iterable[str]) -> dict[str, Member]:
    """Return the guests of these names, made where there are none. The seminar is locked, so that
    two files at once don't make one twice."""
    Seminar.objects.select_for_update(no_key=True).get(pk=seminar.pk)
    known = seminar.members.filter(guest=True, shown_as__in=names)
    guests = {member.shown_as: member for member in known}
    missing = [name for name in names if name not in guests]
    made = Member.objects.bulk_create(
        Member(seminar=seminar, guest=True, shown_as=name, role=Role.READER, left_at=timezone.now())
        for name in missing
    )
    return guests | {member.shown_as: member for member in made}


def _save(rows: list[Annotation], file: AnnotationImport, by: User) -> None:
    """Save rows with their places, and their entries in the record. Three queries."""
    for row in rows:
        row.seal = seal_of(row)
    insert_rows_as_they_are(rows)  # with the time when each was written
    Anchor.objects.bulk_create(
        Anchor(
            seminar_id=row.seminar_id,
            annotation=row,
            revision_id=row.revision_id,
            paragraph_id=row.paragraph_id,
            start=row.start,
            end=row.end,
        )
        for row in rows
        if row.passage
    )
    Entry.objects.bulk_create(
        Entry(
            verb=Verb.POSTED,
            by=by,
            seminar_id=row.seminar_id,
            reading_id=row.reading_id,
            subject_id=row.pk,
            details={
                "kind": row.kind,
                "state": row.state,
                "visibility": row.visibility,
                "brought_in": str(file.pk),
            },
        )
        for row in rows
    )


def _moments(plan: ImportPlan) -> dict[UUID, datetime]:
    """Return when annotations were written, and none before what it answers: threads are read in
    the order of time. Those of which it isn't known are missing."""
    dated: dict[UUID, datetime] = {}
    for each in plan.new:
        above = dated.get(each.about) if each.about else None
        moments = [moment for moment in (each.created, above) if moment]
        if each.created and (each.about is None or above):
            dated[each.pk] = max(moments)
    return dated


def _save_origins(reading: Reading, plan: ImportPlan) -> None:
    """Keep the names that annotations had elsewhere, by which they are known when they return."""
    named = [(each, _kept_names(each)) for each in plan.new]
    Origin.objects.bulk_create(
        (
            Origin(
                annotation_id=each.pk,
                seminar_id=reading.seminar_id,
                canonical=each.sent.canonical,
                via=names,
            )
            for each, names in named
            if names or each.sent.canonical
        ),
        batch_size=BATCH_SIZE,
    )


def _kept_names(incoming: ForeignAnnotation) -> list[str]:
    """Return the addresses that an annotation had, a bare UUID as a name of its own (RFC 9562), and
    its key where that was taken: by it the annotation is known when it returns."""
    sent = incoming.sent
    named = sent.name if is_usable_name(sent.name) else ""
    own = named or (f"urn:uuid:{sent.identifier}" if sent.identifier else incoming.page)
    key = f"urn:uuid:{incoming.key}" if incoming.pk != incoming.key else ""
    return list(dict.fromkeys(name for name in (*sent.via, own, key) if name))
