"""How the styles write names: turned round, in order, shortened to initials or to a surname."""

import re
from collections.abc import Sequence
from typing import cast

from annotations.sources.csl.items import Name
from annotations.sources.styles.markup import escaped, listed
from annotations.sources.styles.terms import in_english, say

ET_AL = "others"
"""The literal name that says that there were more (BibTeX's `and others`)."""


def surname(name: Name) -> str:
    """What a name is cited by: surname with its particle, or the name of an institution."""
    if name.get("literal") or not name.get("family"):
        return escaped(name.get("literal") or name.get("given") or name.get("suffix") or "")
    particle = escaped(name.get("non-dropping-particle", ""))
    bound = particle.endswith(("-", "‐", "’", "&#x27;"))  # al-Hakim, d’Alembert
    return listed(particle, escaped(name["family"]), by="" if bound else " ")


def given(name: Name) -> str:
    """The given names and the particle that follows them when the name is turned round."""
    if name.get("literal") or not name.get("family"):
        return ""
    parts = (escaped(name.get("given", "")), escaped(name.get("dropping-particle", "")))
    return listed(*parts, by=" ")


def initials(name: Name) -> str:
    """The given names as initials: “Glenn H.” is “G. H.”, “Jean-Paul” is “J.-P.”"""
    if name.get("literal") or not name.get("family"):
        return ""
    words = re.findall(r"[\w’'.\-‐]+", name.get("given", ""))
    short = " ".join(_initial(word) for word in words)
    return listed(escaped(short), escaped(name.get("dropping-particle", "")), by=" ")


def _initial(word: str) -> str:
    if re.fullmatch(r"(?:[^\W\d_]\.)+(?:-(?:[^\W\d_]\.)+)*", word):
        return re.sub(r"\.(?=[^\W\d_-])", ". ", word)
    parts = [part for part in re.split(r"[-‐]", word) if part.strip(".’'")]
    return "-".join(f"{part[0].upper()}." if part[0].isalpha() else part for part in parts)


def suffix(name: Name) -> str:
    return "" if name.get("literal") else escaped(name.get("suffix", ""))


def turned(name: Name, short: bool = False) -> str:
    """“Snyder, Glenn H., Jr.” or, short, “Snyder, G. H., Jr.”"""
    return listed(surname(name), initials(name) if short else given(name), suffix(name))


def straight(name: Name, short: bool = False) -> str:
    """“Glenn H. Snyder Jr.” or, short, “G. H. Snyder Jr.”"""
    first = initials(name) if short else given(name)
    return listed(first, surname(name), suffix(name), by=" ")


def capitals(name: Name) -> str:
    """“SNYDER, Glenn H.”"""
    upper = {**name, "family": name.get("family", "").upper(),
             "literal": name.get("literal", "").upper(),
             "non-dropping-particle": name.get("non-dropping-particle", "").upper()}  # fmt: skip
    return turned(cast(Name, upper))


def joined(written: Sequence[str], comma: bool = True, comma_of_two: bool = False) -> str:
    """“A”, “A and B”, “A, B, and C”.

    Args:
        comma: whether one stands before the last “and” of three and more, which only English has.
        comma_of_two: whether one stands before the only “and”, as after a name turned round.
    """
    before = comma_of_two if len(written) == 2 else comma and in_english()
    last = f"{',' if before else ''} {say('and')} "
    return last.join(filter(None, [", ".join(written[:-1]), *written[-1:]]))


def is_more(name: Name) -> bool:
    """Whether the name only says that there were others."""
    return name.get("literal", "").casefold() in (ET_AL, "et al.", "et al")


def without_more(names: Sequence[Name]) -> tuple[list[Name], bool]:
    """The real names, and whether there were others."""
    kept = [name for name in names if not is_more(name)]
    return kept, len(kept) < len(names)
