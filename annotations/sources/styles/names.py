"""Names as the styles print them: inverted, in natural order, with initials or as a surname."""

import re
from collections.abc import Sequence
from typing import cast

from annotations.sources.csl.items import CslName
from annotations.sources.styles.markup import escape_field, join_parts
from annotations.sources.styles.terms import is_english, term

ET_AL = "others"
"""The literal name that says that there were more (BibTeX's `and others`)."""


def surname(name: CslName) -> str:
    """Return the name that a citation uses: surname with its particle, or an institution."""
    if name.get("literal") or not name.get("family"):
        return escape_field(name.get("literal") or name.get("given") or name.get("suffix") or "")
    particle = escape_field(name.get("non-dropping-particle", ""))
    bound = particle.endswith(("-", "‐", "’", "&#x27;"))  # al-Hakim, d’Alembert
    return join_parts(particle, escape_field(name["family"]), by="" if bound else " ")


def given_names(name: CslName) -> str:
    """Return the given names and the particle that follows them in an inverted name."""
    if name.get("literal") or not name.get("family"):
        return ""
    parts = (escape_field(name.get("given", "")), escape_field(name.get("dropping-particle", "")))
    return join_parts(*parts, by=" ")


def initials(name: CslName) -> str:
    """Return the given names as initials: “Glenn H.” is “G. H.”, “Jean-Paul” is “J.-P.”"""
    if name.get("literal") or not name.get("family"):
        return ""
    words = re.findall(r"[\w’'.\-‐]+", name.get("given", ""))
    short = " ".join(_initial(word) for word in words)
    return join_parts(escape_field(short), escape_field(name.get("dropping-particle", "")), by=" ")


def _initial(word: str) -> str:
    if re.fullmatch(r"(?:[^\W\d_]\.)+(?:-(?:[^\W\d_]\.)+)*", word):
        return re.sub(r"\.(?=[^\W\d_-])", ". ", word)
    parts = [part for part in re.split(r"[-‐]", word) if part.strip(".’'")]
    return "-".join(f"{part[0].upper()}." if part[0].isalpha() else part for part in parts)


def name_suffix(name: CslName) -> str:
    """Return “Jr.” and the like, or ""."""
    return "" if name.get("literal") else escape_field(name.get("suffix", ""))


def inverted_name(name: CslName, short: bool = False) -> str:
    """Return “Snyder, Glenn H., Jr.” or, short, “Snyder, G. H., Jr.”"""
    return join_parts(
        surname(name), initials(name) if short else given_names(name), name_suffix(name)
    )


def natural_name(name: CslName, short: bool = False) -> str:
    """Return “Glenn H. Snyder Jr.” or, short, “G. H. Snyder Jr.”"""
    first = initials(name) if short else given_names(name)
    return join_parts(first, surname(name), name_suffix(name), by=" ")


def capitalised_name(name: CslName) -> str:
    """Return “SNYDER, Glenn H.”"""
    upper = {**name, "family": name.get("family", "").upper(),
             "literal": name.get("literal", "").upper(),
             "non-dropping-particle": name.get("non-dropping-particle", "").upper()}  # fmt: skip
    return inverted_name(cast(CslName, upper))


def join_names(written: Sequence[str], comma: bool = True, comma_of_two: bool = False) -> str:
    """Return “A”, “A and B”, “A, B, and C”.

    Args:
        comma: whether one stands before the last “and” of three and more, which only English has.
        comma_of_two: whether one stands before the only “and”, as after an inverted name.
    """
    before = comma_of_two if len(written) == 2 else comma and is_english()
    last = f"{',' if before else ''} {term('and')} "
    return last.join(filter(None, [", ".join(written[:-1]), *written[-1:]]))


def is_et_al_name(name: CslName) -> bool:
    """True if the name only says that there were others."""
    return name.get("literal", "").casefold() in (ET_AL, "et al.", "et al")


def split_et_al(names: Sequence[CslName]) -> tuple[list[CslName], bool]:
    """Return the real names, and whether there were others."""
    kept = [name for name in names if not is_et_al_name(name)]
    return kept, len(kept) < len(names)
