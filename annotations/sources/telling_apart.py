"""How the works of one bibliography are told apart that the same people made.

In one year they have letters: 1990a, 1990b, in the order of their titles (CSL's `year-suffix`).
Source: APA, 7th ed., section 8.19; Chicago, 17th ed., section 15.20; ISO 690:2021, annex A. MLA
(9th ed., section 6.8) names the title instead.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from annotations.sources.csl import Work
from annotations.sources.formatting import folded, order
from annotations.sources.styles.fields import responsible, year
from annotations.sources.styles.people import turned


def told_apart(works: Sequence[Work]) -> list[Work]:
    """The works of one bibliography, in the order given, each with what tells it apart.

    `year-suffix` is a letter or absent; `disambiguate` says that its people made another.
    """
    letters = dict(_letters(works))
    makers: dict[str, int] = defaultdict(int)
    for work in works:
        makers[_people(work)] += 1
    return [
        _marked(work, letters.get(at, ""), bool(_people(work)) and makers[_people(work)] > 1)
        for at, work in enumerate(works)
    ]


def _letters(works: Sequence[Work]) -> Iterator[tuple[int, str]]:
    alike: Mapping[tuple[str, str], list[int]] = defaultdict(list)
    for at, work in enumerate(works):
        if people := _people(work):
            alike[people, year(work)].append(at)
    for several in alike.values():
        if len(several) > 1:
            in_order = sorted(several, key=lambda at: order(works[at]))
            yield from ((at, _letter(number)) for number, at in enumerate(in_order))


def _letter(number: int) -> str:
    """0 is a, 25 is z, 26 is aa."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)


def _people(work: Work) -> str:
    """Who is responsible, as the shortest of the styles names them; nobody is nobody else."""
    return folded("; ".join(turned(name, short=True) for name in responsible(work)[0]))


def _marked(work: Work, letter: str, made_others: bool) -> Work:
    marked = work.copy()
    marked.pop("year-suffix", None)
    if letter:
        marked["year-suffix"] = letter
    if made_others:
        marked["disambiguate"] = True
    return marked
