"""How a standing is put in words: one short phrase, and the remarks beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotations.arguments.standing.standing import BaseStanding, Standing


def describe_result(standing: Standing) -> str:
    """The claim's own standing in words: "2 of 3 counterpoints stand"."""
    match standing.base:
        case BaseStanding.UNEXAMINED:
            return "Nobody has tested this yet"
        case BaseStanding.UNCHALLENGED:
            return _unchallenged(standing.supports, standing.disputes)
        case BaseStanding.CONTESTED:
            return _contested(standing.standing_counterpoints, standing.counterpoints)
        case BaseStanding.ANSWERED:
            return _answered(standing.counterpoints)


def standing_headline(standing: Standing) -> str:
    """The word that comes first: the base standing, or that the claim rests on itself."""
    return "Rests on itself" if standing.circular else str(standing.base).capitalize()


def standing_summary(standing: Standing, places: Mapping[str, str]) -> str:
    """What follows the headline: “its counterpoint stands · no source”. If the claim is circular,
    this begins with the cycle and the base standing; `places` is as in `standing_remarks`."""
    tested = describe_result(standing)
    tested = f"{tested[0].lower()}{tested[1:]}"
    others = standing_remarks(replace(standing, circular=()), places)
    if not standing.circular:
        return " · ".join([tested, *others])
    round_it = " → ".join(places[id] for id in standing.circular)
    return " · ".join([round_it, str(standing.base), tested, *others])


def standing_remarks(standing: Standing, places: Mapping[str, str]) -> tuple[str, ...]:
    """Remarks on cycles, premises and missing sources; `places` has each claim's place, such as "¶
    4"."""
    found = []
    if standing.circular:
        found.append(describe_cycle(standing, places))
    if standing.contested_premises:
        found.append(_premises_remark(standing.contested_premises, places, "contested"))
    if standing.shaken_premises:
        found.append(_premises_remark(standing.shaken_premises, places, "shaken"))
    if standing.unsourced:
        found.append("no source")
    return tuple(found)


def describe_cycle(standing: Standing, places: Mapping[str, str]) -> str:
    """The cycle that a claim is in: "rests on itself: ¶ 1 → ¶ 8 → ¶ 1"."""
    return "rests on itself: " + " → ".join(places[id] for id in standing.circular)


def number_with_noun(number: int, noun: str) -> str:
    """A number with its English noun: "1 source", "2 sources"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def join_with_and(parts: Sequence[str]) -> str:
    """Join parts with commas and "and": "¶ 1, ¶ 3 and ¶ 4"."""
    *rest, last = parts
    return f"{', '.join(rest)} and {last}" if rest else last


def _unchallenged(supports: int, disputes: int) -> str:
    if supports and disputes:
        return f"no counterpoint; sources: {supports} for, {disputes} against"
    if supports:
        return f"no counterpoint, and {number_with_noun(supports, 'source')} for it"
    if disputes:
        return f"no counterpoint, but {number_with_noun(disputes, 'source')} against it"
    return "no counterpoint yet"


def _contested(standing: int, all_told: int) -> str:
    match standing, all_told:
        case 1, 1:
            return "its counterpoint stands"
        case 2, 2:
            return "both counterpoints stand"
        case _ if standing == all_told:
            return f"all {all_told} counterpoints stand"
    return f"{standing} of {all_told} counterpoints {'stands' if standing == 1 else 'stand'}"


def _answered(counterpoints: int) -> str:
    match counterpoints:
        case 1:
            return "1 counterpoint, answered"
        case 2:
            return "2 counterpoints, both answered"
    return f"{counterpoints} counterpoints, all answered"


def _premises_remark(premises: Sequence[str], places: Mapping[str, str], standing: str) -> str:
    where = list(dict.fromkeys(places[id] for id in premises))
    return (
        f"rests on {join_with_and(where)}, which {'is' if len(premises) == 1 else 'are'} {standing}"
    )
