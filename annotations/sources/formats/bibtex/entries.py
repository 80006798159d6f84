"""How BibTeX text divides into entries with plain field values, and which entries are broken.

The text is read as leniently as its meaning allows: what stands between entries is a comment, a key
or a comma at the end of a line may be missing. A broken entry ends where the next one begins a
line.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _
from annotations.sources.formats.bibtex.values import BrokenValueError, find_closing, read_value
from annotations.sources.formats.parse_result import LineNumbers, ParseProblem

_START = re.compile(r"(?<![\w.\\])@[ \t]*+(?P<kind>[^\W\d_][\w+\-]*+)?+\s*+(?P<open>[{(])")
_ON_A_LINE = re.compile(r"^[ \t]*@[ \t]*[^\W\d_][\w+\-]*+[ \t]*[{(]", re.MULTILINE)
_KEY = re.compile(r"\s*+(?P<key>(?:[^\s,={}]++(?:[ \t]++(?=[^\s,={}]))?+)*+)\s*+(?:,|(?=\}))")
_UNENDED_KEY = re.compile(r"\s*(?P<key>[^\s,={}]+)[ \t]*\n\s*(?=[\w\-]+\s*=)")
_NAME = re.compile(r"(?P<name>[^\s=,{}()\"#%@][^\s=,{}\"]*+(?:[^\S\n]++[^\s=,{}\"]++)*+)\s*+=")
_BETWEEN = re.compile(r"(?:[\s,]|%(?:(?![ \t]*[})][ \t]*(?:\n|\Z))[^\n]*)?)*")
_TRAILING = re.compile(r"[\s},]*[\w\-]+\s*=\s*[{\"\w]")
_NO_ENTRIES = frozenset({"comment", "preamble", "control"})
_MONTHS = {
    month[:3].lower(): month
    for month in (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    )
}  # fmt: skip
_UNCLOSED = _(
    "This BibTeX entry could not be read: it is not closed: a brace or quotation mark is missing."
)
_UNTYPED = _("This BibTeX entry could not be read: it does not say what it is, as @book does.")
_ENDED_EARLY = _("This BibTeX entry could not be read: a closing brace too many ends it early.")
_KEY_UNENDED = _("This BibTeX entry could not be read: a comma is missing after its key.")
_NO_EQUALS_SIGN = _(
    "This BibTeX entry could not be read: an equals sign is missing after the name of a field."
)
_VALUE_UNENDED = _(
    "This BibTeX entry could not be read: something is missing after the value of “%(field)s” "
    "(line %(line)s)."
)


@dataclass
class BibtexEntry:
    """An entry as written: its type and field names in lower case, values still in LaTeX.

    `doubts` are sentences about what was missing in it and supplied.
    """

    kind: str
    key: str
    fields: dict[str, str]
    text: str
    line: int
    doubts: tuple[LazyMessage, ...] = ()


class BrokenEntryError(ValueError):
    """An entry cannot be read; `message` says why, for the reader."""

    def __init__(self, message: LazyMessage) -> None:
        super().__init__(message)
        self.message = message


def split_entries(text: str) -> list[BibtexEntry | ParseProblem]:
    """Return every entry of the text in its order, or why it could not be read."""
    return list(_Reading(text).entries())


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = LineNumbers(text)
        self._starts = [found.start() for found in _ON_A_LINE.finditer(text)]
        self._abbreviations = dict(_MONTHS)
        self._all_closed = True

    def entries(self) -> Iterator[BibtexEntry | ParseProblem]:
        at = 0
        while start := _START.search(self._text, at):
            kind = (start["kind"] or "").lower()
            if self._commented_out(start.start()):
                at = start.end()
                continue
            if kind in _NO_ENTRIES:
                at = self._after(start)
                continue
            limit = self._limit(start.end())
            try:
                entry, at = self._entry(start, limit)
            except BrokenEntryError as broken:
                yield self._problem(start, limit, broken.message)
                at = limit
                continue
            if kind == "string":
                self._abbreviations |= entry.fields
            else:
                yield entry

    def _commented_out(self, at: int) -> bool:
        """True if a percent sign begins the line, as biber has it; looks back 80 characters at
        most.
        """
        before = self._text[max(0, at - 80) : at].rpartition("\n")[2]
        return before.lstrip().startswith("%")

    def _limit(self, at: int) -> int:
        """Return where the next entry begins a line."""
        after = bisect_right(self._starts, at)
        return self._starts[after] if after < len(self._starts) else len(self._text)

    def _after(self, start: re.Match[str]) -> int:
        """Return the end of a comment; in one that is not closed only the first word is comment."""
        end = None
        if start["open"] == "{" and self._all_closed:
            end = find_closing(self._text, start.end() - 1, len(self._text), escaped_count=False)
            self._all_closed = (
                end is not None
            )  # Otherwise each of many comments would be read to the end.
        return start.end() if end is None else end + 1

    def _problem(self, start: re.Match[str], limit: int, message: LazyMessage) -> ParseProblem:
        text = self._text[start.start() : limit].strip()
        return ParseProblem(self._lines.line(start.start()), message, text)

    def _entry(self, start: re.Match[str], limit: int) -> tuple[BibtexEntry, int]:
        """Return the entry and its end.

        Where counting escaped braces fails, the entry is read again without counting them. Raises
        `BrokenEntryError`.
        """
        if not start["kind"]:
            raise BrokenEntryError(_UNTYPED)
        body = _Body(self._text, limit, start["open"], self._lines, self._abbreviations)
        keyed = start["kind"].lower() != "string"
        try:
            end = body.read(start.end(), escaped_count=True, keyed=keyed)
        except BrokenEntryError as broken:
            try:
                end = body.read(start.end(), escaped_count=False, keyed=keyed)
            except BrokenEntryError:
                raise broken from None
        line, text = self._lines.line(start.start()), self._text[start.start() : end]
        doubts = tuple(body.doubts)
        return BibtexEntry(start["kind"].lower(), body.key, body.fields, text, line, doubts), end


class _Body:
    """The content between the braces or parentheses of one entry."""

    def __init__(
        self, text: str, limit: int, opener: str, lines: LineNumbers, abbreviations: dict[str, str]
    ) -> None:
        self._text, self._limit, self._lines = text, limit, lines
        self._closer = {"{": "}", "(": ")"}[opener]
        self._abbreviations = abbreviations

    def read(self, at: int, *, escaped_count: bool, keyed: bool) -> int:
        """Read key and fields from the offset on; return the offset after the end.

        Raises `BrokenEntryError`.
        """
        self.fields: dict[str, str] = {}
        self.doubts: list[LazyMessage] = []
        self.key = ""
        if keyed:
            at = self._after_key(at)
        while True:
            at = self._between(at)
            if at < self._limit and self._text[at] in "})":
                if self._text[at] != self._closer:
                    doubt = _("It ends with “%(written)s”, not “%(expected)s”.")
                    self.doubts.append(
                        doubt % {"written": self._text[at], "expected": self._closer}
                    )
                return self._ended(at + 1)
            if at >= self._limit or self._text[at] == "@":
                raise BrokenEntryError(_UNCLOSED)
            at = self._field(at, escaped_count)

    def _ended(self, end: int) -> int:
        if _TRAILING.match(self._text, end, self._limit):
            raise BrokenEntryError(_ENDED_EARLY)
        return end

    def _after_key(self, at: int) -> int:
        if _NAME.match(self._text, self._between(at), self._limit):
            return at
        key = _KEY.match(self._text, at, self._limit)
        if not key:
            key = _UNENDED_KEY.match(self._text, at, self._limit)
            self.doubts.append(_("A comma is missing after its key."))
        if not key:
            raise BrokenEntryError(_KEY_UNENDED)
        self.key = key["key"]
        return key.end()

    def _field(self, at: int, escaped_count: bool) -> int:
        named = _NAME.match(self._text, at, self._limit)
        if not named:
            raise BrokenEntryError(_NO_EQUALS_SIGN)
        try:
            value, end = read_value(
                self._text, named.end(), self._limit, self._abbreviations,
                escaped_count=escaped_count,
            )  # fmt: skip
        except BrokenValueError:
            raise BrokenEntryError(_UNCLOSED) from None
        self._check_end(named["name"], at, end)
        if value.strip():
            self.fields.setdefault(named["name"].lower(), value)
        return end

    def _check_end(self, name: str, at: int, end: int) -> None:
        """Check for a comma or the end; a field on a new line may lack the comma. Raises
        `BrokenEntryError`.
        """
        after = self._between(end)
        if after >= self._limit or self._text[after] in "@})":
            return
        between = self._text[end:after]
        if "," in between:
            return
        if "\n" in between and _NAME.match(self._text, after, self._limit):
            doubt = _("A comma is missing after the value of “%(field)s”.")
            self.doubts.append(doubt % {"field": name})
            return
        raise BrokenEntryError(
            _VALUE_UNENDED % {"field": name.lower(), "line": str(self._lines.line(at))}
        )

    def _between(self, at: int) -> int:
        return _BETWEEN.match(self._text, at, self._limit).end()  # type: ignore[union-attr]  # matches nothing too
