"""How the identifiers of works are recognised and checked: DOI, ISBN, ISSN, arXiv, PMID, PMCID."""

import re
from urllib.parse import quote, unquote

from annotations.character_folding.invisible_characters import without_invisible
from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _

# Old DOIs hold a SICI (ANSI/NISO Z39.56), whose angle brackets stand before figures like 3.0.CO;2.
_SICI = r"<[^\s<>\"/=]{0,80}>(?=\d\.\d\.)"
DOI = re.compile(rf"10\.\d{{4,9}}(?:\.\d+)*/(?:[^\s\"<>]|{_SICI}){{1,500}}")
ARXIV_NEW = re.compile(r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?")
ARXIV_OLD = re.compile(r"[a-z][a-z\-]{1,15}(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?")
ISBN = re.compile(r"(?:97[89][ \-‐‑–]?)?\d(?:[ \-‐‑–]?\d){8}[ \-‐‑–]?[\dXx]")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'),
             ("&nbsp;", " "), ("&amp;", "&"))  # fmt: skip
_SAFE_IN_DOI_LINK = "/:;()._-,!*'~@&=+$"
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def clean_doi(text: str) -> str:
    """Return the DOI without what the sentence around it added: final stops, unopened brackets.

    Characters that an address or HTML encodes (%3C, &lt;) are decoded. Source: Crossref, "DOIs and
    matching regular expressions"; brackets may belong to the DOI.
    """
    doi = without_invisible(unquote(text) if "%" in text else text)
    for entity, sign in _ENTITIES:
        doi = doi.replace(entity, sign)
    found = DOI.match(doi)
    doi = found[0] if found else doi
    while doi:
        last = doi[-1]
        opener = _CLOSERS.get(last)
        unopened = opener is not None and doi.count(last) > doi.count(opener)
        if not unopened and last not in ".,;:'’”\"*!?":
            break
        doi = doi[:-1]
    return doi


def doi_link(doi: str) -> str:
    """Return the address of a DOI.

    What an address may not hold is encoded (DOI Handbook, section 2.5.2.4); the slash and the
    brackets of old DOIs stay.
    """
    return "https://doi.org/" + quote(doi, safe=_SAFE_IN_DOI_LINK)


def isbn_digits(text: str) -> str:
    """Return the ISBN's ten or thirteen characters, without hyphens and spaces."""
    return re.sub(r"[^0-9Xx]", "", text).upper()


def isbn13(text: str) -> str:
    """Return the ISBN as thirteen digits; an ISBN-10 becomes its 978 equivalent.

    Source: ISO 2108. The check digit is computed anew for an ISBN-10, so check it first.
    """
    digits = isbn_digits(text)
    if len(digits) == 13:
        return digits
    body = f"978{digits[:9]}"
    return body + _isbn13_check(body)


def wrong_isbn(text: str) -> LazyMessage | None:
    """Return what is wrong with the ISBN, naming the digit, or None if its check digit is right."""
    digits, isbn = isbn_digits(text), text.strip()
    if len(digits) not in (10, 13) or "X" in digits[:-1] or (len(digits) == 13 and "X" in digits):
        return _("An ISBN has 10 or 13 digits; “%(isbn)s” is not one.") % {"isbn": isbn}
    if len(digits) == 13 and not digits.startswith(("978", "979")):
        return _("An ISBN of 13 digits begins with 978 or 979; “%(isbn)s” does not.") % {
            "isbn": isbn
        }
    expected = _isbn13_check(digits[:12]) if len(digits) == 13 else _isbn10_check(digits[:9])
    if digits[-1] == expected:
        return None
    return _(
        "The last digit of ISBN %(isbn)s does not fit the others: it is %(digit)s "
        "and should be %(expected)s. One of the digits is probably mistyped."
    ) % {"isbn": isbn, "digit": digits[-1], "expected": expected}


def _isbn10_check(body: str) -> str:
    rest = -sum(int(digit) * (10 - at) for at, digit in enumerate(body)) % 11
    return "X" if rest == 10 else str(rest)


def _isbn13_check(body: str) -> str:
    return str(-sum(int(digit) * (1 + at % 2 * 2) for at, digit in enumerate(body)) % 10)
