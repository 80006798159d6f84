"""Updates the tallies of a paragraph when one annotation changes, without counting afresh.

Nothing is locked: if somebody else has changed a tally meanwhile, it is read again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation, ParagraphTally, Tally
from annotations.margin.passages.highlight_map import Edges, replace_reader_ranges
from annotations.margin.precomputed_tallies.standing_invalidation import mark_thread_stale
from annotations.margin.precomputed_tallies.store import (
    TALLY_MODELS,
    count_prefix,
    is_marked,
    mark_fields,
    owner_columns,
    rows_of_tally,
    set_marks,
)

# The prefixes of the counts that an annotation leaves and enters.
type Step = tuple[str | None, str | None]


@contextmanager
def tallies_updated(annotation: Annotation) -> Iterator[None]:
    """Update the tallies of an annotation's paragraph with the changes made to it in the block.

    Must be inside a transaction. A new annotation is saved in the block.
    """
    new = annotation._state.adding
    seen = annotation.visibility, annotation.state
    before = {model: None if new else count_prefix(model, *seen) for model in TALLY_MODELS}
    yield
    seen = annotation.visibility, annotation.state
    steps = {model: (before[model], count_prefix(model, *seen)) for model in TALLY_MODELS}
    steps = {model: step for model, step in steps.items() if step[0] != step[1]}
    # Nothing depends yet on a thread that begins: whatever makes it bear on a claim marks it.
    begins = new and annotation.root_id is None
    if "" in steps.get(Tally, ()) and not begins:
        mark_thread_stale(annotation)
    while steps:
        places = passages_with_tallies(annotation) if annotation.passage else []
        steps = {
            model: step
            for model, step in steps.items()
            if not _update_tally(model, annotation, step, places)
        }
        for model in steps:  # missing, or changed meanwhile: try again
            create_tally(model, annotation)


def _update_tally(
    model: type[ParagraphTally], annotation: Annotation, step: Step, places: list[Any]
) -> bool:
    """Update the tally in one of the tables. One query.

    Returns False, and changes nothing, if there is none or if it was changed since it was read.
    """
    before, after = step
    changes: dict[str, Any] = {"version": F("version") + 1}
    if before is not None:
        changes[before + annotation.kind] = Greatest(F(before + annotation.kind) - 1, Value(0))
    if after is not None:
        changes[after + annotation.kind] = F(after + annotation.kind) + 1
    tally = tally_rows(model, annotation)
    shown = is_marked(model, after)
    if places and is_marked(model, before) != shown:
        name = model.__name__
        read = model(
            version=places[0][f"{name}_version"] or 0, marks=places[0][f"{name}_marks"] or {}
        )
        set_marks(read, edges_after(read, annotation, places, shown=shown))
        changes |= {name: getattr(read, name) for name in mark_fields(model)}
        tally = tally.filter(version=read.version)
    return bool(tally.update(**changes))


def tally_rows(model: type[ParagraphTally], annotation: Annotation) -> QuerySet[ParagraphTally]:
    """Return the rows, at most one, of an annotation's tally in this table."""
    rows: QuerySet[ParagraphTally] = rows_of_tally(model).filter(**tally_columns(model, annotation))
    return rows


def tally_columns(model: type[ParagraphTally], annotation: Annotation) -> dict[str, UUID]:
    """Return the columns that identify an annotation's tally in this table."""
    return {
        "reading_id": annotation.reading_id,
        "paragraph_id": annotation.paragraph_id,
        **owner_columns(model, annotation.author_id),
    }


def create_tally(model: type[ParagraphTally], annotation: Annotation) -> None:
    """Create an annotation's tally in this table unless it exists. One query."""
    fresh = model(seminar_id=annotation.seminar_id, **tally_columns(model, annotation))
    rows_of_tally(model).bulk_create([fresh], ignore_conflicts=True)


def edges_after(
    tally: ParagraphTally, annotation: Annotation, places: list[Any], *, shown: bool
) -> Edges:
    """Return the tally's edge map once this annotation's passage is marked, or no longer is.

    Weight counts readers, not annotations: characters that its author has marked with another
    annotation of this kind keep their weight, so `places` holds those too.
    """
    own, others = [], []
    for place in places:
        if place["at"] is None:
            continue
        if place["pk"] == annotation.pk:
            own.append((place["at"], place["to"]))
        elif is_marked(type(tally), count_prefix(type(tally), place["visibility"], place["state"])):
            others.append((place["at"], place["to"]))
    before, after = (others, [*others, *own]) if shown else ([*others, *own], others)
    return replace_reader_ranges(tally.marks, annotation.kind, before, after)


def passages_with_tallies(annotation: Annotation) -> list[Any]:
    """Return the places, in the current revision, of an annotation's passage and of its author's
    other passages of this kind at the paragraph, each with the tallies as they are now.

    One query, so that places and tallies are of one moment.
    """
    others = Q(
        reading=annotation.reading_id,
        paragraph=annotation.paragraph_id,
        author=annotation.author_id,
        kind=annotation.kind,
        state__in=rules.COUNTED,
        start__isnull=False,
    )
    current = F("annotation__reading__essay__current")
    place = Anchor.objects.filter(annotation=OuterRef("pk"), revision=current)
    rows: QuerySet[Any, Any] = Annotation.objects.filter(Q(pk=annotation.pk) | others).values(
        "pk",
        "visibility",
        "state",
        at=Subquery(place.values("start")),
        to=Subquery(place.values("end")),
        **{
            f"{model.__name__}_{name}": Subquery(tally_rows(model, annotation).values(name))
            for model in TALLY_MODELS
            for name in ("version", "marks")
        },
    )
    return list(rows)
