"""An essay's argument: its claims and how they settled, and of those that are heard, what bears
on them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from annotations.arguments.citations import Citer, citer_for
from annotations.arguments.claims.provenance import visible_passages
from annotations.arguments.claims.queries import eligible_claims, unmerged_claims
from annotations.arguments.contributions import Contribution, load_contributions
from annotations.arguments.eligibility import under_claims
from annotations.arguments.models import Claim, ClaimPassage, Premise
from annotations.arguments.standing import highlights, standing
from annotations.arguments.standing.cache import CachedStanding, standings_for
from annotations.arguments.standing.highlights import group_pairs
from annotations.arguments.standing.semantics import grounded_labelling
from annotations.arguments.standing.standing import Standing
from annotations.essays.models import Block
from annotations.seminars.models import Member, Reading
from annotations.seminars.queries import Opened
from annotations.seminars.rules import Reader

NOT_IN_TEXT = "no longer in the text"
_uuid = lru_cache(10_000)(UUID)  # few paragraphs, and each of them often


@dataclass(frozen=True, slots=True)
class TextLocation:
    """A place in the text: what it is called, where it is, and its rank among the places."""

    label: str
    href: str
    position: int
    number: int = 0


@dataclass
class Argument:
    """Everything the board, a claim's page and the agenda are made of. Identifiers are texts.

    Of each claim it knows where it stands; what was said about it, only once it is heard.
    """

    opened: Opened
    claims: Mapping[str, Claim]
    # Those that somebody took off the board.
    off_board: Sequence[Claim]
    rests_on: Mapping[str, list[str]]
    dependents: Mapping[str, list[str]]
    passages: Mapping[str, list[ClaimPassage]]
    #: what came of testing each claim, without what it rests on
    own_standings: Mapping[str, CachedStanding]
    names: Mapping[UUID, str]
    blocks: Mapping[UUID, Block]
    standings: Mapping[str, Standing]
    base: str
    contributions: Mapping[str, Contribution] = field(default_factory=dict)
    #: by claim, what bears on it directly; by annotation, the counterpoints and sources about it
    attached: Mapping[str, list[Contribution]] = field(default_factory=dict)
    replies: Mapping[str, list[Contribution]] = field(default_factory=dict)
    #: of all that was heard
    stands: Mapping[str, bool] = field(default_factory=dict)
    cite: Citer = field(default_factory=lambda: lambda voice: "")
    locations: dict[UUID, TextLocation] = field(default_factory=dict)
    first_locations: dict[str, TextLocation] = field(default_factory=dict)

    @property
    def reading(self) -> Reading:
        """Whose argument it is."""
        return self.opened.reading

    @property
    def reader(self) -> Reader:
        """For whom it is so."""
        return self.opened.reader

    def load_annotations(self, claims: Collection[str] | None = None) -> None:
        """Read all that was said about these claims, or everything that counts. Two queries."""
        which = None if claims is None else under_claims([*map(UUID, claims)])
        said = load_contributions(self.reading, self.reader, which)
        self._set_contributions(said, grounded_labelling([voice.node for voice in said]).stands)

    def load_highlights(self, cards: Collection[str], marks: Collection[str]) -> None:
        """Read what is shown first: on the cards of some claims, and as marks of others in a map.
        Two queries, for no more than is shown."""
        stands: dict[str, bool] = {}
        for claim in cards:
            stands |= highlights.decode_stands(self.own_standings[claim].told)
        for claim in marks:
            stands |= highlights.decode_stands(self.own_standings[claim].marked)
        self._set_contributions(
            load_contributions(self.reading, self.reader, Q(pk__in=[*stands])), stands
        )

    def _set_contributions(self, said: list[Contribution], stands: Mapping[str, bool]) -> None:
        self.contributions = {voice.id: voice for voice in said}
        self.attached = group_pairs((voice.claim, voice) for voice in said if voice.about is None)
        self.replies = group_pairs((voice.about, voice) for voice in said)
        self.stands = stands
        works = {voice.work for voice in said if voice.work}
        self.cite = citer_for(works)

    def author_name(self, voice: Contribution) -> str:
        """Its author's name in the seminar."""
        return self.names.get(voice.author, "former member")

    def location_of(self, paragraph: UUID) -> TextLocation:
        """Where a paragraph is today."""
        if paragraph not in self.locations:
            self.locations[paragraph] = _location(self.blocks.get(paragraph), self.base)
        return self.locations[paragraph]

    def claim_location(self, claim: str) -> TextLocation:
        """Where a claim is first made."""
        if claim not in self.first_locations:
            spots = [self.location_of(paragraph) for paragraph in self.paragraphs_of(claim)]
            first = min(spots, key=lambda spot: spot.position, default=_location(None, self.base))
            self.first_locations[claim] = first
        return self.first_locations[claim]

    def paragraphs_of(self, claim: str) -> Iterator[UUID]:
        """The paragraphs that make it: where it was pulled out, and where it was answered."""
        yield from (passage.paragraph_id for passage in self.passages.get(claim, ()))
        yield from map(_uuid, self.own_standings[claim].paragraphs)

    def count_under(self, claim: str) -> int:
        """How many counterpoints and sources bear on it, and are below those."""
        tested = self.own_standings[claim]
        bearing = tested.standing.counterpoints + tested.sources
        return bearing + tested.counterpoints_below + tested.sources_below

    def attached_wordings(self, claim: str) -> set[str]:
        """How those put it whose writing carries the claim."""
        bearing = (voice.wording or "" for voice in self.attached.get(claim, ()))
        return {*bearing, *(passage.wording for passage in self.passages.get(claim, ()))}

    def makers_of(self, claim: Claim) -> set[UUID]:
        """Who made a claim: whoever pulled it out, or the first of those who carry it, as far
        as they may be known."""
        id = str(claim.pk)
        bearing = [voice.author for voice in self.attached.get(id, ())]
        carriers = [passage.by_id for passage in self.passages.get(id, ())] + bearing
        return {claim.by_id} if claim.by_id in carriers else set(carriers[:1])


