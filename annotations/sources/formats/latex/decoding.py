"""LaTeX in bibliographies, decoded to Unicode.

Accents, symbols and quotation marks become characters; italics, bold, superscripts, subscripts and
small capitals become the tags that CSL allows; braces that protect capitals are removed, since our
titles keep their capitals. Reading takes one pass, whatever the nesting; commands nested deeper
than twenty levels are ignored.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from pylatexenc.latex2text import get_default_latex_context_db

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]+)\*?[ \t\n]*|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])"
    r"|(?P<script>[\^_])|(?P<text>---?|``|''|\?`|!`|~|[^\\{}^_~`'\-?!]+|.)",
    re.DOTALL,
)
_MATH = re.compile(
    r"(?<!\\)\$\$?((?:[^$\\]|\\.)*+)\$\$?(?P<next>\d?)|\\\((?P<inline>(?:[^\\]|\\[^()])*+)\\\)",
    re.DOTALL,
)
_LOOKS_LIKE_MATH = re.compile(r"[\\^_{}=<>+*/]|^\s*\S\s*$")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_TABBING = re.compile(r"\\a(?=[`'=])")
"""Before the accents that mean something else where columns are set."""
_ADDRESS = re.compile(r"\\url\s*\{[^{}]*\}")
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331", "G": "\u030f", "U": "\u030e", "h": "\u0309",
    "hat": "\u0302", "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
    "tilde": "\u0303", "bar": "\u0304", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "mathring": "\u030a", "overline": "\u0305", "ocirc": "\u030a", "polhk": "\u0328", "t": "\u0361",
    "textcommabelow": "\u0326", "textsubdot": "\u0323",
}  # fmt: skip
_TAGS = {
    "emph": "i", "textit": "i", "textsl": "i", "mkbibemph": "i", "mathit": "i", "em": "i",
    "it": "i", "itshape": "i", "sl": "i", "slshape": "i",
    "textbf": "b", "mkbibbold": "b", "mathbf": "b", "bf": "b", "bfseries": "b",
    "textsuperscript": "sup", "mkbibsuperscript": "sup", "textsubscript": "sub",
    "mkbibsubscript": "sub", "sp": "sup", "sb": "sub", "textsc": "sc", "sc": "sc", "scshape": "sc",
}  # fmt: skip
_SWITCHES = frozenset("em it itshape sl slshape bf bfseries sc scshape".split())
_DROPPED = frozenset(
    "begin end noopsort href hspace vspace cite citep citet label footnote phantom hphantom "
    "vphantom".split()
)
_SYMBOLS = {
    "i": "ı", "j": "ȷ", "textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^",
    "textbraceleft": "{", "textbraceright": "}", "textquotedbl": '"', "textless": "<",
    "textgreater": ">", "textbar": "|", "textendash": "–", "textemdash": "—", "slash": "/",
    "relax": "", "protect": "", "bibinfo": "", "par": " ", "quad": " ", "qquad": " ",
    "newline": " ", "space": " ", "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX",
    "textdollar": "$", "textunderscore": "_", "textquotesingle": "'", "hyphen": "-",
    "bibrangedash": "–", "bibdash": "—", "left": "", "right": "", "displaystyle": "",
    "ldots": "…", "dots": "…", "textellipsis": "…", "guillemotleft": "«", "guillemotright": "»",
    "cdot": "·", "cyrchar": "", "ne": "≠", "th": "þ", "TH": "Þ", "dh": "ð", "DH": "Ð",
    "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "textperiodcentered": "·",
    "addsemicolon": ";", "addcomma": ",", "addcolon": ":", "adddot": ".", "addspace": " ",
    "psq": "f.", "psqq": "ff.", "cprime": "ʹ", "mid": "|", "textdoublebarpipe": "ǂ",
    "textinterrobangdown": "⸘",
}  # fmt: skip
_SIGNS = {" ": " ", "\n": " ", "\t": " ", "\\": " ", ",": " ", ";": " ", ":": " ", "-": "", "/": "",
          "@": "", "!": "", "(": "", ")": "", "[": "", "]": ""}  # fmt: skip
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "?`": "¿", "!`": "¡", "~": "\u00a0"}
_DEEPEST = 20
"""How many commands may wrap a text; more would make reading slow."""
_OPEN = {"sc": '<span style="font-variant:small-caps;">'}
_CLOSE = {"sc": "</span>"}

type _Wrap = Callable[[str], str]


def decode_latex(source: str) -> str:
    """Return the text with the tags that CSL allows, on one line."""
    text = _ADDRESS.sub(lambda each: each[0].replace("~", r"\~{}"), source)
    text = _FRACTION.sub(r"{\1}/{\2}", _TABBING.sub(r"\\", text))
    text = _MATH.sub(_unmath, text)
    return re.sub(r"[ \t\n\r\f\v]+", " ", _Reading(text).result()).strip(" ")


def decode_verbatim(source: str) -> str:
    """Return an address or identifier, in which only escapes and braces are LaTeX."""
    source = re.sub(r"\\textbackslash\b(?:\{\})?", r"\\\\", source)
    text = re.sub(r"\\url\s*(?=\{)|\$?\\(?:sim|textasciitilde)\b(?:\{\})?\$?", _tilde, source)
    text = re.sub(r"\\([_%&#$~{}\\])|[{}]", lambda each: each[1] or "", text)
    return re.sub(r"\s+", " ", text).strip()


def _tilde(command: re.Match[str]) -> str:
    return "" if "url" in command[0] else "~"


def _unmath(math: re.Match[str]) -> str:
    """Return a formula without its dollars and with its scripts; "$5 and $6" is money."""
    formula = math[1] or math["inline"] or ""
    one_word = not re.search(r"\s", formula) and not math["next"]
    if math["inline"] is None and not one_word and not _LOOKS_LIKE_MATH.search(formula):
        return math[0]
    scripted = re.sub(r"(?<!\\)\^", r"\\textsuperscript ", formula)
    # Braces, or "k$\cdot$p" would become the command "\cdotp".
    return re.sub(r"(?<!\\)_", r"\\textsubscript ", scripted) + "{}" + (math["next"] or "")


class _Group(NamedTuple):
    """Where a group began in the output, and what wraps it at its end.

    A group that a command such as \\em `switched` on ends with the braces around it.
    """

    start: int
    wraps: list[_Wrap]
    switched: bool = False


class _Reading:
    """One pass over the tokens, with a stack of open groups."""

    def __init__(self, text: str) -> None:
        self._out: list[str] = []
        self._groups: list[_Group] = []
        self._next: list[_Wrap] = []  # what the next group or character is wrapped in
        self._wrapping = 0  # how many of the open groups wrap what is in them
        for token in _TOKEN.finditer(text):
            self._read(token)

    def result(self) -> str:
        while self._groups:
            self._close()
        return "".join(self._out)

    def _read(self, token: re.Match[str]) -> None:
        kind, text = token.lastgroup, token[0]
        if kind == "word":
            self._command(token["word"], text)
        elif kind == "sign":
            self._sign(token["sign"])
        elif text == "{":
            self._open(self._next)
            self._next = []
        elif text == "}":
            self._close()
        else:
            self._write(_LIGATURES.get(text, text))

    def _command(self, word: str, raw: str) -> None:
        if word in _ACCENTS:
            self._wrap_next(_accent(_ACCENTS[word]))
        elif word in _SWITCHES:
            self._open([_tag(_TAGS[word])], switched=True)
        elif word in _TAGS:
            self._wrap_next(_tag(_TAGS[word]))
        elif word in _DROPPED:
            self._next = [_nothing]
        elif word in ("enquote", "mkbibquote"):
            self._wrap_next(_quote)
        else:
            symbol = _symbol(word)
            if symbol is not None:
                # TeX swallows the space after a command, so "\ss en" is "ßen".
                self._write(symbol)

    def _sign(self, sign: str) -> None:
        if sign in _ACCENTS:
            self._wrap_next(_accent(_ACCENTS[sign]))
        else:
            self._write(_SIGNS.get(sign, sign))

    def _wrap_next(self, wrap: _Wrap) -> None:
        """Wrap the next group or character; the last command wraps first."""
        self._next = [wrap, *self._next[: _DEEPEST - 1]]

    def _open(self, wraps: list[_Wrap], *, switched: bool = False) -> None:
        wraps = wraps if self._wrapping < _DEEPEST else []
        self._wrapping += bool(wraps)
        self._groups.append(_Group(len(self._out), wraps, switched))

    def _write(self, text: str) -> None:
        if self._next and text.strip():
            text = text.lstrip()
            text = _wrapped(text[0], self._next) + text[1:]
            self._next = []
        self._out.append(text)

    def _close(self) -> None:
        """End the innermost group in braces, and what was switched on in it."""
        while self._groups:
            group = self._groups.pop()
            self._wrapping -= bool(group.wraps)
            if group.wraps or self._next:
                inner = "".join(self._out[group.start :])
                del self._out[group.start :]
                self._out.append(_wrapped(inner + _wrapped("", self._next), group.wraps))
                self._next = []
            if not group.switched:
                return


def _wrapped(text: str, wraps: list[_Wrap]) -> str:
    for wrap in wraps:
        text = wrap(text)
    return text


@cache
def _accent(mark: str) -> _Wrap:
    def accented(text: str) -> str:
        first = {"ı": "i", "ȷ": "j"}.get(text[:1], text[:1])
        if not first:  # \~{} is the character alone, as in addresses.
            return {"\u0303": "~", "\u0302": "^"}.get(mark, "")
        return unicodedata.normalize("NFC", first + mark) + text[1:]

    return accented


@cache
def _tag(name: str) -> _Wrap:
    opening, closing = _OPEN.get(name, f"<{name}>"), _CLOSE.get(name, f"</{name}>")
    return lambda text: f"{opening}{text}{closing}" if text else ""


def _quote(text: str) -> str:
    return f"“{text}”"


def _nothing(text: str) -> str:
    return ""


@cache
def _symbol(word: str) -> str | None:
    """Return the character a command stands for, or None for a command that only formats."""
    if word in _SYMBOLS:
        return _SYMBOLS[word]
    spec = _KNOWN.get_macro_spec(word)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and "%" not in text else None


_KNOWN = get_default_latex_context_db()
