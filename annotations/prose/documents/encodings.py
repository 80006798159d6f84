"""In which encoding the bytes of a file are text."""

import re
from itertools import islice

import webencodings
from charset_normalizer import from_bytes

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.languages import language_score
from annotations.prose.normalising import MAX_FILE_BYTES, UnreadableText

# What can be chosen by hand: labels of the Encoding Standard, the most frequent ones.
CHOICES = (
    "utf-8 windows-1252 windows-1250 windows-1251 windows-1253 windows-1255 windows-1256"
    " utf-16le utf-16be shift_jis euc-jp gb18030 big5 euc-kr koi8-r macintosh"
).split()
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NAMED = re.compile(
    rb"(?:<meta[^>]{0,200}charset\s*=\s*[\"']?\s*|<\?xml[^>]{0,200}encoding\s*=\s*[\"'])"
    rb"([\w:.-]{2,40})",
    re.IGNORECASE,
)
_OTHER_FILE_TYPES = (
    (
        b"\xd0\xcf\x11\xe0",
        _(
            "This is an old Word file, or one locked with a password. Open it in Word or"
            " LibreOffice and save it as DOCX without a password."
        ),
    ),
    (b"\x89PNG", _("This is a picture, not a text.")),
    (b"\xff\xd8\xff", _("This is a picture, not a text.")),
    (b"GIF8", _("This is a picture, not a text.")),
    (b"7z\xbc\xaf", _("This is an archive. Unpack it and choose the text in it.")),
    (b"Rar!", _("This is an archive. Unpack it and choose the text in it.")),
    (b"\x1f\x8b", _("This is an archive. Unpack it and choose the text in it.")),
)
_WESTERN = re.compile(
    "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2018-\u201e"
    "\u2013\u2014\u2026\u2022\u20ac\u2122\u00a0\u00a1\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0-\u00b7\u00bb-\u00bf]"
)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")
_SAMPLE = 200_000
_HEAD_BYTES = 20_000
_STRANGE_WORD = re.compile(r"\b(?=[^\W\d_]*[\u00aa-\u024f])[^\W\d_]{1,40}\b")
_MOST_WORDS = 2_000
_FREQUENT_SIGNS = "\n \u3000。，、"
_STRANGE_SIGN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]")
# Encodings that differ in few letters: which of them it is, only words tell.
_FAMILIES = (
    ("cp1252", "cp1250", "cp1254", "iso8859_2", "mac_roman", "cp850"),
    ("cp1251", "koi8_u", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"),
)
_CLEARLY = 1.02
_MAX_NUL_SHARE = 1_000  # one NUL in so many bytes is a slip; more is no text


def decode_text(content: bytes, chosen: str = "") -> tuple[str, str]:
    """Return the text of a file, and the name of its encoding if that was a guess, else "".

    In this order: a byte order mark, `chosen` (by hand), UTF-16 by its zeros, UTF-8 if that fits,
    what the file's head names (as browsers take it: ISO-8859-1 is Windows-1252), a guess.
    Raises `UnreadableText` for what is too large, or no text.
    """
    refuse_other_types(content)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), ""
    if chosen:
        return _decode(content, chosen) or "", ""
    wide = _utf_16_without_mark(content)
    if wide:
        return content.decode(wide, errors="replace"), wide.upper()
    if content.count(0) * _MAX_NUL_SHARE > max(len(content), _MAX_NUL_SHARE):
        wide = _utf_16_with_few_zeros(content)
        if wide:
            return content.decode(wide), wide.upper()
        raise UnreadableText(_("This is not a text file: it contains NUL bytes."))
    named = _NAMED.search(content[:_HEAD_BYTES])
    named_encoding = named[1].decode("ascii") if named else ""
    try:
        if _ISO_2022_JP.search(content) and content.isascii() and not named:
            return content.decode("iso2022_jp"), "ISO-2022-JP"
        if not (content.isascii() and named_encoding.lower().startswith("iso-2022")):
            return content.decode(), ""
    except UnicodeDecodeError:
        pass
    text = _decode(content, named_encoding, strict=True) if named_encoding else None
    return (text, "") if text is not None else _guess(content)


def refuse_other_types(content: bytes) -> None:
    """Raise `UnreadableText` for files of other types, and for more than `MAX_FILE_BYTES` bytes."""
    refuse_large(content)
    for beginning, complaint in _OTHER_FILE_TYPES:
        if content.startswith(beginning):
            raise UnreadableText(complaint)


def refuse_large(content: bytes) -> None:
    """Raise `UnreadableText` for more than `MAX_FILE_BYTES` bytes."""
    if len(content) > MAX_FILE_BYTES:
        most = MAX_FILE_BYTES // 1_000_000
        raise UnreadableText(_("The file is larger than %(most)s MB.") % {"most": most})


