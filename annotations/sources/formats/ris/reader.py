"""RIS records read as works."""

import re
from typing import Any

from annotations.lazy_messages import LazyMessage
from annotations.sources.csl.dates import read_date
from annotations.sources.csl.identifiers import DOI, clean_doi, isbn_digits
from annotations.sources.csl.items import CslDate, CslItem, as_csl_item
from annotations.sources.csl.names import read_inverted_names
from annotations.sources.csl.web_addresses import drop_unsafe_address
from annotations.sources.formats.parse_result import ParsedWork, ParseProblem, ParseResult
from annotations.sources.formats.ris import fields as ris_fields
from annotations.sources.formats.ris.records import RisRecord, split_records
from annotations.sources.formats.round_trip import restore_fields

LOST_FIELDS_TAG = "U1"
_PUBMED = re.compile(r"(?:Ovid )?(?:PubMed|MEDLINE)\b", re.IGNORECASE)
_LONE_DOI = re.compile(rf"\s*(?:doi:?\s*)?({DOI.pattern})\s*", re.IGNORECASE)
_DOI_LABEL = re.compile(
    r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:?\s*){1,4}(?=10\.)", re.IGNORECASE
)


def read_ris(text: str) -> ParseResult:
    """Return each record of the text as a work; broken records are named with their line."""
    works = []
    found = split_records(text)
    for record in found:
        if isinstance(record, RisRecord):
            work, doubts = _work(record)
            works.append(ParsedWork(work, record.source, record.line, record.doubts + doubts))
    return ParseResult(
        tuple(works), tuple(each for each in found if isinstance(each, ParseProblem))
    )


def _work(record: RisRecord) -> tuple[CslItem, tuple[LazyMessage, ...]]:
    kind = _type(record.first("TY").upper())
    if kind == "collection" and record.all("T2") and record.all("EP"):
        kind = "chapter"  # which stands in a volume of the series
    work: dict[str, Any] = {"type": kind}
    for tag, field in ris_fields.TEXTS.items():
        work.setdefault(field, record.first(tag))
        work[field] = work[field] or record.first(tag)
    work |= _titles(record, kind)
    work |= _people(record, kind)
    work |= _numbers(record, kind)
    work |= _identifiers(record, kind)
    work |= {"issued": _issued(record), "accessed": read_date(record.first("Y2"))}
    work |= {"note": " ".join(_notes(record)), "keyword": ", ".join(record.all("KW"))}
    work = restore_fields({field: value for field, value in work.items() if value}, _held(record))
    work, doubts = drop_unsafe_address(work)
    return as_csl_item(work), doubts


def _type(code: str) -> str:
    return ris_fields.TYPES_READ.get(code) or ris_fields.TYPES_NAMED.get(code, "document")


def _held(record: RisRecord) -> str:
    """Return our own entry in the first user-defined field, ignoring the user's."""
    own = (each for each in record.tags.get(LOST_FIELDS_TAG, []) if each.startswith("csl {"))
    return next(own, "").removeprefix("csl ")


def _titles(record: RisRecord, kind: str) -> dict[str, str]:
    found = {"title": record.first(*ris_fields.TITLES)}
    containers = list(ris_fields.CONTAINERS)
    series = ["T3"]
    if kind in ris_fields.MONOGRAPHS or kind == "report":
        found["title"] = found["title"] or record.first("BT")
        series = ["T2", "T3"] if kind != "thesis" else ["T3"]
        containers = ["JF", "JO"]
        if kind == "thesis":
            containers = ["T2", *containers]
    if kind == "paper-conference" and record.first("C3"):
        found |= {"container-title": record.first("C3"), "event-title": record.first("T2")}
    else:
        found["container-title"] = record.first(*containers)
    found["collection-title"] = record.first(*series)
    short = record.first(*ris_fields.ABBREVIATIONS)
    if short != found["container-title"]:
        found["container-title-short"] = short
    return found


def _people(record: RisRecord, kind: str) -> dict[str, Any]:
    tags = dict(ris_fields.NAMES)
    if kind == "book":
        tags |= {"A2": "collection-editor", "A3": "editor"}
        if not record.all("A3", "ED") and not (record.authors() and record.all("T2", "T3")):
            tags["A2"] = "editor"  # no series is named that could be theirs
    else:
        tags |= {"A2": "editor", "A3": "collection-editor"}
    found: dict[str, Any] = {}
    for tag, field in tags.items():
        lines = record.authors() if field == "author" else record.all(tag)
        names = (name for line in lines for name in read_inverted_names(line))
        found.setdefault(field, []).extend(names)
    return found


def _numbers(record: RisRecord, kind: str) -> dict[str, str]:
    issue, number = record.first("IS"), record.first("M1")
    if kind in ris_fields.PERIODICALS:
        found = {"issue": issue or number, "number": record.first("C7")}
    elif kind == "dataset" or kind == "software":
        found = {"version": record.first("ET") or issue, "number": number, "edition": ""}
    elif kind in ris_fields.MONOGRAPHS | ris_fields.PARTS:
        found = {"issue": issue, "collection-number": record.first("SV"), "number": number}
    else:
        found = {"issue": issue, "number": number}
    return {**found, **_pages(record, kind)}


