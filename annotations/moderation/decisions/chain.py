"""The chain of decisions: each one is sealed together with the seal of the one before it.

A hash chain as in Haber and Stornetta, "How to time-stamp a digital document" (1991), with an
HMAC (RFC 2104, SHA-256) in place of a bare hash, so that nobody can forge it who can write to the
database but lacks the key. It can't show that a tail was cut since the last exported head, or what
somebody did who has both the database and the key.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

NO_PREVIOUS_SEAL = ""  # what the first record of a seminar names as the seal before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One decision as it is sealed; `when` is UTC in ISO 8601, `previous` the seal before it.

    `format` says what `digest` is of: 1 the body alone, 2 all that was judged. It is sealed too,
    so that no later record can pass for an earlier one. Format 1 has no `id`.
    """

    format: int = 1
    id: str = ""
    number: int
    seminar: str
    when: str
    who: str
    annotation: str
    version: int
    step: str
    from_state: str
    to_state: str
    reason: str
    statement: str
    remark: str
    digest: str
    previous: str

    def canonical(self) -> bytes:
        """Return the bytes that are sealed: JSON with sorted keys, no spaces, ASCII."""
        fields = asdict(self)
        if self.format == 1:
            del fields["id"]
        return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class ExportedHead:
    """The number and seal of a chain's last record at some moment, kept outside the database."""

    number: int
    mac: str


class ChainFault(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"
    MISSING = "missing"
    OUT_OF_ORDER = "out of order"
    CUT_SHORT = "cut short"


@dataclass(frozen=True, slots=True)
class ChainBreak:
    """The first record at which a chain is wrong, and how."""

    number: int
    wrong: ChainFault

    @property
    def words(self) -> str:
        """A sentence that names the break, for the commands of who runs the site."""
        return FAULT_SENTENCES[self.wrong].format(number=self.number)


FAULT_SENTENCES = {
    ChainFault.CHANGED: "Record {number} is not as it was sealed.",
    ChainFault.MISSING: "Record {number} is missing, although later ones are there.",
    ChainFault.OUT_OF_ORDER: "Record {number} is not in its place.",
    ChainFault.CUT_SHORT: "The record ends before {number}, although a later head was exported.",
}


def seal_link(link: Link, key: bytes) -> str:
    """Return the seal of `link` under `key`, 64 hexadecimal digits."""
    return hmac.new(key, link.canonical(), hashlib.sha256).hexdigest()


def salted_digest(text: str, salt: str) -> str:
    """Return a digest of the judged text. Without `salt`, nobody can test a guess against it."""
    body = text.encode("utf-8", "surrogatepass")
    return hmac.new(salt.encode(), body, hashlib.sha256).hexdigest()


def first_break(
    links: Iterable[tuple[Link, str]], key: bytes, head: ExportedHead | None = None
) -> ChainBreak | None:
    """Return the first break in one seminar's chain, or None.

    Args:
        links: each record with its seal, in the order kept (read once, so it may be a cursor).
        key: the key they were sealed with.
        head: a head exported earlier; with it, a tail that was cut or replaced is found too.
    """
    rest = iter(links)
    expected, previous, seminar = 1, NO_PREVIOUS_SEAL, None
    for link, mac in rest:
        wrong = _out_of_place(link, mac, key, expected, rest)
        if wrong:
            return ChainBreak(expected, wrong)
        if link.previous != previous:
            # Both seals are right, so the record before was another when this one was sealed.
            return ChainBreak(max(expected - 1, 1), ChainFault.CHANGED)
        if link.seminar != (seminar or link.seminar) or _differs(link, mac, head):
            return ChainBreak(expected, ChainFault.CHANGED)
        expected, previous, seminar = expected + 1, mac, link.seminar
    if head and head.number >= expected:
        return ChainBreak(expected, ChainFault.CUT_SHORT)
    return None


def _out_of_place(
    link: Link, mac: str, key: bytes, expected: int, rest: Iterator[tuple[Link, str]]
) -> ChainFault | None:
    if seal_link(link, key) != mac:
        return ChainFault.CHANGED
    if link.number == expected:
        return None
    later = any(other.number == expected for other, _ in rest)
    return ChainFault.MISSING if link.number > expected and not later else ChainFault.OUT_OF_ORDER


def _differs(link: Link, mac: str, head: ExportedHead | None) -> bool:
    return head is not None and link.number == head.number and mac != head.mac