def _decode(content: bytes, label: str, *, strict: bool = False) -> str | None:
    """Decode as browsers do by a label; None if there is no such encoding or it does not fit."""
    encoding = webencodings.lookup(label)
    if encoding is None:
        return None
    try:
        return str(encoding.codec_info.decode(content, "strict" if strict else "replace")[0])
    except UnicodeDecodeError:
        # Windows-1252 has five holes, which browsers pass over.
        if encoding.name == "windows-1252":
            return str(encoding.codec_info.decode(content, "replace")[0])
        return None


def _utf_16_without_mark(content: bytes) -> str:
    sample = content[:2_000]
    if len(sample) < 4:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd * 2 > half and even * 20 < half:
        return "utf-16le"
    if even * 2 > half and odd * 20 < half:
        return "utf-16be"
    return ""


def _utf_16_with_few_zeros(content: bytes) -> str:
    """Return which UTF-16 a text in another script than ours is in, "" for none."""
    best, most = "", 0
    for encoding in ("utf-16le", "utf-16be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        signs = sum(map(text.count, _FREQUENT_SIGNS))
        if signs * 100 > len(text) and signs > most and not _STRANGE_SIGN.search(text):
            best, most = encoding, signs
    return best


def _by_language(content: bytes, name: str) -> str:
    """Return the encoding, of those like `name`, in which the text looks most like a language."""
    family = next((each for each in _FAMILIES if name in each), ())
    scores = {}
    for encoding in family:
        try:
            text = _around_strange(content).decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _STRANGE_SIGN.search(text):
            scores[encoding] = language_score(text)
    # Hebrew, taken for Cyrillic letters, has either capitals or small letters.
    if family == _FAMILIES[1] and not _has_both_cases(content, name):
        return "cp1255" if _is_hebrew(content) else name
    best = max(scores, key=lambda encoding: scores[encoding], default=name)
    return best if scores.get(best, 0.0) > _CLEARLY * scores.get(name, 0.0) else name


def _has_both_cases(content: bytes, encoding: str) -> bool:
    text = _around_strange(content).decode(encoding, errors="replace")
    letters = [letter for letter in text if letter > "\x7f"]
    return any(map(str.isupper, letters)) and any(map(str.islower, letters))


def _is_hebrew(content: bytes) -> bool:
    """Tell whether bytes are, in Windows-1255, letters of Hebrew and of ours alone."""
    try:
        text = _around_strange(content).decode("cp1255")
    except UnicodeDecodeError:
        return False
    strange = [letter for letter in text if letter > "\x7f" and letter.isalpha()]
    return sum("\u05d0" <= letter <= "\u05ea" for letter in strange) * 20 >= len(strange) * 19


def _guess(content: bytes) -> tuple[str, str]:
    western = content.decode("windows-1252", errors="replace")
    strange = [letter for letter in western[: 10 * _SAMPLE] if letter > "\x7f"]
    fitting = sum(1 for letter in strange if _WESTERN.match(letter))
    for encoding, label in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
        japanese = _japanese(content, encoding)
        if japanese is not None:
            return japanese, label
    guess = from_bytes(_around_strange(content)).best()
    name = guess.encoding if guess else ""
    is_latin = not name or name.startswith(("cp125", "iso8859", "latin", "mac", "cp85", "cp437"))
    base = "cp1252" if is_latin and name not in _FAMILIES[1] else name
    better = _by_language(content, base)
    if better != base:
        return content.decode(better, errors="replace"), _label(better)
    if is_latin and fitting * 20 >= len(strange) * 19 and _has_ascii_words(western):
        return western, "Windows-1252"
    try:
        return (content.decode(name), _label(name)) if name else (western, "Windows-1252")
    except (UnicodeDecodeError, LookupError):
        return (content.decode(name, errors="replace"), _label(name))


def _japanese(content: bytes, encoding: str) -> str | None:
    """Return the text if it is one with much kana in it, which a wrong encoding never shows."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    strange = [letter for letter in text[:_SAMPLE] if letter > "\x7f"]
    kana = sum("\u3041" <= letter <= "\u30fe" for letter in strange)
    return text if kana * 5 > len(strange) else None


def _around_strange(content: bytes) -> bytes:
    """Return a part of the file in which there is something to guess from."""
    first = next((at for at, byte in enumerate(content) if byte > 0x7F), 0)
    begin = max(0, first - 2_000)
    return content[begin : begin + _SAMPLE]


def _has_ascii_words(text: str) -> bool:
    """Tell whether words with strange letters have others too: a wrong encoding has few."""
    words = islice(_STRANGE_WORD.finditer(text), _MOST_WORDS)
    letters = "".join(found[0] for found in words)
    return sum(letter.isascii() for letter in letters) * 5 >= len(letters) * 2


def _label(name: str) -> str:
    return name.replace("cp125", "Windows-125").replace("_", "-")


def unknown_encoding(label: str) -> LazyMessage | None:
    """Return what to say about a label that names no encoding, or None."""
    if not label or webencodings.lookup(label) is not None:
        return None
    return _("There is no encoding “%(label)s”.") % {"label": label}
