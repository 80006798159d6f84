"""The address and the identifiers of a BibTeX entry, from their own fields or from others.

Catalogues name preprints only in the journal field, older styles put an address into
`howpublished`, and reference managers write a PubMed number into the note.
"""

import re
from typing import Any

from annotations.sources.csl.identifiers import ARXIV_NEW, ARXIV_OLD
from annotations.sources.formats.bibtex import fields as bibtex_fields
from annotations.sources.formats.latex.decoding import decode_latex, decode_verbatim

_DOI_LABEL = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_LINK = re.compile(r"\\(?:url|href)\s*\{([^{}]+)\}|^\W{0,3}(https?://\S+)")
_ONLY_LINK = re.compile(
    r"\W*+(?:available(?: online)?(?: at| from)?|online|url|web ?(?:page|site)|https?://\S++)?\W*+",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    rf"\b(?:arXiv\s*:\s*|abs/)({ARXIV_NEW.pattern}|{ARXIV_OLD.pattern})(?![\w.]\w)", re.IGNORECASE
)
_PUBMED = re.compile(r"\bPMID:?\s*(\d{1,8})\b")


def read_identifiers(fields: dict[str, str]) -> dict[str, Any]:
    """Return the identifiers and the address; empties a text field that gave the address."""
    found = {}
    for field, sources in bibtex_fields.VERBATIM.items():
        name = next((each for each in sources if each in fields), None)
        if name:
            found[field] = decode_verbatim(fields[name])
    if "DOI" in found:
        found["DOI"] = _DOI_LABEL.sub("", found["DOI"])
    if "URL" not in found:
        found |= _address_among_words(fields)
    pubmed = _PUBMED.search(decode_latex(fields.get("note", "")))
    return ({"PMID": pubmed[1]} if pubmed else {}) | found


def read_archive(fields: dict[str, str]) -> dict[str, Any]:
    """Return the archive and the place in it: arXiv where no other is named."""
    place = decode_verbatim(fields.get("eprint", ""))
    archive = decode_latex(fields.get("eprinttype", "") or fields.get("archiveprefix", ""))
    if not place:
        return _preprint(fields) or {"archive": decode_latex(fields.get("archive", ""))}
    if archive.lower() in ("pubmed", "pmid"):
        return {"PMID": place}
    archive = "arXiv" if archive.lower() in ("arxiv", "") else archive
    return {"archive": archive, "archive_location": re.sub("^arxiv:", "", place, flags=re.I)}


def _preprint(fields: dict[str, str]) -> dict[str, Any]:
    """Return the arXiv number of words like “arXiv preprint arXiv:1706.03762” or “CoRR abs/…”."""
    for name in ("journal", "journaltitle", "volume", "howpublished"):
        number = _ARXIV.search(decode_verbatim(fields.get(name, "")))
        if number and not fields.get("archive"):
            return {"archive": "arXiv", "archive_location": number[1]}
    return {}


def _address_among_words(fields: dict[str, str]) -> dict[str, str]:
    """Return an address in a text field, which keeps the other words; a note must hold nothing
    else.
    """
    for name in ("howpublished", "note"):
        words = fields.get(name, "")
        link = _LINK.search(words)
        if not link:
            continue
        rest = words[: link.start()] + words[link.end() :]
        says_more = not _ONLY_LINK.fullmatch(decode_latex(rest))
        if says_more and name == "note":
            continue
        fields[name] = rest if says_more else ""
        return {"URL": decode_verbatim(link[1] or link[2]).rstrip(".,;)")}
    return {}
