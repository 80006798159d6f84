"""Asking the registered services what a work is: Crossref and DataCite for a DOI, Open Library
for an ISBN.

Only these services are asked, over https, at addresses made here; never an address that a reader
typed. Redirects are followed to them alone, an answer from inside a private network is refused,
and each question has 5 seconds and a megabyte. DOIs are asked by content negotiation
(https://citation.doi.org/docs.html).
"""

import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from annotations.sources import lookup_problems
from annotations.sources.csl.dates import read_date
from annotations.sources.csl.items import (
    DATE_FIELDS,
    ITEM_TYPES,
    NAME_FIELDS,
    NUMBER_FIELDS,
    TEXT_FIELDS,
    CslItem,
    replace_unstorable,
    type_problem,
)
from annotations.sources.csl.names import read_inverted_name
from annotations.sources.csl.web_addresses import address_problem
from annotations.sources.lookup_problems import NoAnswer, NotFound

HOSTS = frozenset(
    {
        "doi.org",
        "api.crossref.org",
        "data.crossref.org",
        "data.crosscite.org",
        "data.datacite.org",
        "api.datacite.org",
        "openlibrary.org",
    }
)
TIMEOUT_SECONDS = 5.0
MAX_ANSWER_BYTES = 1_000_000
MAX_REDIRECTS = 4
CSL = "application/vnd.citationstyles.csl+json"
NAME_PARTS = ("family", "given", "suffix", "literal", "non-dropping-particle", "dropping-particle")
# Long or idle fields that no bibliography prints.
UNUSED_FIELDS = frozenset(
    {"abstract", "annote", "note", "keyword", "references", "source", "status"}
)


@dataclass(frozen=True)
class Answer:
    """What a service answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


type Ask = Callable[[str, float], Answer]


def look_up(work: CslItem, ask: Ask | None = None) -> CslItem:
    """Return the work with what the services say of its DOI or ISBN; what it had stays.

    Args:
        ask: sends one question to an address and gives up at a time (`time.monotonic`).

    Raises:
        NotFound: no service knows the work, or it has neither a DOI nor an ISBN.
        NoAnswer: no service answered in time; it may be asked again later.
    """
    doi, isbn = str(work.get("DOI") or ""), str(work.get("ISBN") or "")
    if not doi and not isbn:
        raise NotFound(lookup_problems.NO_IDENTIFIER)
    ask = ask or ask_over_https
    until = time.monotonic() + TIMEOUT_SECONDS
    if doi:
        found = _checked_item(_fetch_json(f"https://doi.org/{quote(doi, safe='/')}", ask, until))
    else:
        address = f"https://openlibrary.org/api/books?bibkeys=ISBN:{quote(isbn)}"
        found = _book(_fetch_json(f"{address}&format=json&jscmd=data", ask, until))
    kept = {name: value for name, value in work.items() if value and name != "type"}
    return found | kept  # type: ignore[return-value]


def _fetch_json(address: str, ask: Ask, until: float) -> Any:
    """Return the JSON at an address, following redirects to known services only.

    Raises NotFound and NoAnswer, as `look_up` does.
    """
    for _ in range(MAX_REDIRECTS):
        if not is_registry_address(address):
            raise NotFound(lookup_problems.ELSEWHERE)
        answer = ask(address, until)
        if answer.status not in (301, 302, 303, 307, 308):
            return _json_of(answer)
        address = answer.headers.get("location", "")
    raise NotFound(lookup_problems.CIRCULAR)


def is_registry_address(address: str) -> bool:
    """True if an address is https, on the usual port of a registered service, and nothing odd."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and parts.netloc in HOSTS
    except ValueError:
        return False


def _json_of(answer: Answer) -> Any:
    """Return the JSON in an answer; raises NotFound and NoAnswer, as `look_up` does."""
    if answer.status in (404, 410, 204, 406):
        raise NotFound(lookup_problems.UNKNOWN)
    if answer.status != 200:
        raise NoAnswer(f"The registry could not answer just now ({answer.status}).")
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise NotFound(lookup_problems.NONSENSE) from None


def _checked_item(item: Any) -> dict[str, Any]:
    """Return an item of CSL-JSON with only the fields that we know, each of its type.

    Raises NotFound if it is no item, or has no title.
    """
    if not isinstance(item, dict):
        raise NotFound(lookup_problems.NONSENSE)
    fields = NAME_FIELDS | DATE_FIELDS | NUMBER_FIELDS | TEXT_FIELDS - UNUSED_FIELDS
    found = {
        name: _field(name, value)
        for name, value in replace_unstorable(item).items()
        if name in fields and value
    }
    found = {name: value for name, value in found.items() if not type_problem({name: value})}
    if address_problem(str(found.get("URL", ""))):
        found.pop("URL", None)
    if not found.get("title"):
        raise NotFound(lookup_problems.UNTITLED)
    return found | {"type": _type(item.get("type"))}


