"""How a place in a text is said, on every page alike."""


def paragraph_label(number: int, last: int | None = None) -> str:
    """“¶ 4”, or “¶ 4–6”, with a space between sign and number at which no line ends."""
    return f"¶\u00a0{number}" if last is None else f"¶\u00a0{number}–{last}"
