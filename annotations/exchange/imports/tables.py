"""Reads annotations from a table: one with our header, or what Hypothesis exports as CSV.

Our columns, of which `body` is needed, and one that says what it is about: `quotation`, `answers`
or `paragraph`.

| column | what it holds |
|---|---|
| `id`, `answers` | a name of one's own choice, and the name of what this one answers |
| `kind` | `note`, `counterpoint` or `source`; a note if empty |
| `author`, `created` | a name, and a time as in ISO 8601 |
| `quotation`, `prefix`, `suffix` | words of the text, and what stands before and after them |
| `paragraph` | `p4` for the whole of ¶ 4, where there is no quotation |
| `body` | what it says, in Markdown |
| `attack` | of a counterpoint: `rebut`, `undermine`, `undercut` or `unclear` |
| `relation`, `citation` | of a source: `supports`, `disputes` or `context`, and the work |
| `cited_quotation`, `locator` | of a source: words of the work, and where in it they are |
| `tags` | separated by commas |
| `visibility`, `state` | only what is `seminar` and `published`, or empty, is brought in |

Others are passed over. Commas, semicolons and tabs separate; cells as `table_cells` writes them.
"""

import csv
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from annotations.exchange.table_cells import restore_cell
from annotations.web_annotation.vocabulary_terms import PREFIX

KNOWN_COLUMNS = (
    *("id", "answers", "kind", "author", "created", "quotation", "prefix", "suffix", "paragraph"),
    *("body", "attack", "relation", "citation", "cited_quotation", "locator", "tags"),
    *("visibility", "state"),
)
PLACING = {"quotation", "answers", "paragraph"}
HYPOTHESIS_COLUMNS = {"Annotation/Reply Type", "Quote", "Body", "User"}


def read_table(text: str) -> list[dict[str, Any]]:
    """Return the annotations of a table as documents. Raises ValueError with a sentence for the
    leader: another header, a row with too few or too many cells, a cell that is not closed."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(rows)]
        read = _reader_of(header)
        return [
            read({name: restore_cell(cell) for name, cell in zip(header, row, strict=True)})
            for row in rows
            if any(row)
        ]
    except csv.Error:
        words = _("Line %(line)d of the table can’t be read: a cell is not closed, or too long.")
        raise ValueError(words % {"line": rows.line_num}) from None
    except ValueError as problem:
        if not str(problem).startswith("zip()"):
            raise
        words = _("Line %(line)d of the table has more or fewer cells than its header.")
        raise ValueError(words % {"line": rows.line_num}) from None


def _reader_of(header: list[str]) -> Callable[[Mapping[str, str]], dict[str, Any]]:
    if set(header) >= HYPOTHESIS_COLUMNS:
        return _hypothesis_row
    if "body" in header and PLACING & set(header):
        return _own_row
    raise ValueError(
        _(
            "This is neither JSON nor a table with the columns that are needed: “body”, and "
            "“quotation”, “answers” or “paragraph”. Known columns: %(columns)s."
        )
        % {"columns": ", ".join(KNOWN_COLUMNS)}
    )


def _own_row(row: Mapping[str, str]) -> dict[str, Any]:
    def cell(name: str) -> str:
        return row.get(name, "").strip()

    document: dict[str, Any] = {
        "id": cell("id"),
        "creator": {"name": cell("author")},
        "created": cell("created"),
        "target": cell("answers") or {"selector": _selectors(row, cell("paragraph"))},
        "body": _bodies(row, cell("kind") == "source"),
        "tags": [tag for tag in cell("tags").split(",") if tag.strip()],
        **{f"{PREFIX}{name}": cell(name) for name in ("kind", "attack", "relation")},
        **{f"{PREFIX}{name}": cell(name) for name in ("visibility", "state")},
    }
    return {name: value for name, value in document.items() if value}


def _selectors(row: Mapping[str, str], paragraph: str) -> list[dict[str, str]]:
    if row.get("quotation", "").strip():
        quote = {"exact": row["quotation"], "prefix": row.get("prefix", "")}
        return [{"type": "TextQuoteSelector", **quote, "suffix": row.get("suffix", "")}]
    return [{"type": "FragmentSelector", "value": paragraph}] if paragraph else []


def _bodies(row: Mapping[str, str], is_source: bool) -> list[dict[str, str]]:
    bodies = []
    if is_source:
        cited = {
            f"{PREFIX}citedAs": row.get("citation") or row.get("cited_work", ""),
            f"{PREFIX}quotation": row.get("cited_quotation", ""),
            f"{PREFIX}locator": row.get("locator", "").strip(),
        }
        bodies.append({"type": "SpecificResource", "source": "", "purpose": "linking", **cited})
    if row.get("body", "").strip():
        bodies.append({"type": "TextualBody", "value": row["body"], "format": "text/markdown"})
    return bodies


def _hypothesis_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of Hypothesis's CSV, which does not say what a reply answers."""
    document: dict[str, Any] = {
        "user": row["User"].strip(),
        "created": row.get("Creation Date", "").strip(),
        "text": row["Body"],
        "tags": [tag.strip() for tag in row.get("Tags", "").split(",") if tag.strip()],
        "uri": row.get("URL", "").strip(),
    }
    if row["Annotation/Reply Type"].strip() == "Reply":
        return document | {"references": ["?"]}
    if not row["Quote"].strip():
        return document
    selector = {"type": "TextQuoteSelector", "exact": row["Quote"]}
    return document | {"target": {"source": document["uri"], "selector": [selector]}}