def _field(name: str, value: Any) -> Any:
    """Return a field as CSL-JSON has it: Crossref lists texts, and names hold more than a name."""
    if isinstance(value, list) and name in TEXT_FIELDS | NUMBER_FIELDS:
        value = value[0] if value and isinstance(value[0], str) else ""
    if name in NAME_FIELDS and isinstance(value, list):
        named = [_name(each) for each in value if isinstance(each, dict)]
        return [each for each in named if each]
    if name in DATE_FIELDS and isinstance(value, dict):
        return {"date-parts": value["date-parts"]} if "date-parts" in value else {}
    return value


def _name(sent: dict[str, Any]) -> dict[str, str]:
    if _text(sent.get("name")) and not _text(sent.get("family")):
        return {"literal": sent["name"]}
    return {part: sent[part] for part in NAME_PARTS if _text(sent.get(part))}


def _type(kind: object) -> str:
    known_as = {"journal-article": "article-journal", "book-chapter": "chapter",
                "monograph": "book", "proceedings-article": "paper-conference",
                "posted-content": "article", "dissertation": "thesis"}  # fmt: skip
    name = known_as.get(str(kind), str(kind))
    return name if name in ITEM_TYPES else "document"


def _book(answer: Any) -> dict[str, Any]:
    """Return a book as Open Library describes it (https://openlibrary.org/dev/docs/api/books).

    Raises NotFound if the answer describes no book.
    """
    if not isinstance(answer, dict) or not answer:
        raise NotFound(lookup_problems.UNKNOWN_ISBN)
    book = next(iter(answer.values()))
    if not isinstance(book, dict) or not isinstance(book.get("title"), str):
        raise NotFound(lookup_problems.OPEN_LIBRARY_NONSENSE)
    parts = [book["title"], book.get("subtitle")]
    title = ": ".join(str(part) for part in parts if _text(part))
    found: dict[str, Any] = {
        "type": "book",
        "title": title,
        "author": [read_inverted_name(_inverted(name)) for name in _names(book.get("authors"))],
        "publisher": next(iter(_names(book.get("publishers"))), ""),
        "publisher-place": next(iter(_names(book.get("publish_places"))), ""),
    }
    if _text(book.get("publish_date")):
        found["issued"] = read_date(book["publish_date"])
    return replace_unstorable({name: value for name, value in found.items() if value})  # type: ignore[no-any-return]


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _names(listed: object) -> list[str]:
    entries = listed if isinstance(listed, list) else []
    named = [each.get("name") for each in entries if isinstance(each, dict)]
    return [str(name) for name in named if _text(name)]


def _inverted(name: str) -> str:
    """Return “Stephen M. Walt” as “Walt, Stephen M.”; a name with a comma or of one word stays."""
    given, _, family = name.strip().rpartition(" ")
    return name if "," in name or not given else f"{family}, {given}"


def ask_over_https(address: str, until: float) -> Answer:
    """Ask one question over the network. Tests put recorded answers here.

    Raises NoAnswer if the service can't be reached in time, NotFound if its answer is too long.
    """
    parts = urlsplit(address)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection = _Pinned(parts.netloc, until)
    try:
        connection.request("GET", path, headers={"Accept": CSL, "User-Agent": "Counterpoint"})
        response = connection.getresponse()
        body = _within_limits(response, until)
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, body)
    except (OSError, http.client.HTTPException):
        raise NoAnswer("The registry could not be reached in time.") from None
    finally:
        connection.close()


def _within_limits(response: http.client.HTTPResponse, until: float) -> bytes:
    body = b""
    while part := response.read(64_000):
        body += part
        if len(body) > MAX_ANSWER_BYTES:
            raise NotFound(lookup_problems.ANSWER_TOO_LONG)
        if time.monotonic() > until:
            raise TimeoutError
    return body


class _Pinned(http.client.HTTPSConnection):
    """A connection to a public address of a host, looked up once and then held to."""

    def __init__(self, host: str, until: float) -> None:
        self._until = until
        super().__init__(host, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())

    def connect(self) -> None:
        address = public_address(self.host)
        left = max(self._until - time.monotonic(), 0.1)
        plain = socket.create_connection((address, self.port), timeout=left)
        context: ssl.SSLContext = self._context  # type: ignore[attr-defined]
        self.sock = context.wrap_socket(plain, server_hostname=self.host)


def public_address(host: str) -> str:
    """Return an address of the host that is not inside a private network.

    Raises OSError if there is none.
    """
    for *_, where in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM):
        address = re.sub(r"%.*", "", str(where[0]))
        if ip_address(address).is_global:
            return address
    raise OSError("no public address")
