"""How names are read from and written as one line: “von Family, Jr, Given”, as BibTeX has it.

The parts and their order follow BibTeX (Patashnik, "BibTeXing", 1988, section 4); the particle
that stands after the given names ("Humboldt, Alexander von") follows CSL.
"""

import re
from typing import cast

from bibtexparser.middlewares.names import parse_single_name_into_parts

from annotations.sources.csl.items import Name
from annotations.sources.formats.latex.decoding import from_latex
from annotations.sources.formats.latex.encoding import to_latex

OTHERS = "others"

_PARTICLES = frozenset(
    "af al d' d’ da dal dalla das de degli dei del della den der des di do dos du e el la las le "
    "les lo los of ter ten van vom von y zu zum zur".split()
)
_SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)")
_ET_AL = re.compile(r"others|et\.? al\.?", re.IGNORECASE)
_AND = re.compile(r"\\.|[{}]|(?P<and>(?<!\s)(?:^|\s)\s*and(?=\s))", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"</?(?:i|b|sup|sub|span)[^<>]{0,60}>")
_GLUE = "\u00a0"
"""A space that keeps what would otherwise be read as two parts of a name in one."""
_TILDE = re.compile(r"\\~\s*(\{[^{}]*\}|\\[ij]|\w)")
_OPTION = re.compile(r"[a-z][\w\-]*\s*=\s*[\w:.\-]+", re.IGNORECASE)
_KEYED = re.compile(r"(?:^|,)\s*\"?(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)
_JOINER = "\u2060"
"""The same after a comma that no space follows."""


def names_from_bibtex(field: str) -> list[Name]:
    """The names of an author field, “and others” among them as the literal `others`."""
    names = (_from_bibtex(each) for some in _between_ands(field) for each in _between_marks(some))
    return [name for name in names if name]


def names_to_bibtex(names: list[Name]) -> str:
    """The names as an author field that reads back as the same names."""
    return " and ".join(filter(None, (_to_bibtex(name) for name in names)))


def names_from_ris(line: str) -> list[Name]:
    """The name on a line of RIS; several where a program put them on one."""
    names = (name_from_ris(each) for each in _between_marks(line))
    return [name for name in names if name]


def name_from_ris(line: str) -> Name:
    """A name from “Family, Given, Suffix”; without a comma it is an institution."""
    parts = [
        part.strip(" ")
        for part in re.split(rf",(?![{_GLUE}{_JOINER}])", line.strip(" \t"), maxsplit=2)
    ]
    if len(parts) == 1:
        return _named(literal=OTHERS if _ET_AL.fullmatch(parts[0]) else parts[0])
    particle, family = _particle_before(parts[0])
    given, dropping = _particle_after(parts[1])
    suffix = parts[2] if len(parts) == 3 else ""
    return _named(family, given, particle, dropping, suffix)


def name_to_ris(name: Name) -> str:
    """The name as a RIS line that reads back as the same name."""
    name = cast(Name, {key: _glued(str(part)) for key, part in name.items()})
    if "literal" in name:
        return name["literal"]
    family, given = name.get("family", ""), name.get("given", "")
    particle, dropping = name.get("non-dropping-particle", ""), name.get("dropping-particle", "")
    if _particle_before(f"{particle} {family}".strip()) != (particle, family):
        family = family.replace(" ", _GLUE)
    if _particle_after(f"{given} {dropping}".strip()) != (given, dropping):
        given = given.replace(" ", _GLUE)
    written = f"{particle} {family}".strip() + f", {given} {dropping}".rstrip()
    suffix = name.get("suffix", "")
    return f"{written}, {suffix}" if suffix else written


def _between_ands(field: str) -> list[str]:
    """The field cut at each “and” outside braces.

    bibtexparser's own function loses the first letter of a name that begins with a command,
    such as \\'Etienne.
    """
    depth, start, names = 0, 0, []
    for mark in _AND.finditer(f"{field} "):
        if mark[0] in "{}":
            depth = max(0, depth + (1 if mark[0] == "{" else -1))
        elif mark["and"] and not depth:
            names.append(field[start : mark.start()].strip())
            start = mark.end()
    return [*names, field[start:].strip()]


def _between_marks(line: str) -> list[str]:
    """The people on the line, where semicolons divide some who have one comma each; else it."""
    people = [each.strip() for each in line.split(";") if each.strip()]
    several = len(people) > 1 and "{" not in line and all(each.count(",") == 1 for each in people)
    return people if several else [line]


def _glued(part: str) -> str:
    return (
        part.replace(", ", f",{_GLUE}").replace(",", f",{_JOINER}").replace(_JOINER + _GLUE, _GLUE)
    )


def _from_bibtex(source: str) -> Name:
    if _ET_AL.fullmatch(source):
        return {"literal": OTHERS}
    if _is_braced(source):
        return _named(literal=_words(source))
    if _KEYED.search(source):
        return _from_keys(source)
    if _OPTION.fullmatch(source):
        return {}  # biblatex's options for the whole list, such as “useprefix=true”
    source = _TILDE.sub(r"{\\~\1}", source)  # which bibtexparser takes for a space
    parts = parse_single_name_into_parts(source, strict=False)
    last, jr = parts.last, parts.jr
    if (
        len(last) == 1
        and not jr
        and "," not in source
        and _SUFFIX.fullmatch(last[0])
        and parts.first
    ):
        parts.first, last, jr = parts.first[:-1], parts.first[-1:], last
    if _SUFFIX.fullmatch(" ".join(parts.first)) and jr and not _SUFFIX.fullmatch(" ".join(jr)):
        parts.first, jr = jr, parts.first  # “King, Martin Luther, Jr.”, as people write it
    # Before decoding: braces hold "{Vincent van}" together.
    given, dropping = (_words(each) for each in _particle_after(" ".join(parts.first)))
    return _named(
        _words(" ".join(last)), given, _words(" ".join(parts.von)), dropping, _words(" ".join(jr))
    )


def _from_keys(source: str) -> Name:
    """biblatex's extended form: “family=Beethoven, prefix=van, given=Ludwig”."""
    parts: dict[str, str] = {}
    for pair in _between_commas(source):
        key, _, value = pair.strip(' "').partition("=")
        parts[key.strip().lower()] = _words(value.strip(' "'))
    family, given, prefix, suffix = (
        parts.get(key, "") for key in ("family", "given", "prefix", "suffix")
    )
    return _named(family, given, prefix, "", suffix)


def _between_commas(source: str) -> list[str]:
    """The source cut at each comma outside braces, in one pass."""
    depth, start, pairs = 0, 0, []
    for mark in re.finditer(r"[{},]", source):
        if mark[0] == "," and depth <= 0:
            pairs.append(source[start : mark.start()])
            start = mark.end()
        depth += (mark[0] == "{") - (mark[0] == "}")
    return [*pairs, source[start:]]


def _to_bibtex(name: Name) -> str:
    if "literal" in name:
        literal = name["literal"]
        return OTHERS if literal == OTHERS else f"{{{to_latex(literal)}}}" if literal else ""
    for bare in (True, False):
        written = _written(name, bare)
        if names_from_bibtex(written) == [_normal(name)]:
            return written
    return written


def _written(name: Name, bare: bool) -> str:
    """The name in BibTeX's order, its parts in braces unless `bare`."""
    part = {key: to_latex(str(value)) for key, value in name.items()}
    if not bare:
        part = {key: value and f"{{{value}}}" for key, value in part.items()}
        part |= {"non-dropping-particle": to_latex(name.get("non-dropping-particle", ""))}
    family = f"{part.get('non-dropping-particle', '')} {part.get('family', '{}')}".strip()
    given = f"{part.get('given', '')} {to_latex(name.get('dropping-particle', ''))}".strip()
    suffix = part.get("suffix", "")
    if suffix:
        return f"{family}, {suffix}, {given or '{}'}"
    return f"{family}, {given or '{}'}" if given or not bare else family


def _normal(name: Name) -> Name:
    """The name as reading gives it: only the parts that print, without empty ones."""
    keys = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix")
    family, given, particle, dropping, suffix = (
        re.sub(r"\s+", " ", str(name.get(key, ""))).strip() for key in keys
    )
    return _named(family, given, particle, dropping, suffix)


def _named(
    family: str = "", given: str = "", particle: str = "", dropping: str = "", suffix: str = "",
    *, literal: str = "",
) -> Name:  # fmt: skip
    name: Name = {
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


def _is_braced(source: str) -> bool:
    """Whether one pair of braces holds the whole name: an institution."""
    if not (source.startswith("{") and source.endswith("}")):
        return False
    depth = 0
    for at, character in enumerate(source):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at == len(source) - 1
    return False


def _words(source: str) -> str:
    return _TAGS.sub("", from_latex(source)).replace("\u00a0", " ").strip()


def _particle_before(words: str) -> tuple[str, str]:
    """The small words before a surname, and the surname: “van der”, “Waals”."""
    parts = words.split(" ")
    at = 0
    while at < len(parts) - 1 and _is_small(parts[at]):
        at += 1
    return " ".join(parts[:at]), " ".join(parts[at:])


def _is_small(word: str) -> bool:
    """Whether it is a particle: “van”, “d'”, “'s-”."""
    return word == word.lower() and word.strip("'’-").isalpha()


def _particle_after(words: str) -> tuple[str, str]:
    """The given names, and the particle after them: “Alexander”, “von”."""
    parts = words.split(" ")
    at = len(parts)
    while at > 1 and parts[at - 1] in _PARTICLES:
        at -= 1
    return " ".join(parts[:at]), " ".join(parts[at:])
