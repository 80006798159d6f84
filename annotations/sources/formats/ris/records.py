"""How RIS text divides into records of tags and values, and which records are broken."""

import re
from dataclasses import dataclass, field

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _
from annotations.sources.formats.parse_result import ParseProblem

_TAG = re.compile(
    r"[ \t]{0,4}([A-Z][A-Z0-9])[ \t]{0,3}-(?:[ \t](.*)|$)|([a-z][a-z0-9])  -(?: (.*)|$)"
)
_SPACE = re.compile(r"[ \t\f\v]+")
_LOOKS_LIKE = re.compile(r"(?:^|\n)[ \t]{0,4}(?:TY[ \t]{1,3}-|ty  -|ER  -)")

_TELLING = frozenset({"TI", "T1", "CT", "BT", "AU", "A1", "ED", "DO", "ID"})
"""Tags that say which work a record is."""

_ENDLESS = _("Its end, the line “ER  - ”, is missing.")
_TYPELESS = _(
    "This RIS record could not be read: it does not begin with its type, the line “TY  - ”."
)


@dataclass
class RisRecord:
    """The tags of one record with all their values, in the order of the text."""

    line: int
    tags: dict[str, list[str]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    doubts: tuple[LazyMessage, ...] = ()

    def first(self, *tags: str) -> str:
        """Return the first value of any of the tags, in the order of the tags, or ""."""
        return next(iter(self.all(*tags)), "")

    def all(self, *tags: str) -> list[str]:
        """Return every value of the tags, each on one line."""
        values = (value for tag in tags for value in self.tags.get(tag, []))
        return [_SPACE.sub(" ", value) for value in values if value]

    def authors(self) -> list[str]:
        """Return the lines of AU and A1, the tag that comes first before the other, without
        repetitions.
        """
        first, *others = [tag for tag in self.tags if tag in ("AU", "A1")] or ["AU"]
        lines = self.all(first)
        known = set(lines)
        return lines + [line for line in self.all(*others) if line not in known]

    @property
    def source(self) -> str:
        """The record's text."""
        return "\n".join(self.text).strip()


def looks_like_ris(text: str) -> bool:
    """True if a record begins or ends somewhere in the text."""
    return _LOOKS_LIKE.search(text) is not None


def split_records(text: str) -> list[RisRecord | ParseProblem]:
    """Return every record of the text, or why it could not be read.

    A record runs from TY to ER, or to the next TY where its ER is missing. Tags may be in lower
    case. Lines between records, such as counts, are skipped unless they are tags.
    """
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        reading.take(number, line)
    return reading.finish()


class _Reading:
    def __init__(self) -> None:
        self._found: list[RisRecord | ParseProblem] = []
        self._record: RisRecord | None = None
        self._last = ""

    def take(self, number: int, line: str) -> None:
        found = _TAG.match(line)
        tag = (found[1] or found[3]).upper() if found else ""
        if tag == "TY":
            self._end(_ENDLESS)
            self._record = RisRecord(number)
        elif tag == "ER":
            self._close(line)
            return
        elif tag and not self._record:
            self._record = RisRecord(number)  # Without TY: becomes a problem when it ends.
        if self._record:
            self._record.text.append(line)
            self._add(tag, (found[2] or found[4] or "") if found else line)

    def finish(self) -> list[RisRecord | ParseProblem]:
        self._end()
        return self._found

    def _add(self, tag: str, value: str) -> None:
        assert self._record is not None
        tags = self._record.tags
        if tag:
            self._last = tag
            tags.setdefault(tag, []).append(value.strip(" \t"))
        elif self._last in tags and value.strip():
            values = tags[self._last]
            values[-1] = f"{values[-1]} {value.strip()}".strip()

    def _close(self, line: str) -> None:
        if self._record:
            self._record.text.append(line)
            self._end()

    def _end(self, doubt: LazyMessage | None = None) -> None:
        """End the open record, with a doubt about it."""
        record, self._record, self._last = self._record, None, ""
        if record is None or (doubt and record.tags.keys() == {"TY"}):
            return  # TY directly followed by another TY is not a record.
        if self._found and "TY" not in record.tags and not record.tags.keys() & _TELLING:
            return  # Some programs add fields after the end, such as the journal's other name.
        if record.first("TY"):
            record.doubts = (doubt,) if doubt else ()
            self._found.append(record)
        else:
            self._found.append(ParseProblem(record.line, _TYPELESS, record.source))
