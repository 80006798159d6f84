"""The terms that the styles print around a work (CSL's word), in the language of the citation."""

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
_TERMS: ContextVar[dict[str, str]] = ContextVar("terms", default=_ENGLISH)


@contextmanager
def terms_in(locale: str) -> Iterator[None]:
    """Use the terms of a locale within the context (“de-AT” is German), else English.

    A context variable, since every function of every style would otherwise have to pass the locale
    on.
    """
    before = _TERMS.set(LOCALE_TERMS.get(locale.lower().partition("-")[0], _ENGLISH))
    try:
        yield
    finally:
        _TERMS.reset(before)


def term(words: str) -> str:
    """Return the English words, or a pattern of them, in the language of the context."""
    return _TERMS.get().get(words) or _ENGLISH.get(words, words)


def capitalise(words: str) -> str:
    """Return the words with a capital at the beginning: “Vol.”"""
    return words[:1].upper() + words[1:]


def is_english() -> bool:
    """True if the context's language is English."""
    return _TERMS.get() is _ENGLISH


def month_name(number: int, short: bool = False) -> str:
    """Return the name of a month (1 to 12) or season (21 to 24), else ""."""
    at = number - 1 if 1 <= number <= 12 else number - 9 if 21 <= number <= 24 else -1
    return term("short months" if short else "months").split()[at] if at >= 0 else ""


def day_of_month(day: int, name: str) -> str:
    """Return “3 May” in the order of the language: “3. Mai”, “3 de mayo”."""
    return term("{day} {month}").format(day=day, month=name)


def with_year(date: str, year: int | str) -> str:
    """Return “3 May 2019”: “3 de mayo de 2019”."""
    return term("{date} {year}").format(date=date, year=year)


def page_label(several: bool) -> str:
    """Return “p.” or “pp.”"""
    return term("pp." if several else "p.")


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th … 11th … 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{endings.get(number % 10, 'th')}"
