"""The fields of a work as the styles print them: titles, dates, pages and links, safe as HTML."""

import re
from typing import cast
from urllib.parse import quote, urlsplit

from annotations.sources.csl.dates import PartialDate, date_words, first_day, last_day
from annotations.sources.csl.identifiers import DOI, clean_doi, doi_link
from annotations.sources.csl.items import CslDate, CslItem, CslName
from annotations.sources.csl.web_addresses import address_problem
from annotations.sources.styles.markup import (
    escape_field,
    join_parts,
    strip_markup,
    title_markup,
    with_full_stop,
)
from annotations.sources.styles.names import is_et_al_name, surname
from annotations.sources.styles.page_ranges import full_page_ranges
from annotations.sources.styles.terms import (
    day_of_month,
    is_english,
    month_name,
    ordinal,
    page_label,
    term,
    with_year,
)

PERIODICALS = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
)
PARTS = frozenset(
    {"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry"}
)

_LABELS = (
    ("DOI", "doi:"),
    ("archive_location", "arXiv:"),
    ("ISBN", "ISBN "),
    ("PMID", "PMID "),
    ("PMCID", ""),
    ("ISSN", "ISSN "),
)
# The fields that a style prints besides title and identifiers.
_PRINTED_FIELDS = (
    "author", "editor", "translator", "issued", "container-title", "publisher", "genre",
    "publisher-place", "edition", "volume", "number", "version", "collection-title", "page",
)  # fmt: skip


def field_text(work: CslItem, field: str) -> str:
    """Return a field as escaped text, "" if it is missing."""
    return escape_field(work.get(field, ""))


def field_title(work: CslItem, field: str = "title") -> str:
    """Return a title as markup, "" if it is missing."""
    return title_markup(work.get(field, ""))


def printable_names(work: CslItem, field: str) -> list[CslName]:
    """Return the names in a field that have something to print; none if it only says “others”."""
    written = cast(list[CslName], work.get(field) or [])
    found = [name for name in written if surname(name)]
    return [] if all(is_et_al_name(name) for name in found) else found


def responsible_names(work: CslItem) -> tuple[list[CslName], str]:
    """Return the people in the author's place and their role: authors, else
    editors or translators.
    """
    for role in ("author", "editor", "translator"):
        found = printable_names(work, role)
        if found:
            return found, role
    return [], ""


def issued_day(work: CslItem) -> PartialDate | None:
    """Return the first day of publication, or None if it has no year in figures."""
    return first_day(work.get("issued"))


def issued_year(work: CslItem, unknown: str | None = None, dash: str = "–") -> str:
    """Return the year or years of publication; without, the date's own words,
    “n.d.” or `unknown`.
    """
    issued = work.get("issued")
    first, last = first_day(issued), last_day(issued)
    if first is None:
        return escape_field(date_words(issued)) or (term("n.d.") if unknown is None else unknown)
    years = format_year(first.year)
    if last and last.year != first.year:
        years += f"{dash}{format_year(last.year)}"
    about = bool((issued or {}).get("circa"))
    return f"ca. {years}" if about else years


def year_with_suffix(work: CslItem) -> str:
    """Return the year with the letter that disambiguates the work: “1990a”, “n.d.-a”."""
    letter = field_text(work, "year-suffix")
    return join_parts(issued_year(work), letter, by="" if issued_day(work) else "-")


def format_year(number: int) -> str:
    """Return the year as a number, or with “BCE” below 0."""
    return str(number) if number >= 0 else term("{year} BCE").format(year=-number)


def page_field(work: CslItem) -> str:
    """Return the pages, escaped, with en dashes and both ends written out in full."""
    written = str(work.get("page") or "")
    return escape_field(full_page_ranges(written))


def format_locator(locator: str, label: bool = True) -> str:
    """Return a locator as markup: “p. 466” or “pp. 466–70” for pages, else as it was written.

    Args:
        locator: “466”, “p. 466” or “chap. 3”.
        label: whether the style puts “p.” before pages.
    """
    page = re.sub(r"^(?:pp?\.?|pages?)\s*(?=[\divxlc])", "", locator.strip(), flags=re.IGNORECASE)
    if not re.match(r"(?:\d|[ivxlc]+\b)", page) or not label:
        return escape_field(page)
    dashed = re.sub(r"(?<=\d)\s*--?\s*(?=\d)", "–", page)
    return f"{page_label(names_several_pages(page))} {escape_field(dashed)}"


def names_several_pages(written: str) -> bool:
    """True if a locator or page field names more than one page."""
    return bool(re.search(r"\d\s*[-–—,&;]\s*\d", written))


def work_link(work: CslItem) -> str:
    """Return the DOI as a link, else a public web address or arXiv's, else ""; not escaped.

    Source for the form: DOI Handbook 3.8, and APA 7 section 9.35.
    """
    doi = clean_doi(re.sub(r"^.*?(?=10\.\d)", "", str(work.get("DOI") or "").strip()))
    if DOI.fullmatch(doi):
        return doi_link(doi)
    address = str(work.get("URL") or "").strip()
    if not address and str(work.get("archive")).lower() == "arxiv":
        address = f"https://arxiv.org/abs/{quote(str(work.get('archive_location') or ''))}"
    return "" if not address or address_problem(address) else address


