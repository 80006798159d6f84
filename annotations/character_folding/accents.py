"""The form in which words are compared: accents, case and what nobody sees make no difference."""

import unicodedata

from annotations.character_folding.invisible_characters import without_invisible


def fold_accents(text: str) -> str:
    """Return what can be seen of the text without case, combining marks and compatibility forms.

    That is NFKD and full case folding.
    """
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", without_invisible(text)).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
