"""What an argument is made of, as this reader may see it.

Only what is published and shown to the seminar counts: what is private or waiting never does,
not even for its author, and what moderation hides is gone with the next look. Where claims stand
is kept (`arguments.keeping`), and settled again for what changed.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    Expression,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce, Left

from annotations.arguments import standing
from annotations.arguments.carrying import known, passages_open_to
from annotations.arguments.forest import Forest, settle
from annotations.arguments.models import Bearing, Claim
from annotations.arguments.standing import Kind, Node, Standing
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.kinds import Kind as AnnotationKind
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.prose.bodies import excerpt
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

# What is read of a longer text where one line of it is shown.
GIST = 400
MARKUP = re.compile(r"[*_`\[\]<>\\#&~]")
HEX = 32
KINDS = {kind.value: kind for kind in Kind}
BEARING = (AnnotationKind.COUNTERPOINT, AnnotationKind.SOURCE)


@dataclass(slots=True)  # not frozen: that takes three times as long to make, and there are many
class Voice:
    """A counterpoint or source that counts, with what a line about it says."""

    id: str
    about: str | None
    claim: str | None
    author: UUID
    paragraph: UUID
    work: UUID | None
    kind: Kind
    # The claim as its author put it; None where it bears on none.
    wording: str | None
    relation: str
    attack: str
    body: str
    passage: str
    locator: str
    endorsed: int
    at: datetime
    # Of an answer that `waiting` found: what it answers says, what its thread began with, and the
    # claim that this bears on.
    answered: str | None = None
    thread: str | None = None
    under: str | None = None

    @property
    def text(self) -> str:
        """What it says, without its Markdown."""
        return plain(self.body)

    @property
    def node(self) -> Node:
        """What the pure rules need to know of it."""
        return Node(self.id, self.kind, self.about, self.claim, self.relation)


def plain(markdown: str) -> str:
    """Words without their Markdown; parsed only where there is something that could be any."""
    return excerpt(markdown, GIST) if MARKUP.search(markdown) else markdown


def counting(reading: Reading, reader: Reader) -> AnnotationQuerySet:
    """The annotations of a reading that count in its argument, and that this reader may see."""
    return Annotation.objects.filter(counted_in(reading, reader))


def counted_in(reading: Reading, reader: Reader) -> Q:
    """The same as a condition."""
    return Q(reading=reading) & _counts(reader)


# What counts for everybody to whom the text is open.
COUNTS = Q(visibility=rules.SEMINAR, state=rules.PUBLISHED)


def _counts(reader: Reader) -> Q:
    if reader.gate is None:  # the same, said shortly
        return Q(seminar=reader.seminar) & COUNTS
    return rules.counted_for(reader) & COUNTS


def _of_these(which: Q, counted: Q) -> QuerySet[Annotation]:
    """Those of some annotations that count; `which` names them by their identifiers or threads.

    What is `counted` is asked as a case, for which there is no index: SQLite would else go through
    everything in the seminar that is published.
    """
    counts = Case(When(counted, then=True), default=False, output_field=BooleanField())
    return Annotation.objects.filter(which, counts)


def voices(reading: Reading, reader: Reader, which: Q | None = None) -> list[Voice]:
    """The counterpoints and sources that count, those of `which` or all, the oldest first. One
    query.

    Identifiers come as texts: to make an object of each takes half the time that all this takes.
    """
    counted = counted_in(reading, reader)
    found = Annotation.objects.filter(counted) if which is None else _of_these(which, counted)
    return _voices(found.filter(kind__in=BEARING).order_by("created_at", "id"))


def _voices(found: QuerySet[Annotation], *more: Expression | Subquery) -> list[Voice]:
    rows = found.values_list(
        *(Cast(name, CharField()) for name in ("id", "about", "bearing__claim")),
        *(Cast(name, CharField()) for name in ("author", "paragraph", "work")),
        "kind",
        "bearing__wording",
        "relation",
        "attack",
        Left("body", GIST),
        Left("exact", GIST),
        "locator",
        "endorsed",
        "created_at",
        *more,
    )
    made = cache(UUID)  # few people, paragraphs and works, and each of them often
    return [
        Voice(
            dashed(id),
            dashed(about) if about else None,
            dashed(claim) if claim else None,
            made(author),
            made(paragraph),
            made(work) if work else None,
            KINDS[kind],
            *rest,
        )
        for id, about, claim, author, paragraph, work, kind, *rest in rows
    ]


def dashed(identifier: str) -> str:
    """A UUID that the database gave as a text: SQLite keeps it without dashes."""
    if len(identifier) > HEX:
        return identifier
    one = identifier
    return f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


def claims_shown(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """The claims of a reading that something counted makes, with their `words`: those on the
    board, and those that somebody took off."""
    return known(claims_in(reading), reader, _counts(reader))


def claims_taken_off(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """Those of them that are off the board."""
    return claims_shown(reading, reader).exclude(off_since=None).select_related("off_by")


def claims_at(reading: Reading, block: Block, reader: Reader) -> list[Claim]:
    """The claims made at this block, the oldest first: what a composer offers."""
    bearing = Bearing.objects.filter(
        claim=OuterRef("pk"),
        annotation__in=Annotation.objects.filter(_counts(reader), paragraph=block.paragraph_id),
    )
    passage = passages_open_to(reader).filter(claim=OuterRef("pk"), paragraph=block.paragraph_id)
    shown = _on_the_board(claims_shown(reading, reader))
    return list(shown.filter(Exists(bearing) | Exists(passage)).order_by("id"))


def claims_of(annotations: Collection[UUID], reader: Reader) -> dict[UUID, Claim]:
    """Which claims these bear on, of those that this reader sees, in words that they may know.
    Answers bear on what they answer, not on a claim."""
    bearing = Claim.objects.filter(bearings__annotation__in=annotations)
    on_text = bearing.filter(bearings__annotation__about=None)
    found = known(on_text, reader, rules.seen_by(reader)).annotate(of=F("bearings__annotation"))
    return {vars(claim)["of"]: claim for claim in _on_the_board(found)}


def claims_called(reading: Reading, reader: Reader) -> dict[UUID, str]:
    """Every claim that this reader may come upon by its words. One query."""
    seen = rules.counted_for(reader)
    found = _on_the_board(known(claims_in(reading), reader, seen))
    return {claim.pk: claim.words for claim in found}


def claims_in(reading: Reading) -> QuerySet[Claim]:
    """All claims of a reading, whoever may know of them."""
    return Claim.objects.filter(reading=reading, merged_into=None)


def _on_the_board(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.filter(off_since=None)


def under(claims: Iterable[str]) -> Q:
    """What bears on these claims, with everything below it."""
    return _under([*map(UUID, claims)])


def _under(claims: Collection[UUID]) -> Q:
    bearing = Bearing.objects.filter(claim__in=claims).values("annotation")
    return Q(pk__in=bearing) | Q(root__in=bearing)


def borne_at(claims: Collection[UUID], counted: Q) -> dict[UUID, tuple[tuple[str, ...], bool]]:
    """By claim, the paragraphs where something bears on it, and whether some author of that puts it
    as it stands; without the claims that nothing bears on. One query."""
    so = Case(When(bearing__wording=F("bearing__claim__wording"), then=True), default=False)
    rows = (
        _of_these(Q(bearing__claim__in=claims), counted)
        .order_by()
        .values_list("bearing__claim", "paragraph", so)
        .distinct()
    )
    places: dict[UUID, set[str]] = defaultdict(set)
    put_so: set[UUID] = set()
    for claim, paragraph, is_so in rows:
        places[claim].add(str(paragraph))
        put_so |= {claim} if is_so else set()
    return {claim: (tuple(sorted(where)), claim in put_so) for claim, where in places.items()}


def unanswered_under(
    claims: Collection[UUID], counted: Q
) -> dict[UUID, tuple[int, datetime | None]]:
    """By claim, how many counterpoints under it nobody has answered, and since when the oldest of
    these waits; without the claims that have none. One query."""
    rows = (
        _of_these(_under(claims), counted)
        .filter(~Exists(_answers(counted)), kind=AnnotationKind.COUNTERPOINT)
        .order_by()
        .values_list(Coalesce("bearing__claim", "root__bearing__claim"))
        .annotate(number=Count("id"), since=Min("created_at"))
    )
    return {claim: (number, since) for claim, number, since in rows}


def _answers(counted: Q) -> QuerySet[Annotation]:
    """What answers the annotation that is asked about: a counterpoint, or somebody else's note."""
    by_others = Q(kind=AnnotationKind.NOTE) & ~Q(author=OuterRef("author"))
    return _of_these(Q(about=OuterRef("pk")), counted).filter(
        by_others | Q(kind=AnnotationKind.COUNTERPOINT)
    )


