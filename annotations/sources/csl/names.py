"""Names on one line, surname first: “von Family, Given, Jr”, as RIS and people write them.

The particle that stands after the given names (“Humboldt, Alexander von”) follows CSL.
"""

import re
from typing import cast

from annotations.sources.csl.items import CslName

OTHERS = "others"
"""The literal name that stands for further people."""

_PARTICLES = frozenset(
    "af al d' d’ da dal dalla das de degli dei del della den der des di do dos du e el la las le "
    "les lo los of ter ten van vom von y zu zum zur".split()
)
_ET_AL = re.compile(r"others|et\.? al\.?", re.IGNORECASE)
_GLUE = "\u00a0"
"""A space that keeps in one part of a name what would otherwise be read as two."""
_JOINER = "\u2060"
"""The same after a comma that no space follows."""


def read_inverted_names(line: str) -> list[CslName]:
    """Return the name on a line; several where semicolons divide them."""
    names = (read_inverted_name(each) for each in split_people(line))
    return [name for name in names if name]


def read_inverted_name(line: str) -> CslName:
    """Parse a name like “Family, Given, Suffix”; without a comma it is an institution's."""
    parts = [
        part.strip(" ")
        for part in re.split(rf",(?![{_GLUE}{_JOINER}])", line.strip(" \t"), maxsplit=2)
    ]
    if len(parts) == 1:
        return make_name(literal=OTHERS if is_et_al(parts[0]) else parts[0])
    particle, family = _split_particle(parts[0])
    given, dropping = split_dropping_particle(parts[1])
    suffix = parts[2] if len(parts) == 3 else ""
    return make_name(family, given, particle, dropping, suffix)


def write_inverted_name(name: CslName) -> str:
    """Return the name on one line that `read_inverted_name` parses as the same name."""
    name = cast(CslName, {key: _glued(str(part)) for key, part in name.items()})
    if "literal" in name:
        return name["literal"]
    family, given = name.get("family", ""), name.get("given", "")
    particle, dropping = name.get("non-dropping-particle", ""), name.get("dropping-particle", "")
    if _split_particle(f"{particle} {family}".strip()) != (particle, family):
        family = family.replace(" ", _GLUE)
    if split_dropping_particle(f"{given} {dropping}".strip()) != (given, dropping):
        given = given.replace(" ", _GLUE)
    written = f"{particle} {family}".strip() + f", {given} {dropping}".rstrip()
    suffix = name.get("suffix", "")
    return f"{written}, {suffix}" if suffix else written


def is_et_al(words: str) -> bool:
    """True if the words stand for further people: “others”, “et al.”"""
    return _ET_AL.fullmatch(words) is not None


def split_people(line: str) -> list[str]:
    """Return the people on the line, if semicolons divide several that have one comma each; else
    the line.
    """
    people = [each.strip() for each in line.split(";") if each.strip()]
    several = len(people) > 1 and "{" not in line and all(each.count(",") == 1 for each in people)
    return people if several else [line]


def make_name(
    family: str = "", given: str = "", particle: str = "", dropping: str = "", suffix: str = "",
    *, literal: str = "",
) -> CslName:  # fmt: skip
    """Return a name with only the parts that are not empty."""
    name: CslName = {
        "family": family,
        "given": given,
        "non-dropping-particle": particle,
        "dropping-particle": dropping,
        "suffix": suffix,
        "literal": literal,
    }
    return {
        key: str(text).replace(_GLUE, " ").replace(_JOINER, "")
        for key, text in name.items()
        if text
    }  # type: ignore[return-value]


def split_dropping_particle(words: str) -> tuple[str, str]:
    """Divide given names from the particle after them: “Alexander”, “von”."""
    parts = words.split(" ")
    at = len(parts)
    while at > 1 and parts[at - 1] in _PARTICLES:
        at -= 1
    return " ".join(parts[:at]), " ".join(parts[at:])


def _split_particle(words: str) -> tuple[str, str]:
    """Divide the particles before a surname from the surname: “van der”, “Waals”."""
    parts = words.split(" ")
    at = 0
    while at < len(parts) - 1 and _is_small(parts[at]):
        at += 1
    return " ".join(parts[:at]), " ".join(parts[at:])


def _is_small(word: str) -> bool:
    """True if the word is a particle: “van”, “d'”, “'s-”."""
    return word == word.lower() and word.strip("'’-").isalpha()


def _glued(part: str) -> str:
    """Return the part with its commas protected from being read as the ends of parts."""
    return (
        part.replace(", ", f",{_GLUE}").replace(",", f",{_JOINER}").replace(_JOINER + _GLUE, _GLUE)
    )
