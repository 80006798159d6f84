"""The words that the styles print round a work, in the language that is being spoken."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from annotations.sources.styles.locale_terms import LOCALE_TERMS

_ENGLISH = {
    "months": "January February March April May June July August September October November "
              "December Spring Summer Fall Winter",
    "short months": "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec. Spring Summer "
                    "Fall Winter",
}  # fmt: skip
_SPOKEN: ContextVar[dict[str, str]] = ContextVar("spoken", default=_ENGLISH)


@contextmanager
def terms_in(locale: str) -> Iterator[None]:
    """Within it, `term` speaks the language of the locale (“de-AT” is German), else English.

    A context, since every sentence of every style would otherwise have to hand it on.
    """
    before = _SPOKEN.set(LOCALE_TERMS.get(locale.lower().partition("-")[0], _ENGLISH))
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def term(words: str) -> str:
    """The English words, or a pattern of them, in the language that is being spoken."""
    return _SPOKEN.get().get(words) or _ENGLISH.get(words, words)


def capitalise(words: str) -> str:
    """The words with a capital at the beginning: “Vol.”"""
    return words[:1].upper() + words[1:]


def is_english() -> bool:
    return _SPOKEN.get() is _ENGLISH


def month_name(number: int, short: bool = False) -> str:
    """The name of a month (1 to 12) or season (21 to 24), else nothing."""
    at = number - 1 if 1 <= number <= 12 else number - 9 if 21 <= number <= 24 else -1
    return term("short months" if short else "months").split()[at] if at >= 0 else ""


def day_of_month(day: int, name: str) -> str:
    """“3 May”, as all but the Americans say it: “3. Mai”, “3 de mayo”."""
    return term("{day} {month}").format(day=day, month=name)


def with_year(date: str, year: int | str) -> str:
    """“3 May 2019”: “3 de mayo de 2019”."""
    return term("{date} {year}").format(date=date, year=year)


def page_label(several: bool) -> str:
    return term("pp." if several else "p.")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th … 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th')}"
