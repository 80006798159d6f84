"""Pseudo-translation: English that shows at a glance what is not translated or has no room.

The method is that of the pseudo-locales `en-XA` and `ar-XB` (Unicode CLDR, "Pseudo-locales"):
each letter gets an accent, the text grows by 40 per cent, and placeholders and markup stay.
"""

import re

ACCENTED = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž",
)
# A placeholder of Python (%(name)s, %s, {name}), markup, or an entity.
UNTRANSLATED = re.compile(r"%(?:\(\w+\))?[sd]|%%|\{\w*\}|<[^<>]*>|&#?\w+;")
GROWTH = 0.4
# Written before each message of the language from right to left: what stands first in a text tells
# a browser its direction.
RIGHT_TO_LEFT_MARK = "\u200f"


def pseudo_translation(text: str, *, right_to_left: bool = False) -> str:
    """Return the text with accents on its letters, longer by 40 per cent, between brackets.

    Placeholders, tags and entities are unchanged. White space at both ends stays outside.
    """
    words = text.strip()
    if not words:
        return text
    start = text.index(words[0])
    placeholders = list(UNTRANSLATED.finditer(words))
    parts, position = [], 0
    for placeholder in placeholders:
        parts += [words[position : placeholder.start()].translate(ACCENTED), placeholder[0]]
        position = placeholder.end()
    parts.append(words[position:].translate(ACCENTED))
    letters = len(words) - sum(len(placeholder[0]) for placeholder in placeholders)
    padding = "·" * max(1, round(letters * GROWTH))
    mark = RIGHT_TO_LEFT_MARK if right_to_left else ""
    return f"{text[:start]}{mark}⟦{''.join(parts)}{padding}⟧{text[start + len(words) :]}"
