"""Unicode and the tags of CSL, encoded in LaTeX that our decoder reads back unchanged."""

import re

_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "$": r"\$",
    "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}", "\u00a0": "~", "“": "``", "”": "''", "–": "--", "—": "---",
    "`": r"{`}", "¿": "¿", "¡": "¡",
}  # fmt: skip
_LIGATURE = r"[-–—](?=[-–—])|'(?=['”])|[?!](?=“)"
"""Signs that TeX would join with the next one, written as "--" or "''" or "``"."""
_ESCAPED = re.compile(f"(?P<joins>{_LIGATURE})|[{re.escape(''.join(_ESCAPES))}]")
_TAG = re.compile(
    r"<(?P<name>i|b|sup|sub)>|</(?P<end>i|b|sup|sub)>"
    r"|(?P<caps><span style=\"font-variant: ?small-caps;?\">)|(?P<case><span class=\"nocase\">)"
    r"|(?P<span></span>)"
)
_COMMANDS = {"i": r"\textit{", "b": r"\textbf{", "sup": r"\textsuperscript{",
             "sub": r"\textsubscript{"}  # fmt: skip
_WORD = re.compile(r"[^\W_][\w’'\-.]*")


def encode_latex(text: str, protect: bool = False) -> str:
    """Return the text with balanced tags as commands and every special character escaped.

    Args:
        protect: put braces around words with capitals inside, which BibTeX's styles would otherwise
            turn into lower case.
    """
    text = re.sub(r"[ \t\n\r\f\v]+", " ", text).strip(" ")
    out, at = [], 0
    for start, end, command in _commands(text):
        out += [_plain(text[at:start], protect), command]
        at = end
    return "".join([*out, _plain(text[at:], protect)])


def escape_latex(text: str) -> str:
    """Return the text with every character escaped that is special in LaTeX."""
    return _ESCAPED.sub(_escape, text)


def _escape(sign: re.Match[str]) -> str:
    written = _ESCAPES.get(sign[0], sign[0])
    return f"{written}{{}}" if sign["joins"] else written


def _plain(text: str, protect: bool) -> str:
    if not protect:
        return escape_latex(text)
    out, at = [], 0
    for word in _WORD.finditer(text):
        if any(letter.isupper() for letter in word[0][1:]):
            out += [escape_latex(text[at : word.start()]), f"{{{escape_latex(word[0])}}}"]
            at = word.end()
    return "".join([*out, escape_latex(text[at:])])


def _commands(text: str) -> list[tuple[int, int, str]]:
    """Return where properly nested tags stand, and the LaTeX for each; other tags
    are plain text.
    """
    waiting: list[tuple[str, re.Match[str]]] = []
    commands = []
    for tag in _TAG.finditer(text):
        name = tag["name"] or tag["end"] or "span"
        if tag["end"] or tag["span"]:
            if waiting and waiting[-1][0] == name:
                opening = waiting.pop()[1]
                commands.append((opening.start(), opening.end(), _opening(opening)))
                commands.append((tag.start(), tag.end(), "}"))
        else:
            waiting.append((name, tag))
    return sorted(commands)


def _opening(tag: re.Match[str]) -> str:
    if tag["caps"]:
        return r"\textsc{"
    return "{" if tag["case"] else _COMMANDS[tag["name"]]
