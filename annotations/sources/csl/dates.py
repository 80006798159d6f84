"""Dates in a bibliography: years, months and days, or the words that stand in their place."""

import re
from dataclasses import dataclass

from annotations.sources.csl.items import CslDate

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""As in the Extended Date/Time Format (EDTF, ISO 8601-2), level 1."""
_LONGEST = 100
"""Code points; what is longer is no date but words."""


@dataclass(frozen=True)
class PartialDate:
    """A year, and its month (1 to 12, or a season from 21 to 24) and day where given, else 0."""

    year: int
    month: int = 0
    day: int = 0


def first_day(date: CslDate | None) -> PartialDate | None:
    """Return the day a date begins, or None if it has no year in figures."""
    return _day(date, 0)


def last_day(date: CslDate | None) -> PartialDate | None:
    """Return the day a range ends, or None if it is not a range, or open."""
    return _day(date, 1)


def date_words(date: CslDate | None) -> str:
    """Return the date's own words where it has no figures, such as “in press”."""
    date = date or {}
    return str(date.get("literal") or date.get("raw") or "").strip()


def _day(date: CslDate | None, which: int) -> PartialDate | None:
    spans = (date or {}).get("date-parts") or []
    if len(spans) <= which:
        return None
    figures = [_figure(part) for part in spans[which]]
    if not figures or figures[0] is None or (figures[0] == 0 and which == 1):
        return None
    year, month, day = ([part or 0 for part in figures] + [0, 0])[:3]
    season = (date or {}).get("season")
    if season and not month and not which:
        month = _season(season)
    return PartialDate(year, month, day)


def _season(season: int | str | float) -> int:
    text = str(season).strip().lower()
    if text in SEASONS:
        return SEASONS[text]
    return 20 + int(text) if text in ("1", "2", "3", "4") else 0


def _figure(part: object) -> int | None:
    try:
        return int(str(part).strip())
    except ValueError:
        return None


_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(),
        1,
    )
}
_EDTF = re.compile(r"(-?\d{1,6})(?:-(\d\d?)(?:-(\d\d?))?)?(?:T\S*)?")
_UNSAID = re.compile(r"-(?:XX|uu)", re.IGNORECASE)
_DECADE = re.compile(r"-?\d{3}[Xxu]")
_ONLY_YEAR = re.compile(r"\D*(?<!\d)(?:\d{1,2}\W\d{1,2}\W)?(1\d{3}|20\d\d)(?!\d)\D*")
_LONG_YEAR = re.compile(r"[Yy](-?\d{1,6})")
_YEARS = re.compile(r"(-?\d{3,4})\s*(?:--?|[–—‒−/])\s*(\d{2,4})")
_ABOUT = re.compile(r"^(?:c(?:a|irca)?\.?\s+|\[)|[~?%\]]+$", re.IGNORECASE)


def read_date(text: str) -> CslDate:
    """Parse a date as people and programs write it; what figures cannot express is kept as words.

    Understands EDTF ("1984-05", "1998/2001", "1850~", "1984-XX", "198X" as the years 1980 to 1989),
    RIS ("1984/05/01/"), year ranges, "5 May 1984", "May 5, 1984", "Spring 1984" and "c. 1850".
    """
    words = re.sub(r"\s+", " ", text).strip()
    if len(words) > _LONGEST:
        return {"literal": words}
    bare = re.sub(_ABOUT, "", re.sub(_ABOUT, "", words)).strip()
    about: CslDate = {"circa": True} if bare != words else {}
    spans = _spans(bare)
    if len(spans) == 1 and spans[0][1:] and spans[0][1] > 12:
        return {"date-parts": [[spans[0][0]]], "season": spans[0][1] - 20, **about}
    if spans:
        return {"date-parts": [list(span) for span in spans], **about}
    year = _ONLY_YEAR.fullmatch(words)
    if year:
        return {"date-parts": [[int(year[1])]], "literal": words}
    return {"literal": words} if words else {}


def write_date(date: CslDate) -> str:
    """Return the date in EDTF, which `read_date` parses; its own words if it has no year."""
    first, last = first_day(date), last_day(date)
    if first is None or (date_words(date) and read_date(date_words(date)) == date):
        return date_words(date)
    written = _edtf(first) + (f"/{_edtf(last)}" if last else "")
    return f"{written}~" if date.get("circa") else written


def read_month(text: str) -> int:
    """Return the number of a month given as a name or number, or of a season from 21; else 0."""
    word = text.strip(" .,").lower()
    if len(word) > _LONGEST:
        return 0
    if word.isdecimal():
        return int(word) if 1 <= int(word) <= 12 or 21 <= int(word) <= 24 else 0
    if word in SEASONS:
        return SEASONS[word]
    return _MONTHS.get(word[:3], 0) if word.isalpha() and len(word) >= 3 else 0


def _spans(text: str) -> list[tuple[int, ...]]:
    """Return one or two dates as (year, month, day), as far as the text gives them."""
    text = _UNSAID.sub("", text)
    one = _one(text)
    if one:
        return [one]
    if _DECADE.fullmatch(text):
        return [(int(re.sub("[Xxu]", digit, text)),) for digit in "09"]
    years = _YEARS.fullmatch(text)
    if years:
        first, last = years.groups()
        whole = last if len(last) >= len(first.lstrip("-")) else first[: -len(last)] + last
        return [(int(first),), (int(whole),)] if int(whole) > int(first) else []
    months = re.fullmatch(r"([^\W\d_]+)\.?\s*[-–/]+\s*([^\W\d_]+\.?) (\d{4})", text)
    if months:
        text = f"{months[1]} {months[3]}/{months[2]} {months[3]}"
    for separator in ("/", "–", "--", " - "):
        ends = [_one(_ABOUT.sub("", end.strip())) for end in text.split(separator, 1)]
        if len(ends) == 2 and ends[0] and ends[1] and ends[1][0] >= ends[0][0]:
            return [ends[0], ends[1]]
    open_ended = re.fullmatch(r"(.+?)/(?:\.\.|unknown|open)?", text)
    start = _one(open_ended[1]) if open_ended else None
    return [start] if start else []


def _one(text: str) -> tuple[int, ...] | None:
    iso = _EDTF.fullmatch(_LONG_YEAR.sub(r"\1", text))
    if iso:
        return _checked(iso[1], iso[2] or "", iso[3] or "")
    slashed = re.fullmatch(r"(-?\d{1,4})/(\d{0,2})(?:/(\d{0,2})/?)?", text)
    if slashed:
        return _checked(slashed[1], slashed[2], slashed[3] or "")
    words = re.findall(r"[^\W\d_]+|\d+", text)
    months = [word for word in words if read_month(word) and not word.isdecimal()]
    years = [word for word in words if word.isdecimal() and len(word) == 4]
    days = [word for word in words if word.isdecimal() and len(word) < 3]
    if len(months) == len(years) == 1 and len(days) < 2 and len(words) == 2 + len(days):
        return _checked(years[0], months[0], "".join(days))
    return None


def _checked(year: str, month: str, day: str) -> tuple[int, ...] | None:
    """Return the figures, or None if they are not a date: a 13th month, a 32nd day."""
    if not month.strip("0"):
        return (int(year),)
    number = read_month(month)
    if not number:
        return None
    if not day.strip("0"):
        return int(year), number
    return (int(year), number, int(day)) if int(day) <= 31 and number <= 12 else None


def _edtf(day: PartialDate) -> str:
    year = f"-{-day.year:04}" if day.year < 0 else f"{day.year:04}"
    parts = [year, *(f"{part:02}" for part in (day.month, day.day) if part)]
    return "-".join(parts)
