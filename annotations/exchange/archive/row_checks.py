"""Whether the rows of an archive belong together: each refers to rows of the same archive, and what
hangs together is in the same text and thread. The database's own conditions don't say so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Max, Min, Q

from annotations.activity import Entry, Verb
from annotations.arguments.models import Bearing, Claim, ClaimPassage, Premise
from annotations.essays.models import Block, Essay
from annotations.exchange.archive.tables import TABLES, ArchiveTable
from annotations.exchange.archive.values import ArchiveProblem
from annotations.margin.choices import Kind
from annotations.margin.models import Anchor, Annotation
from annotations.moderation.models import Appeal, Decision, Flag
from annotations.people.models import User
from annotations.prose.blocks import spans_from_json
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.models import Opening, Prompt, Seminar
from annotations.seminars.rules import RESERVED_SLUGS
from annotations.sources.formatting import format_citation
from annotations.sources.models import Work

# Pairs of lookups that must be equal, where neither is empty.
EQUAL: tuple[tuple[type[models.Model], str, str], ...] = (
    (Annotation, "paragraph__essay", "reading__essay"),
    (Annotation, "revision__essay", "reading__essay"),
    (Annotation, "about__reading", "reading"),
    (Annotation, "root__reading", "reading"),
    (Annotation, "root__paragraph", "paragraph"),
    (Annotation, "came_with__reading", "reading"),
    (Anchor, "revision__essay", "annotation__reading__essay"),
    (Anchor, "paragraph__essay", "annotation__reading__essay"),
    (Block, "paragraph__essay", "revision__essay"),
    (Essay, "current__essay", "pk"),
    (Prompt, "paragraph__essay", "reading__essay"),
    (Opening, "paragraph__essay", "reading__essay"),
    (Claim, "merged_into__reading", "reading"),
    (ClaimPassage, "paragraph__essay", "claim__reading__essay"),
    (ClaimPassage, "revision__essay", "claim__reading__essay"),
    (Premise, "rests_on__reading", "claim__reading"),
    (Bearing, "annotation__reading", "claim__reading"),
    (Flag, "settled_by__annotation", "annotation"),
    (Appeal, "decision__annotation", "annotation"),
    (Appeal, "answered_by__annotation", "annotation"),
)  # fmt: skip
# What no row may be.
ANSWER = Q(about__isnull=False)
NEVER: tuple[tuple[type[models.Model], Q, str], ...] = (
    (Annotation, ANSWER & Q(root=None), "an answer has no thread"),
    (Annotation, ~ANSWER & ~Q(root=None, depth=0), "a thread begins within another"),
    (Annotation, Q(root__about__isnull=False), "a thread begins within another"),
    (Annotation, ANSWER & ~Q(about__depth=F("depth") - 1), "an answer has the wrong depth"),
    (
        Annotation,
        ANSWER & ~Q(about=F("root")) & ~Q(about__root=F("root")),
        "an answer is in another thread than what it answers",
    ),
    (Claim, Q(merged_into__merged_into__isnull=False), "a claim redirects twice"),
    (Essay, Q(current=None), "a text has no current revision"),
)


def check_rows(seminar: UUID) -> None:
    """Raise ArchiveProblem for the first row of a seminar that refers to something that is not in
    the archive, or contradicts another row. About 70 queries."""
    for table in TABLES:
        for name in references(table):
            target = _table_of(table.model._meta.get_field(name).related_model)
            there = target.rows(seminar).values("pk")
            # No join: it would drop the rows whose reference leads nowhere.
            if (
                table.rows(seminar)
                .exclude(Q(**{name: None}) | Q(**{f"{name}__in": there}))
                .exists()
            ):
                raise ArchiveProblem(
                    f"{table.file} refers to something that is not in {target.file}."
                )
    by_model = {each.model: each for each in TABLES}
    for model, one, other in EQUAL:
        rows = by_model[model].rows(seminar).exclude(**{one: None})
        if rows.exclude(**{one: F(other)}).exists():
            raise ArchiveProblem(f"{by_model[model].file} contradicts itself: see {one}.")
    for model, condition, wrong in NEVER:
        if by_model[model].rows(seminar).filter(condition).exists():
            raise ArchiveProblem(f"{by_model[model].file} contradicts itself: {wrong}.")
    _check_positions(seminar)
    _check_subjects(seminar)
    _check_content(seminar)


def references(table: ArchiveTable) -> Iterator[str]:
    """Yield the names of the archived columns that refer to other rows. Decisions may be about an
    annotation that was deleted with its reading."""
    for column in table.columns:
        if isinstance(column, models.ForeignKey) and (table.name, column.name) != (
            "decisions",
            "annotation",
        ):
            yield column.name


def _table_of(model: Any) -> ArchiveTable:
    return next(each for each in TABLES if each.model is model)


def _check_positions(seminar: UUID) -> None:
    """Raise ArchiveProblem unless the blocks of each revision are at 0, 1, 2, …: no two are at one
    position."""
    blocks = Block.objects.filter(revision__essay__reading__seminar=seminar).order_by()
    of_revisions = blocks.values("revision").annotate(
        first=Min("position"), last=Max("position"), size=Count("pk")
    )
    if of_revisions.exclude(first=0, last=F("size") - 1).exists():
        raise ArchiveProblem("blocks.jsonl contradicts itself: a revision has a gap.")


def _check_subjects(seminar: UUID) -> None:
    """Raise ArchiveProblem if a decision or an entry is about something of another seminar, or an
    account of this installation is said to have decided."""
    entries = Entry.objects.filter(seminar_id=seminar)
    decisions = Decision.objects.filter(seminar=seminar)
    joins = entries.filter(verb=Verb.MERGED).values_list("details", flat=True)
    joined = [each["work"] for each in joins]
    subjects: tuple[tuple[str, type[models.Model]], ...] = (
        ("an annotation", Annotation),
        ("a work", Work),
    )
    for name, model in subjects:
        others = model._default_manager.exclude(seminar=seminar).order_by()
        about: list[models.QuerySet[Any]]
        about = [entries.filter(subject_id__in=others.values("pk"))]
        if model is Annotation:
            about.append(decisions.filter(annotation__in=others.values("pk")))
        else:
            about += [others.filter(pk__in=some) for some in batched(joined, 500, strict=False)]
        if any(each.exists() for each in about):
            raise ArchiveProblem(f"The archive says something of {name} of another seminar.")
    if decisions.filter(who__in=User.objects.values("pk")).exists():
        raise ArchiveProblem("The archive says that an account of this installation decided.")


def _check_policies(seminar: Seminar) -> None:
    """Raise an exception if a policy of the seminar, or a reading's address or tasks, is nothing
    that a form accepts."""
    texts = [*seminar.held_domains, *seminar.refused_domains, *seminar.reasons_said.values()]
    texts += [each for code_and_words in seminar.offered_reasons for each in code_and_words]
    for reading in seminar.readings.all():
        if reading.slug in RESERVED_SLUGS or not set(reading.tasks) <= {*Kind}:
            raise ValueError(reading.slug)
        texts += [str(int(number)) for number in reading.tasks.values()]
    if not all(isinstance(each, str) for each in texts):
        raise TypeError(seminar.slug)


def _check_content(seminar: UUID) -> None:
    """Raise ArchiveProblem for structured values that the pages could not show."""
    works = Work.objects.filter(seminar=seminar).values_list("csl", flat=True)
    cited = Annotation.objects.filter(seminar=seminar, csl__isnull=False)
    blocks = Block.objects.filter(revision__essay__reading__seminar=seminar)
    try:
        _check_policies(Seminar.objects.get(pk=seminar))
        for csl in (*works, *cited.values_list("csl", flat=True)):
            format_citation(csl)
        for text, spans in blocks.values_list("text", "spans").iterator():
            render_highlighted(text, spans_from_json(spans))
    except Exception:
        raise ArchiveProblem(
            "The archive describes a work, a paragraph or a reason in a way that can't be shown."
        ) from None
