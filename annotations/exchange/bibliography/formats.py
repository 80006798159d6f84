"""The formats in which a bibliography is exported, each written work by work."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, cast

from annotations.sources.csl.items import CslItem
from annotations.sources.formats.bibtex.writer import write_bibtex
from annotations.sources.formats.ris.writer import write_ris

type Works = Iterable[dict[str, Any]]


class ExportFormat(NamedTuple):
    """A format of export: its name, file extension, content type, and function that writes it."""

    name: str
    extension: str
    content_type: str
    write: Callable[[Works], Iterator[str]]


def _csl(work: dict[str, Any]) -> CslItem:
    """Return stored CSL-JSON as the writers' type; it was validated before it was stored."""
    return cast(CslItem, work)


_KEY = re.compile(r"(@\w+\{)([^,\s]+)(?=,)")


def bibtex_parts(works: Works) -> Iterator[str]:
    """Yield BibTeX entry by entry, with an empty line between entries and no key used twice."""
    used: set[str] = set()
    for at, work in enumerate(works):
        entry = write_bibtex([_csl(work)])
        entry = _KEY.sub(lambda match: _unique_key(match, used), entry, count=1)
        yield ("\n" if at else "") + entry


def _unique_key(match: re.Match[str], used: set[str]) -> str:
    """Return the beginning of an entry with a key that is not in `used`, and add the key there."""
    key, number = match[2], 1
    while key.lower() in used:
        number += 1
        key = f"{match[2]}-{number}"
    used.add(key.lower())
    return match[1] + key


def ris_parts(works: Works) -> Iterator[str]:
    """Yield RIS record by record, with an empty line between records."""
    for at, work in enumerate(works):
        yield ("\n" if at else "") + write_ris([_csl(work)])


def csl_json_parts(works: Works) -> Iterator[str]:
    """Yield the parts of one JSON list of CSL items."""
    yield "["
    for at, work in enumerate(works):
        yield (",\n" if at else "\n") + json.dumps(work, ensure_ascii=False, indent=1)
    yield "\n]\n"


EXPORT_FORMATS = {
    "bibtex": ExportFormat("BibTeX", "bib", "application/x-bibtex", bibtex_parts),
    "ris": ExportFormat("RIS", "ris", "application/x-research-info-systems", ris_parts),
    "csl-json": ExportFormat(
        "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json_parts
    ),
}
