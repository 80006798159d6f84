"""How works in one bibliography by the same people are disambiguated.

Those of one year get letters: 1990a, 1990b, in the order of their titles (CSL's `year-suffix`).
Source: APA, 7th ed., section 8.19; Chicago, 17th ed., section 15.20; ISO 690:2021, annex A. MLA
(9th ed., section 6.8) names the title instead.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from annotations.character_folding.accents import fold_accents
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import bibliography_sort_key
from annotations.sources.styles.fields import issued_year, responsible_names
from annotations.sources.styles.markup import strip_markup
from annotations.sources.styles.names import inverted_name


def disambiguate(works: Sequence[CslItem]) -> list[CslItem]:
    """Return the works of one bibliography, in the order given, each with its disambiguating
    fields.

    `year-suffix` is a letter or absent; `disambiguate` is True if the same people made another
    work.
    """
    marked = [_marked(work) for work in works]
    # Compare first surnames before all names, because writing out all names is slow.
    for namesakes in _alike(works, range(len(works)), _first_surname):
        for together in _alike(works, namesakes, _people):
            for at in together:
                marked[at] = _marked(works[at], made_others=True)
            for several in _alike(works, together, issued_year):
                in_order = sorted(several, key=lambda at: bibliography_sort_key(works[at]))
                for number, at in enumerate(in_order):
                    marked[at] = _marked(works[at], _letter(number), made_others=True)
    return marked


def _alike(
    works: Sequence[CslItem], among: Iterable[int], describe: Callable[[CslItem], str]
) -> list[list[int]]:
    """Group some works by a description of each; return the groups of two and more.

    Works whose description is empty belong to no group.
    """
    found: dict[str, list[int]] = defaultdict(list)
    for at in among:
        if description := describe(works[at]):
            found[description].append(at)
    return [several for several in found.values() if len(several) > 1]


def _first_surname(work: CslItem) -> str:
    for name in responsible_names(work)[0]:
        said = name.get("literal") or name.get("family") or name.get("given") or ""
        return (
            said.casefold()
            if said.isascii() and "<" not in said
            else fold_accents(" ".join(said.split()))
        )
    return ""


def _letter(number: int) -> str:
    """Return 0 as a, 25 as z, 26 as aa."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)


def _people(work: CslItem) -> str:
    """Return who is responsible, with initials as the shortest style writes them; "" for nobody."""
    people = "; ".join(inverted_name(name, short=True) for name in responsible_names(work)[0])
    return fold_accents(strip_markup(people))


def _marked(work: CslItem, letter: str = "", *, made_others: bool = False) -> CslItem:
    if not letter and not made_others and "year-suffix" not in work:
        return work
    marked = work.copy()
    marked.pop("year-suffix", None)
    if letter:
        marked["year-suffix"] = letter
    if made_others:
        marked["disambiguate"] = True
    return marked
