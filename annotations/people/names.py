"""Comparing user names, and deciding which names nobody may take. Pure."""

import unicodedata

from annotations.prose.cleaning import Unreadable, tidy_line

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


def fold_name(name: str) -> str:
    """Return the form in which names are compared: equal forms mean the same name.

    Applies NFKC and full case folding, twice (Unicode Standard, 3.13, D146).
    """
    once = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", once).casefold()


def normalize_name(name: str) -> str:
    """Return the form in which a name is stored: NFKC, without surrounding white space."""
    return unicodedata.normalize("NFKC", name).strip()


def username_problem(name: str) -> str:
    """Return why nobody may sign up under this name, as a sentence; "" if the name is allowed.

    `name` has been through `normalize_name`. Whether it is taken is not checked here.
    """
    try:
        hidden = tidy_line(name) != name
    except Unreadable:
        hidden = True
    if hidden:
        return "This name has characters that can’t be seen. Type it again without them."
    if "@" in name:
        return "Choose a name, not an e-mail address: others will see it."
    if len(name) > LONGEST_NAME:
        return f"At most {LONGEST_NAME} characters, please."
    if not scripts_of(name) or mixes_scripts(name):
        return "Use letters of one script, so that nobody takes it for another name."
    if fold_name(name).replace("_", "").replace(".", "").replace("-", "") in RESERVED:
        return "This name could be taken for the site itself. Choose another."
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