def waiting(reading: Reading, reader: Reader, apart_from: Iterable[str], most: int) -> list[Voice]:
    """The best received counterpoints that no counterpoint, and no note of anybody else, is about;
    without the answers in the threads that began with those `apart_from`. One query."""
    counted = counted_in(reading, reader)
    answers = _answers(counted)
    target = _of_these(Q(pk=OuterRef("about")), counted).filter(kind__in=BEARING)
    best = (
        best_received(AnnotationKind.COUNTERPOINT, reading, reader)
        .filter(~Exists(answers))
        .exclude(root__in=[*map(UUID, apart_from)])
    )
    found = _voices(
        best[:most],
        Subquery(target.values(says=Left("body", GIST))),
        Cast("root", CharField()),
        Cast("root__bearing__claim", CharField()),
    )
    for voice in found:
        voice.thread = dashed(voice.thread) if voice.thread else None
        voice.under = dashed(voice.under) if voice.under else None
    return found


def best_received(kind: AnnotationKind, reading: Reading, reader: Reader) -> QuerySet[Annotation]:
    """The annotations of a kind that count, those with the most endorsements first. There is an
    index for it, so the first few are found soon."""
    which = Q(reading=reading, kind=kind)
    found = _of_these(which, counted_in(reading, reader))
    return found.order_by("-endorsed", "created_at", "id")


