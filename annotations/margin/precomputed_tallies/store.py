"""The stored counts and marks of paragraphs: which annotations belong to them, and counting them.

They are stored so that opening a page costs the same with 27 annotations and with 100,000.
`tallies.update` changes them in the transaction that changes what is visible; `manage.py doctor`
counts afresh and compares.

There are two tables: a `Tally` counts what was posted to the seminar, and an `OwnTally` what only
one member sees of their own.
"""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from annotations.margin import rules
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, OwnTally, ParagraphTally, Tally
from annotations.margin.passages.anchors import passages_by_author
from annotations.margin.passages.highlight_map import (
    Edges,
    add_readers,
    edges_to_highlights,
    highlights_to_json,
    merge_ranges,
)
from annotations.margin.precomputed_tallies.standing_invalidation import mark_threads_stale
from annotations.seminars.models import Reading

TALLY_MODELS: tuple[type[ParagraphTally], ...] = (Tally, OwnTally)
COUNT_FIELDS = [prefix + kind for prefix in ("", "waiting_") for kind in Kind.values]
# The annotations counted in each table, and those of them whose passages are marked.
COUNTED_IN: dict[type[ParagraphTally], Q] = {
    Tally: Q(visibility=rules.SEMINAR, state__in=rules.COUNTED),
    OwnTally: Q(visibility=rules.PRIVATE, state__in=rules.COUNTED)
    | Q(visibility=rules.SEMINAR, state=rules.PENDING),
}
MARKED_IN: dict[type[ParagraphTally], Q] = {
    Tally: Q(visibility=rules.SEMINAR, state=rules.PUBLISHED),
    OwnTally: COUNTED_IN[OwnTally],
}
# A paragraph, and the member whose own tally it is; None for the seminar's.
type Key = tuple[UUID, UUID | None]


def count_prefix(model: type[ParagraphTally], visibility: str, state: str) -> str | None:
    """Return the prefix of the count that an annotation belongs to in a table: `""` or
    `"waiting_"`, or None if it is not counted there."""
    if visibility == rules.PRIVATE:
        return "" if model is OwnTally and state in rules.COUNTED else None
    if state == rules.PUBLISHED:
        return "" if model is Tally else None
    return "waiting_" if state == rules.PENDING else None


def is_marked(model: type[ParagraphTally], prefix: str | None) -> bool:
    """True if the passages of annotations counted under this prefix are marked."""
    return prefix == "" or (model is OwnTally and prefix is not None)


def owner_columns(model: type[ParagraphTally], author: UUID) -> dict[str, UUID]:
    """Return the columns that select the author's tally among those of a paragraph."""
    return {"member_id": author} if model is OwnTally else {}


def rows_of_tally(model: type[ParagraphTally]) -> Any:
    """Return the manager of one of the two tables."""
    return model._default_manager


def set_marks(tally: ParagraphTally, edges: Edges) -> None:
    """Set a tally's marks, and with them the stretches that a `Tally` has ready for the page."""
    tally.marks = edges
    if isinstance(tally, Tally):
        tally.drawn = highlights_to_json(edges_to_highlights(edges))


def count_tallies(model: type[ParagraphTally], reading: Reading) -> dict[Key, ParagraphTally]:
    """Return the tallies of a reading as counted from its annotations, not saved. Two queries."""
    fresh: dict[Key, ParagraphTally] = {}

    def at(paragraph: UUID, author: UUID) -> ParagraphTally:
        key = tally_key(model, paragraph, author)
        if key not in fresh:
            place = {"reading": reading, "paragraph_id": paragraph, **owner_columns(model, author)}
            fresh[key] = model(seminar_id=reading.seminar_id, **place)
        return fresh[key]

    rows = Annotation.objects.filter(COUNTED_IN[model], reading=reading).order_by()
    names = ("paragraph", "author", "kind", "visibility", "state")
    for paragraph, author, kind, visibility, state, number in rows.values_list(*names).annotate(
        n=Count("id")
    ):
        tally = at(paragraph, author)
        name = f"{count_prefix(model, visibility, state)}{kind}"
        setattr(tally, name, getattr(tally, name) + number)
    edges: dict[Key, Edges] = defaultdict(dict)
    shown = Annotation.objects.filter(MARKED_IN[model], reading=reading)
    for (paragraph, kind, author), ranges in passages_by_author(
        shown, reading.essay.current_id
    ).items():
        key = tally_key(model, paragraph, author)
        edges[key] = add_readers(edges[key], kind, merge_ranges(ranges), +1)
        at(paragraph, author)
    for key, marks in edges.items():
        set_marks(fresh[key], marks)
    return fresh


def tally_key(model: type[ParagraphTally], paragraph: UUID, author: UUID) -> Key:
    """Return the key of the tally that an author's annotation at a paragraph belongs to."""
    return paragraph, author if model is OwnTally else None


def tally_differences(reading: Reading) -> dict[Key, tuple[ParagraphTally, ParagraphTally]]:
    """Return the tallies that differ from a fresh count, by key, as (stored, counted)."""
    differing = {}
    for model in TALLY_MODELS:
        rows = {_key(tally): tally for tally in rows_of_tally(model).filter(reading=reading)}
        fresh = count_tallies(model, reading)
        for key in rows.keys() | fresh.keys():
            stored, counted = rows.get(key, model()), fresh.get(key, model())
            if any(
                getattr(stored, name) != getattr(counted, name) for name in _stored_fields(model)
            ):
                differing[key] = (stored, counted)
    return differing


def _reset(tally: ParagraphTally) -> ParagraphTally:
    for name in COUNT_FIELDS:
        setattr(tally, name, 0)
    set_marks(tally, {})
    return tally


def _key(tally: ParagraphTally) -> Key:
    return tally.paragraph_id, getattr(tally, "member_id", None)


def _stored_fields(model: type[ParagraphTally]) -> list[str]:
    return [*COUNT_FIELDS, *mark_fields(model)]


def mark_fields(model: type[ParagraphTally]) -> list[str]:
    """Return the names of the fields that `set_marks` sets."""
    return ["marks", "drawn"] if model is Tally else ["marks"]


@transaction.atomic
def rebuild_tallies(reading: Reading) -> None:
    """Replace a reading's tallies by a fresh count, as after a new revision. Marks the cached
    standings of the reading stale.

    The tallies are locked before the annotations are counted, and updated in place, so that a
    writer who waits for one finds it and adds to a count that does not include their change.
    """
    mark_threads_stale(reading.pk, [None])
    for model in TALLY_MODELS:
        rows = rows_of_tally(model).select_for_update().filter(reading=reading).order_by("pk")
        blank = {_key(tally): _reset(tally) for tally in rows}
        fresh = blank | count_tallies(model, reading)
        for key, tally in fresh.items():
            tally.version = blank[key].version + 1 if key in blank else 0
        rows_of_tally(model).bulk_create(
            fresh.values(),
            update_conflicts=True,
            unique_fields=["reading", "paragraph", *(["member"] if model is OwnTally else [])],
            update_fields=[*_stored_fields(model), "version"],
        )