def load_argument(opened: Opened) -> Argument:
    """The argument of a reading for its visitor, of which nothing is heard yet. Six queries, one
    more where nobody puts some claim as it stands, and more after a change."""
    reading = opened.reading
    passages = _passages_by_claim(opened)
    shown, tested = _visible_claims(opened, passages)
    claims = {str(claim.pk): claim for claim in shown if claim.off_since is None}
    premises = _premises(reading, claims)
    rests_on = group_pairs(premises)
    return Argument(
        opened=opened,
        claims=claims,
        off_board=[claim for claim in shown if claim.off_since],
        rests_on=rests_on,
        dependents=group_pairs((premise, claim) for claim, premise in premises),
        passages=passages,
        own_standings=tested,
        names=member_names(reading),
        blocks=_blocks_by_paragraph(reading),
        standings=standing.with_premises(
            [standing.ClaimNode(id, tuple(rests_on.get(id, ()))) for id in claims],
            {id: tested[id].standing for id in claims},
        ),
        base=reverse("read", args=[reading.seminar.slug, reading.slug]),
    )


def _visible_claims(
    opened: Opened, passages: Mapping[str, list[ClaimPassage]]
) -> tuple[list[Claim], Mapping[str, CachedStanding]]:
    """The claims that this visitor knows of, each with its `words`, and what came of testing them.

    What `carrying.known` finds of each is, for who may read everything, known already from what is
    kept; only where nobody puts a claim as it stands is it to be asked how they do.
    """
    reading, reader = opened.reading, opened.reader
    if reader.gate is not None:
        known = list(eligible_claims(reading, reader).order_by("id"))
        return known, standings_for([str(claim.pk) for claim in known], reading, reader)
    spared = ("seminar", "reading", "created_at", "merged_into")
    every = {str(each.pk): each for each in unmerged_claims(reading).defer(*spared).order_by("id")}
    tested = standings_for(every, reading, reader)
    # one that was merged into another at this moment is not there any more
    carried = [
        claim
        for id, claim in every.items()
        if id in tested and (tested[id].paragraphs or id in passages)
    ]
    for claim in carried:
        id = str(claim.pk)
        pulled_so = any(each.wording == claim.wording for each in passages.get(id, ()))
        vars(claim)["put_so"] = bool(claim.worded_by_id or tested[id].put_so or pulled_so)
    asked = [claim.pk for claim in carried if not vars(claim)["put_so"]]
    otherwise = eligible_claims(reading, reader).in_bulk(asked) if asked else {}
    shown = (claim if vars(claim)["put_so"] else otherwise.get(claim.pk) for claim in carried)
    return [claim for claim in shown if claim], tested


def locations_in(reading: Reading) -> Callable[[UUID], TextLocation]:
    """Where each paragraph of a reading is today. One query."""
    blocks = _blocks_by_paragraph(reading)
    base = reverse("read", args=[reading.seminar.slug, reading.slug])
    return lambda paragraph: _location(blocks.get(paragraph), base)


def member_names(reading: Reading) -> dict[UUID, str]:
    """What everybody who ever belonged to the seminar is called; an account that is gone has no
    name any more. One query."""
    members = Member.objects.filter(seminar=reading.seminar_id).exclude(user=None)
    return dict(members.values_list("pk", "shown_as"))


def _blocks_by_paragraph(reading: Reading) -> dict[UUID, Block]:
    assert reading.essay.current is not None
    blocks = reading.essay.current.blocks.defer("spans")
    return {block.paragraph_id: block for block in blocks}


def _passages_by_claim(opened: Opened) -> dict[str, list[ClaimPassage]]:
    found: dict[str, list[ClaimPassage]] = defaultdict(list)
    pulled = visible_passages(opened.reader).filter(claim__reading=opened.reading)
    for passage in pulled.order_by("id"):
        found[str(passage.claim_id)].append(passage)
    return found


def _premises(reading: Reading, claims: Mapping[str, Claim]) -> list[tuple[str, str]]:
    """Pairs of a claim and one it rests on, both of which are shown."""
    rows = Premise.objects.filter(claim__reading=reading).order_by("id")
    pairs = ((str(claim), str(on)) for claim, on in rows.values_list("claim", "rests_on"))
    return [pair for pair in pairs if pair[0] in claims and pair[1] in claims]


def _location(block: Block | None, base: str) -> TextLocation:
    if block is None:
        return TextLocation(NOT_IN_TEXT, base, 1_000_000)
    return TextLocation(block.label, f"{base}#{block.address}", block.position, block.number or 0)
