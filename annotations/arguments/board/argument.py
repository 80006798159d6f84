"""A reading's argument for one visitor: its claims, where they stand, and the annotations under
those that are shown."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.arguments.citations import Citer, citer_for
from annotations.arguments.claims.provenance import visible_passages
from annotations.arguments.claims.queries import eligible_claims, unmerged_claims
from annotations.arguments.contributions import Contribution, load_contributions
from annotations.arguments.eligibility import under_claims
from annotations.arguments.models import Claim, ClaimPassage, Premise
from annotations.arguments.standing import standing
from annotations.arguments.standing.cache import OwnStanding, standings_for
from annotations.arguments.standing.highlights import group_pairs
from annotations.arguments.standing.semantics import grounded_labelling
from annotations.arguments.standing.standing import Standing
from annotations.essays.models import Block
from annotations.essays.queries import blocks_by_paragraph
from annotations.prepared_queries.compilation import prepared
from annotations.seminars.models import Member, Reading, guest_name
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader

_uuid = lru_cache(10_000)(UUID)  # the same few paragraphs recur


@dataclass(frozen=True, slots=True)
class TextLocation:
    """A place in the text: its label, its link, its position among the blocks, its paragraph
    number."""

    label: str
    href: str
    position: int
    number: int = 0


@dataclass
class Argument:
    """What the board, a claim's page and the agenda are built from. Identifiers are texts.

    Standings are always loaded; contributions only after `load_annotations` or `load_highlights`.
    """

    opened: OpenedReading
    claims: Mapping[str, Claim]
    # The claims that were taken off the board.
    off_board: Sequence[Claim]
    rests_on: Mapping[str, list[str]]
    dependents: Mapping[str, list[str]]
    passages: Mapping[str, list[ClaimPassage]]
    #: by claim, its standing without the effects of premises
    own_standings: Mapping[str, OwnStanding]
    names: Mapping[UUID, str]
    blocks: Mapping[UUID, Block]
    standings: Mapping[str, Standing]
    base: str
    contributions: Mapping[str, Contribution] = field(default_factory=dict)
    #: by claim, the contributions attached to it; by annotation, the contributions about it
    attached: Mapping[str, list[Contribution]] = field(default_factory=dict)
    replies: Mapping[str, list[Contribution]] = field(default_factory=dict)
    #: whether each loaded contribution stands
    stands: Mapping[str, bool] = field(default_factory=dict)
    cite: Citer = field(default_factory=lambda: lambda contribution: "")
    locations: dict[UUID, TextLocation] = field(default_factory=dict)
    first_locations: dict[str, TextLocation] = field(default_factory=dict)

    @property
    def reading(self) -> Reading:
        """The reading that the visitor opened."""
        return self.opened.reading

    @property
    def reader(self) -> Reader:
        """The visitor as the rules know them."""
        return self.opened.reader

    def load_annotations(self, claims: Collection[str] | None = None) -> None:
        """Load everything eligible under these claims, or in the whole reading. Two queries."""
        which = None if claims is None else under_claims([*map(UUID, claims)])
        loaded = load_contributions(self.reading, self.reader, which)
        self._set_contributions(loaded, grounded_labelling([each.node for each in loaded]).stands)

    def load_highlights(self, cards: Collection[str], marks: Collection[str]) -> None:
        """Load only what is shown first: on the cards of `cards`, and in the map for `marks`. Two
        queries."""
        stands: dict[str, bool] = {}
        for claim in cards:
            stands |= self.own_standings[claim].board_highlights
        for claim in marks:
            stands |= self.own_standings[claim].map_highlights
        self._set_contributions(
            load_contributions(self.reading, self.reader, Q(pk__in=[*stands])), stands
        )

    def _set_contributions(self, loaded: list[Contribution], stands: Mapping[str, bool]) -> None:
        """Index the loaded contributions by claim and by what they answer. One query, for their
        works."""
        self.contributions = {each.id: each for each in loaded}
        self.attached = group_pairs((each.claim, each) for each in loaded if each.about is None)
        self.replies = group_pairs((each.about, each) for each in loaded)
        self.stands = stands
        works = {each.work for each in loaded if each.work}
        self.cite = citer_for(works, self.reader)

    def author_name(self, contribution: Contribution) -> str:
        """The author's name in the seminar."""
        return self.member_name(contribution.author)

    def member_name(self, member: UUID) -> str:
        """A member's name in the seminar; “former member” if the account was deleted."""
        return self.names.get(member, _("former member"))

    def location_of(self, paragraph: UUID) -> TextLocation:
        """Where a paragraph is in the current revision."""
        if paragraph not in self.locations:
            self.locations[paragraph] = _location(self.blocks.get(paragraph), self.base)
        return self.locations[paragraph]

    def claim_location(self, claim: str) -> TextLocation:
        """The first place in the text that makes a claim."""
        if claim not in self.first_locations:
            spots = [self.location_of(paragraph) for paragraph in self.paragraphs_of(claim)]
            first = min(spots, key=lambda spot: spot.position, default=_location(None, self.base))
            self.first_locations[claim] = first
        return self.first_locations[claim]

    def paragraphs_of(self, claim: str) -> Iterator[UUID]:
        """The paragraphs that make a claim: those of its passages and of its attached
        annotations."""
        yield from (passage.paragraph_id for passage in self.passages.get(claim, ()))
        yield from map(_uuid, self.own_standings[claim].paragraphs)

    def count_under(self, claim: str) -> int:
        """The number of counterpoints and sources under a claim."""
        own = self.own_standings[claim]
        attached = own.standing.counterpoints + own.sources
        return attached + own.counterpoints_below + own.sources_below

    def attached_wordings(self, claim: str) -> set[str]:
        """The wordings used by a claim's attached annotations and passages."""
        bearing = (contribution.wording or "" for contribution in self.attached.get(claim, ()))
        return {*bearing, *(passage.wording for passage in self.passages.get(claim, ()))}

    def makers_of(self, claim: Claim) -> set[UUID]:
        """Who made a claim: its creator, if one of its passages or annotations is theirs; otherwise
        the author of the first."""
        id = str(claim.pk)
        bearing = [contribution.author for contribution in self.attached.get(id, ())]
        carriers = [passage.by_id for passage in self.passages.get(id, ())] + bearing
        return {claim.by_id} if claim.by_id in carriers else set(carriers[:1])


