"""How many annotations a paragraph has, and where its marks are: the only place that counts.

The counts change in the transaction that changes what is visible, so that opening a page
costs the same at 27 annotations and at 100,000. `manage.py doctor` recounts and compares.

There are two: a `Tally` of what was posted to the seminar, and for each member an `OwnTally` of
what only they see of their own.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from annotations.margin import rules
from annotations.margin.kinds import Kind
from annotations.margin.marks import (
    Edges,
    Range,
    drawn,
    replaced,
    shifted,
    to_stored,
    union,
)
from annotations.margin.models import Anchor, Annotation, Counted, OwnTally, Tally
from annotations.seminars.models import Reading

BOTH: tuple[type[Counted], ...] = (Tally, OwnTally)
FIELDS = [prefix + kind for prefix in ("", "waiting_") for kind in Kind.values]
# What stands in each, and of that what is drawn.
COUNTED: dict[type[Counted], Q] = {
    Tally: Q(visibility=rules.SEMINAR, state__in=rules.COUNTED),
    OwnTally: Q(visibility=rules.PRIVATE, state__in=rules.COUNTED)
    | Q(visibility=rules.SEMINAR, state=rules.PENDING),
}
DRAWN: dict[type[Counted], Q] = {
    Tally: Q(visibility=rules.SEMINAR, state=rules.PUBLISHED),
    OwnTally: COUNTED[OwnTally],
}
# A paragraph, and whose own it is.
type Key = tuple[UUID, UUID | None]
# From which of its counts to which an annotation goes.
type Step = tuple[str | None, str | None]


def prefix_of(model: type[Counted], visibility: str, state: str) -> str | None:
    """Which of a tally's counts an annotation belongs to: `""`, `"waiting_"`, or none."""
    if visibility == rules.PRIVATE:
        return "" if model is OwnTally and state in rules.COUNTED else None
    if state == rules.PUBLISHED:
        return "" if model is Tally else None
    return "waiting_" if state == rules.PENDING else None


def is_drawn(model: type[Counted], prefix: str | None) -> bool:
    """Whether the passages of what is counted so are marked."""
    return prefix == "" or (model is OwnTally and prefix is not None)


def whose(model: type[Counted], author: UUID) -> dict[str, UUID]:
    """What tells an author's own tally from the others."""
    return {"member_id": author} if model is OwnTally else {}


@contextmanager
def kept(annotation: Annotation) -> Iterator[None]:
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


def manager(model: type[Counted]) -> Any:
    """The rows of one of the two."""
    return model._default_manager


def mark(tally: Counted, edges: Edges) -> None:
    """Set where a tally's marks are: the one place that keeps the drawing in step."""
    tally.marks = edges
    if isinstance(tally, Tally):
        tally.drawn = to_stored(drawn(edges))


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


def anchors(reading: Reading) -> QuerySet[Anchor]:
    """The places of passages in the revision that is current."""
    return Anchor.objects.filter(revision=reading.essay.current_id, annotation__reading=reading)


def recounted(model: type[Counted], reading: Reading) -> dict[Key, Counted]:
    """What the tallies of a reading ought to be, counted from its annotations."""
    fresh: dict[Key, Counted] = {}

    def at(paragraph: UUID, author: UUID) -> Counted:
        key = key_of(model, paragraph, author)
        if key not in fresh:
            place = {"reading": reading, "paragraph_id": paragraph, **whose(model, author)}
            fresh[key] = model(seminar_id=reading.seminar_id, **place)
        return fresh[key]

    rows = Annotation.objects.filter(COUNTED[model], reading=reading).order_by()
    names = ("paragraph", "author", "kind", "visibility", "state")
    for paragraph, author, kind, visibility, state, number in rows.values_list(*names).annotate(
        n=Count("id")
    ):
        tally = at(paragraph, author)
        name = f"{prefix_of(model, visibility, state)}{kind}"
        setattr(tally, name, getattr(tally, name) + number)
    edges: dict[Key, Edges] = defaultdict(dict)
    for (paragraph, kind, author), ranges in passages(model, reading).items():
        key = key_of(model, paragraph, author)
        edges[key] = shifted(edges[key], kind, union(ranges), +1)
        at(paragraph, author)
    for key, found in edges.items():
        mark(fresh[key], found)
    return fresh


def key_of(model: type[Counted], paragraph: UUID, author: UUID) -> Key:
    """Which tally an author's annotation at a paragraph belongs to."""
    return paragraph, author if model is OwnTally else None


def passages(model: type[Counted], reading: Reading) -> dict[tuple[UUID, str, UUID], list[Range]]:
    """Every passage that a tally draws in the current revision, by paragraph, kind and author."""
    found: dict[tuple[UUID, str, UUID], list[Range]] = defaultdict(list)
    counted = Annotation.objects.filter(DRAWN[model], reading=reading)
    rows = (
        anchors(reading)
        .filter(annotation__in=counted)
        .exclude(start=None)
        .values_list("paragraph", "annotation__kind", "annotation__author", "start", "end")
    )
    for paragraph, kind, author, start, end in rows.iterator():
        if start is not None and end is not None:
            found[paragraph, kind, author].append((start, end))
    return found


def differences(reading: Reading) -> dict[Key, tuple[Counted, Counted]]:
    """Where the kept tallies and a fresh count disagree: which → (kept, counted)."""
    found = {}
    for model in BOTH:
        kept_now = {_key(tally): tally for tally in manager(model).filter(reading=reading)}
        fresh = recounted(model, reading)
        for key in kept_now.keys() | fresh.keys():
            have, want = kept_now.get(key, model()), fresh.get(key, model())
            if any(getattr(have, name) != getattr(want, name) for name in _kept_in(model)):
                found[key] = (have, want)
    return found


def _emptied(tally: Counted) -> Counted:
    for name in FIELDS:
        setattr(tally, name, 0)
    mark(tally, {})
    return tally


def _key(tally: Counted) -> Key:
    return tally.paragraph_id, getattr(tally, "member_id", None)


def _kept_in(model: type[Counted]) -> list[str]:
    return [*FIELDS, *drawn_in(model)]


def drawn_in(model: type[Counted]) -> list[str]:
    """The fields that `mark` sets."""
    return ["marks", "drawn"] if model is Tally else ["marks"]


@transaction.atomic
def recount(reading: Reading) -> None:
    """Replace a reading's tallies by a fresh count, as after a new revision.

    They are locked before they are counted and overwritten in place, so that whoever waits for
    one finds it, and adds to what was counted without them.
    """
    for model in BOTH:
        kept_now = manager(model).select_for_update().filter(reading=reading).order_by("pk")
        blank = {_key(tally): _emptied(tally) for tally in kept_now}
        fresh = blank | recounted(model, reading)
        for key, tally in fresh.items():
            tally.version = blank[key].version + 1 if key in blank else 0
        manager(model).bulk_create(
            fresh.values(),
            update_conflicts=True,
            unique_fields=["reading", "paragraph", *(["member"] if model is OwnTally else [])],
            update_fields=[*_kept_in(model), "version"],
        )
