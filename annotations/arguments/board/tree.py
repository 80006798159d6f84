"""The annotations under a claim as nested lines: counterpoints, answers to them, their sources."""

from dataclasses import dataclass
from itertools import islice

from django.utils.translation import pgettext

from annotations.arguments.board.argument import Argument
from annotations.arguments.contributions import Contribution
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing.highlights import walk_tree
from annotations.arguments.standing.semantics import NodeKind
from annotations.margin.choices import Attack, Kind, Relation

DEEPEST_INDENT = 6  # deeper lines are indented no further


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line. `opening_tags` is the HTML that closes and opens lists before it."""

    contribution: Contribution
    opening_tags: str
    symbol: str
    label: str
    text: str
    author: str
    stands: bool
    level: int

    @property
    def href(self) -> str:
        """Link to the annotation in the margin."""
        return f"/a/{self.contribution.id}/"


@dataclass(frozen=True, slots=True)
class ClaimTree:
    """The first lines under a claim, the number of further ones, and the tags that close the
    lists."""

    lines: list[TreeLine]
    more: int
    closing_tags: str


def claim_tree(claim: str, argument: Argument, at_most: int) -> ClaimTree:
    """The first `at_most` lines under a claim, depth first, oldest first on each level."""
    walked = walk_tree(argument.attached.get(claim, []), argument.replies)
    lines: list[TreeLine] = []
    level = 0
    for contribution, deep in islice(walked, at_most):
        depth = min(deep, DEEPEST_INDENT)
        lines.append(_tree_line(contribution, depth, _list_tags(level, depth), argument))
        level = depth
    return ClaimTree(lines, argument.count_under(claim) - len(lines), "</li></ul>" * level)


def _list_tags(level: int, depth: int) -> str:
    """The tags between a line of one level and the next line."""
    if depth > level:
        return '<ul class="tree">'
    return "</li>" + "</ul></li>" * (level - depth)


def _tree_line(contribution: Contribution, depth: int, before: str, argument: Argument) -> TreeLine:
    parts = (argument.cite(contribution), one_line_excerpt(contribution.text))
    return TreeLine(
        contribution=contribution,
        opening_tags=before,
        symbol=Kind(str(contribution.kind)).shape,
        label=_label(contribution),
        text=": ".join(part for part in parts if part),
        author=argument.author_name(contribution),
        stands=argument.stands[contribution.id],
        level=depth,
    )


def _label(contribution: Contribution) -> str:
    """The attack or relation that it names, otherwise its kind."""
    if contribution.kind == NodeKind.COUNTERPOINT:
        if contribution.attack in Attack.values:
            return str(Attack(contribution.attack).label)
        return pgettext("kind of annotation", "Counterpoint")
    if contribution.relation in Relation.values:
        return str(Relation(contribution.relation).label)
    return pgettext("kind of annotation", "Source")
