"""Tables for spreadsheets: the encodings that they read, and cells that none takes for a formula.

A cell that a spreadsheet would calculate gets an apostrophe in front (OWASP, CSV injection);
`restore_cell` takes it away again when a table comes back.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")


class TableEncoding(NamedTuple):
    """How a table is written: its label, delimiter, encoding, and what the file begins with."""

    label: Promise
    delimiter: str
    encoding: str
    begins: str = ""

    @property
    def extension(self) -> str:
        """The ending of the file's name."""
        return "tsv" if self.delimiter == "\t" else "csv"


TABLE_ENCODINGS = {
    "utf-8": TableEncoding(_("UTF-8 and commas, for programs"), ",", "utf-8"),
    "utf-8-bom": TableEncoding(_("UTF-8 with its mark, for Excel"), ",", "utf-8", "\ufeff"),
    "semicolon": TableEncoding(
        _("UTF-8 and semicolons, for Excel where commas are decimal signs"), ";", "utf-8", "\ufeff"
    ),
    "utf-16": TableEncoding(
        _("UTF-16 and tabs, for older spreadsheets"), "\t", "utf-16-le", "\ufeff"
    ),
}


def neutralise_cell(value: object) -> str:
    """Return a value as text that no spreadsheet calculates."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def restore_cell(text: str) -> str:
    """Return what `neutralise_cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


class _Line:
    """Where a csv writer writes: it keeps the last line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def table_parts(
    header: Sequence[str], rows: Iterable[Sequence[object]], encoding: TableEncoding
) -> Iterator[str]:
    """Yield a table line by line, as RFC 4180 has it, with all cells neutralised and quoted: in a
    spreadsheet that takes another delimiter, an unquoted cell could end, and a formula begin, at
    one within it."""
    line = _Line()
    writer = csv.writer(line, delimiter=encoding.delimiter, quoting=csv.QUOTE_ALL)
    yield encoding.begins
    writer.writerow(header)
    yield line.text
    for row in rows:
        writer.writerow([neutralise_cell(value) for value in row])
        yield line.text
