"""How many annotations a paragraph has, and where its marks are: the only place that counts.

The counts change in the transaction that changes what is visible, so that opening a page
costs the same at 27 annotations and at 100,000. `manage.py doctor` recounts and compares.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value
from django.db.models.functions import Coalesce, Greatest

from annotations.essays.models import Revision
from annotations.margin import rules
from annotations.margin.marks import (
    Edges,
    Range,
    drawn,
    from_stored,
    replaced,
    shifted,
    to_stored,
    union,
)
from annotations.margin.models import Anchor, Annotation, AnnotationQuerySet, Kind, Tally
from annotations.prose.weaving import Mark
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

MOST_OWN_MARKS = 300
FIELDS = [prefix + kind for prefix in ("", "waiting_") for kind in Kind.values]


def prefix_of(annotation: Annotation) -> str | None:
    """Which of a paragraph's counts an annotation belongs to: `""`, `"waiting_"`, or none."""
    if annotation.visibility == rules.PRIVATE:
        return None
    return {rules.PUBLISHED: "", rules.PENDING: "waiting_"}.get(annotation.state)


@contextmanager
def kept(annotation: Annotation) -> Iterator[None]:
    """Keep the tally of its paragraph in step with whatever is done to an annotation inside.

    A new annotation counts for nothing before. Must be inside a transaction.
    """
    before = None if annotation._state.adding else prefix_of(annotation)
    yield
    after = prefix_of(annotation)
    if before == after:
        return
    changes = changed(annotation.kind, before, after)
    marks = annotation.passage and "" in (before, after)
    while not (remark if marks else change)(annotation, changes, after):
        begin(annotation)  # or somebody else has changed it meanwhile: look again


def changed(kind: str, before: str | None, after: str | None) -> dict[str, Any]:
    """One less of what it was, one more of what it is; from then on it is another tally."""
    changes: dict[str, Any] = {"version": F("version") + 1}
    if before is not None:
        changes[before + kind] = Greatest(F(before + kind) - 1, Value(0))
    if after is not None:
        changes[after + kind] = F(after + kind) + 1
    return changes


def tally_of(annotation: Annotation) -> QuerySet[Tally]:
    """That of its paragraph."""
    return Tally.objects.filter(reading=annotation.reading_id, paragraph=annotation.paragraph_id)


def begin(annotation: Annotation) -> None:
    """Its paragraph has a tally from now on."""
    fresh = Tally(
        seminar_id=annotation.seminar_id,
        reading_id=annotation.reading_id,
        paragraph_id=annotation.paragraph_id,
    )
    Tally.objects.bulk_create([fresh], ignore_conflicts=True)


def change(annotation: Annotation, changes: dict[str, Any], after: str | None) -> bool:
    """Change the numbers of a tally; False where there is none. One query."""
    return bool(tally_of(annotation).update(**changes))


def remark(annotation: Annotation, changes: dict[str, Any], after: str | None) -> bool:
    """Change a tally with its marks, once an annotation's passage is shown or no longer is; False
    where it isn't any more as it was read, and nothing is changed. Two queries.

    Weight is by readers: where its author has marked the same characters otherwise, nothing
    changes, hence the look at their other passages of this kind there.
    """
    rows = list(beside(annotation))
    both = [(start, end) for _, start, end, _, _ in rows if start is not None]
    others = [
        (start, end) for pk, start, end, _, _ in rows if start is not None and pk != annotation.pk
    ]
    ranges = (others, both) if after == "" else (both, others)
    version, marks = rows[0][3:]
    tally = Tally()
    mark(tally, replaced(marks or {}, annotation.kind, *ranges))
    held = tally_of(annotation).filter(version=version or 0)
    return bool(held.update(**changes, marks=tally.marks, drawn=tally.drawn))


def beside(annotation: Annotation) -> QuerySet[Any, Any]:
    """Where an annotation's passage is in the revision that is current when this is asked, and
    the others of its kind that its author shows there; each with the tally as it is now."""
    shown = Q(
        reading=annotation.reading_id,
        paragraph=annotation.paragraph_id,
        author=annotation.author_id,
        kind=annotation.kind,
        state=rules.PUBLISHED,
        visibility=rules.SEMINAR,
        start__isnull=False,
    )
    current = F("annotation__reading__essay__current")
    place = Anchor.objects.filter(annotation=OuterRef("pk"), revision=current)
    tally = tally_of(annotation)
    return Annotation.objects.filter(Q(pk=annotation.pk) | shown).values_list(
        "pk",
        Subquery(place.values("start")),
        Subquery(place.values("end")),
        Subquery(tally.values("version")),
        Subquery(tally.values("marks")),
    )


