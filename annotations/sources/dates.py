"""What a date in a bibliography says: its years, months and days, or the words that stand in."""

from dataclasses import dataclass

from annotations.sources.csl import Date

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""As in the Extended Date/Time Format (EDTF, ISO 8601-2), level 1."""


@dataclass(frozen=True)
class Day:
    """A year, and its month (1 to 12, or a season from 21 to 24) and day where given, else 0."""

    year: int
    month: int = 0
    day: int = 0


def first_day(date: Date | None) -> Day | None:
    """The day a date begins, or None when it has no year in figures."""
    return _day(date, 0)


def last_day(date: Date | None) -> Day | None:
    """The day a range ends, or None when it is no range or open."""
    return _day(date, 1)


def words_of(date: Date | None) -> str:
    """The date's own words where it has no figures, such as “in press”."""
    date = date or {}
    return str(date.get("literal") or date.get("raw") or "").strip()


def _day(date: Date | None, which: int) -> Day | None:
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
    return Day(year, month, day)


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
