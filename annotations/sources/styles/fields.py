"""What the styles ask a work: titles, dates, pages and links, already safe to print."""

import re
from typing import cast
from urllib.parse import quote

from annotations.sources.addresses import why_refused
from annotations.sources.csl import Date, Name, Work
from annotations.sources.dates import Day, first_day, last_day, words_of
from annotations.sources.identifiers import clean_doi
from annotations.sources.styles.markup import escaped, listed, title_markup
from annotations.sources.styles.people import is_more, surname
from annotations.sources.styles.words import MONTHS, SHORT_MONTHS, ordinal

PERIODICALS = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
)
PARTS = frozenset(
    {"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry"}
)

_LABELS = (
    ("DOI", "DOI"),
    ("ISBN", "ISBN"),
    ("PMID", "PMID"),
    ("PMCID", ""),
    ("archive_location", "arXiv"),
    ("ISSN", "ISSN"),
    ("id", ""),
)
_RANGE = re.compile(r"(?<![\d.])(\d+)\s*(?:--?|[‐‑–—−])\s*(\d+)(?![\d.])")


def text(work: Work, field: str) -> str:
    """A field as escaped text, empty when missing."""
    return escaped(work.get(field, ""))


def title(work: Work, field: str = "title") -> str:
    """A title as markup, empty when missing."""
    return title_markup(work.get(field, ""))


def names(work: Work, field: str) -> list[Name]:
    """The names in a field that have something to print; nobody when it only says “others”."""
    written = cast(list[Name], work.get(field) or [])
    found = [name for name in written if surname(name)]
    return [] if all(is_more(name) for name in found) else found


def responsible(work: Work) -> tuple[list[Name], str]:
    """Who stands where the author stands, and their role: the authors, else editors or others."""
    for role in ("author", "editor", "translator"):
        found = names(work, role)
        if found:
            return found, role
    return [], ""


def began(work: Work) -> Day | None:
    return first_day(work.get("issued"))


def year(work: Work, unknown: str = "n.d.", dash: str = "–") -> str:
    """The year or years of publication; the date's own words, or `unknown`, without figures."""
    issued = work.get("issued")
    first, last = first_day(issued), last_day(issued)
    if first is None:
        return escaped(words_of(issued)) or unknown
    years = year_words(first.year)
    if last and last.year != first.year:
        years += f"{dash}{year_words(last.year)}"
    about = bool((issued or {}).get("circa"))
    return f"ca. {years}" if about else years


def year_words(number: int) -> str:
    return str(number) if number >= 0 else f"{-number} BCE"


def pages(work: Work) -> str:
    """The pages, with en dashes, escaped; both ends written out in full."""
    written = str(work.get("page") or "")
    return escaped(_RANGE.sub(lambda each: f"{each[1]}–{_full(each[1], each[2])}", written))


def _full(first: str, last: str) -> str:
    """The last page with the digits that an abbreviated range left out: 461–95 ends at 495."""
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


def short_pages(written: str) -> str:
    """Page ranges as Chicago shortens them (17th ed., section 9.61): 461–95, 101–8, 100–104."""
    return _RANGE.sub(lambda each: f"{each[1]}–{_chicago(each[1], each[2])}", written)


def _chicago(first: str, last: str) -> str:
    if len(first) != len(last) or int(first) < 100 or int(first) % 100 == 0:
        return last
    changed = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1
    )
    least = 1 if 0 < int(first) % 100 < 10 else 2
    return last[min(changed, len(last) - least) :]


def shortened(written: str) -> str:
    """Page ranges as MLA shortens them (9th ed., section 6.59): 461–95, 103–04, 95–101."""
    return _RANGE.sub(lambda each: f"{each[1]}–{_mla(each[1], each[2])}", written)


def _mla(first: str, last: str) -> str:
    if len(first) != len(last) or len(last) < 3:
        return last
    changed = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(last) - 1
    )
    return last[min(changed, len(last) - 2) :]


def located(locator: str, label: bool = True) -> str:
    """A locator as markup: “p. 466” or “pp. 466–70” for pages, else as it was written.

    Args:
        locator: “466”, “p. 466” or “chap. 3”.
        label: whether the style puts “p.” before pages.
    """
    page = re.sub(r"^(?:pp?\.?|pages?)\s*(?=[\divxlc])", "", locator.strip(), flags=re.IGNORECASE)
    if not re.match(r"(?:\d|[ivxlc]+\b)", page) or not label:
        return escaped(page)
    return f"{'pp.' if several(page) else 'p.'} {escaped(page)}"


def several(written: str) -> bool:
    """Whether a locator or page field names more than one page."""
    return bool(re.search(r"\d\s*[-–—,&;]\s*\d", written))


def link(work: Work) -> str:
    """The DOI as a link, else a public web address or arXiv's, else nothing; not escaped.

    Source for the form: DOI Handbook 3.8, and APA 7 section 9.35.
    """
    doi = clean_doi(re.sub(r"^.*?(?=10\.\d)", "", str(work.get("DOI") or "").strip()))
    if re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>\x00-\x1f]+", doi):
        return f"https://doi.org/{doi}"
    address = str(work.get("URL") or "").strip()
    if not address and str(work.get("archive")).lower() == "arxiv":
        address = f"https://arxiv.org/abs/{quote(str(work.get('archive_location') or ''))}"
    return "" if not address or why_refused(address) else address


def stands_alone(work: Work) -> bool:
    """Whether the work is no part of another, so that its title is set in italics."""
    kind = work.get("type", "document")
    within = (
        PERIODICALS | PARTS | {"webpage", "post", "post-weblog", "thesis", "dataset", "article"}
    )
    return kind not in within


def edition(work: Work) -> str:
    """“2nd ed.”, from “2” or “second”; the first edition goes unsaid."""
    written = text(work, "edition")
    if written == "1":
        return ""
    if re.fullmatch(r"\d{1,4}", written):
        return f"{ordinal(int(written))} ed."
    bare = re.sub(r"\s*\b(?:edition|edn|ed)\.?$", "", written, flags=re.IGNORECASE)
    return f"{bare} ed." if bare else ""


def long_date(work: Work) -> str:
    """“May 3, 2019” or “May 2019”; empty when only the year is known."""
    day = began(work)
    if day is None or day.month not in MONTHS:
        return ""
    month = MONTHS[day.month]
    return f"{month} {day.day}, {day.year}" if day.day else f"{month} {day.year}"


def day_first_date(work: Work, short: bool = True) -> str:
    """“3 May 2019”, “Sept. 2019”, “Spring 2019” or the year; empty when unknown."""
    return _day_first(work.get("issued"), short) or year(work, unknown="")


def viewed(work: Work) -> str:
    """When the reader saw it: “3 May 2019”."""
    return _day_first(work.get("accessed"), short=False)


def _day_first(date: Date | None, short: bool) -> str:
    day = first_day(date)
    if day is None or last_day(date) is not None or (date or {}).get("circa"):
        return ""
    month = (SHORT_MONTHS if short else MONTHS).get(day.month, "")
    return listed(str(day.day or "") if month else "", month, year_words(day.year), by=" ")


def isbn(work: Work) -> str:
    written = text(work, "ISBN")
    return f"ISBN {written}" if written else ""


def identifier(work: Work) -> str:
    """What a work is known by that has neither author nor title, as markup."""
    labelled = [
        f"{label} {text(work, field)}".strip() for field, label in _LABELS if work.get(field)
    ]
    return escaped(link(work)) or next(iter(labelled), "Untitled")


def same_text(one: str, other: str) -> bool:
    return bool(one) and one.casefold().strip(" .") == other.casefold().strip(" .")
