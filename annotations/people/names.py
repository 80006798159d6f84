"""When two names are one, and which names nobody may take. Pure."""

import unicodedata

from annotations.prose.normalising import UnreadableText, normalise_line

LONGEST_NAME = 40
# Names that speak for the site, or that a page already uses for something.
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
TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)


def folded(name: str) -> str:
    """A name as it is compared: without case, and with compatible characters made one (NFKC and
    full case folding; Unicode Standard, 3.13, D146)."""
    once = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", once).casefold()


def neat(name: str) -> str:
    """A name as it is kept: in NFKC, so that one name has one spelling."""
    return unicodedata.normalize("NFKC", name).strip()


def problem_with(name: str) -> str:
    """Why nobody may take this (neat) name to sign in with, for whoever tries; or ""."""
    try:
        hidden = normalise_line(name) != name
    except UnreadableText:
        hidden = True
    if hidden:
        return "This name has characters that can’t be seen. Type it again without them."
    if "@" in name:
        return "Choose a name, not an e-mail address: others will see it."
    if len(name) > LONGEST_NAME:
        return f"At most {LONGEST_NAME} characters, please."
    if not scripts_of(name) or mixes_scripts(name):
        return "Use letters of one script, so that nobody takes it for another name."
    if folded(name).replace("_", "").replace(".", "").replace("-", "") in RESERVED:
        return "This name could be taken for the site itself. Choose another."
    return ""


def scripts_of(name: str) -> set[str]:
    """The scripts of its letters and digits, by the first word of their Unicode names."""
    return {
        unicodedata.name(character, "UNKNOWN").split()[0].split("-")[0]
        for character in name
        if unicodedata.category(character)[0] in "LN"
    }


def mixes_scripts(name: str) -> bool:
    """It mixes scripts, as look-alikes do: a Cyrillic а in a Latin name."""
    scripts = scripts_of(name) - {"DIGIT"}
    return len(scripts) > 1 and not any(scripts <= mixture for mixture in TOGETHER)
