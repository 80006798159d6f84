"""What bears on a claim, as nested lines: counterpoints, what answers them, what backs them."""

from dataclasses import dataclass
from itertools import islice

from annotations.arguments.board.argument import Argument
from annotations.arguments.contributions import Contribution
from annotations.arguments.excerpts import one_line_excerpt
from annotations.arguments.standing.highlights import walk_tree
from annotations.arguments.standing.semantics import NodeKind
from annotations.margin.kinds import Attack, Relation
from annotations.margin.kinds import Kind as AnnotationKind

DEEPEST_INDENT = 6  # indents; what is deeper stays there and says so


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One line. `before` closes and opens the lists, so that the lines nest as they should."""

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
        """Where it stands in the margin."""
        return f"/a/{self.contribution.id}/"


@dataclass(frozen=True, slots=True)
class ClaimTree:
    """The first lines under a claim, how many more there are, and what closes the lists."""

    lines: list[TreeLine]
    more: int
    closing_tags: str


def claim_tree(claim: str, argument: Argument, at_most: int) -> ClaimTree:
    """The lines under a claim in reading order, the oldest first at each level."""
    walked = walk_tree(argument.attached.get(claim, []), argument.replies)
    lines: list[TreeLine] = []
    level = 0
    for voice, deep in islice(walked, at_most):
        depth = min(deep, DEEPEST_INDENT)
        lines.append(_tree_line(voice, depth, _list_tags(level, depth), argument))
        level = depth
    return ClaimTree(lines, argument.count_under(claim) - len(lines), "</li></ul>" * level)


def _list_tags(level: int, depth: int) -> str:
    """The tags between a line and the next."""
    if depth > level:
        return '<ul class="tree">'
    return "</li>" + "</ul></li>" * (level - depth)


def _tree_line(voice: Contribution, depth: int, before: str, argument: Argument) -> TreeLine:
    counterpoint = voice.kind == NodeKind.COUNTERPOINT
    return TreeLine(
        contribution=voice,
        opening_tags=before,
        symbol=AnnotationKind(str(voice.kind)).shape,
        label=ATTACK_LABELS.get(voice.attack, "Counterpoint")
        if counterpoint
        else RELATION_LABELS.get(voice.relation, "Source"),
        text=": ".join(
            part for part in (argument.cite(voice), one_line_excerpt(voice.text)) if part
        ),
        author=argument.author_name(voice),
        stands=argument.stands[voice.id],
        level=depth,
    )


ATTACK_LABELS = {attack.value: str(attack.label) for attack in Attack}
RELATION_LABELS = {relation.value: str(relation.label) for relation in Relation}