def mark(tally: Tally, edges: Edges) -> None:
    """Set where a tally's marks are: the one place that keeps the drawing in step."""
    tally.marks, tally.drawn = edges, to_stored(drawn(edges))


def anchors(reading: Reading) -> QuerySet[Anchor]:
    """The places of passages in the revision that is current."""
    return Anchor.objects.filter(revision=reading.essay.current_id, annotation__reading=reading)


@dataclass
class Counts:
    """What stands at one paragraph for one reader."""

    note: int = 0
    counterpoint: int = 0
    source: int = 0
    marks: list[Mark] = field(default_factory=list)
    # How many of them only this reader sees.
    own: int = 0

    @property
    def total(self) -> int:
        """All kinds together."""
        return self.note + self.counterpoint + self.source

    def by_kind(self) -> Iterator[tuple[Kind, int]]:
        """Each kind with its number, in the order of the margin."""
        for kind in Kind:
            yield kind, getattr(self, kind.value)


def counts_for(reader: Reader, reading: Reading) -> dict[UUID, Counts]:
    """By paragraph, what this reader sees there. Two queries; one for who isn't a member."""
    found: dict[UUID, Counts] = defaultdict(Counts)
    for tally in Tally.objects.filter(reading=reading).defer("marks"):
        if reader.may_read_on(reading.pk, tally.paragraph_id):
            found[tally.paragraph_id] = from_tally(tally, waiting=reader.moderates)
    if reader.member is not None:
        rows = own_apart(reader, reading).values_list("paragraph", "kind")
        for paragraph, kind, number in rows.annotate(number=Count("id")).order_by():
            counts = found[paragraph]
            setattr(counts, kind, getattr(counts, kind) + number)
            counts.own += number
    return found


def from_tally(tally: Tally, *, waiting: bool) -> Counts:
    """What everybody sees of a tally, or what those who moderate do."""
    numbers = {
        kind: getattr(tally, kind) + (getattr(tally, f"waiting_{kind}") if waiting else 0)
        for kind in Kind.values
    }
    return Counts(**numbers, marks=from_stored(tally.drawn))


def own_apart(reader: Reader, reading: Reading) -> AnnotationQuerySet:
    """A member's own annotations that the tally does not already count for them."""
    mine = Annotation.objects.filter(reading=reading, author=reader.member)
    apart = Q(visibility=rules.PRIVATE, state__in=rules.COUNTED)
    if not reader.moderates:
        apart |= Q(visibility=rules.SEMINAR, state=rules.PENDING)
    return mine.filter(apart)


def own_marks(reader: Reader, reading: Reading) -> dict[UUID, Edges]:
    """By paragraph, the passages of a member's own annotations that the tally doesn't hold: the
    newest of them, so that a page's size stays bounded."""
    found: dict[UUID, Edges] = defaultdict(dict)
    places = (
        anchors(reading)
        .filter(annotation__in=own_apart(reader, reading))
        .exclude(start=None)
        .order_by("-id")
        .values_list("paragraph", "annotation__kind", "start", "end")
    )
    for paragraph, kind, start, end in places[:MOST_OWN_MARKS]:
        if start is not None and end is not None:
            found[paragraph] = shifted(found[paragraph], kind, [(start, end)], +1)
    return found


def recounted(reading: Reading) -> dict[UUID, Tally]:
    """What the tallies of a reading ought to be, counted from its annotations."""
    fresh: dict[UUID, Tally] = {}

    def at(paragraph: UUID) -> Tally:
        return fresh.setdefault(
            paragraph,
            Tally(seminar_id=reading.seminar_id, reading=reading, paragraph_id=paragraph),
        )

    shown = Annotation.objects.filter(
        reading=reading, visibility=rules.SEMINAR, state__in=rules.COUNTED
    )
    for row in shown.values("paragraph", "kind", "state").annotate(n=Count("id")).order_by():
        prefix = "" if row["state"] == rules.PUBLISHED else "waiting_"
        setattr(at(row["paragraph"]), prefix + row["kind"], row["n"])
    for paragraph, edges in edges_of(passages(reading)).items():
        mark(at(paragraph), edges)
    return fresh


