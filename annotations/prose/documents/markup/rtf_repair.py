r"""RTF rewritten so that pandoc reads it as a word processor shows it.

pandoc takes every byte for Windows-1252: letters of other code pages become `\u`, which says what
they are, in a group of its own without what stands for it, for which pandoc takes words. A table in
a cell would be lost: its cells become paragraphs of that cell. The written number of a paragraph is
left out where the table of lists makes it an item, and kept where not. Binary data are removed,
braces balanced, and hidden words, which pandoc passes over, reported. Left out are the definition
of a list outside of the table of lists, and the name of the program, which pandoc would show.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pandoc.wide_letters import without_wide_letters

_TOKEN = re.compile(
    r"\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?"
    r"|\\(?P<sign>[^a-zA-Z])|(?P<brace>[{}])|(?P<line>[\r\n]+)|(?P<strange>[\x80-\xff]+)"
    r"|(?P<text>[^\\{}\r\n\x80-\xff]+)|(?P<end>\\)",
    re.DOTALL,
)
_CODE_PAGES: Mapping[str, str] = {
    "0": "cp1252", "77": "mac_roman", "128": "cp932", "129": "cp949", "130": "johab",
    "134": "gb18030", "136": "cp950", "161": "cp1253", "162": "cp1254", "163": "cp1258",
    "177": "cp1255", "178": "cp1256", "186": "cp1257", "204": "cp1251", "222": "cp874",
    "238": "cp1250", "255": "cp437",
}  # fmt: skip
# The shape of a table in a cell, and what stands for it where no such tables are read.
_DROPPED = frozenset({"nesttableprops", "nonesttables", "generator"})
# Groups of which no words are read.
_UNREAD = frozenset(
    "fonttbl stylesheet info pict colortbl fldinst listtable listoverridetable generator".split()
)
# Groups whose words no page shows as its text, and what is said of them.
_TOLD: Mapping[str, str] = {
    **dict.fromkeys("header headerl headerr headerf footer footerl footerr footerf".split(),
                    "running head"),
    **dict.fromkeys("subject keywords doccomm category company manager operator".split(),
                    "metadata"),
    **dict.fromkeys("annotation atnauthor".split(), "comment"),
}  # fmt: skip
# What of the rest of a paragraph tells whether it is an item of a list.
_PARAGRAPH = re.compile(r"\\(?:(?P<end>par)|(?P<plain>pard)|(?P<list>ls)\d+)(?![a-z])")
_WESTERN = frozenset({"cp1252", ""})
_MAX_DEPTH = 500


@dataclass(slots=True)
class _Group:
    """What holds in a group: its font, its code page, and how long what stands for a `\\u` is."""

    code_page: str
    fallback: int = 1
    hidden: bool = False
    is_font_table: bool = False
    is_stylesheet: bool = False
    is_unread: bool = False
    told: int | None = None  # the index of what is said of its words, which no page shows
    is_dropped: bool = False
    is_number: bool = False  # that of a paragraph
    is_item: bool = False
    begin: int = 0  # where in the output it begins


@dataclass(slots=True)
class _Rewriter:
    default: str = "cp1252"
    fonts: dict[str, str] = field(default_factory=dict)
    font: str = ""
    groups: list[_Group] = field(default_factory=list)
    waiting: bytes = b""  # bytes of one code page, to be decoded together
    units: list[int] = field(default_factory=list)  # of UTF-16, the halves of a letter together
    has_lists: bool = False
    number: int | None = None  # where that of a paragraph began, whose words are still to come
    is_in_table: bool = False
    is_in_cell: bool = False  # in which words were written
    to_pass: int = 0  # how much of what stands for a `\u` is still to come
    out: list[str] = field(default_factory=list)
    told: list[tuple[str, list[str]]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    @property
    def group(self) -> _Group:
        return self.groups[-1]

    def flush(self) -> None:
        """Write the waiting letters: as bytes in Windows-1252, else as `\\u`."""
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        if not self.waiting:
            return
        page, self.waiting, content = self.group.code_page, b"", self.waiting
        text = content.decode(page or "cp1252", errors="replace")
        if page in _WESTERN or self.group.is_font_table:
            self._write(text, "".join(f"\\'{byte:02x}" for byte in content))
        else:
            self._write(text, _unicode_group(text))

    def _flush_units(self) -> None:
        if self.units:
            units, self.units = self.units, []
            content = b"".join(unit.to_bytes(2, "little") for unit in units)
            text = content.decode("utf-16-le", errors="replace")
            self._write(text, _unicode_group(text))

    def _write(self, text: str, written: str) -> None:
        """Write letters in RTF; notes which group they are words of."""
        group = self.group
        if group.told is not None:
            self.told[group.told][1].append(text)
        if group.is_stylesheet and not text.isascii():
            return  # pandoc would read the name of a style behind such a letter as text
        if text.strip() and not group.is_unread:
            self.number = None
            self.is_in_cell = self.is_in_table
            if group.hidden:
                self.hidden.append(text)
        self.out.append(written)

    def strange(self, content: bytes) -> None:
        """Take bytes that stand for letters."""
        passed = min(self.to_pass, len(content))
        self.to_pass -= passed
        if content[passed:]:
            self._flush_units()
            self.waiting += content[passed:]

    def text(self, text: str) -> None:
        """Take plain letters; the first may be the second half of a letter of two bytes."""
        if self.waiting and _is_open(self.waiting, self.group.code_page):
            self.waiting += text[:1].encode("latin-1")
            text = text[1:]
        passed = min(self.to_pass, len(text))
        self.to_pass -= passed
        if text[passed:]:
            self.flush()
            self._write(text[passed:], text[passed:])

    def word(self, name: str, number: str, written: str) -> None:
        """Take a control word."""
        if name == "u":
            self._flush_bytes()
            self.units.append(int(number or 0) % 65536)
            self.to_pass = self.group.fallback
            return
        self.flush()
        if name in {"bin", "htmlrtf", "nestrow"} or (name == "rtf" and len(self.groups) > 1):
            return
        if name == "pard" and self.number is not None:
            self.out[self.number] = "\\pard {"  # behind it, pandoc would begin a paragraph
            return
        if name == "trowd" and self.is_in_cell:
            return  # the row goes on behind a table in its cell; pandoc would begin it anew
        self._move(name)
        if name == "itap" and number not in {"", "0", "1"}:
            written = "\\itap1 "
        elif name in {"listtext", "pntext"}:
            self.group.is_number = True
            written = "\\pntext "
        elif name == "nestcell":
            written = "\\par "
        else:
            self.group.is_dropped |= name in _DROPPED
            self._set(name, number)
        # A word that was left out behind it may have ended it.
        self.out.append(written if written.endswith(" ") else f"{written} ")

    def _move(self, name: str) -> None:
        """Note where in tables and paragraphs a control word leads."""
        if name in {"pard", "ls"}:
            self.group.is_item = name == "ls"
        if name in {"pard", "intbl"}:
            self.is_in_table = name == "intbl"
        elif name in {"cell", "row"}:
            self.is_in_cell = False
        elif name == "par":
            self.number = None

    def counts(self, source: str, at: int) -> bool:
        """Tell whether a list counts the paragraph whose words go on here in the source."""
        if not self.has_lists or not self.groups:
            return False
        is_item = self.group.is_item
        for found in _PARAGRAPH.finditer(source, at):
            if found["list"] or found["end"]:
                return is_item or found["list"] is not None
            is_item = False
        return is_item

    def _set(self, name: str, number: str) -> None:  # noqa: C901  (a table of words)
        group = self.group
        if name == "ansicpg":
            self.default = group.code_page = _known(f"cp{number}")
        elif name == "mac":
            self.default = group.code_page = "mac_roman"
        elif name in _UNREAD:
            group.is_unread = True
            group.is_font_table |= name == "fonttbl"
            group.is_stylesheet |= name == "stylesheet"
            self.has_lists |= name == "listoverridetable"
            if not "".join(self.out[group.begin + 1 :]).strip():
                del self.out[group.begin + 1 :]  # pandoc knows it right behind the brace alone
        elif name in {"list", "listoverride"} and not group.is_unread:
            group.is_dropped = True
        elif name in _TOLD and group.told is None:
            group.told = len(self.told)
            self.told.append((_TOLD[name], []))
        elif name == "f" and group.is_font_table:
            self.font = number
        elif name == "fcharset" and group.is_font_table:
            self.fonts[self.font] = self.default if number == "1" else _CODE_PAGES.get(number, "")
        elif name == "f":
            group.code_page = self.fonts.get(number, self.default)
        elif name == "plain":
            group.code_page, group.hidden = self.default, False
        elif name == "uc" and number:
            group.fallback = max(0, min(int(number), 9))
        elif name == "v":
            group.hidden = number != "0"


def _unicode_group(text: str) -> str:
    codes = "".join(f"\\u{ord(letter)} " for letter in without_wide_letters(text))
    return f"{{\\uc0{codes}}}"


def _known(page: str) -> str:
    try:
        return codecs.lookup({"cp65001": "utf-8", "cp936": "gb18030"}.get(page, page)).name
    except LookupError:
        return "cp1252"


def _is_open(content: bytes, page: str) -> bool:
    """Tell whether bytes end within a letter of several bytes."""
    if not page:
        return False
    decoder = codecs.getincrementaldecoder(page)(errors="replace")
    decoder.decode(content)
    return bool(decoder.getstate()[0])


def repair_rtf(content: bytes, left_out: LeftOutCounter) -> bytes:  # noqa: C901  (a table of tokens)
    """Return RTF in which every letter says what it is; counts hidden words."""
    rewriter = _Rewriter()
    source, at = content.decode("latin-1"), 0
    while found := _TOKEN.match(source, at):
        at = found.end()
        if found["brace"] == "{" and len(rewriter.groups) < _MAX_DEPTH:
            if rewriter.groups:
                rewriter.flush()
            rewriter.groups.append(
                replace(rewriter.group) if rewriter.groups else _Group(rewriter.default)
            )
            rewriter.to_pass = 0
            rewriter.group.begin = len(rewriter.out)
            rewriter.out.append("{")
        elif not rewriter.groups:
            continue
        elif found["brace"]:
            rewriter.flush()
            closed = rewriter.groups.pop()
            rewriter.to_pass = 0
            rewriter.out.append("}")
            is_counted = closed.is_number and rewriter.counts(source, at)
            if closed.is_number and not is_counted:
                rewriter.number = closed.begin
            if closed.is_dropped or is_counted:
                del rewriter.out[closed.begin :]
            if not rewriter.groups:
                break
        elif found["word"]:
            rewriter.word(found["word"], found["number"] or "", found[0])
            at += int(found["number"] or 0) if found["word"] == "bin" else 0
        else:
            _take_letters(rewriter, found)
    if rewriter.groups:
        rewriter.flush()
    for kind, pieces in rewriter.told:
        words = " ".join("".join(pieces).split())
        left_out.add(kind, words, count=bool(words))
    for words in rewriter.hidden:
        left_out.add("hidden", words)
    return ("".join(rewriter.out) + "}" * len(rewriter.groups)).encode("latin-1")


def _take_letters(rewriter: _Rewriter, found: re.Match[str]) -> None:
    if found["hex"]:
        rewriter.strange(bytes.fromhex(found["hex"]))
    elif found["strange"]:
        rewriter.strange(found["strange"].encode("latin-1"))
    elif found["text"]:
        rewriter.text(found["text"])
    elif found["sign"] and rewriter.to_pass:
        rewriter.to_pass -= 1
    elif found["sign"]:
        rewriter.flush()
        rewriter.out.append(found[0])
    elif found["line"]:
        rewriter.out.append("\n")
