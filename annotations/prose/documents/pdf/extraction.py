"""The program that reads a PDF from standard input and writes its words as JSON, a page a line.

It runs in a process of its own (`process.py`): the reader is native code and the file is anybody's.
So it imports nothing of this project. The first line says what the file says about itself. A piece
is a run of letters in one font without a gap: `[text, left, right, baseline, size, font]`; its text
begins with a space if the file has one there, and letters are in the order of reading. `font` is
an index into the list that the last line holds: `[name, flags]`.
"""

import ctypes
import json
import math
import resource
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pypdfium2
from pypdfium2 import raw

TOO_MANY_PAGES, LOCKED, DAMAGED, OUT_OF_MEMORY = 3, 4, 5, 6
"""Exit codes."""
MAX_PAGES = 3_000
MAX_MEMORY = 1_500_000_000
MAX_SECONDS = 60  # of the processor: how busy the machine is otherwise does not count
_GAP = 0.08  # of the letters' size: from here on a run of letters ends
_SAME_PLACE = 0.08  # of the letters' size
_INVISIBLE = 3  # the mode of text that is there for searching, over a picture of its page
_LOCKED_ERRORS = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
_NAME_LENGTH = 200
_COMMENT_LENGTH = 200
_MOST_SHAPES = 300
_COMMENTS = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT)
_DRAWN = ("drawn dot", 0)
_SPACES = frozenset(" \t\u00a0\u3000\u2002\u2003\u2009\u200a\u202f\u205f")
_NO_LETTERS = frozenset({0x00, 0x0A, 0x0D})
_LINE_HYPHENS = frozenset({0x02, 0xFFFE})  # how PDFium writes a hyphen at a line's end


@dataclass(frozen=True, slots=True)
class _Style:
    """What all characters of one text object share."""

    font: int
    size: float
    turn: int
    is_shown: bool


@dataclass(slots=True)
class _Run:
    """Letters of one style on one line."""

    text: str
    left: float
    right: float
    baseline: float
    style: _Style

    def piece(self) -> list[Any]:
        numbers = (self.left, self.right, self.baseline, self.style.size)
        return [self.text, *(round(number, 2) for number in numbers), self.style.font]


@dataclass(slots=True)
class _Styles:
    """The styles of a page's text objects, and the fonts of the file."""

    fonts: dict[tuple[str, int], int] = field(default_factory=dict)
    _by_object: dict[int, _Style] = field(default_factory=dict)

    def begin_page(self) -> None:
        self._by_object.clear()

    def of(self, page: Any, index: int) -> _Style:
        text_object = raw.FPDFText_GetTextObject(page, index)
        address = ctypes.cast(text_object, ctypes.c_void_p).value or 0
        style = self._by_object.get(address)
        if style is None:
            style = self._by_object[address] = self._look_up(page, index, text_object)
        return style

    def _look_up(self, page: Any, index: int, text_object: Any) -> _Style:
        name, flags = ctypes.create_string_buffer(_NAME_LENGTH), ctypes.c_int()
        raw.FPDFText_GetFontInfo(page, index, name, _NAME_LENGTH, ctypes.byref(flags))
        key = (name.value.decode(errors="replace"), flags.value)
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(page, index, ctypes.byref(matrix))
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        turn = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        mode = raw.FPDFTextObj_GetTextRenderMode(text_object) if text_object else 0
        size = abs(raw.FPDFText_GetFontSize(page, index) * scale)
        font = self.fonts.setdefault(key, len(self.fonts))
        return _Style(font, size, turn, mode != _INVISIBLE)


