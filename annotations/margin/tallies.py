"""How many annotations a paragraph has, and where its marks are: the only place that counts.

The counts change in the transaction that changes what is visible, so that opening a page
costs the same at 27 annotations and at 100,000. `manage.py doctor` recounts and compares.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from annotations.essays.models import Essay, Revision
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
    tally = locked(annotation)
    for prefix, change in ((before, -1), (after, +1)):
        if prefix is not None:
            name = prefix + annotation.kind
            setattr(tally, name, max(0, getattr(tally, name) + change))
    if "" in (before, after):
        mark(tally, remarked(tally.marks, annotation, shown=after == ""))
    tally.save()


def locked(annotation: Annotation) -> Tally:
    """The tally of an annotation's paragraph, made if there was none, for this transaction."""
    place = {"reading_id": annotation.reading_id, "paragraph_id": annotation.paragraph_id}
    tallies = Tally.objects.select_for_update()
    found = tallies.filter(**place).first()
    if found is None:
        fresh = Tally(seminar_id=annotation.seminar_id, **place)
        Tally.objects.bulk_create([fresh], ignore_conflicts=True)
        found = tallies.get(**place)
    return found


def mark(tally: Tally, edges: Edges) -> None:
    """Set where a tally's marks are: the one place that keeps the drawing in step."""
    tally.marks, tally.drawn = edges, to_stored(drawn(edges))


def remarked(edges: Edges, annotation: Annotation, *, shown: bool) -> Edges:
    """The edges once this annotation's passage is shown, or no longer is.

    Weight is by readers: where its author has marked the same characters otherwise, nothing
    changes, hence the look at their other passages of this kind here.
    """
    here = anchors_now(annotation)
    mine = here.filter(annotation=annotation).first()
    if mine is None or mine.start is None or mine.end is None:
        return edges
    others = [
        (start, end)
        for start, end in here.filter(
            paragraph=mine.paragraph_id,
            annotation__author=annotation.author_id,
            annotation__kind=annotation.kind,
            annotation__state=rules.PUBLISHED,
            annotation__visibility=rules.SEMINAR,
        )
        .exclude(annotation=annotation)
        .exclude(start=None)
        .values_list("start", "end")
        if start is not None and end is not None
    ]
    both = [*others, (mine.start, mine.end)]
    before, after = (others, both) if shown else (both, others)
    return replaced(edges, annotation.kind, before, after)


def anchors_now(annotation: Annotation) -> QuerySet[Anchor]:
    """The places of passages in the revision that is current when this is asked: while the tally
    was waited for, another may have been published."""
    current = Essay.objects.filter(reading=annotation.reading_id).values("current")[:1]
    return Anchor.objects.filter(revision=current, annotation__reading=annotation.reading_id)


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
    blank = {
        paragraph: Tally(seminar_id=reading.seminar_id, reading=reading, paragraph_id=paragraph)
        for paragraph in [tally.paragraph_id for tally in kept_now]
    }
    Tally.objects.bulk_create(
        (blank | recounted(reading)).values(),
        update_conflicts=True,
        unique_fields=["reading", "paragraph"],
        update_fields=[*FIELDS, "marks", "drawn"],
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