def load_argument(opened: OpenedReading) -> Argument:
    """The argument of a reading for its visitor, without contributions.

    Six queries; one more if the current wording of some claim is used by nobody, and more if
    standings are stale.
    """
    reading = opened.reading
    passages = _passages_by_claim(opened)
    visible, own_standings = _visible_claims(opened, passages)
    claims = {str(claim.pk): claim for claim in visible if claim.off_since is None}
    premises = _premises(reading, claims)
    rests_on = group_pairs(premises)
    return Argument(
        opened=opened,
        claims=claims,
        off_board=[claim for claim in visible if claim.off_since],
        rests_on=rests_on,
        dependents=group_pairs((premise, claim) for claim, premise in premises),
        passages=passages,
        own_standings=own_standings,
        names=member_names(reading),
        blocks=blocks_by_paragraph(_blocks(reading.essay.current_revision.pk)),
        standings=standing.with_premises(
            [standing.ClaimNode(id, tuple(rests_on.get(id, ()))) for id in claims],
            {id: own_standings[id].standing for id in claims},
        ),
        base=reverse("read", args=[reading.seminar.slug, reading.slug]),
    )


def _visible_claims(
    opened: OpenedReading, passages: Mapping[str, list[ClaimPassage]]
) -> tuple[list[Claim], Mapping[str, OwnStanding]]:
    """The claims that this visitor sees, with their `visible_wording`, and their own standings.

    For readers who may see everything, the cached standings already tell what `visible_claims`
    would find. Only claims whose current wording nobody uses need the extra query.
    """
    reading, reader = opened.reading, opened.reader
    if reader.gate is not None:
        visible = list(eligible_claims(reading, reader).order_by("id"))
        return visible, standings_for([str(claim.pk) for claim in visible], reading, reader)
    every = {str(each.pk): each for each in _unmerged_claims(reading.pk)}
    standings = standings_for(every, reading, reader)
    # A claim without a standing was merged since the claims were loaded.
    made = [
        claim
        for id, claim in every.items()
        if id in standings and (standings[id].paragraphs or id in passages)
    ]
    for claim in made:
        id = str(claim.pk)
        in_passage = any(each.wording == claim.wording for each in passages.get(id, ()))
        if claim.worded_by_id or standings[id].current_wording_used or in_passage:
            claim.visible_wording = claim.wording
    unworded = [claim.pk for claim in made if not claim.visible_wording]
    worded = eligible_claims(reading, reader).in_bulk(unworded) if unworded else {}
    claims = (claim if claim.visible_wording else worded.get(claim.pk) for claim in made)
    return [claim for claim in claims if claim], standings


def locations_in(reading: Reading) -> Callable[[UUID], TextLocation]:
    """A function from paragraph to its location in the current revision. One query."""
    blocks = blocks_by_paragraph(_blocks(reading.essay.current_revision.pk))
    base = reverse("read", args=[reading.seminar.slug, reading.slug])
    return lambda paragraph: _location(blocks.get(paragraph), base)


def member_names(reading: Reading) -> dict[UUID, str]:
    """Display names of all members that a seminar ever had. Deleted accounts have none. One
    query."""
    rows = _member_names(reading.seminar_id)
    return {pk: guest_name(name) if guest else name for pk, name, guest in rows}


def _passages_by_claim(opened: OpenedReading) -> dict[str, list[ClaimPassage]]:
    by_claim: dict[str, list[ClaimPassage]] = defaultdict(list)
    for passage in _passages(opened.reader, opened.reading.pk):
        by_claim[str(passage.claim_id)].append(passage)
    return by_claim


def _premises(reading: Reading, claims: Mapping[str, Claim]) -> list[tuple[str, str]]:
    """Pairs of a claim and its premise, if both are shown."""
    pairs = ((str(claim), str(on)) for claim, on in _premise_rows(reading.pk))
    return [pair for pair in pairs if pair[0] in claims and pair[1] in claims]


@prepared
def _passages(reader: Reader, reading: UUID) -> QuerySet[ClaimPassage]:
    return visible_passages(reader).filter(claim__reading=reading).order_by("id")


@prepared
def _premise_rows(reading: UUID) -> QuerySet[Any, tuple[UUID, UUID]]:
    rows = Premise.objects.filter(claim__reading=reading).order_by("id")
    return rows.values_list("claim", "rests_on")


@prepared
def _unmerged_claims(reading: UUID) -> QuerySet[Claim]:
    unused = ("seminar", "reading", "created_at", "merged_into")
    return unmerged_claims(reading).defer(*unused).order_by("id")


@prepared
def _member_names(seminar: UUID) -> QuerySet[Any, tuple[UUID, str, bool]]:
    members = Member.objects.filter(seminar=seminar).named()
    return members.values_list("pk", "shown_as", "guest")


@prepared
def _blocks(revision: UUID) -> QuerySet[Block]:
    return Block.objects.filter(revision=revision).defer("spans")


def _location(block: Block | None, base: str) -> TextLocation:
    if block is None:
        return TextLocation(_("no longer in the text"), base, 1_000_000)
    return TextLocation(block.label, f"{base}#{block.address}", block.position, block.number or 0)
