"""The cells of a table, out of its text and spans."""

from collections.abc import Sequence

from annotations.prose.markup.text_writer import MarkupSpan


def table_rows(text: str, spans: Sequence[MarkupSpan]) -> list[list[str]]:
    """Return the texts of the cells by row, heads first; cells without text are empty strings.

    A cell that spans several columns has an empty string for each further one.
    """
    rows: list[list[str]] = []
    rest = 0
    for span in spans:
        attributes = dict(span.attributes)
        if span.tag == "tr":
            if rows:
                rows[-1] += [""] * rest
            rows.append([])
            rest = int(attributes.get("rest") or 0)
        elif span.tag in {"td", "th"} and rows:
            rows[-1] += [""] * int(attributes.get("skip") or 0)
            rows[-1].append(text[span.start : span.end])
            rows[-1] += [""] * (int(attributes.get("colspan") or 1) - 1)
    if rows:
        rows[-1] += [""] * rest
    return rows
