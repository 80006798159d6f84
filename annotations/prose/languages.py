"""Which language a text is likely to be in, where nobody said: its script and its small words tell.

A wrong guess makes a screen reader mispronounce and lines run the wrong way, so the guess is shown
to whoever brings the text in, to be corrected.
"""

import re
import unicodedata

# The most frequent words of a language that are rare in the others here.
SMALL_WORDS = {
    "en": "the of and to that is was for with this",
    "de": "der die und das ist nicht den dem ein mit",
    "fr": "le les des est et une dans que qui pour",
    "es": "el los las del y una por con para como",
    "it": "il di che è per una della gli non sono",
    "pt": "o os do da em uma não para com mais",
    "nl": "het een van en dat niet zijn voor op de",
}
COUNTED = {code: frozenset(words.split()) for code, words in SMALL_WORDS.items()}
SCRIPTS = {"ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru", "GREEK": "el", "HANGUL": "ko"}
LOOKED_AT = 5_000  # code points; more says nothing new


def likely_language(text: str) -> str:
    """The BCP 47 tag of the likely language of `text`; English where nothing tells."""
    start = text[:LOOKED_AT]
    letters = [letter for letter in start if letter.isalpha()]
    for script, code in SCRIPTS.items():
        if 2 * sum(script_of(letter) == script for letter in letters) > len(letters):
            return code
    words = re.findall(r"\w+", start.lower())
    return max(COUNTED, key=lambda code: sum(word in COUNTED[code] for word in words))


def script_of(letter: str) -> str:
    """The first word of a letter's Unicode name, which is that of its script."""
    return unicodedata.name(letter, "").partition(" ")[0]
