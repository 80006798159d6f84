"""The likely language of a text, by its script; for the Latin script by CLD2.

A wrong language makes a screen reader mispronounce and lines run the wrong way, so the guess is
shown to whoever uploads the text, who can correct it.
"""

import re
import unicodedata
from collections import Counter
from importlib.util import find_spec

_LANGUAGE = re.compile(r"(?!un|xx)[a-z]{2,3}(?:-[A-Za-z]{2,4})?")
_NO_LETTERS = re.compile(r"[\W\d_]+")

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
    return _detected(start)


def _detected(text: str) -> str:
    """Return the language by CLD2; English where it is not sure."""
    code, _score = _likeliest(text)
    return code if _LANGUAGE.fullmatch(code) else "en"


def language_score(text: str) -> float:
    """Return how much a text looks like one in its likely language, 0 where that is not sure.

    Of two readings of the same bytes, the right one has the higher score.
    """
    return _likeliest(text)[1]


def _likeliest(text: str) -> tuple[str, float]:
    """Return the likely language and the score of a text by CLD2, whose tables take 5 MB."""
    if find_spec("pycld2") is None:  # there is no wheel of it for some machines
        return "", 0.0
    import pycld2  # its tables are loaded when a first text is read

    try:
        is_reliable, _, found = pycld2.detect(_NO_LETTERS.sub(" ", text))
    except pycld2.error:
        return "", 0.0
    _name, code, percent, score = found[0]
    return (str(code), percent * score) if is_reliable else ("", 0.0)


def _told_by_letters(code: str, text: str, letters: int) -> str:
    """Return the language that letters of its own tell, else `code`."""
    for other, telling in TELLING_LETTERS.get(code, ()):
        if TELLING_SHARE * sum(map(text.count, telling)) > letters:
            return other
    return code


def script_name(letter: str) -> str:
    """Return the first word of a letter's Unicode name, which names its script."""
    return unicodedata.name(letter, "").partition(" ")[0]
