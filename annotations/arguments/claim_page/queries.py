"""What the page of a claim shows beside its card, and what its visitor may do with it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from annotations.arguments import rules
from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.board.cards import Board, Card, build_board
from annotations.arguments.context import may_pull_out_here
from annotations.arguments.contributions import EXCERPT_LENGTH, Contribution, load_contributions
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.models import Claim, EarlierWording
from annotations.seminars.queries import Opened

MOST_ATTACHABLE = 30  # annotations offered to be tied to the claim


def resolve_merged_claim(id: UUID, opened: Opened) -> UUID:
    """The claim that this one was merged into, or itself. One query."""
    merged = Claim.objects.filter(pk=id, reading=opened.reading).exclude(merged_into=None)
    return merged.values_list("merged_into", flat=True).first() or id


def board_for_claim(opened: Opened, id: UUID) -> Board:
    """The board, with what was said about one claim if it is there."""
    argument = load_argument(opened)
    if str(id) in argument.claims:
        argument.load_annotations([str(id)])
    return build_board(argument)


def composer_url(card: Card, opened: Opened) -> str:
    """The composer for a counterpoint to this claim, at the words that first make it; empty when
    their place is no longer in the text."""
    part = card.location.href.partition("#")[2].removeprefix("p")
    if not part:
        return ""
    path = reverse("paragraph", args=[opened.reading.seminar.slug, opened.reading.slug, part])
    asked = {
        "kind": "counterpoint",
        "claim": card.claim.visible_wording,
        "exact": exact_words(card),
    }
    return f"{path}?{urlencode(asked)}"


def exact_words(card: Card) -> str:
    """The words that make the claim where it is first made, if they still stand there and a link
    can hold them."""
    argument = card.argument
    pulled = [(each.paragraph_id, each.exact) for each in argument.passages.get(card.id, ())]
    answered = [(each.paragraph, each.passage) for each in argument.attached.get(card.id, ())]
    for paragraph, exact in [*pulled, *answered]:
        here = (
            exact
            and argument.location_of(paragraph) == card.location
            and len(exact) < EXCERPT_LENGTH
        )
        if here and exact in argument.blocks[paragraph].text:
            return exact
    return ""


def passages_in_order(card: Card, argument: Argument) -> list[dict[str, Any]]:
    """The passages that make the claim, in the order of the text, each said once."""
    pulled = [
        (passage.paragraph_id, passage.exact) for passage in argument.passages.get(card.id, ())
    ]
    answered = [(voice.paragraph, voice.passage) for voice in argument.attached.get(card.id, ())]
    found = [
        {"location": argument.location_of(paragraph), "exact": one_line_excerpt(exact, 240)}
        for paragraph, exact in dict.fromkeys([*pulled, *answered])
    ]
    return sorted(found, key=lambda each: each["location"].position)


def list_attachable(card: Card, opened: Opened, argument: Argument) -> list[Contribution]:
    """The first of what may be tied to this claim: what its page offers."""
    if opened.reader.member is None:
        return []
    return load_contributions(opened.reading, opened.reader, attachable(card, opened, argument))[
        :MOST_ATTACHABLE
    ]


def attachable(card: Card, opened: Opened, argument: Argument) -> Q:
    """What stands at this claim's paragraphs, bears on no claim yet, and is this member's to
    tie: their own, or anybody's for who moderates (`rules.may_tie`)."""
    places = set(argument.paragraphs_of(card.id))
    untied = Q(about=None, bearing=None, paragraph__in=places)
    return untied if opened.reader.moderates else untied & Q(author=opened.reader.member)


def wording_history(card: Card, argument: Argument) -> list[EarlierWording]:
    """How it was put before: by somebody who put it better, or by who may still be read here.
    Where one writes before one reads, only the latter: what was put better may have been shut."""
    said = argument.attached_wordings(card.id)
    earlier = card.claim.earlier_wordings.select_related("by")
    better = argument.reader.gate is None
    return [each for each in earlier if (better and each.worded_by_id) or each.wording in said]


def allowed_actions(opened: Opened, argument: Argument, claim: Claim) -> set[str]:
    """What this visitor may do with the claim."""
    reader, makers = opened.reader, argument.makers_of(claim)
    allowed = {
        "reword": rules.may_reword_claim(reader, makers),
        "take_off": rules.may_take_off_board(reader, makers),
        "merge": rules.may_merge_claims(reader),
        "add_premise": may_pull_out_here(opened),
        "scheme": may_pull_out_here(opened),
        "add_passage": may_pull_out_here(opened),
        "attach": reader.writes,
    }
    return {deed for deed, may in allowed.items() if may and opened.member}
