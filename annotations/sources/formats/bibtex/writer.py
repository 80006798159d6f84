"""Works written as BibTeX that BibTeX, biblatex and our reader understand."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from annotations.sources.csl.dates import first_day, write_date
from annotations.sources.csl.items import NAME_FIELDS, CslItem
from annotations.sources.formats.bibtex import fields as bibtex_fields
from annotations.sources.formats.bibtex.names import write_bibtex_names
from annotations.sources.formats.bibtex.reader import read_bibtex
from annotations.sources.formats.latex.encoding import encode_latex
from annotations.sources.formats.round_trip import lost_fields

_KEY = re.compile(r"[^\s,{}()\"'#%~\\=@]+")
_TITLES = frozenset({"title", "container-title", "collection-title", "title-short", "event-title",
                     "original-title", "container-title-short"})  # fmt: skip
_MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_bibtex(works: Sequence[CslItem]) -> str:
    """Return the works as BibTeX, one entry each, in their order; no key occurs twice."""
    taken: Counter[str] = Counter()
    return "\n".join(_entry(dict(work), taken) for work in works)


def _entry(work: dict[str, Any], taken: Counter[str]) -> str:
    kind = str(work.get("type", "document"))
    fields = _names(work) | _texts(work, kind) | _numbers(work, kind)
    fields |= _dates(work) | _identifiers(work)
    entry_type = bibtex_fields.TYPES_WRITTEN.get(kind, "misc")
    implied = bibtex_fields.TYPES_READ[entry_type]
    if implied == "document" and work.get("archive") == "arXiv":
        implied = "article"
    if kind != implied:
        fields["entrysubtype"] = kind.removeprefix("article-") if _is_press(kind) else kind
    key = _key(work, taken)
    written = _written(entry_type, key, fields)
    back = [found.work for found in read_bibtex(written).works]
    held = lost_fields(cast(CslItem, work), back[0] if back else None)
    return _written(entry_type, key, fields | {"csl": _braced(held)}) if held else written


def _written(entry_type: str, key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {value},\n" for name, value in fields.items() if value not in ("{}", "")]
    return f"@{entry_type}{{{key},\n{''.join(lines)}}}\n"


def _is_press(kind: str) -> bool:
    return kind in ("article-magazine", "article-newspaper")


def _key(work: dict[str, Any], taken: Counter[str]) -> str:
    """Return the work's id if BibTeX allows it, else surname, year and first word of the title."""
    wanted = str(work.get("id") or "")
    if not _KEY.fullmatch(wanted):
        wanted = _made_key(work)
    key = wanted
    while key.lower() in taken:
        taken[wanted.lower()] += 1
        key = f"{wanted}-{taken[wanted.lower()]}"
    taken[key.lower()] += 1
    return key


def _made_key(work: dict[str, Any]) -> str:
    people = work.get("author") or work.get("editor") or [{}]
    day = first_day(work.get("issued"))
    parts = (
        people[0].get("family") or people[0].get("literal") or "",
        str(day.year) if day else "",
        next(iter(re.findall(r"[^\W\d_]{4,}", work.get("title", ""))), ""),
    )
    plain = unicodedata.normalize("NFKD", "".join(parts)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]", "", plain).lower() or "work"


def _braced(text: str) -> str:
    return f"{{{text}}}"


def _names(work: dict[str, Any]) -> dict[str, str]:
    back = {field: name for name, field in reversed(bibtex_fields.NAMES.items())}
    order = [*back, *sorted(NAME_FIELDS - back.keys())]
    return {
        back.get(field, field): _braced(write_bibtex_names(work[field]))
        for field in order
        if work.get(field)
    }


def _texts(work: dict[str, Any], kind: str) -> dict[str, str]:
    where = bibtex_fields.WRITTEN | bibtex_fields.FIRST_WRITTEN.get(kind, {})
    fields = {}
    for field, names in bibtex_fields.TEXTS.items():
        if field in work:
            name = where.get(field, names[0])
            fields[name] = _braced(encode_latex(str(work[field]), protect=field in _TITLES))
    return fields


def _numbers(work: dict[str, Any], kind: str) -> dict[str, str]:
    names = {"page": "pages"}
    if kind in bibtex_fields.NUMBERED:
        names |= {"issue": "number", "number": "eid"}
    else:
        names |= {"issue": "issue"}
        if "collection-title" in work and kind in bibtex_fields.IN_SERIES:
            names |= {"collection-number": "number", "number": "eid"}
        else:
            names |= {"number": "number"}
    pages = {"page": _double_dashed(str(work.get("page", "")))}
    fields = {name: str((work | pages).get(field, "")) for field, name in names.items()}
    return {name: _braced(text if name == "pages" else encode_latex(text))
            for name, text in fields.items()}  # fmt: skip


def _double_dashed(pages: str) -> str:
    """Return pages as BibTeX wants them, 461--495; other dashes than hyphens stay."""
    parts = re.split("([–—])", pages)
    return "".join(part if part in "–—" else _hyphens_doubled(part) for part in parts)


def _hyphens_doubled(pages: str) -> str:
    return re.sub(r"(?<=[^\W_])-(?=[^\W_])", "--", encode_latex(pages))


def _dates(work: dict[str, Any]) -> dict[str, str]:
    fields = {}
    for field, (name,) in bibtex_fields.DATES.items():
        if field in work:
            fields[name] = _braced(encode_latex(write_date(work[field])))
    issued = work.get("issued")
    day = first_day(issued)
    if not issued or day is None:
        return fields | ({"year": _braced(encode_latex(write_date(issued)))} if issued else {})
    fields["year"] = _braced(str(day.year))
    if 1 <= day.month <= 12:
        fields["month"] = _MONTHS[day.month]
    written = write_date(issued)
    if not re.fullmatch(r"\d{4}(?:-(?:0\d|1[0-2]))?", written):
        fields["date"] = _braced(encode_latex(written))
    return fields


def _identifiers(work: dict[str, Any]) -> dict[str, str]:
    fields = {
        name: _braced(_verbatim(str(work[field])))
        for field, (name, *_others) in bibtex_fields.VERBATIM.items()
        if work.get(field)
    }
    place, archive = work.get("archive_location"), work.get("archive")
    if place:
        fields["eprint"] = _braced(_verbatim(str(place)))
        fields["eprinttype"] = _braced(encode_latex(str(archive or "archive")))
    elif archive:
        fields["archive"] = _braced(encode_latex(str(archive)))
    return fields


def _verbatim(text: str) -> str:
    """Return an identifier with braces and backslashes escaped, which BibTeX can't hold."""
    return re.sub(r"[{}]", r"\\\g<0>", text.replace("\\", "%5C"))
