"""Names in the author fields of BibTeX, read and written.

The parts and their order follow BibTeX (`name_parts`).
"""

import re

from annotations.sources.csl.items import CslName
from annotations.sources.csl.names import (
    OTHERS,
    is_et_al,
    make_name,
    split_dropping_particle,
    split_people,
)
from annotations.sources.formats.bibtex.name_parts import split_name_parts
from annotations.sources.formats.latex.decoding import decode_latex
from annotations.sources.formats.latex.encoding import encode_latex

_SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)")
_AND = re.compile(r"\\.|[{}]|(?P<and>(?<!\s)(?:^|\s)\s*and(?=\s))", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"</?(?:i|b|sup|sub|span)[^<>]{0,60}>")
_TILDE = re.compile(r"\\~\s*(\{[^{}]*\}|\\[ij]|\w)")
_OPTION = re.compile(r"[a-z][\w\-]*\s*=\s*[\w:.\-]+", re.IGNORECASE)
_KEYED = re.compile(r"(?:^|,)\s*\"?(?:family|given|prefix|suffix)(?:-i)?\s*=", re.IGNORECASE)


def read_bibtex_names(field: str) -> list[CslName]:
    """Return the names of an author field; “and others” becomes the literal name `others`."""
    names = (_from_bibtex(each) for some in _between_ands(field) for each in split_people(some))
    return [name for name in names if name]


def write_bibtex_names(names: list[CslName]) -> str:
    """Return the names as an author field that reads back as the same names."""
    return " and ".join(filter(None, (_to_bibtex(name) for name in names)))


def _between_ands(field: str) -> list[str]:
    """Return the field cut at each “and” outside braces."""
    depth, start, names = 0, 0, []
    for mark in _AND.finditer(f"{field} "):
        if mark[0] in "{}":
            depth = max(0, depth + (1 if mark[0] == "{" else -1))
        elif mark["and"] and not depth:
            names.append(field[start : mark.start()].strip())
            start = mark.end()
    return [*names, field[start:].strip()]


def _from_bibtex(source: str) -> CslName:
    if is_et_al(source):
        return {"literal": OTHERS}
    if _is_braced(source):
        return make_name(literal=_words(source))
    if _KEYED.search(source):
        return _from_keys(source)
    if _OPTION.fullmatch(source):
        return {}  # biblatex's options for the whole list, such as “useprefix=true”
    source = _TILDE.sub(r"{\\~\1}", source)  # which would be taken for a space
    parts = split_name_parts(source)
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
    # Split before decoding, because braces keep "{Vincent van}" together.
    given, dropping = (_words(each) for each in split_dropping_particle(" ".join(parts.first)))
    return make_name(
        _words(" ".join(last)), given, _words(" ".join(parts.von)), dropping, _words(" ".join(jr))
    )


def _from_keys(source: str) -> CslName:
    """Parse biblatex's extended form: “family=Beethoven, prefix=van, given=Ludwig”."""
    parts: dict[str, str] = {}
    for pair in _between_commas(source):
        key, _, value = pair.strip(' "').partition("=")
        parts[key.strip().lower()] = _words(value.strip(' "'))
    family, given, prefix, suffix = (
        parts.get(key, "") for key in ("family", "given", "prefix", "suffix")
    )
    return make_name(family, given, prefix, "", suffix)


def _between_commas(source: str) -> list[str]:
    """Return the source cut at each comma outside braces, in one pass."""
    depth, start, pairs = 0, 0, []
    for mark in re.finditer(r"[{},]", source):
        if mark[0] == "," and depth <= 0:
            pairs.append(source[start : mark.start()])
            start = mark.end()
        depth += (mark[0] == "{") - (mark[0] == "}")
    return [*pairs, source[start:]]


def _is_braced(source: str) -> bool:
    """True if one pair of braces holds the whole name: an institution."""
    if not (source.startswith("{") and source.endswith("}")):
        return False
    depth = 0
    for at, character in enumerate(source):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at == len(source) - 1
    return False


def _words(source: str) -> str:
    return _TAGS.sub("", decode_latex(source)).replace("\u00a0", " ").strip()


def _to_bibtex(name: CslName) -> str:
    if "literal" in name:
        literal = name["literal"]
        return OTHERS if literal == OTHERS else f"{{{encode_latex(literal)}}}" if literal else ""
    for bare in (True, False):
        written = _written(name, bare)
        if read_bibtex_names(written) == [_normal(name)]:
            return written
    return written


def _written(name: CslName, bare: bool) -> str:
    """Return the name in BibTeX's order, its parts in braces unless `bare`."""
    part = {key: encode_latex(str(value)) for key, value in name.items()}
    if not bare:
        part = {key: value and f"{{{value}}}" for key, value in part.items()}
        part |= {"non-dropping-particle": encode_latex(name.get("non-dropping-particle", ""))}
    family = f"{part.get('non-dropping-particle', '')} {part.get('family', '{}')}".strip()
    given = f"{part.get('given', '')} {encode_latex(name.get('dropping-particle', ''))}".strip()
    suffix = part.get("suffix", "")
    if suffix:
        return f"{family}, {suffix}, {given or '{}'}"
    return f"{family}, {given or '{}'}" if given or not bare else family


def _normal(name: CslName) -> CslName:
    """Return the name as reading returns it: only the parts that print, without empty ones."""
    keys = ("family", "given", "non-dropping-particle", "dropping-particle", "suffix")
    family, given, particle, dropping, suffix = (
        re.sub(r"\s+", " ", str(name.get(key, ""))).strip() for key in keys
    )
    return make_name(family, given, particle, dropping, suffix)
