"""Works written as RIS that other programs and our reader understand."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from annotations.sources.csl.dates import first_day, last_day, write_date
from annotations.sources.csl.items import CslDate, CslItem
from annotations.sources.csl.names import write_inverted_name
from annotations.sources.formats.ris import fields as ris_fields
from annotations.sources.formats.ris.reader import LOST_FIELDS_TAG, read_ris, serial_field
from annotations.sources.formats.round_trip import lost_fields

_TEXTS = {"abstract": "AB", "archive_location": "AN", "call-number": "CN",
          "publisher-place": "CY", "archive": "DB", "source": "DP", "edition": "ET", "id": "ID",
          "language": "LA", "number-of-volumes": "NV", "publisher": "PB", "title-short": "ST",
          "section": "SE", "volume": "VL", "DOI": "DO", "genre": "M3", "title": "TI",
          "URL": "UR", "PMCID": "C2", "container-title-short": "J2", "note": "N1"}  # fmt: skip


def write_ris(works: Sequence[CslItem]) -> str:
    """Return the works as RIS, one record each, in their order."""
    return "\n".join(_record(dict(work)) for work in works)


def _record(work: dict[str, Any]) -> str:
    code = ris_fields.TYPES_WRITTEN.get(str(work.get("type")), "GEN")
    kind = ris_fields.TYPES_READ[code]
    lines = [("TY", code), *_people(work, kind), *_titles(work, kind), *_numbers(work, kind)]
    lines += [(tag, str(work[field])) for field, tag in _TEXTS.items() if field in work]
    lines += [*_serials(work, kind), *_dates(work)]
    lines += [("KW", each) for each in str(work.get("keyword", "")).split(", ")]
    written = [f"{tag}  - {_line(value)}\n" for tag, value in lines if _line(value)]
    back = [found.work for found in read_ris("".join([*written, "ER  - \n"])).works]
    held = lost_fields(cast(CslItem, work), back[0] if back else None)
    own = [f"{LOST_FIELDS_TAG}  - csl {held}\n"] if held else []
    return "".join([*written, *own, "ER  - \n"])


def _line(value: str) -> str:
    return re.sub(r"[ \t\n\r\f\v]+", " ", value).strip()


def _people(work: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    tags = {"author": "AU", "translator": "A4", "editor": "A2", "collection-editor": "A3"}
    if kind == "book":
        tags |= {"editor": "A3", "collection-editor": "A2"}
    for field, tag in tags.items():
        yield from ((tag, write_inverted_name(name)) for name in work.get(field) or [])


def _titles(work: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    container, series = work.get("container-title", ""), work.get("collection-title", "")
    if kind == "paper-conference" and container:
        yield from (("C3", container), ("T2", work.get("event-title", "")), ("T3", series))
    elif kind in ris_fields.MONOGRAPHS - {"thesis"} or kind == "report":
        yield from (("T2", series), ("JF", container))
    else:
        yield from (("T2", container), ("T3", series))


def _numbers(work: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    yield "IS", str(work.get("issue", ""))
    yield "C7" if kind in ris_fields.PERIODICALS else "M1", str(work.get("number", ""))
    yield "SV", str(work.get("collection-number", ""))
    if kind in ("dataset", "software"):
        yield "ET", str(work.get("version", ""))
    pages = str(work.get("page", ""))
    span = re.fullmatch(r"([^\s\-–—,]+)-([^\s\-–—,]+)", pages)
    if span:
        yield from (("SP", span[1]), ("EP", span[2]))
    elif pages and kind in ris_fields.MONOGRAPHS:
        yield from (("SP", pages), ("EP", pages))
    elif pages:
        yield "SP", pages
    elif kind in ris_fields.MONOGRAPHS:
        yield "SP", str(work.get("number-of-pages", ""))


def _serials(work: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    for field in ("ISBN", "ISSN"):
        value = _line(str(work.get(field, "")))
        if value:
            yield "SN", value if serial_field(value, kind) == field else f"{field} {value}"
    if work.get("PMID"):
        yield "AN", f"PMID:{work['PMID']}"


def _dates(work: dict[str, Any]) -> Iterator[tuple[str, str]]:
    issued = cast(CslDate, work.get("issued") or {})
    day = first_day(issued)
    if day is None or write_date(issued) == issued.get("literal"):
        yield "PY", write_date(issued)
    else:
        yield "PY", f"{day.year:04}" if day.year >= 0 else str(day.year)
        yield "DA", _date(issued)
    yield "Y2", _date(cast(CslDate, work.get("accessed") or {}))


def _date(date: CslDate) -> str:
    """Return YYYY/MM/DD/other; a range or an approximate date stands last, in EDTF."""
    day = first_day(date)
    if day is None or write_date(date) == date.get("literal"):
        return write_date(date)
    plain = day.month <= 12 and not last_day(date) and not date.get("circa")
    figures = [
        f"{day.month:02}" if 1 <= day.month <= 12 else "",
        f"{day.day:02}" if day.day else "",
    ]
    return "/".join([f"{day.year:04}", *figures, "" if plain else write_date(date)])
