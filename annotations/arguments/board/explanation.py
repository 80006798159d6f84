"""Why a claim stands where it does, as a sentence whose evidence can be followed."""

from dataclasses import dataclass

from annotations.arguments.board.argument import Argument
from annotations.arguments.contributions import Voice
from annotations.arguments.excerpts import one_line
from annotations.arguments.standing.highlights import LINKS, backing
from annotations.arguments.standing.standing import Base, Standing


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a sentence, and where they lead, if anywhere."""

    words: str
    href: str = ""


def why(standing: Standing, argument: Argument) -> list[Piece]:
    """The sentence that explains `standing.base`, empty where there is nothing to explain."""
    named = standing.why[: LINKS + 1]
    deciding = [argument.voices[id] for id in named if id in argument.voices]
    if not deciding or len(deciding) < len(named):  # one went while this was read
        return []
    more = len(standing.why) - len(named)
    match standing.base:
        case Base.CONTESTED:
            return _contested(deciding, more, argument)
        case Base.ANSWERED:
            return _answered(deciding, more, argument)
        case _:
            source = deciding[0]
            lead = {"supports": "Supported by", "disputes": "Disputed by"}.get(source.relation)
            name = argument.cited(source) or "a source"
            return [Piece(f"{lead or 'Put in context by'} "), Piece(name, _at(source)), Piece(".")]


def _contested(deciding: list[Voice], more: int, argument: Argument) -> list[Piece]:
    first, defence = deciding[0], deciding[1:]
    pieces = [Piece(f"Stands against it: {one_line(first.text)} "), _named(first, argument)]
    for source in backing(first.id, argument.about, argument.stands):
        pieces += [Piece(", backed by "), Piece(argument.cited(source) or "a source", _at(source))]
    if defence:
        pieces += [
            Piece("; what was said against it is met by "),
            *_several(defence, more, argument),
        ]
    return [*pieces, Piece(".")]


def _answered(deciding: list[Voice], more: int, argument: Argument) -> list[Piece]:
    first = deciding[0]
    met = argument.voices.get(first.about or "")
    pieces = [
        Piece(f"“{one_line(met.text, 90)}” is met by " if met else "Met by "),
        _named(first, argument),
        Piece(f": {one_line(first.text)}"),
    ]
    if len(deciding) > 1:
        pieces += [Piece(" See also "), *_several(deciding[1:], more, argument), Piece(".")]
    return pieces


def _several(listed: list[Voice], more: int, argument: Argument) -> list[Piece]:
    pieces: list[Piece] = []
    for voice in listed:
        pieces += [Piece(", ")] * bool(pieces) + [_named(voice, argument)]
    return [*pieces, Piece(f" and {more} more")] if more else pieces


def _named(voice: Voice, argument: Argument) -> Piece:
    place = argument.spot(voice.paragraph).label.replace(" ", "\u00a0")
    return Piece(f"{argument.who(voice)}, {place}", _at(voice))


def _at(voice: Voice) -> str:
    return f"/a/{voice.id}/"