def edges_of(ranges: dict[tuple[UUID, str, UUID], list[Range]]) -> dict[UUID, Edges]:
    """By paragraph, the edges of what each author marked in each kind."""
    found: dict[UUID, Edges] = defaultdict(dict)
    for (paragraph, kind, _author), marked in ranges.items():
        found[paragraph] = shifted(found[paragraph], kind, union(marked), +1)
    return found


def passages(reading: Reading) -> dict[tuple[UUID, str, UUID], list[Range]]:
    """Every published passage in the current revision, by paragraph, kind and author."""
    found: dict[tuple[UUID, str, UUID], list[Range]] = defaultdict(list)
    rows = (
        anchors(reading)
        .filter(annotation__state=rules.PUBLISHED, annotation__visibility=rules.SEMINAR)
        .exclude(start=None)
        .values_list("paragraph", "annotation__kind", "annotation__author", "start", "end")
    )
    for paragraph, kind, author, start, end in rows.iterator():
        if start is not None and end is not None:
            found[paragraph, kind, author].append((start, end))
    return found


def differences(reading: Reading) -> dict[UUID, tuple[Tally, Tally]]:
    """Where the kept tallies and a fresh count disagree: paragraph → (kept, counted)."""
    kept_now = {tally.paragraph_id: tally for tally in Tally.objects.filter(reading=reading)}
    fresh = recounted(reading)
    found = {}
    for paragraph in kept_now.keys() | fresh.keys():
        blank = Tally(seminar_id=reading.seminar_id, reading=reading, paragraph_id=paragraph)
        have, want = kept_now.get(paragraph, blank), fresh.get(paragraph, blank)
        if any(getattr(have, name) != getattr(want, name) for name in [*FIELDS, "marks", "drawn"]):
            found[paragraph] = (have, want)
    return found


@transaction.atomic
def recount(reading: Reading) -> None:
    """Replace a reading's tallies by a fresh count, as after a new revision.

    They are locked before they are counted and overwritten in place, so that whoever waits for
    one finds it, and adds to what was counted without them.
    """
    kept_now = Tally.objects.select_for_update().filter(reading=reading).order_by("pk")
    versions = dict(kept_now.values_list("paragraph", "version"))
    blank = {
        paragraph: Tally(seminar_id=reading.seminar_id, reading=reading, paragraph_id=paragraph)
        for paragraph in versions
    }
    fresh = blank | recounted(reading)
    for paragraph, tally in fresh.items():
        tally.version = versions.get(paragraph, 0) + 1
    Tally.objects.bulk_create(
        fresh.values(),
        update_conflicts=True,
        unique_fields=["reading", "paragraph"],
        update_fields=[*FIELDS, "marks", "drawn", "version"],
    )


def counts_in(reader: Reader, reading: Reading, revision: Revision) -> dict[UUID, Counts]:
    """By paragraph, what this reader sees of what stood there in an earlier revision.

    Two queries. They count afresh, since earlier revisions are seldom read.
    """
    found: dict[UUID, Counts] = defaultdict(Counts)
    seen = Annotation.objects.filter(reading=reading).counted_for(reader)
    thread = Coalesce(OuterRef("root"), OuterRef("pk"))
    home = Anchor.objects.filter(revision=revision, annotation=thread).values("paragraph")
    placed = seen.annotate(home=Subquery(home, output_field=UUIDField())).exclude(home=None)
    rows = placed.values_list("home", "kind")
    for paragraph, kind, number in rows.annotate(number=Count("id")).order_by():
        setattr(found[paragraph], kind, number)
    for paragraph, edges in edges_of(_by_author(revision, seen)).items():
        found[paragraph].marks = drawn(edges)
    return found


def _by_author(
    revision: Revision, seen: AnnotationQuerySet
) -> dict[tuple[UUID, str, UUID], list[Range]]:
    found: dict[tuple[UUID, str, UUID], list[Range]] = defaultdict(list)
    places = Anchor.objects.filter(revision=revision, annotation__in=seen).exclude(start=None)
    rows = places.values_list("paragraph", "annotation__kind", "annotation__author", "start", "end")
    for paragraph, kind, author, start, end in rows:
        if start is not None and end is not None:
            found[paragraph, kind, author].append((start, end))
    return found
