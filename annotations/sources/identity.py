"""When two records are the same work: by DOI, else ISBN, else title, first author and year."""

import hashlib
import json
import re
from typing import cast

from annotations.character_folding.accents import fold_accents
from annotations.character_folding.invisible_characters import without_invisible
from annotations.sources.csl.dates import first_day
from annotations.sources.csl.identifiers import DOI, ISBN, clean_doi, isbn13, wrong_isbn
from annotations.sources.csl.items import CslItem

_PARTS = frozenset({"chapter", "paper-conference", "entry", "entry-encyclopedia",
                    "entry-dictionary", "article-journal", "article-magazine",
                    "article-newspaper"})  # fmt: skip
_TAGS = re.compile(r"</?(?:i|b|sup|sub|span)(?: [^<>]{0,60})?>")
_LONGEST = 120
# Identifiers that count where nothing else is known, with the type that a bare one is given.
_OTHERS = {
    "PMID": "article-journal",
    "PMCID": "article-journal",
    "archive_location": "article",
    "URL": "webpage",
}


def identity_key(work: CslItem) -> str:
    """Return a key that is equal for records of the same work; at most 140 characters.

    The key comes from the DOI, else the ISBN, else title, first author and year, else another
    identifier. The ISBN of a chapter or paper is that of its book, so it does not count there.
    """
    doi = _doi(work)
    if doi:
        return _key("doi", doi)
    isbn = _isbns(work)
    if isbn:
        return _key("isbn", isbn[0])
    words = _words(work)
    if words:
        return _key("words", words)
    for field in _OTHERS:
        if work.get(field):
            return _key(field.lower(), str(work.get(field)).strip())
    rest = {field: value for field, value in work.items() if field != "id"}
    return _key("record", json.dumps(rest, sort_keys=True))


def identifier_only(work: CslItem) -> CslItem:
    """Return the identifier that makes a work's identity, with the type that a bare one is given.

    For a work known by its words, return the type "document" alone. Nothing else that a reader
    wrote is in the result.
    """
    doi = _doi(work)
    if doi:
        return {"type": "document", "DOI": doi}
    isbn = _isbns(work)
    if isbn:
        return {"type": "book", "ISBN": isbn[0]}
    if not _words(work):
        for field, kind in _OTHERS.items():
            if work.get(field):
                return cast(CslItem, {"type": kind, field: work.get(field)})
    return {"type": "document"}


def same_work(one: CslItem, other: CslItem) -> bool:
    """True if two records describe one work, by the first kind of key that both have."""
    dois = _doi(one), _doi(other)
    if all(dois):
        return dois[0] == dois[1]
    isbns = _isbns(one), _isbns(other)
    if all(isbns):
        return not set(isbns[0]).isdisjoint(isbns[1])
    words = _words(one), _words(other)
    if all(words):
        return words[0] == words[1]
    return identity_key(one) == identity_key(other)


def _key(kind: str, value: str) -> str:
    value = without_invisible(value)
    if len(value) > _LONGEST or kind in ("words", "record"):
        value = hashlib.blake2b(value.encode(), digest_size=20).hexdigest()
    return f"{kind}:{value}"


def _doi(work: CslItem) -> str:
    """Return the DOI in lower case (DOIs ignore case); arXiv papers have one even if none is
    stated.
    """
    found = DOI.search(without_invisible(str(work.get("DOI") or "")))
    if found:
        return clean_doi(found[0]).lower()
    if str(work.get("archive", "")).lower() == "arxiv" and work.get("archive_location"):
        number = without_invisible(str(work["archive_location"])).strip().lower()
        return "10.48550/arxiv." + re.sub(r"v\d+$", "", number)
    return ""


def _isbns(work: CslItem) -> list[str]:
    if work.get("type") in _PARTS:
        return []
    written = ISBN.findall(without_invisible(str(work.get("ISBN") or "")))
    return [isbn13(each) for each in written if not wrong_isbn(each)]


def _words(work: CslItem) -> str:
    """Return title, first author and year, without case, accents, punctuation and markup."""
    title = _bare(str(work.get("title") or ""))
    if not title:
        return ""
    people = work.get("author") or work.get("editor") or [{}]
    day = first_day(work.get("issued"))
    author = _bare(people[0].get("family") or people[0].get("literal") or "")
    return f"{title}|{author}|{day.year if day else ''}"


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold_accents(_TAGS.sub("", text)))
