"""The form in which words are compared when accents and case make no difference."""

import unicodedata


def fold_accents(text: str) -> str:
    """Return the text without case, combining marks and compatibility forms (NFKD, casefold)."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
