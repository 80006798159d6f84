"""Which characters a text may hold: it is normalised here, once, before anything counts it.

Offsets, quotations and names all refer to normalised text. Every space separator (no-break, thin,
ideographic …) becomes the plain space: browsers hand selections back with plain spaces and people
type them, so a quotation that looks the same must be the same. The price is that a line may break
before French punctuation.
"""

import re
import unicodedata

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _

MAX_FILE_BYTES = 50_000_000
"""Bytes of an uploaded text."""

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNREADABLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]|\n[ \t]*\n")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u0e80-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\uabff"
    "\U00010a00-\U00011fff"
)
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_NEEDLESS_JOINERS = re.compile(
    f"[\u200c\u200d](?![{_JOINING}{_EMOJI}])|(?<![{_JOINING}{_EMOJI}])[\u200c\u200d]"
    f"|(?<![0-9#*©®‼⁉™ℹ〰〽㊗㊙{_EMOJI}])[\ufe0e\ufe0f]"
)
_OTHER_FILE_TYPES = (
    (b"%PDF", _("This is a PDF, not text in UTF-8.")),
    (b"PK\x03\x04", _("This is a ZIP, DOCX or EPUB file, not text in UTF-8.")),
    (b"\xd0\xcf\x11\xe0", _("This is an old Word file, not text in UTF-8.")),
    (b"\xff\xfe", _("This is text in UTF-16, not text in UTF-8.")),
    (b"\xfe\xff", _("This is text in UTF-16, not text in UTF-8.")),
)
"""The first bytes of files of other types, and what their reader is told."""


class UnreadableText(ValueError):
    """The text can't be accepted; `str()` says why and where, for the reader."""


def decode_utf8(content: bytes) -> str:
    """Return the text of an uploaded file in UTF-8.

    Raises `UnreadableText` for more than `MAX_FILE_BYTES` bytes, for what is not text, and for the
    first byte (counted from 0) that is not UTF-8, with its line (counted from 1).
    """
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableText(
            _("The file is larger than %(most)s MB.") % {"most": MAX_FILE_BYTES // 1_000_000}
        )
    for beginning, complaint in _OTHER_FILE_TYPES:
        if content.startswith(beginning):
            raise UnreadableText(complaint)
    if b"\x00" in content[:8192]:
        raise UnreadableText(_("This is not a text file: it contains NUL bytes."))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        complaint = _(
            "This is not valid UTF-8 at byte %(byte)s, in line %(line)s."
            " Save the file as UTF-8 and try again."
        )
        raise UnreadableText(complaint % {"byte": str(error.start), "line": str(line)}) from None


def normalise(text: str) -> str:
    """Return the text in NFC (UAX 15) with "\\n" as line end, one kind of space, no byte order
    mark.

    Directional embeddings, overrides and isolates stay only as pairs within a paragraph, so that
    none reaches beyond it. Raises `UnreadableText` for control characters other than tab and line
    end, lone surrogates and noncharacters, with line and column (code points) counted from 1.
    """
    text = _LINE_ENDS.sub("\n", text.replace("\ufeff", ""))
    found = _UNREADABLE.search(text)
    if found:
        raise UnreadableText(_unreadable_character(text, found.start()))
    return unicodedata.normalize("NFC", _paired(_SPACES.sub(" ", text)))


def without_unreadable(text: str) -> tuple[str, int]:
    """Return text from a file with plain spaces, and how many characters were removed from it.

    Removed are those that `normalise` refuses: no reader sees them, so they are no reason to refuse
    a book.
    """
    text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text.replace("\ufeff", "")))
    return _UNREADABLE.subn("", text)


def _unreadable_character(text: str, offset: int) -> LazyMessage:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return _(
        "There is an unreadable character (%(character)s) in line %(line)s, column %(column)s."
    ) % {"character": f"U+{ord(text[offset]):04X}", "line": str(line), "column": str(column)}


def unpaired_bidi_controls(text: str) -> list[int]:
    """Return the offsets of directional controls that open or close nothing (UAX 9, BD9, BD11)."""
    waiting: list[tuple[int, str]] = []
    lost: list[int] = []
    for found in _BIDI.finditer(text):
        control, offset = found.group(), found.start()
        if control[0] == "\n":
            lost += [opener for opener, _ in waiting]
            waiting.clear()
        elif control not in "\u202c\u2069":
            waiting.append((offset, "\u2069" if control >= "\u2066" else "\u202c"))
        elif waiting and waiting[-1][1] == control:
            waiting.pop()
        else:
            lost.append(offset)
    return sorted(lost + [opener for opener, _ in waiting])


def _paired(text: str) -> str:
    """Return the text without unpaired directional controls."""
    kept, last = [], 0
    for offset in unpaired_bidi_controls(text):
        kept.append(text[last:offset])
        last = offset + 1
    return "".join((*kept, text[last:]))


def normalise_line(text: str) -> str:
    """Return a name, title or quotation normalised, on one line and without invisible characters.

    Directional controls, zero-width characters and blank letters are removed, since they make
    different names look the same; joiners stay between letters of scripts that join and in emoji.
    Never use it for the exact words of a passage: they must stay as they are in the text. The
    result may be empty. Raises `UnreadableText` as `normalise` does.
    """
    text = _NEEDLESS_JOINERS.sub("", _INVISIBLE.sub("", normalise(text)))
    return unicodedata.normalize("NFC", _without_leading_marks(" ".join(text.split())))


def _without_leading_marks(text: str) -> str:
    """Return the text from its first letter on: leading marks would combine with what stands
    before.
    """
    for offset, character in enumerate(text):
        if character != " " and unicodedata.category(character)[0] != "M":
            return text[offset:]
    return ""


def normalise_entity(text: str) -> str:
    """Return what a Markdown entity such as `&nbsp;` or `&#x202E;` stands for, normalised.

    Entities are decoded after the text was normalised, so their characters are normalised on their
    own. Removes what it can't accept instead of raising.
    """
    text = _UNREADABLE.sub("", _SPACES.sub(" ", text.replace("\ufeff", "")))
    return re.sub("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", "", text)
