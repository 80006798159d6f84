"""The formats in which a bibliography goes out, each written work by work."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, cast

from annotations.sources.csl.items import CslItem
from annotations.sources.formats.bibtex.writer import write_bibtex
from annotations.sources.formats.ris.writer import write_ris

type Works = Iterable[dict[str, Any]]


class Format(NamedTuple):
    """What a file of this kind is called and declared to be, and how it is written."""

    name: str
    extension: str
    content_type: str
    write: Callable[[Works], Iterator[str]]


def _csl(work: dict[str, Any]) -> CslItem:
    """As the writers know it; what is kept was checked when it came in."""
    return cast(CslItem, work)


_KEY = re.compile(r"(@\w+\{)([^,\s]+)(?=,)")


def bibtex(works: Works) -> Iterator[str]:
    """BibTeX, an empty line between entries and no key twice."""
    taken: set[str] = set()
    for at, work in enumerate(works):
        entry = write_bibtex([_csl(work)])
        yield ("\n" if at else "") + _KEY.sub(lambda found: _rekeyed(found, taken), entry, count=1)


def _rekeyed(found: re.Match[str], taken: set[str]) -> str:
    key, again = found[2], 1
    while key.lower() in taken:
        again += 1
        key = f"{found[2]}-{again}"
    taken.add(key.lower())
    return found[1] + key


def ris(works: Works) -> Iterator[str]:
    """RIS, an empty line between records."""
    for at, work in enumerate(works):
        yield ("\n" if at else "") + write_ris([_csl(work)])


def csl_json(works: Works) -> Iterator[str]:
    """One list of CSL-JSON."""
    yield "["
    for at, work in enumerate(works):
        yield (",\n" if at else "\n") + json.dumps(work, ensure_ascii=False, indent=1)
    yield "\n]\n"


FORMATS = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", ris),
    "csl-json": Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
}
