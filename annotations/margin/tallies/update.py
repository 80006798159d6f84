"""How the tallies of a paragraph follow what is done to one annotation, without a recount.

Nothing is locked meanwhile: a tally that somebody else has changed is looked at again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from annotations.margin import rules
from annotations.margin.models import Anchor, Annotation, Counted, Tally
from annotations.margin.passages.highlight_map import Edges, replaced
from annotations.margin.tallies.standing_invalidation import unsettle
from annotations.margin.tallies.store import (
    BOTH,
    drawn_in,
    is_drawn,
    manager,
    mark,
    prefix_of,
    whose,
)

# From which of its counts to which an annotation goes.
type Step = tuple[str | None, str | None]


@contextmanager
def in_step(annotation: Annotation) -> Iterator[None]:
    """Keep the tallies of its paragraph in step with whatever is done to an annotation inside.

    A new annotation counts for nothing before. Must be inside a transaction.
    """
    new = annotation._state.adding
    seen = annotation.visibility, annotation.state
    before = {model: None if new else prefix_of(model, *seen) for model in BOTH}
    yield
    seen = annotation.visibility, annotation.state
    steps = {model: (before[model], prefix_of(model, *seen)) for model in BOTH}
    steps = {model: step for model, step in steps.items() if step[0] != step[1]}
    if "" in steps.get(Tally, ()):
        unsettle(annotation)
    while steps:
        places = beside(annotation) if annotation.passage else []
        steps = {
            model: step
            for model, step in steps.items()
            if not _followed(model, annotation, step, places)
        }
        for model in steps:  # there is none yet, or somebody has changed it meanwhile: look again
            begin(model, annotation)


def _followed(model: type[Counted], annotation: Annotation, step: Step, places: list[Any]) -> bool:
    """Change one of the tallies; False where it isn't, or isn't any more as it was read. One
    query."""
    before, after = step
    changes: dict[str, Any] = {"version": F("version") + 1}
    if before is not None:
        changes[before + annotation.kind] = Greatest(F(before + annotation.kind) - 1, Value(0))
    if after is not None:
        changes[after + annotation.kind] = F(after + annotation.kind) + 1
    tally = tally_of(model, annotation)
    shown = is_drawn(model, after)
    if places and is_drawn(model, before) != shown:
        name = model.__name__
        read = model(
            version=places[0][f"{name}_version"] or 0, marks=places[0][f"{name}_marks"] or {}
        )
        mark(read, remarked(read, annotation, places, shown=shown))
        changes |= {name: getattr(read, name) for name in drawn_in(model)}
        tally = tally.filter(version=read.version)
    return bool(tally.update(**changes))


def tally_of(model: type[Counted], annotation: Annotation) -> QuerySet[Counted]:
    """That of an annotation's paragraph."""
    found: QuerySet[Counted] = manager(model).filter(**place_of(model, annotation))
    return found


def place_of(model: type[Counted], annotation: Annotation) -> dict[str, UUID]:
    """What there is one tally for."""
    return {
        "reading_id": annotation.reading_id,
        "paragraph_id": annotation.paragraph_id,
        **whose(model, annotation.author_id),
    }


def begin(model: type[Counted], annotation: Annotation) -> None:
    """There is a tally from now on."""
    fresh = model(seminar_id=annotation.seminar_id, **place_of(model, annotation))
    manager(model).bulk_create([fresh], ignore_conflicts=True)


def remarked(tally: Counted, annotation: Annotation, places: list[Any], *, shown: bool) -> Edges:
    """The edges once this annotation's passage is shown, or no longer is.

    Weight is by readers: where its author has marked the same characters otherwise, nothing
    changes, hence the look at their other passages of this kind.
    """
    mine, others = [], []
    for place in places:
        if place["at"] is None:
            continue
        if place["pk"] == annotation.pk:
            mine.append((place["at"], place["to"]))
        elif is_drawn(type(tally), prefix_of(type(tally), place["visibility"], place["state"])):
            others.append((place["at"], place["to"]))
    before, after = (others, [*others, *mine]) if shown else ([*others, *mine], others)
    return replaced(tally.marks, annotation.kind, before, after)


def beside(annotation: Annotation) -> list[Any]:
    """Where an annotation's passage is in the revision that is current when this is asked, and
    its author's others of the kind at that paragraph; each with the tallies as they are now. One
    query."""
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
            f"{model.__name__}_{name}": Subquery(tally_of(model, annotation).values(name))
            for model in BOTH
            for name in ("version", "marks")
        },
    )
    return list(rows)
