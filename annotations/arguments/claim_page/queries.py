"""What the page of a claim shows beside its card, and what its visitor may do."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from annotations.arguments import rules
from annotations.arguments.board.argument import Argument, load_argument
from annotations.arguments.board.cards import Board, Card, build_board
from annotations.arguments.contributions import EXCERPT_LENGTH, Contribution, load_contributions
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.models import Claim, EarlierWording
from annotations.seminars.queries import OpenedReading

MOST_ATTACHABLE = 30  # annotations offered on the claim's page


def resolve_merged_claim(id: UUID, opened: OpenedReading) -> UUID:
    """The claim that this one was merged into, or itself. One query."""
    merged = Claim.objects.filter(pk=id, reading=opened.reading).exclude(merged_into=None)
    return merged.values_list("merged_into", flat=True).first() or id


def board_for_claim(opened: OpenedReading, id: UUID) -> Board:
    """The board, with all annotations under one claim loaded if it is on the board."""
    argument = load_argument(opened)
    if str(id) in argument.claims:
        argument.load_annotations([str(id)])
    return build_board(argument)


def composer_url(card: Card, opened: OpenedReading) -> str:
    """Link to a composer for an annotation about this claim, at the words that first make it; empty
    if their paragraph is not in the current revision."""
    part = card.location.href.partition("#")[2].removeprefix("p")
    if not part:
        return ""
    path = reverse("paragraph", args=[opened.reading.seminar.slug, opened.reading.slug, part])
    fields = {
        "kind": "counterpoint",
        "claim": card.claim.visible_wording,
        "exact": exact_words(card),
    }
    return f"{path}?{urlencode(fields)}"


def exact_words(card: Card) -> str:
    """The words that make the claim in its first place, if they are still there and short enough
    for a link; otherwise empty."""
    argument = card.argument
    marked = [(each.paragraph_id, each.exact) for each in argument.passages.get(card.id, ())]
    answered = [(each.paragraph, each.passage) for each in argument.attached.get(card.id, ())]
    for paragraph, exact in [*marked, *answered]:
        fits = (
            exact
            and argument.location_of(paragraph) == card.location
            and len(exact) < EXCERPT_LENGTH
        )
        if fits and exact in argument.blocks[paragraph].text:
            return exact
    return ""


def passages_in_order(card: Card, argument: Argument) -> list[dict[str, Any]]:
    """The passages that make the claim, each once, in the order of the text."""
    marked = [
        (passage.paragraph_id, passage.exact) for passage in argument.passages.get(card.id, ())
    ]
    answered = [
        (contribution.paragraph, contribution.passage)
        for contribution in argument.attached.get(card.id, ())
    ]
    passages = [
        {"location": argument.location_of(paragraph), "exact": one_line_excerpt(exact, 240)}
        for paragraph, exact in dict.fromkeys([*marked, *answered])
    ]
    return sorted(passages, key=lambda each: each["location"].position)


def list_attachable(card: Card, opened: OpenedReading, argument: Argument) -> list[Contribution]:
    """The first annotations that this visitor may attach to the claim. One query for members."""
    if opened.reader.member is None:
        return []
    return load_contributions(opened.reading, opened.reader, attachable(card, opened, argument))[
        :MOST_ATTACHABLE
    ]


def attachable(card: Card, opened: OpenedReading, argument: Argument) -> Q:
    """Condition for annotations in the claim's paragraphs that are attached to none and that this
    member may attach: their own; for moderators, anybody's (`rules.may_attach`)."""
    paragraphs = set(argument.paragraphs_of(card.id))
    unattached = Q(about=None, bearing=None, paragraph__in=paragraphs)
    return unattached if opened.reader.moderates else unattached & Q(author=opened.reader.member)


def wording_history(card: Card, argument: Argument) -> list[EarlierWording]:
    """The earlier wordings that this reader may see: rewordings and wordings still in use. In
    *write before you read* only the latter, since a rewording may come from what is not open
    yet."""
    used = argument.attached_wordings(card.id)
    earlier = card.claim.earlier_wordings.select_related("by")
    sees_all = argument.reader.gate is None
    return [each for each in earlier if (sees_all and each.worded_by_id) or each.wording in used]


def allowed_actions(
    opened: OpenedReading, argument: Argument, claim: Claim, *, held: bool
) -> set[str]:
    """The names of the forms that this visitor may use on the claim's page; `held` says whether
    their posts wait for a moderator."""
    reader, makers = opened.reader, argument.makers_of(claim)
    may_pull_out = rules.may_pull_out(reader, held=held)
    allowed = {
        "reword": rules.may_reword_claim(reader, makers, held=held),
        "take_off": rules.may_take_off_board(reader, makers),
        "merge": rules.may_merge_claims(reader),
        "add_premise": may_pull_out,
        "scheme": may_pull_out,
        "add_passage": may_pull_out,
        "attach": reader.writes,
    }
    return {name for name, may in allowed.items() if may and opened.member}