def answers_to(annotations: Iterable[str], reading: Reading, reader: Reader) -> dict[str, int]:
    """How many notes and counterpoints of others each of these has about it. One query."""
    rows = (
        _of_these(Q(about__in=list(map(UUID, annotations))), counted_in(reading, reader))
        .exclude(kind=AnnotationKind.SOURCE)
        .exclude(author=F("about__author"))
        .order_by()
        .values_list("about")
        .annotate(number=Count("id"))
    )
    return {str(about): number for about, number in rows}


@dataclass(frozen=True)
class Settled:
    """Where the claims and counterpoints of one thread stand."""

    standings: dict[str, Standing]
    forest: Forest

    def of(self, claim: Claim | None) -> Standing | None:
        """Where this claim stands."""
        return self.standings.get(str(claim.pk)) if claim else None

    def stands(self, annotation: UUID) -> bool:
        """Whether no counterpoint about this one stands; of what doesn't count, nothing is said."""
        return self.forest.stands.get(str(annotation), True)


def settled_for(
    claims: Collection[UUID], threads: Iterable[UUID], reading: Reading, reader: Reader
) -> Settled:
    """The standing of these claims by what bears on them alone, and which counterpoints of
    these threads stand. One query, however large the rest of the argument is."""
    nodes = nodes_under(claims, threads, counted_in(reading, reader))
    if not claims:
        return Settled({}, settle(nodes))
    board = standing.where_claims_stand([standing.Claim(str(id)) for id in claims], nodes)
    return Settled(dict(board.standings), board.forest)


def nodes_under(claims: Collection[UUID], threads: Iterable[UUID], counted: Q) -> list[Node]:
    """Everything counted that bears on these claims, and in these threads, the oldest first. One
    query."""
    roots = list(threads)
    rows = (
        _of_these(_under(claims) | Q(pk__in=roots) | Q(root__in=roots), counted)
        .filter(kind__in=BEARING)
        .order_by("created_at", "id")
        .values_list("id", "kind", "about", "bearing__claim", "relation")
    )
    return [
        Node(
            str(id),
            Kind(kind),
            str(target) if target else None,
            str(claim) if claim else None,
            relation,
        )
        for id, kind, target, claim, relation in rows
    ]
