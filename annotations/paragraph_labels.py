"""The label of a paragraph, the same on every page."""


def paragraph_label(number: int, last: int | None = None) -> str:
    """Return “¶ 4”, or “¶ 4–6”, with a no-break space between sign and number."""
    return f"¶\u00a0{number}" if last is None else f"¶\u00a0{number}–{last}"
