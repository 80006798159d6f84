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
from annotations.margin.models import Annotation, Counted, OwnTally, Tally
from annotations.margin.passages.anchors import by_author
from annotations.margin.passages.highlight_map import Edges, drawn, shifted, to_stored, union
from annotations.margin.tallies.standing_invalidation import unsettle_threads
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


def manager(model: type[Counted]) -> Any:
    """The rows of one of the two."""
    return model._default_manager


def mark(tally: Counted, edges: Edges) -> None:
    """Set where a tally's marks are: the one place that keeps the drawing in step."""
    tally.marks = edges
    if isinstance(tally, Tally):
        tally.drawn = to_stored(drawn(edges))


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
    shown = Annotation.objects.filter(DRAWN[model], reading=reading)
    for (paragraph, kind, author), ranges in by_author(shown, reading.essay.current_id).items():
        key = key_of(model, paragraph, author)
        edges[key] = shifted(edges[key], kind, union(ranges), +1)
        at(paragraph, author)
    for key, found in edges.items():
        mark(fresh[key], found)
    return fresh


def key_of(model: type[Counted], paragraph: UUID, author: UUID) -> Key:
    """Which tally an author's annotation at a paragraph belongs to."""
    return paragraph, author if model is OwnTally else None


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
    unsettle_threads(reading.pk, [None])
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
