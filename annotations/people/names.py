"""Comparing user names and e-mail addresses, and deciding which names nobody may take.

No function here makes a query.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

from annotations.prose.normalising import UnreadableText, normalise_line

LONGEST_NAME = 40
# Names that could be taken for the site itself, or that a page already uses for something.
RESERVED = frozenset(
    {
        "admin",
        "administrator",
        "counterpoint",
        "everyone",
        "formermember",
        "leader",
        "me",
        "moderator",
        "nobody",
        "root",
        "seminar",
        "staff",
        "support",
        "system",
    }
)
# Scripts that one word may mix (UTS 39, 5.2 "Highly Restrictive").
COMPATIBLE_SCRIPTS = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)


# Letters and the Latin ones that they look like in lower case (after UTS 39, confusables.txt). No
# name may mix scripts, so only a name of nothing but these can imitate a Latin one.
_CONFUSABLE = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "\u2018": "'",  # left single quotation mark
        "\u2019": "'",  # right single quotation mark
        "\u02bc": "'",  # modifier letter apostrophe
        "\u0131": "i",  # latin small letter dotless i
        "\u0237": "j",  # latin small letter dotless j
        "\u0430": "a",  # cyrillic small letter a
        "\u0435": "e",  # cyrillic small letter ie
        "\u043e": "o",  # cyrillic small letter o
        "\u0440": "p",  # cyrillic small letter er
        "\u0441": "c",  # cyrillic small letter es
        "\u0443": "y",  # cyrillic small letter u
        "\u0445": "x",  # cyrillic small letter ha
        "\u0456": "i",  # cyrillic small letter byelorussian-ukrainian i
        "\u0458": "j",  # cyrillic small letter je
        "\u0455": "s",  # cyrillic small letter dze
        "\u04bb": "h",  # cyrillic small letter shha
        "\u0501": "d",  # cyrillic small letter komi de
        "\u051b": "q",  # cyrillic small letter qa
        "\u051d": "w",  # cyrillic small letter we
        "\u0475": "v",  # cyrillic small letter izhitsa
        "\u03b1": "a",  # greek small letter alpha
        "\u03b9": "i",  # greek small letter iota
        "\u03bd": "v",  # greek small letter nu
        "\u03bf": "o",  # greek small letter omicron
        "\u03c1": "p",  # greek small letter rho
        "\u03c5": "u",  # greek small letter upsilon
        "\u03c7": "x",  # greek small letter chi
        "\u03b3": "y",  # greek small letter gamma
    }
)
_DOT_ABOVE = "\N{COMBINING DOT ABOVE}"


def fold_name(name: str) -> str:
    """Return the form in which names are compared: equal forms mean the same name.

    Applies NFKC and full case folding, twice (Unicode Standard, 3.13, D146).
    """
    once = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", once).casefold()


def skeleton(name: str) -> str:
    """Return a form that is equal for names that could be taken for each other.

    Such are `istanbul` and its spellings with a dotted capital or a dotless small i, `paul` and
    `pauI`, a Latin name and a Cyrillic one of letters that look the same. The form is only
    compared, never shown.
    """
    plain = unicodedata.normalize("NFKC", name)
    # A capital I after a small letter looks like an l.
    pairs = zip(" " + plain, plain, strict=False)
    plain = "".join("l" if each == "I" and last.islower() else each for last, each in pairs)
    apart = unicodedata.normalize("NFD", fold_name(plain))
    dotless = re.sub(f"(?<=[ij\u0456\u0458]){_DOT_ABOVE}", "", apart)
    return unicodedata.normalize("NFC", dotless.translate(_CONFUSABLE))


def normalize_address(address: str) -> str:
    """Return the form in which an e-mail address is stored and looked up: NFKC, lower case."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def normalize_name(name: str) -> str:
    """Return the form in which a name is stored: NFKC, without surrounding white space, and with
    one space between its words."""
    return re.sub(" +", " ", unicodedata.normalize("NFKC", name)).strip()


def username_problem(name: str) -> str:
    """Return why nobody may sign up under this name, as a sentence; "" if the name is allowed.

    `name` has been through `normalize_name`. Whether it is taken is not checked here.
    """
    problem = spelling_problem(name)
    if not problem and _letters(name) in map(_letters, RESERVED):
        problem = _("This name could be taken for the site itself. Choose another.")
    return problem


def _letters(name: str) -> str:
    return re.sub("[-_. '·]", "", skeleton(name))


def spelling_problem(name: str) -> str:
    """Return why no account may have this name, not even a superuser's; "" if it is allowed.

    `name` has been through `normalize_name`.
    """
    try:
        hidden = normalise_line(name) != name
    except UnreadableText:
        hidden = True
    if hidden:
        return _("This name has characters that can’t be seen. Type it again without them.")
    if "@" in name:
        return _("Choose a name, not an e-mail address: others will see it.")
    if len(name) > LONGEST_NAME:
        return _("At most %(limit_value)s characters, please.") % {"limit_value": LONGEST_NAME}
    if not scripts_of(name) or mixes_scripts(name):
        return _("Use letters of one script, so that nobody takes it for another name.")
    return ""


def scripts_of(name: str) -> set[str]:
    """Return the scripts of the letters and digits: the first words of their Unicode names."""
    return {
        unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
        for character in name
        if unicodedata.category(character)[0] in "LN"
    }


def mixes_scripts(name: str) -> bool:
    """True if the name mixes scripts as look-alikes do: a Cyrillic а in a Latin name."""
    scripts = scripts_of(name) - {"DIGIT"}
    return len(scripts) > 1 and not any(scripts <= mixture for mixture in COMPATIBLE_SCRIPTS)
