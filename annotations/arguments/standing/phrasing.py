"""How a standing is put in words: phrases for captions and lists, and whole sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from annotations.arguments.standing.standing import BaseStanding, Standing
from annotations.lazy_messages import LazyMessage, ngettext_lazy, pgettext_lazy
from annotations.lazy_messages import gettext_lazy as _

# The words for a base standing where it stands alone or begins a line.
HEADINGS: Mapping[BaseStanding, LazyMessage] = {
    BaseStanding.UNEXAMINED: pgettext_lazy("standing of a claim", "Unexamined"),
    BaseStanding.UNCHALLENGED: pgettext_lazy("standing of a claim", "Unchallenged"),
    BaseStanding.CONTESTED: pgettext_lazy("standing of a claim", "Contested"),
    BaseStanding.ANSWERED: pgettext_lazy("standing of a claim", "Answered"),
}
# The words for the codes of `Standing.states` within a line.
STATE_WORDS: Mapping[str, LazyMessage] = {
    "unexamined": pgettext_lazy("standing of a claim", "unexamined"),
    "unchallenged": pgettext_lazy("standing of a claim", "unchallenged"),
    "contested": pgettext_lazy("standing of a claim", "contested"),
    "answered": pgettext_lazy("standing of a claim", "answered"),
    "shaken": pgettext_lazy("standing of a claim", "shaken"),
    "circular": pgettext_lazy("standing of a claim", "circular"),
}


class ResultWording(NamedTuple):
    """The result of a claim's test, within a line and as a sentence of its own."""

    phrase: LazyMessage
    sentence: LazyMessage


def describe_result(standing: Standing) -> str:
    """The claim's own standing as a phrase: “2 of 3 counterpoints stand”."""
    return str(_result_wording(standing).phrase)


def result_sentence(standing: Standing) -> str:
    """The claim's own standing as a sentence: “2 of 3 counterpoints stand.”"""
    return str(_result_wording(standing).sentence)


def standing_headline(standing: Standing) -> str:
    """The word that comes first: the base standing, or that the claim rests on itself."""
    return str(_("Rests on itself") if standing.circular else HEADINGS[standing.base])


def state_words(standing: Standing) -> list[str]:
    """The words for a standing within a line: its base, and that it is shaken or circular."""
    return [str(STATE_WORDS[state]) for state in standing.states]


def standing_words(standing: Standing) -> list[str]:
    """The same at the beginning of a line: the first word as a heading."""
    return [str(HEADINGS[standing.base]), *state_words(standing)[1:]]


def standing_summary(standing: Standing, places: Mapping[str, str]) -> str:
    """What follows the headline: “its counterpoint stands · no source”. If the claim is circular,
    this begins with the cycle and the base standing; `places` is as in `standing_remarks`."""
    remarks = standing_remarks(replace(standing, circular=()), places)
    parts = [describe_result(standing), *remarks]
    if standing.circular:
        base = str(STATE_WORDS[standing.base.value])
        parts = [cycle_places(standing, places), base, *parts]
    return " · ".join(parts)


def standing_remarks(standing: Standing, places: Mapping[str, str]) -> tuple[str, ...]:
    """Remarks on cycles, premises and missing sources; `places` has each claim's place, such as “¶
    4”."""
    remarks = []
    if standing.circular:
        cycle = cycle_places(standing, places)
        remarks.append(_("rests on itself: %(places)s") % {"places": cycle})
    if standing.contested_premises:
        remark = ngettext_lazy(
            "rests on %(places)s, which is contested",
            "rests on %(places)s, which are contested",
            len(standing.contested_premises),
        )
        remarks.append(remark % {"places": _joined_places(standing.contested_premises, places)})
    if standing.shaken_premises:
        remark = ngettext_lazy(
            "rests on %(places)s, which is shaken",
            "rests on %(places)s, which are shaken",
            len(standing.shaken_premises),
        )
        remarks.append(remark % {"places": _joined_places(standing.shaken_premises, places)})
    if standing.unsourced:
        remarks.append(_("no source"))
    return tuple(map(str, remarks))


def cycle_places(standing: Standing, places: Mapping[str, str]) -> str:
    """The places of the cycle that a claim is in: “¶ 1 → ¶ 8 → ¶ 1”."""
    return " → ".join(places[id] for id in standing.circular)


