"""What an argument is made of, as this reader may see it.

Only what is published and shown to the seminar counts: what is private or waiting never does,
not even for its author, and what moderation hides is gone with the next look. Nothing is kept,
so nothing can be out of date; a whole argument settles in one linear pass.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from annotations.arguments import standing
from annotations.arguments.forest import Forest, settle
from annotations.arguments.models import Bearing, Claim, ClaimPassage
from annotations.arguments.standing import Base, Kind, Node, Standing
from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.models import Kind as AnnotationKind
from annotations.prose.bodies import excerpt
from annotations.seminars.models import Reading
from annotations.seminars.rules import Reader

# What is read of a longer text where one line of it is shown.
GIST = 400
MARKUP = re.compile(r"[*_`\[\]<>\\#&~]")
BEARING = (AnnotationKind.COUNTERPOINT, AnnotationKind.SOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A counterpoint or source that counts, with what a line about it says."""

    id: str
    kind: Kind
    about: str | None
    root: str
    claim: str | None
    relation: str
    attack: str
    author: UUID
    paragraph: UUID
    body: str
    passage: str
    work: UUID | None
    locator: str
    endorsed: int
    at: datetime

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
    return Annotation.objects.filter(reading=reading).filter(_counts(reader))


def _counts(reader: Reader) -> Q:
    return rules.counted_for(reader) & Q(visibility=rules.SEMINAR, state=rules.PUBLISHED)


def voices(reading: Reading, reader: Reader) -> list[Voice]:
    """Every counterpoint and source that counts, the oldest first. One query."""
    rows = (
        counting(reading, reader)
        .filter(kind__in=BEARING)
        .order_by("created_at", "id")
        .values_list(
            "id",
            "kind",
            "about",
            "root",
            "bearing__claim",
            "relation",
            "attack",
            "author",
            "paragraph",
            Left("body", GIST),
            Left("exact", GIST),
            "work",
            "locator",
            "endorsed",
            "created_at",
        )
    )
    return [_voice(*row) for row in rows]


def _voice(
    id: UUID, kind: str, about: UUID | None, root: UUID | None, claim: UUID | None, *rest: object
) -> Voice:
    names = ("relation", "attack", "author", "paragraph", "body", "passage")
    more = ("work", "locator", "endorsed", "at")
    return Voice(
        id=str(id),
        kind=Kind(kind),
        about=str(about) if about else None,
        root=str(root or id),
        claim=str(claim) if claim else None,
        **dict(zip((*names, *more), rest, strict=True)),  # type: ignore[arg-type]
    )


def claims_shown(reading: Reading, reader: Reader) -> QuerySet[Claim]:
    """The claims that something published makes: a passage that somebody pulled one out of, or
    an annotation that bears on it. The wording of what is hidden is hidden with it."""
    counted = Bearing.objects.filter(
        claim=OuterRef("pk"), annotation__in=Annotation.objects.filter(_counts(reader))
    )
    pulled_out = passages_open_to(reading, reader).filter(claim=OuterRef("pk"))
    return Claim.objects.filter(reading=reading, merged_into=None).filter(
        Exists(counted) | Exists(pulled_out)
    )


def passages_open_to(reading: Reading, reader: Reader) -> QuerySet[ClaimPassage]:
    """The passages that claims were pulled out of; where one writes before one reads, those in
    paragraphs that are open to this reader."""
    passages = ClaimPassage.objects.all()
    if reader.gate is None or reading.pk in reader.gate.readings:
        return passages
    return passages.filter(paragraph__in=reader.gate.paragraphs)


def claims_at(reading: Reading, block: Block, reader: Reader) -> list[Claim]:
    """The claims made at this block, the oldest first: what a composer offers."""
    bearing = Bearing.objects.filter(
        claim=OuterRef("pk"),
        annotation__in=Annotation.objects.filter(_counts(reader), paragraph=block.paragraph_id),
    )
    passage = passages_open_to(reading, reader).filter(
        claim=OuterRef("pk"), paragraph=block.paragraph_id
    )
    shown = Claim.objects.filter(reading=reading, merged_into=None)
    return list(shown.filter(Exists(bearing) | Exists(passage)).order_by("id"))


def answers_to(reading: Reading, reader: Reader) -> dict[str, int]:
    """How many notes and counterpoints of others each annotation has about it. One query."""
    rows = (
        counting(reading, reader)
        .exclude(about=None)
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
    about = Bearing.objects.filter(claim__in=claims).values("annotation")
    roots = list(threads)
    under = Q(pk__in=roots) | Q(root__in=roots) | Q(pk__in=about) | Q(root__in=about)
    rows = (
        counting(reading, reader)
        .filter(under, kind__in=BEARING)
        .order_by()
        .values_list("id", "kind", "about", "bearing__claim", "relation")
    )
    nodes = [
        Node(
            str(id),
            Kind(kind),
            str(target) if target else None,
            str(claim) if claim else None,
            relation,
        )
        for id, kind, target, claim, relation in rows
    ]
    if not claims:
        return Settled({}, settle(nodes))
    board = standing.where_claims_stand([standing.Claim(str(id)) for id in claims], nodes)
    return Settled(dict(board.standings), board.forest)


def contested_in(reading: Reading, reader: Reader) -> set[UUID]:
    """The claims of a reading that a standing counterpoint contests. Two queries."""
    shown = set(claims_shown(reading, reader).values_list("pk", flat=True))
    standings = settled_for(shown, (), reading, reader).standings
    return {UUID(claim) for claim, found in standings.items() if found.base == Base.CONTESTED}
