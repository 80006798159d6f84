"""What bears on a claim, as nested lines: counterpoints, what answers them, what backs them."""

from dataclasses import dataclass
from itertools import islice

from annotations.arguments.board.argument import Argument
from annotations.arguments.contributions import Voice
from annotations.arguments.excerpts import one_line
from annotations.arguments.standing.highlights import walk
from annotations.arguments.standing.standing import Kind
from annotations.margin.kinds import Attack, Relation
from annotations.margin.kinds import Kind as AnnotationKind

DEEPEST = 6  # indents; what is deeper stays there and says so


@dataclass(frozen=True, slots=True)
class Branch:
    """One line. `before` closes and opens the lists, so that the lines nest as they should."""

    voice: Voice
    before: str
    shape: str
    label: str
    words: str
    who: str
    stands: bool
    level: int

    @property
    def href(self) -> str:
        """Where it stands in the margin."""
        return f"/a/{self.voice.id}/"


@dataclass(frozen=True, slots=True)
class Branches:
    """The first lines under a claim, how many more there are, and what closes the lists."""

    lines: list[Branch]
    more: int
    after: str


def branches(claim: str, argument: Argument, at_most: int) -> Branches:
    """The lines under a claim in reading order, the oldest first at each level."""
    walked = walk(argument.bearing.get(claim, []), argument.about)
    lines: list[Branch] = []
    level = 0
    for voice, deep in islice(walked, at_most):
        depth = min(deep, DEEPEST)
        lines.append(_branch(voice, depth, _between(level, depth), argument))
        level = depth
    return Branches(lines, argument.number_under(claim) - len(lines), "</li></ul>" * level)


def _between(level: int, depth: int) -> str:
    """The tags between a line and the next."""
    if depth > level:
        return '<ul class="tree">'
    return "</li>" + "</ul></li>" * (level - depth)


def _branch(voice: Voice, depth: int, before: str, argument: Argument) -> Branch:
    counterpoint = voice.kind == Kind.COUNTERPOINT
    return Branch(
        voice=voice,
        before=before,
        shape=AnnotationKind(str(voice.kind)).shape,
        label=ATTACKS.get(voice.attack, "Counterpoint")
        if counterpoint
        else RELATIONS.get(voice.relation, "Source"),
        words=": ".join(part for part in (argument.cited(voice), one_line(voice.text)) if part),
        who=argument.who(voice),
        stands=argument.stands[voice.id],
        level=depth,
    )


ATTACKS = {attack.value: str(attack.label) for attack in Attack}
RELATIONS = {relation.value: str(relation.label) for relation in Relation}
