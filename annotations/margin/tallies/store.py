"""How many annotations a paragraph has, and where its marks are: what is counted, and the count.

It is kept, so that opening a page costs the same at 27 annotations and at 100,000; `tallying`
changes it in the transaction that changes what is visible, and `manage.py doctor` recounts and
compares.

There are two: a `Tally` of what was posted to the seminar, and for each member an `OwnTally` of
what only they see of their own.
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
from annotations.margin.tallies.standing_invalidation import mark_threads_stale
from annotations.seminars.models import Reading

TALLY_MODELS: tuple[type[ParagraphTally], ...] = (Tally, OwnTally)
COUNT_FIELDS = [prefix + kind for prefix in ("", "waiting_") for kind in Kind.values]
# What stands in each, and of that what is drawn.
COUNTED_IN: dict[type[ParagraphTally], Q] = {
    Tally: Q(visibility=rules.SEMINAR, state__in=rules.COUNTED),
    OwnTally: Q(visibility=rules.PRIVATE, state__in=rules.COUNTED)
    | Q(visibility=rules.SEMINAR, state=rules.PENDING),
}
MARKED_IN: dict[type[ParagraphTally], Q] = {
    Tally: Q(visibility=rules.SEMINAR, state=rules.PUBLISHED),
    OwnTally: COUNTED_IN[OwnTally],
}
# A paragraph, and whose own it is.
type Key = tuple[UUID, UUID | None]


def count_prefix(model: type[ParagraphTally], visibility: str, state: str) -> str | None:
    """Which of a tally's counts an annotation belongs to: `""`, `"waiting_"`, or none."""
    if visibility == rules.PRIVATE:
        return "" if model is OwnTally and state in rules.COUNTED else None
    if state == rules.PUBLISHED:
        return "" if model is Tally else None
    return "waiting_" if state == rules.PENDING else None


def is_marked(model: type[ParagraphTally], prefix: str | None) -> bool:
    """Whether the passages of what is counted so are marked."""
    return prefix == "" or (model is OwnTally and prefix is not None)


def owner_columns(model: type[ParagraphTally], author: UUID) -> dict[str, UUID]:
    """What tells an author's own tally from the others."""
    return {"member_id": author} if model is OwnTally else {}


def rows_of_tally(model: type[ParagraphTally]) -> Any:
    """The rows of one of the two."""
    return model._default_manager


def set_marks(tally: ParagraphTally, edges: Edges) -> None:
    """Set where a tally's marks are: the one place that keeps the drawing in step."""
    tally.marks = edges
    if isinstance(tally, Tally):
        tally.drawn = highlights_to_json(edges_to_highlights(edges))


def count_tallies(model: type[ParagraphTally], reading: Reading) -> dict[Key, ParagraphTally]:
    """What the tallies of a reading ought to be, counted from its annotations."""
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
    for key, found in edges.items():
        set_marks(fresh[key], found)
    return fresh


def tally_key(model: type[ParagraphTally], paragraph: UUID, author: UUID) -> Key:
    """Which tally an author's annotation at a paragraph belongs to."""
    return paragraph, author if model is OwnTally else None


def tally_differences(reading: Reading) -> dict[Key, tuple[ParagraphTally, ParagraphTally]]:
    """Where the kept tallies and a fresh count disagree: which → (kept, counted)."""
    found = {}
    for model in TALLY_MODELS:
        kept_now = {_key(tally): tally for tally in rows_of_tally(model).filter(reading=reading)}
        fresh = count_tallies(model, reading)
        for key in kept_now.keys() | fresh.keys():
            have, want = kept_now.get(key, model()), fresh.get(key, model())
            if any(getattr(have, name) != getattr(want, name) for name in _stored_fields(model)):
                found[key] = (have, want)
    return found


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
    """The fields that `mark` sets."""
    return ["marks", "drawn"] if model is Tally else ["marks"]


@transaction.atomic
def rebuild_tallies(reading: Reading) -> None:
    """Replace a reading's tallies by a fresh count, as after a new revision.

    They are locked before they are counted and overwritten in place, so that whoever waits for
    one finds it, and adds to what was counted without them.
    """
    mark_threads_stale(reading.pk, [None])
    for model in TALLY_MODELS:
        kept_now = rows_of_tally(model).select_for_update().filter(reading=reading).order_by("pk")
        blank = {_key(tally): _reset(tally) for tally in kept_now}
        fresh = blank | count_tallies(model, reading)
        for key, tally in fresh.items():
            tally.version = blank[key].version + 1 if key in blank else 0
        rows_of_tally(model).bulk_create(
            fresh.values(),
            update_conflicts=True,
            unique_fields=["reading", "paragraph", *(["member"] if model is OwnTally else [])],
            update_fields=[*_stored_fields(model), "version"],
        )
