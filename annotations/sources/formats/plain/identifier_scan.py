"""The identifiers in a line of plain text, and the work that each stands for."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotations.lazy_messages import LazyMessage
from annotations.sources.csl.identifiers import (
    ARXIV_NEW,
    ARXIV_OLD,
    DOI,
    ISBN,
    clean_doi,
    isbn13,
    isbn_digits,
    wrong_isbn,
)
from annotations.sources.csl.items import CslItem
from annotations.sources.csl.web_addresses import address_problem

_ARXIV = rf"(?:{ARXIV_NEW.pattern}|{ARXIV_OLD.pattern})"
_MENTION = re.compile(
    rf"""
      (?:doi[ ]?[:=]?\s{{0,3}}|info:doi/|(?:https?://)?(?:dx\.|www\.)?doi\.org/){{0,3}}
        (?P<DOI>{DOI.pattern.replace("/", "(?:/|%2[Ff])", 1)})
    | (?:arxiv[ ]?[:=]?\s{{0,3}}|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/)
        (?P<arXiv>{_ARXIV})(?:\.pdf)?(?![\w.]*\d)
    | (?<![\w.])(?P<bare_arXiv>{_ARXIV})(?![\w/]|\.\d)
    | (?:PMID[ ]?[:=]?\s{{0,3}}|(?:https?://)?(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/
        |(?:https?://)?(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/)(?P<PMID>\d{{1,9}})/?(?!\d)
    | (?<!\w)(?P<PMCID>PMC\d{{4,9}})(?!\w)
    | ISBN(?:-?1[03](?=[:\s]))?[ ]?[:=]?\s{{0,3}}(?P<ISBN>\d[\dX \-‐‑–]{{5,18}}[\dX])(?!\w)
    | (?<![\w.\-/])(?P<bare_ISBN>{ISBN.pattern})(?![\w\-/]|\.\d)
    | (?P<URL>(?<![\w])(?:[a-z][a-z0-9+.\-]{{0,30}}://|www\.
        |(?:javascript|vbscript|data|file|feed|blob|about|view-source)[ ]?:(?=\S))[^\s<>"]*)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class IdentifierMention:
    """An identifier in a text: the work it identifies or why it is refused, and where it stands."""

    work: CslItem
    complaint: LazyMessage | None
    start: int
    end: int


def find_identifiers(text: str) -> list[IdentifierMention]:
    """Return every identifier in the text, in its order; offsets are code points."""
    return list(_mentions(text))


def _mentions(text: str) -> Iterator[IdentifierMention]:
    at = 0
    while found := _MENTION.search(text, at):
        kind = str(found.lastgroup)
        value = found[kind]
        end = found.end()
        if kind in ("DOI", "URL"):
            cleaned = clean_doi if kind == "DOI" else _without_tail
            value = cleaned(value)
            end = found.start(kind) + _length_of(value, found[kind], cleaned)
        at = max(end, found.start() + 1)
        if kind == "bare_ISBN" and not _surely_isbn(value):
            continue
        work, complaint = _READERS[kind.removeprefix("bare_")](value)
        yield IdentifierMention(work, complaint, found.start(), end)


def _length_of(value: str, raw: str, cleaned: Callable[[str], str]) -> int:
    """Return how much of the raw match the cleaned value covers, encoded or not."""
    if raw.startswith(value):
        return len(value)
    at = len(raw)  # from the end, for what is cut off there is short
    while at > len(value) and cleaned(raw[: at - 1]) == value:
        at -= 1
    return at


def _without_tail(address: str) -> str:
    """Return the address without the punctuation of the sentence it stands in."""
    address = address.rstrip(".,;:!?'’”»")
    if address.endswith(")") and address.count(")") > address.count("("):
        return address.rstrip(").,;")
    return address


def _surely_isbn(value: str) -> bool:
    """True if the digits have a right check digit or an ISBN's hyphens: ten bare digits may be
    anything.
    """
    digits = isbn_digits(value)
    if len(digits) == 13:
        return digits.startswith(("978", "979"))
    return wrong_isbn(value) is None or len(re.findall(r"[-‐‑–]", value)) == 3


def _read_doi(value: str) -> tuple[CslItem, LazyMessage | None]:
    return {"type": "document", "DOI": value}, None


def _read_isbn(value: str) -> tuple[CslItem, LazyMessage | None]:
    complaint = wrong_isbn(value)
    return {"type": "book", "ISBN": value if complaint else isbn13(value)}, complaint


def _read_arxiv(value: str) -> tuple[CslItem, LazyMessage | None]:
    address = f"https://arxiv.org/abs/{value}"
    return {
        "type": "article",
        "archive": "arXiv",
        "archive_location": value,
        "URL": address,
    }, None


def _read_pmid(value: str) -> tuple[CslItem, LazyMessage | None]:
    return {"type": "article-journal", "PMID": value}, None


def _read_pmcid(value: str) -> tuple[CslItem, LazyMessage | None]:
    return {"type": "article-journal", "PMCID": value.upper()}, None


def _read_url(value: str) -> tuple[CslItem, LazyMessage | None]:
    address = f"https://{value}" if value.lower().startswith("www.") else value
    return {"type": "webpage", "URL": address}, address_problem(address)


_READERS: dict[str, Callable[[str], tuple[CslItem, LazyMessage | None]]] = {
    "DOI": _read_doi,
    "ISBN": _read_isbn,
    "arXiv": _read_arxiv,
    "PMID": _read_pmid,
    "PMCID": _read_pmcid,
    "URL": _read_url,
}
