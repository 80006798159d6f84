"""BibTeX and biblatex entries read as works."""

import re
from typing import Any

from annotations.lazy_messages import LazyMessage
from annotations.sources.csl.dates import read_date, read_month
from annotations.sources.csl.items import ITEM_TYPES, NAME_FIELDS, CslDate, CslItem, as_csl_item
from annotations.sources.csl.web_addresses import drop_unsafe_address
from annotations.sources.formats.bibtex import fields as bibtex_fields
from annotations.sources.formats.bibtex.entries import BibtexEntry, split_entries
from annotations.sources.formats.bibtex.identifiers import read_archive, read_identifiers
from annotations.sources.formats.bibtex.inheritance import FieldInheritance
from annotations.sources.formats.bibtex.names import read_bibtex_names
from annotations.sources.formats.latex.decoding import decode_latex
from annotations.sources.formats.parse_result import ParsedWork, ParseProblem, ParseResult
from annotations.sources.formats.round_trip import restore_fields

_LOOKS_LIKE = re.compile(r"(?:^|[\n}])[ \t]*@[ \t]*[A-Za-z][\w+\-]*+[ \t]*[{(]")
_TAGS = re.compile(r"</?(?:i|b|sup|sub|span)(?: [^<>]{0,60})?>")
_TITLES = frozenset({"title", "container-title", "collection-title", "title-short", "event-title",
                     "original-title", "abstract", "note", "annote"})  # fmt: skip


def looks_like_bibtex(text: str) -> bool:
    """True if an entry begins somewhere in the text."""
    return _LOOKS_LIKE.search(text) is not None


def read_bibtex(text: str) -> ParseResult:
    """Return each entry of the text as a work; broken entries are named with their line."""
    found = split_entries(text)
    inheritance = FieldInheritance(entry for entry in found if isinstance(entry, BibtexEntry))
    works = []
    for entry in found:
        if isinstance(entry, BibtexEntry) and entry.kind != "xdata":  # shared fields, no work
            work, doubts = _work(entry, inheritance.fields(entry))
            works.append(ParsedWork(work, entry.text, entry.line, entry.doubts + doubts))
    problems = tuple(entry for entry in found if isinstance(entry, ParseProblem))
    return ParseResult(tuple(works), problems)


def _work(entry: BibtexEntry, fields: dict[str, str]) -> tuple[CslItem, tuple[LazyMessage, ...]]:
    work: dict[str, Any] = {"id": entry.key} if entry.key else {}
    work["type"] = _type(entry.kind, fields)
    work |= read_identifiers(fields)  # First: it empties text fields that hold only an address.
    work |= _names(fields)
    work |= _texts(fields, work["type"])
    work |= _dates(fields)
    work |= _numbers(fields, work["type"])
    work |= read_archive(fields)
    if work["type"] == "document" and work.get("archive") == "arXiv":
        work["type"] = "article"
    if "genre" not in work and entry.kind in bibtex_fields.GENRES:
        work["genre"] = bibtex_fields.GENRES[entry.kind]
    work = restore_fields(
        {field: value for field, value in work.items() if value}, fields.get("csl", "")
    )
    work, doubts = drop_unsafe_address(work)
    return as_csl_item(work), doubts


def _type(kind: str, fields: dict[str, str]) -> str:
    subtype = fields.get("entrysubtype", "").strip().lower()
    if subtype in ITEM_TYPES:
        return subtype
    if kind == "article" and subtype in ("magazine", "newspaper"):
        return f"article-{subtype}"
    if kind in ITEM_TYPES and kind not in bibtex_fields.TYPES_READ:
        return kind
    return bibtex_fields.TYPES_READ.get(kind, "document")