def _pages(record: RisRecord, kind: str) -> dict[str, str]:
    first, last = record.first("SP"), record.first("EP")
    first = re.sub(r"(?<=\w)\s*--\s*(?=\w)", "-", first)
    if kind in ris_fields.MONOGRAPHS and first and not last and "-" not in first:
        return {"number-of-pages": first}
    if not last or (last == first and kind in ris_fields.MONOGRAPHS):
        return {"page": first}
    if not first or last.startswith(f"{first}-"):
        return {"page": last}
    if first.endswith(f"-{last}") or (first == last and "-" in first):
        return {"page": first}
    return {"page": f"{first}-{last}"}


def _identifiers(record: RisRecord, kind: str) -> dict[str, str]:
    doi = _DOI_LABEL.sub("", record.first("DO"))
    genre = record.first("M3")
    if DOI.fullmatch(_DOI_LABEL.sub("", genre)):
        doi, genre = doi or _DOI_LABEL.sub("", genre), ""
    for note in record.all("N1", "M1", "L3"):
        labelled = _LONE_DOI.fullmatch(note)
        doi = doi or (clean_doi(labelled[1]) if labelled else "")
    found = {"DOI": doi, "genre": genre, "URL": _address(record)}
    found |= _serials(record, kind)
    return found | _accession(record)


def _accession(record: RisRecord) -> dict[str, str]:
    """Return the numbers in PubMed and PubMed Central, else the place in another archive."""
    found = {}
    for place in record.all("AN"):
        pubmed = re.fullmatch(r"PMID:?\s*(.+)", place, re.IGNORECASE)
        if not pubmed and _PUBMED.match(record.first("DB")):
            pubmed = re.fullmatch(r"(\d{1,8})", place)
        found["PMID" if pubmed else "archive_location"] = pubmed[1] if pubmed else place
    for own in record.all("U1", "U2", "C2"):  # as PubMed's own export has them
        labelled = re.fullmatch(r"(\d{1,8})\[pmid\]|(PMC\d+)(?:\[pmcid\])?", own)
        if labelled:
            found.setdefault("PMID" if labelled[1] else "PMCID", labelled[1] or labelled[2])
    return found


def _address(record: RisRecord) -> str:
    """Return the first address; several on one line are divided by a semicolon."""
    whole = record.first("UR", "LK")
    return re.sub(r"^<([^<>]*)>$", r"\1", re.split(r";\s*(?=https?://)", whole)[0].strip())


def _serials(record: RisRecord, kind: str) -> dict[str, str]:
    """Return ISBN and ISSN, which share a tag: told apart by length, else by the work's type."""
    found: dict[str, list[str]] = {"ISSN": [], "ISBN": [], "number": []}
    for value in record.all("SN"):
        labelled = re.fullmatch(r"(ISBN|ISSN):?\s+(.+)", value)
        field = labelled[1] if labelled else serial_field(value, kind)
        found[field].append(labelled[2] if labelled else value)
    return {field: ", ".join(values) for field, values in found.items() if values}


def serial_field(value: str, kind: str) -> str:
    """Return the field that a number of the tag SN belongs to."""
    length = len(isbn_digits(value))
    if length == 8 and re.search(r"\d{4}-?\d{3}[\dXx]", value):
        return "ISSN"
    if length in (10, 13):
        return "ISBN"
    if kind in ("report", "patent"):
        return "number"
    return "ISSN" if kind in ris_fields.PERIODICALS else "ISBN"


def _notes(record: RisRecord) -> list[str]:
    return [note for note in record.all("N1") if not _LONE_DOI.fullmatch(note)]


def _issued(record: RisRecord) -> CslDate:
    """Return the date from the tag that says most: DA often lacks the year."""
    year, day = record.first("PY", "Y1"), record.first("DA")
    dates = [_read(each) for each in (day, year, day and f"{day} {year[:4]}") if each]
    figures = [date for date in dates if "date-parts" in date]
    if figures:
        return max(figures, key=_said)
    return read_date(year or day)


def _said(date: CslDate) -> tuple[int, int]:
    """Return how much a date says, to choose the fullest; the first of equals is taken."""
    spans = date["date-parts"]
    return len(spans) + ("circa" in date) + ("season" in date), len(spans[0])


def _read(written: str) -> CslDate:
    """Parse a RIS date, “1984/05/01/other”; the last part holds what figures can't express."""
    parts = written.split("/", 3)
    if len(parts) == 4 and parts[3].strip():
        other = read_date(parts[3].strip())
        if "date-parts" in other:
            return other
        season = read_date(f"{parts[3].strip()} {parts[0]}")
        return season if "season" in season else read_date("/".join(parts[:3]))
    return read_date(written)
