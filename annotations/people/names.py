"""When two names or addresses are one, and which names nobody may take. Pure."""

import re
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


# Letters by the Latin ones that they look like in lower case (after UTS 39, confusables.txt). No
# name may mix scripts, so these are what a name in one script can imitate another's with.
_CONFUSABLE = str.maketrans(
    {
        "0": "o",
        "1": "l",
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


def folded(name: str) -> str:
    """A name as it is compared: without case, and with compatible characters made one (NFKC and
    full case folding; Unicode Standard, 3.13, D146)."""
    once = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", once).casefold()


def skeleton(name: str) -> str:
    """What two names have in common that could be taken for each other: `istanbul` and its
    spellings with a dotted capital or a dotless small i, `paul` and `pauI`, a Latin name and a
    Cyrillic one of letters that look the same. It is only compared, never shown."""
    plain = unicodedata.normalize("NFKC", name)
    # A capital I after a small letter looks like an l.
    pairs = zip(" " + plain, plain, strict=False)
    plain = "".join("l" if each == "I" and last.islower() else each for last, each in pairs)
    apart = unicodedata.normalize("NFD", folded(plain))
    dotless = re.sub(f"(?<=[ij\u0456\u0458]){_DOT_ABOVE}", "", apart)
    return unicodedata.normalize("NFC", dotless.translate(_CONFUSABLE))


def same_address(address: str) -> str:
    """An e-mail address as it is kept and looked up: in NFKC and lower case."""
    return unicodedata.normalize("NFKC", address).strip().lower()


def neat(name: str) -> str:
    """A name as it is kept: in NFKC, so that one name has one spelling."""
    return unicodedata.normalize("NFKC", name).strip()


def problem_with(name: str) -> str:
    """Why nobody may take this (neat) name to sign in with, for whoever tries; or ""."""
    problem = spelling_problem(name)
    if not problem and _letters(name) in map(_letters, RESERVED):
        problem = "This name could be taken for the site itself. Choose another."
    return problem


def _letters(name: str) -> str:
    return skeleton(name).replace("_", "").replace(".", "").replace("-", "")


def spelling_problem(name: str) -> str:
    """Why no account may have this (neat) name, not even one that speaks for the site; or ""."""
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
