"""How ranges of pages are written: in full, and as Chicago and MLA shorten them."""

import re

_RANGE = re.compile(r"(?<![\d.])(\d+)\s*(?:--?|[‐‑–—−])\s*(\d+)(?![\d.])")


def full_page_ranges(written: str) -> str:
    """Return the ranges with en dashes and both ends written out: 461–95 becomes 461–495."""
    return _RANGE.sub(lambda each: f"{each[1]}–{_full(each[1], each[2])}", written)


def _full(first: str, last: str) -> str:
    """Return the last page with the digits that an abbreviated range omits: 461–95 ends at 495."""
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


def chicago_page_ranges(written: str) -> str:
    """Return the ranges as Chicago shortens them (17th ed., 9.61): 461–95, 101–8, 100–104."""
    return _RANGE.sub(lambda each: f"{each[1]}–{_chicago(each[1], each[2])}", written)


def _chicago(first: str, last: str) -> str:
    hundreds, rest = first[:-2].lstrip("0"), int(first[-2:])
    if len(first) != len(last) or not hundreds or not rest:
        return last
    return last[min(_changes_at(first, last), len(last) - (1 if rest < 10 else 2)) :]


def mla_page_ranges(written: str) -> str:
    """Return the ranges as MLA shortens them (9th ed., 6.59): 461–95, 103–04, 95–101."""
    return _RANGE.sub(lambda each: f"{each[1]}–{_mla(each[1], each[2])}", written)


def _mla(first: str, last: str) -> str:
    if len(first) != len(last) or len(last) < 3:
        return last
    return last[min(_changes_at(first, last), len(last) - 2) :]


def _changes_at(first: str, last: str) -> int:
    """Return the index of the first digit that differs in two page numbers of the same length."""
    pairs = enumerate(zip(first, last, strict=True))
    return next((at for at, (a, b) in pairs if a != b), len(last) - 1)
