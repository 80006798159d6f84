"""The sentence that explains where a claim stands, with links to the annotations it mentions."""

from dataclasses import dataclass

from annotations.arguments.board.argument import Argument
from annotations.arguments.contributions import Contribution
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing.highlights import EXPLANATION_LINKS, supporting_sources
from annotations.arguments.standing.standing import BaseStanding, Standing


@dataclass(frozen=True, slots=True)
class SentencePart:
    """Some text of a sentence, with an optional link."""

    text: str
    href: str = ""


def explain_standing(standing: Standing, argument: Argument) -> list[SentencePart]:
    """The explanation of `standing.base`; empty if there is nothing to explain, or if an annotation
    was removed in the meantime."""
    named = standing.why[: EXPLANATION_LINKS + 1]
    deciding = [argument.contributions[id] for id in named if id in argument.contributions]
    if not deciding or len(deciding) < len(named):  # one was removed meanwhile
        return []
    more = len(standing.why) - len(named)
    match standing.base:
        case BaseStanding.CONTESTED:
            return _explain_contested(deciding, more, argument)
        case BaseStanding.ANSWERED:
            return _explain_answered(deciding, more, argument)
        case _:
            source = deciding[0]
            lead = {"supports": "Supported by", "disputes": "Disputed by"}.get(source.relation)
            name = argument.cite(source) or "a source"
            return [
                SentencePart(f"{lead or 'Put in context by'} "),
                SentencePart(name, _href(source)),
                SentencePart("."),
            ]


def _explain_contested(
    deciding: list[Contribution], more: int, argument: Argument
) -> list[SentencePart]:
    first, defence = deciding[0], deciding[1:]
    pieces = [
        SentencePart(f"Stands against it: {one_line_excerpt(first.text)} "),
        _linked_author(first, argument),
    ]
    for source in supporting_sources(first.id, argument.replies, argument.stands):
        pieces += [
            SentencePart(", backed by "),
            SentencePart(argument.cite(source) or "a source", _href(source)),
        ]
    if defence:
        pieces += [
            SentencePart("; what was said against it is met by "),
            *_linked_authors(defence, more, argument),
        ]
    return [*pieces, SentencePart(".")]


def _explain_answered(
    deciding: list[Contribution], more: int, argument: Argument
) -> list[SentencePart]:
    first = deciding[0]
    met = argument.contributions.get(first.about or "")
    pieces = [
        SentencePart(f"“{one_line_excerpt(met.text, 90)}” is met by " if met else "Met by "),
        _linked_author(first, argument),
        SentencePart(f": {one_line_excerpt(first.text)}"),
    ]
    if len(deciding) > 1:
        pieces += [
            SentencePart(" See also "),
            *_linked_authors(deciding[1:], more, argument),
            SentencePart("."),
        ]
    return pieces


def _linked_authors(
    listed: list[Contribution], more: int, argument: Argument
) -> list[SentencePart]:
    """The authors in a list; `more` is how many further ones there are."""
    pieces: list[SentencePart] = []
    for contribution in listed:
        pieces += [SentencePart(", ")] * bool(pieces) + [_linked_author(contribution, argument)]
    return [*pieces, SentencePart(f" and {more} more")] if more else pieces


def _linked_author(contribution: Contribution, argument: Argument) -> SentencePart:
    place = argument.location_of(contribution.paragraph).label.replace(" ", "\u00a0")
    return SentencePart(f"{argument.author_name(contribution)}, {place}", _href(contribution))


def _href(contribution: Contribution) -> str:
    return f"/a/{contribution.id}/"