def join_with_and(parts: Sequence[str]) -> str:
    """Join parts with commas and “and”: “¶ 1, ¶ 3 and ¶ 4”."""
    *rest, last = parts
    if not rest:
        return last
    return str(_("%(first)s and %(last)s") % {"first": ", ".join(rest), "last": last})


def _joined_places(claims: Sequence[str], places: Mapping[str, str]) -> str:
    """The places of these claims, each once."""
    return join_with_and(list(dict.fromkeys(places[id] for id in claims)))


def _result_wording(standing: Standing) -> ResultWording:
    match standing.base:
        case BaseStanding.UNEXAMINED:
            wording = ResultWording(
                _("nobody has tested this yet"), _("Nobody has tested this yet.")
            )
        case BaseStanding.UNCHALLENGED:
            wording = _unchallenged(standing.supports, standing.disputes)
        case BaseStanding.CONTESTED:
            wording = _contested(standing.standing_counterpoints, standing.counterpoints)
        case BaseStanding.ANSWERED:
            wording = _answered(standing.counterpoints)
    values = {
        "supports": standing.supports,
        "disputes": standing.disputes,
        "standing": standing.standing_counterpoints,
        "count": standing.counterpoints,
    }
    return ResultWording(wording.phrase % values, wording.sentence % values)


def _unchallenged(supports: int, disputes: int) -> ResultWording:
    if supports and disputes:
        return ResultWording(
            _("no counterpoint; sources: %(supports)s for, %(disputes)s against"),
            _("No counterpoint; sources: %(supports)s for, %(disputes)s against."),
        )
    if supports:
        return ResultWording(
            ngettext_lazy(
                "no counterpoint, and %(supports)s source for it",
                "no counterpoint, and %(supports)s sources for it",
                supports,
            ),
            ngettext_lazy(
                "No counterpoint, and %(supports)s source for it.",
                "No counterpoint, and %(supports)s sources for it.",
                supports,
            ),
        )
    if disputes:
        return ResultWording(
            ngettext_lazy(
                "no counterpoint, but %(disputes)s source against it",
                "no counterpoint, but %(disputes)s sources against it",
                disputes,
            ),
            ngettext_lazy(
                "No counterpoint, but %(disputes)s source against it.",
                "No counterpoint, but %(disputes)s sources against it.",
                disputes,
            ),
        )
    return ResultWording(_("no counterpoint yet"), _("No counterpoint yet."))


def _contested(standing: int, all_told: int) -> ResultWording:
    match standing, all_told:
        case 1, 1:
            return ResultWording(_("its counterpoint stands"), _("Its counterpoint stands."))
        case 2, 2:
            return ResultWording(_("both counterpoints stand"), _("Both counterpoints stand."))
        case _ if standing == all_told:
            # English has no use for the singular here; other languages do, for 21 and the like.
            return ResultWording(
                ngettext_lazy(
                    "all %(count)s counterpoint stands",
                    "all %(count)s counterpoints stand",
                    all_told,
                ),
                ngettext_lazy(
                    "All %(count)s counterpoint stands.",
                    "All %(count)s counterpoints stand.",
                    all_told,
                ),
            )
    return ResultWording(
        ngettext_lazy(
            "%(standing)s of %(count)s counterpoints stands",
            "%(standing)s of %(count)s counterpoints stand",
            standing,
        ),
        ngettext_lazy(
            "%(standing)s of %(count)s counterpoints stands.",
            "%(standing)s of %(count)s counterpoints stand.",
            standing,
        ),
    )


def _answered(counterpoints: int) -> ResultWording:
    match counterpoints:
        case 1:
            return ResultWording(_("1 counterpoint, answered"), _("1 counterpoint, answered."))
        case 2:
            return ResultWording(
                _("2 counterpoints, both answered"), _("2 counterpoints, both answered.")
            )
    # English has no use for the singular here; other languages do, for 21 and the like.
    return ResultWording(
        ngettext_lazy(
            "%(count)s counterpoint, all answered",
            "%(count)s counterpoints, all answered",
            counterpoints,
        ),
        ngettext_lazy(
            "%(count)s counterpoint, all answered.",
            "%(count)s counterpoints, all answered.",
            counterpoints,
        ),
    )