def is_independent(work: CslItem) -> bool:
    """True if the work is not part of another, so that its title is set in italics."""
    kind = work.get("type", "document")
    within = (
        PERIODICALS | PARTS | {"webpage", "post", "post-weblog", "thesis", "dataset", "article"}
    )
    return kind not in within


def edition_statement(work: CslItem) -> str:
    """Return “2nd ed.”, from “2” or “second”; "" for the first edition.

    Other languages than English count editions and leave words as they are.
    """
    written = field_text(work, "edition")
    if written == "1":
        return ""
    bare = re.sub(r"\s*\b(?:edition|edn|ed)\.?$", "", written, flags=re.IGNORECASE)
    counted = re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th|\.)?", bare)
    if not is_english():
        return term("{number} ed.").format(number=counted[1]) if counted else written
    if counted and counted[1] == bare:
        bare = ordinal(int(bare))
    return f"{bare} ed." if bare else ""


def long_date(work: CslItem) -> str:
    """Return “May 3, 2019” or “May 2019”; "" if only the year is known."""
    day = issued_day(work)
    name = month_name(day.month) if day else ""
    if day is None or not name:
        return ""
    if not day.day:
        return f"{name} {day.year}"
    if is_english():
        return f"{name} {day.day}, {day.year}"
    return with_year(day_of_month(day.day, name), day.year)


def day_first_date(work: CslItem, short: bool = True) -> str:
    """Return “3 May 2019”, “Sept. 2019”, “Spring 2019” or the year; "" if unknown."""
    return _day_first(work.get("issued"), short) or issued_year(work, unknown="")


def access_date(work: CslItem) -> str:
    """Return the day on which the work was accessed: “3 May 2019”."""
    return _day_first(work.get("accessed"), short=False)


def _day_first(date: CslDate | None, short: bool) -> str:
    day = first_day(date)
    if day is None or last_day(date) is not None or (date or {}).get("circa"):
        return ""
    name = month_name(day.month, short)
    if name and day.day:
        return with_year(day_of_month(day.day, name), format_year(day.year))
    return join_parts(name, format_year(day.year), by=" ")


def isbn_statement(work: CslItem) -> str:
    """Return “ISBN 0-00-000000-0”, or ""."""
    written = field_text(work, "ISBN")
    return f"ISBN {written}" if written else ""


def identifier_label(work: CslItem) -> str:
    """Return the name of a work that has neither author nor title: its identifier,
    or its web site.
    """
    for field, label in _LABELS:
        if work.get(field):
            return f"{label}{field_text(work, field)}"
    site = urlsplit(work_link(work)).hostname or ""
    return escape_field(site.removeprefix("www.")) or field_text(work, "id") or term("Untitled")


def identifier_entry(work: CslItem) -> str:
    """Return the entry of a work of which only an identifier is known: its name and its link."""
    name, address = identifier_label(work), escape_field(work_link(work))
    if work.get("DOI") and address:
        return address  # The link contains the DOI.
    return join_parts(with_full_stop(name), address, by=" ") if address else name


def is_unparsed(work: CslItem) -> bool:
    """True if all that is known of the work are the words that somebody pasted.

    No style can print them, and “n.d.” after them would be wrong, since they may contain the date.
    """
    words_only = work.get("type", "document") == "document" and bool(field_title(work))
    return words_only and not any(work.get(field) for field in _PRINTED_FIELDS)


def unparsed_entry(work: CslItem) -> str:
    """Return the entry of such a work: its words, and its identifier if they do not contain it."""
    said = re.sub(r"[ ‐‑–-]", "", str(work.get("title")))
    known = [field for field in ("DOI", "URL", "ISBN", "PMID", "PMCID") if work.get(field)]
    if not known or re.sub(r"[ ‐‑–-]|^https?://", "", str(work.get(known[0]))) in said:
        return with_full_stop(field_title(work))
    shown = work_link(work) if known[0] in ("DOI", "URL") else ""
    return join_parts(
        with_full_stop(field_title(work)), escape_field(shown) or identifier_label(work), by=" "
    )


def with_short_title(work: CslItem, longest: int = 80) -> CslItem:
    """Return the work with a title that suits a sentence, cut between words if it is longer."""
    words = str(work.get("title") or "").rstrip(". ")
    if len(words) <= longest:
        return work | {"title": words} if is_unparsed(work) else work
    bare = " ".join(strip_markup(title_markup(words)).split())
    cut = bare[:longest].rsplit(None, 1)[0].rstrip(" ,;:.") if bare else words[:longest]
    return work | {"title": f"{cut}…" if len(bare) > longest else words}


def same_text(one: str, other: str) -> bool:
    """True if both texts are equal but for case and full stops, and not empty."""
    return bool(one) and one.casefold().strip(" .") == other.casefold().strip(" .")
