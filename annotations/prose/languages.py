"""The likely language of a text, by its script and its most frequent words.

A wrong language makes a screen reader mispronounce and lines run the wrong way, so the guess is
shown to whoever uploads the text, who can correct it.
"""

import re
import unicodedata
from collections import Counter

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
# The language with the most readers among those that a script is used for.
SCRIPT_LANGUAGES = {
    "ARABIC": "ar",
    "ARMENIAN": "hy",
    "BENGALI": "bn",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "ETHIOPIC": "am",
    "GEORGIAN": "ka",
    "GREEK": "el",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "HANGUL": "ko",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KANNADA": "kn",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MALAYALAM": "ml",
    "MYANMAR": "my",
    "ORIYA": "or",
    "SINHALA": "si",
    "TAMIL": "ta",
    "TELUGU": "te",
    "THAI": "th",
    "TIBETAN": "bo",
}
# Letters that tell another language of the same script.
TELLING_LETTERS = {
    "ar": (("ur", "ٹڈڑے"), ("fa", "پچژگ")),
    "ru": (("uk", "іїєґ"), ("sr", "ђћџљњј")),
    "zh": (("ja", "のはをにがでとた"),),
}
TELLING_SHARE = 100  # one such letter in so many
EXAMINED_LENGTH = 5_000  # code points; more does not improve the guess


def guess_language(text: str) -> str:
    """Return the BCP 47 tag of the likely language of `text`; English where nothing tells."""
    start = text[:EXAMINED_LENGTH]
    letters = [letter for letter in start if letter.isalpha()]
    scripts = Counter(script_name(letter) for letter in letters)
    script, number = scripts.most_common(1)[0] if scripts else ("", 0)
    if script in SCRIPT_LANGUAGES and 2 * number > len(letters):
        return _told_by_letters(SCRIPT_LANGUAGES[script], start, number)
    words = re.findall(r"\w+", start.lower())
    return max(FREQUENT_WORDS, key=lambda code: sum(word in FREQUENT_WORDS[code] for word in words))


def _told_by_letters(code: str, text: str, letters: int) -> str:
    """Return the language that letters of its own tell, else `code`."""
    for other, telling in TELLING_LETTERS.get(code, ()):
        if TELLING_SHARE * sum(map(text.count, telling)) > letters:
            return other
    return code


def script_name(letter: str) -> str:
    """Return the first word of a letter's Unicode name, which names its script."""
    return unicodedata.name(letter, "").partition(" ")[0]