def _runs(page: Any, styles: _Styles) -> Iterator[_Run]:
    """Yield the runs of letters of a page, in the order of the file."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    printed: dict[tuple[int, int, int], _Style] = {}
    run: _Run | None = None
    is_after_space = False
    for index, code in _codes(page):
        letter = _letter(code)
        if not letter or letter in _SPACES or raw.FPDFText_IsGenerated(page, index) == 1:
            is_after_space |= letter in _SPACES
            continue
        style = styles.of(page, index)
        raw.FPDFText_GetLooseCharBox(page, index, ctypes.byref(box))
        raw.FPDFText_GetCharOrigin(page, index, ctypes.byref(x), ctypes.byref(y))
        left, right, baseline = _along(style.turn, box, x.value, y.value)
        step = round(left / (_SAME_PLACE * style.size or 1))
        # Printed twice, to look heavier; the letters of one ligature share a place too.
        places = [(code, near, round(baseline)) for near in (step - 1, step, step + 1)]
        if any(printed.get(place, style) is not style for place in places):
            continue
        printed[places[1]] = style
        if run is None or is_after_space or not _continues(run, style, left, right, baseline):
            if run is not None:
                yield run
            run = _Run(f" {letter}" if is_after_space else letter, left, right, baseline, style)
        else:
            run.text += letter
            run.left, run.right = min(run.left, left), max(run.right, right)
        is_after_space = False
    if run is not None:
        yield run


def _codes(page: Any) -> Iterator[tuple[int, int]]:
    """Yield the index and the code of each character; PDFium gives some as two of UTF-16."""
    first = 0
    for index in range(raw.FPDFText_CountChars(page)):
        code = raw.FPDFText_GetUnicode(page, index)
        if 0xD800 <= code < 0xDC00:
            first = code
            continue
        if first and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((first - 0xD800) << 10) + code - 0xDC00
        first = 0
        yield index, code


def _letter(code: int) -> str:
    if code in _LINE_HYPHENS:
        return "-"
    if code in _NO_LETTERS:
        return ""
    is_unknown = (code < 0x20 and code != 0x09) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF
    return "\ufffd" if is_unknown else chr(code)


def _along(turn: int, box: Any, x: float, y: float) -> tuple[float, float, float]:
    """Return left, right and baseline of a character, as seen with its writing level."""
    if turn == 90:
        return box.bottom, box.top, -x
    if turn == 180:
        return -box.right, -box.left, -y
    if turn == 270:
        return -box.top, -box.bottom, x
    return box.left, box.right, y


def _continues(run: _Run, style: _Style, left: float, right: float, baseline: float) -> bool:
    if style is not run.style and style != run.style:
        return False
    if abs(baseline - run.baseline) > 0.05 * style.size:
        return False
    gap = _GAP * style.size
    return -4 * gap <= left - run.right <= gap or -4 * gap <= run.left - right <= gap


def _page(page: Any, styles: _Styles) -> dict[str, Any]:
    """Return what one page holds, turned so that most of its writing is level."""
    styles.begin_page()
    text_page = page.get_textpage()
    runs = [*_runs(text_page.raw, styles)]
    shown = sum(len(run.text) for run in runs if run.style.is_shown)
    hidden = sum(len(run.text) for run in runs) - shown
    turns: Counter[int] = Counter()
    for run in runs:
        turns[run.style.turn] += len(run.text)
    level = turns.most_common(1)[0][0] if turns else 0
    visible = [run for run in runs if run.style.is_shown or hidden > 5 * shown]
    kept = [run for run in visible if run.style.turn == level]
    other = "".join(run.text for run in runs if run.style.turn != level)
    pictures = [*page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=2)]
    dots = [*_dots(page)] if level == 0 else []
    dot_font = styles.fonts.setdefault(_DRAWN, len(styles.fonts))
    found = {
        "pieces": [run.piece() for run in kept] + [["\u2022", *dot, dot_font] for dot in dots],
        "pictures": len(pictures),
        "covered": _share_covered(page, pictures),
        "turned": other,
        **_annotations(page),
    }
    text_page.close()
    return found


def _dots(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """Yield left, right, baseline and size of the small shapes that may mark a list's items.

    Some programs draw these dots. A page with many shapes is a drawing.
    """
    paths = [*islice(page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=2), _MOST_SHAPES)]
    for path in paths if len(paths) < _MOST_SHAPES else ():
        left, bottom, right, top = path.get_bounds()
        height = top - bottom
        if 1.5 < height < 7 and abs(right - left - height) < 0.2 * height:
            size = 2.5 * height
            yield round(left, 2), round(right, 2), round(bottom - 0.1 * size, 2), round(size, 2)


def _share_covered(page: Any, pictures: Sequence[Any]) -> float:
    """Return which share of a page pictures cover: 1 for a scanned page."""
    width, height = page.get_size()
    area = 0.0
    for picture in pictures:
        left, bottom, right, top = picture.get_bounds()
        area += (right - left) * (top - bottom)
    return round(min(1.0, area / (width * height or 1)), 2)


def _annotations(page: Any) -> dict[str, Any]:
    """Return how many fields of a form are on a page, and the comments that are written on it."""
    fields, comments = 0, []
    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        fields += kind == raw.FPDF_ANNOT_WIDGET
        if kind in _COMMENTS:
            buffer = (ctypes.c_ushort * _COMMENT_LENGTH)()
            raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, 2 * _COMMENT_LENGTH)
            comments.append(_utf16(buffer))
        raw.FPDFPage_CloseAnnot(annotation)
    return {"fields": fields, "comments": comments}


def _language(document: Any) -> str:
    buffer = (ctypes.c_ushort * _NAME_LENGTH)()
    length = raw.FPDFCatalog_GetLanguage(document.raw, buffer, 2 * _NAME_LENGTH)
    return _utf16(buffer) if 0 < length <= 2 * _NAME_LENGTH else ""


def _utf16(buffer: Any) -> str:
    return bytes(buffer).decode("utf-16-le", errors="replace").partition("\0")[0]


def _write(entry: Any) -> None:
    sys.stdout.write(json.dumps(entry) + "\n")


def main() -> int:
    """Read standard input, write standard output; returns an exit code."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _write_pages()
    except MemoryError:
        return OUT_OF_MEMORY


def _write_pages() -> int:
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return LOCKED if error.err_code in _LOCKED_ERRORS else DAMAGED
    if len(document) > MAX_PAGES:
        return TOO_MANY_PAGES
    metadata = document.get_metadata_dict()
    _write(
        {
            "title": metadata.get("Title", ""),
            "author": metadata.get("Author", ""),
            "language": _language(document),
            "pages": len(document),
        }
    )
    styles = _Styles()
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            _write({"pieces": [], "is_damaged": True})
            continue
        _write({**_page(page, styles), "label": document.get_page_label(index)})
        page.close()
    _write([*styles.fonts])
    return 0


if __name__ == "__main__":
    sys.exit(main())