def _names(fields: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    role = _words(fields.get("editortype", "")).lower()
    for name, field in bibtex_fields.NAMES.items():
        if name == "editor" and role in bibtex_fields.EDITOR_ROLES:
            field = role
        if name in fields:
            found.setdefault(field, read_bibtex_names(fields[name]))
    for name in fields.keys() & NAME_FIELDS - found.keys() - bibtex_fields.NAMES.keys():
        found[name] = read_bibtex_names(fields[name])
    return found


def _texts(fields: dict[str, str], kind: str) -> dict[str, Any]:
    found = {}
    for field, sources in bibtex_fields.TEXTS.items():
        if field == "container-title" and kind in bibtex_fields.IN_SERIES:
            sources = bibtex_fields.CONTAINERS_OF_PARTS
        if field == "title" and kind in bibtex_fields.WHOLES:
            sources = (*sources, "booktitle")
        name = next((each for each in sources if each in fields), None)
        if name is None:
            continue
        text = _title(fields, name)
        found[field] = text if field in _TITLES else _TAGS.sub("", text)
    if (
        not any(name in fields for name in bibtex_fields.TEXTS["title"])
        and kind in bibtex_fields.WHOLES
    ):
        found.pop("container-title", None)  # which became its title
    if kind in bibtex_fields.PARTS and "booktitle" in fields and "maintitle" in fields:
        found.setdefault("collection-title", _title(fields, "maintitle"))
    found["note"] = _notes(fields)
    found["genre"] = bibtex_fields.GENRES_KEYED.get(found.get("genre", ""), found.get("genre", ""))
    return found


def _title(fields: dict[str, str], name: str) -> str:
    """Return the field's text, with the subtitle that belongs to a title."""
    # A field that is one command nobody knows, such as \aap, keeps its name.
    text = decode_latex(fields[name]) or fields[name].strip("\\{} ")
    subtitle = fields.get(name.removesuffix("title") + "subtitle", "")
    return (
        _with_subtitle(text, decode_latex(subtitle))
        if name.endswith("title") and subtitle
        else text
    )


def _notes(fields: dict[str, str]) -> str:
    names = (
        bibtex_fields.NOTES if "title" in fields else bibtex_fields.NOTES[:-1]
    )  # the last is the title itself
    return ". ".join(filter(None, (decode_latex(fields.get(name, "")).rstrip() for name in names)))


def _with_subtitle(title: str, subtitle: str) -> str:
    return f"{title} {subtitle}" if title.endswith(("?", "!", ":", ".")) else f"{title}: {subtitle}"


def _dates(fields: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"issued": _issued(fields)}
    for field, (name,) in bibtex_fields.DATES.items():
        if name in fields:
            found[field] = read_date(_words(fields[name]))
    return found


def _issued(fields: dict[str, str]) -> CslDate:
    """Return the date, else the year with its month and day; ignores a month that is not one."""
    if "date" in fields:
        return read_date(_words(fields["date"]))
    year = _words(fields.get("year", ""))
    month = _words(fields.get("month", "")).replace(",", " ")
    day = _words(fields.get("day", ""))
    if not year or not month:
        return read_date(year)
    name = str(read_month(month)) if month.isdecimal() and read_month(month) else month
    iso = f"{year}-{name:0>2}" if name.isdecimal() else ""
    for written in (f"{iso}-{day:0>2}" if iso and day else iso, f"{name} {day} {year}"):
        date = read_date(written)
        if "date-parts" in date and "literal" not in date:
            return date
    return read_date(year)


def _numbers(fields: dict[str, str], kind: str) -> dict[str, Any]:
    number, issue = _words(fields.get("number", "")), _words(fields.get("issue", ""))
    article = _words(fields.get("eid", "") or fields.get("article-number", ""))
    found = {"page": _words(_single_dashed(fields.get("pages", "")))}
    if kind in bibtex_fields.NUMBERED:
        return found | {"issue": number or issue, "number": article}
    series = "series" in fields and kind in bibtex_fields.IN_SERIES
    found["collection-number" if series else "number"] = number
    found["issue"] = issue
    if article and not found.get("number"):
        found["number"] = article
    return found


def _single_dashed(pages: str) -> str:
    """Return page ranges with the hyphen that CSL uses: 461-495."""
    spaced = re.sub(r"\s+", " ", pages)  # else each of many spaces would be read to the last
    return re.sub(r"(?<=\w) ?-+ ?(?=\w)", "-", re.sub(r" ?([–—]) ?", r"\1", spaced))


def _words(source: str) -> str:
    return _TAGS.sub("", decode_latex(source)).replace("\u00a0", " ").strip()
