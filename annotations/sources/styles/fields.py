"""What the styles ask a work: titles, dates, pages and links, already safe to print."""

import re

from annotations.sources.addresses import why_refused
from annotations.sources.csl import Name, Work
from annotations.sources.dates import Day, first_day, last_day, words_of
from annotations.sources.identifiers import clean_doi
from annotations.sources.styles.markup import escaped, title_markup

PERIODICALS = frozenset(
    {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
)
PARTS = frozenset(
    {"chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry"}
)

_RANGE = re.compile(r"(?<![\d.])(\d+)\s*(?:--?|[‐‑–—−])\s*(\d+)(?![\d.])")


def text(work: Work, field: str) -> str:
    """A field as escaped text, empty when missing."""
    return escaped(work.get(field, ""))


def title(work: Work, field: str = "title") -> str:
    """A title as markup, empty when missing."""
    return title_markup(work.get(field, ""))


def names(work: Work, field: str) -> list[Name]:
    """The names in a field that have something to print."""
    found: list[Name] = [name for name in work.get(field) or [] if any(name.values())]  # type: ignore[attr-defined]
    return found


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


def several(written: str) -> bool:
    """Whether a locator or page field names more than one page."""
    return bool(re.search(r"\d\s*[-–—,&;]\s*\d", written))


def link(work: Work) -> str:
    """The DOI as a link, else a public web address, else nothing; not escaped.

    Source for the form: DOI Handbook 3.8, and APA 7 section 9.35.
    """
    doi = clean_doi(re.sub(r"^.*?(?=10\.\d)", "", str(work.get("DOI") or "").strip()))
    if re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>\x00-\x1f]+", doi):
        return f"https://doi.org/{doi}"
    address = str(work.get("URL") or "").strip()
    return "" if not address or why_refused(address) else address


def same_text(one: str, other: str) -> bool:
    return bool(one) and one.casefold().strip(" .") == other.casefold().strip(" .")
