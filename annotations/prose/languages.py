"""The likely language of a text, by its script and its most frequent words.

A wrong language makes a screen reader mispronounce and lines run the wrong way, so the guess is
shown to whoever uploads the text, who can correct it.
"""

import re
import unicodedata

# The most frequent words of each language, without those that are frequent in another one here.
FREQUENT_WORD_LISTS = {
    "en": "the of and to that is was for with this",
    "de": "der die und das ist nicht den dem ein mit",
    "fr": "le les des est et une dans que qui pour",
    "es": "el los las del y una por con para como",
    "it": "il di che è per una della gli non sono",
    "pt": "o os do da em uma não para com mais",
    "nl": "het een van en dat niet zijn voor op de",
}
FREQUENT_WORDS = {code: frozenset(words.split()) for code, words in FREQUENT_WORD_LISTS.items()}
SCRIPT_LANGUAGES = {"ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru", "GREEK": "el", "HANGUL": "ko"}
EXAMINED_LENGTH = 5_000  # code points; more does not improve the guess


def guess_language(text: str) -> str:
    """Return the BCP 47 tag of the likely language of `text`; English where nothing tells."""
    start = text[:EXAMINED_LENGTH]
    letters = [letter for letter in start if letter.isalpha()]
    for script, code in SCRIPT_LANGUAGES.items():
        if 2 * sum(script_name(letter) == script for letter in letters) > len(letters):
            return code
    words = re.findall(r"\w+", start.lower())
    return max(FREQUENT_WORDS, key=lambda code: sum(word in FREQUENT_WORDS[code] for word in words))


def script_name(letter: str) -> str:
    """Return the first word of a letter's Unicode name, which names its script."""
    return unicodedata.name(letter, "").partition(" ")[0]
