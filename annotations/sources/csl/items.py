"""The description of a work: an item of CSL-JSON, its known fields and their types.

The field names and types follow the CSL-JSON schema 1.0 (csl-data.json). Fields that the schema
does not know are kept untouched.
"""

import re
from typing import Any, TypedDict, cast

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _

CslName = TypedDict(
    "CslName",
    {
        "family": str,
        "given": str,
        "dropping-particle": str,
        "non-dropping-particle": str,
        "suffix": str,
        "literal": str,
    },
    total=False,
)

CslDate = TypedDict(
    "CslDate",
    {
        "date-parts": list[list[int | str]],
        "season": int | str,
        "circa": bool | int | str,
        "literal": str,
        "raw": str,
    },
    total=False,
)

CslItem = TypedDict(
    "CslItem",
    {
        "id": str | int,
        "type": str,
        "author": list[CslName],
        "editor": list[CslName],
        "translator": list[CslName],
        "title": str,
        "title-short": str,
        "year-suffix": str,
        "disambiguate": bool,
        "container-title": str,
        "collection-title": str,
        "event-title": str,
        "publisher": str,
        "publisher-place": str,
        "genre": str,
        "version": str | int,
        "medium": str,
        "edition": str | int,
        "volume": str | int,
        "issue": str | int,
        "page": str | int,
        "number": str | int,
        "collection-number": str | int,
        "number-of-pages": str | int,
        "issued": CslDate,
        "accessed": CslDate,
        "archive": str,
        "archive_location": str,
        "DOI": str,
        "ISBN": str,
        "ISSN": str,
        "PMID": str,
        "PMCID": str,
        "URL": str,
        "language": str,
        "abstract": str,
        "keyword": str,
        "note": str,
    },
    total=False,
)

ITEM_TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event figure "
    "graphic hearing interview legal_case legislation manuscript map motion_picture "
    "musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book software song "
    "speech standard thesis treaty webpage".split()
)

NAME_FIELDS = frozenset(
    "author chair collection-editor compiler composer container-author contributor curator "
    "director editor editorial-director executive-producer guest host illustrator interviewer "
    "narrator organizer original-author performer producer recipient reviewed-author "
    "script-writer series-creator translator".split()
)

DATE_FIELDS = frozenset("accessed available-date event-date issued original-date submitted".split())

NUMBER_FIELDS = frozenset(
    "chapter-number citation-number collection-number edition first-reference-note-number issue "
    "locator number number-of-pages number-of-volumes page page-first part-number "
    "printing-number section supplement-number version volume".split()
)

TEXT_FIELDS = frozenset(
    "abstract annote archive archive-place archive_collection archive_location authority "
    "call-number citation-label collection-title collection-title-short container-title "
    "container-title-short dimensions division DOI event event-place event-title genre ISBN ISSN "
    "journalAbbreviation jurisdiction keyword language medium note original-publisher "
    "original-publisher-place original-title part-title PMCID PMID publisher publisher-place "
    "references reviewed-genre reviewed-title scale shortTitle source status title title-short "
    "URL volume-title volume-title-short year-suffix".split()
)

_UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def replace_unstorable(value: Any) -> Any:
    """Return the value with control characters and lone surrogates replaced by U+FFFD."""
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case list():
            return [replace_unstorable(each) for each in value]
        case dict():
            return {
                replace_unstorable(key): replace_unstorable(each) for key, each in value.items()
            }
        case _:
            return value


_NOT_TEXT_OR_NUMBER = _("Not readable as CSL-JSON: “%(field)s” should be a text or a number.")


def type_problem(item: dict[str, Any]) -> LazyMessage | None:
    """Return why the item is not CSL-JSON, for the reader, or None if every known field fits."""
    for field, value in item.items():
        complaint = _wrong_field(field, value)
        if complaint:
            return complaint % {"field": field}
    return None


def as_csl_item(item: dict[str, Any]) -> CslItem:
    """Return the item, checked by `type_problem`, as a CSL item: a `document` where it names no
    type.

    Known fields that are null are dropped; unknown fields stay as they are.
    """
    kept = {field: value for field, value in item.items() if value is not None or _unknown(field)}
    return cast(CslItem, kept | {"type": item.get("type") or "document"})


def is_text(value: object) -> bool:
    """True if the value fits a text field."""
    return isinstance(value, str)


def is_number(value: object) -> bool:
    """True if the value fits a number field, which may also hold text."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _unknown(field: str) -> bool:
    known = NAME_FIELDS | DATE_FIELDS | NUMBER_FIELDS | TEXT_FIELDS
    return field not in known and field not in ("id", "type")


def _wrong_field(field: str, value: Any) -> LazyMessage | None:
    if value is None:
        return None
    if field in NAME_FIELDS:
        return _wrong_names(value)
    if field in DATE_FIELDS:
        return _wrong_date(value)
    if field in NUMBER_FIELDS or field == "id":
        return None if is_number(value) else _NOT_TEXT_OR_NUMBER
    if field == "type" and not is_text(value):
        return _(
            "Not readable as CSL-JSON: “%(field)s” should name a kind of work, such as “book”."
        )
    if field in TEXT_FIELDS and not is_text(value):
        return _("Not readable as CSL-JSON: “%(field)s” should be a text.")
    return None


def _wrong_names(names: Any) -> LazyMessage | None:
    if not isinstance(names, list) or not all(isinstance(name, dict) for name in names):
        return _(
            "Not readable as CSL-JSON: “%(field)s” "
            "should be a list of names, each with “family” and “given”, or “literal”."
        )
    parts = CslName.__annotations__
    if any(part in parts and not is_text(value) for name in names for part, value in name.items()):
        return _("Not readable as CSL-JSON: “%(field)s” has a name whose parts are not texts.")
    return None


def _wrong_date(date: Any) -> LazyMessage | None:
    if not isinstance(date, dict):
        return _("Not readable as CSL-JSON: “%(field)s” should be a date with “date-parts”.")
    spans = date.get("date-parts", [])
    if not isinstance(spans, list) or not all(isinstance(span, list) for span in spans):
        return _(
            "Not readable as CSL-JSON: “%(field)s” should have “date-parts” like [[1984, 7, 1]]."
        )
    if not all(is_number(part) for span in spans for part in span):
        return _("Not readable as CSL-JSON: “%(field)s” should have “date-parts” made of numbers.")
    if not all(is_text(date.get(part, "")) for part in ("literal", "raw")):
        return _("Not readable as CSL-JSON: “%(field)s” should have a text as “literal” or “raw”.")
    return None
