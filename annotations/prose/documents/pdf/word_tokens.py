"""The words of lines as tokens: stressed, raised or plain, with hyphens at line ends settled."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.pdf.lines.footnotes import is_mark
from annotations.prose.documents.pdf.lines.hyphens import Vocabulary, ends_with_hyphen
from annotations.prose.documents.pdf.lines.pieces import Line, LinePiece
from annotations.prose.normalising import without_unreadable

_ACCENTS = {
    "\u0060": "\u0300", "\u00b4": "\u0301", "\u02c6": "\u0302", "\u02dc": "\u0303",
    "\u00a8": "\u0308", "\u02c7": "\u030c", "\u02da": "\u030a", "\u00af": "\u0304",
    "\u02d8": "\u0306", "\u02d9": "\u0307", "\u02dd": "\u030b",
}  # fmt: skip
_SPACING_ACCENT = re.compile(f"([{''.join(_ACCENTS)}])([^\\W\\d_])")
_DOTLESS = str.maketrans({"\u0131": "i", "\u0237": "j"})
_CEDILLA = re.compile("([CcSsTtGgKkLlNnRr])\u00b8")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[/.\-_=&?%#:]$")
_DASH_END = re.compile(r"\S[—–]$")


@dataclass(frozen=True, slots=True)
class WordToken:
    """Text with the tags of its elements, outer ones first.

    `note` is the mark of a footnote instead of text; `page` the page it begins, -1 for none.
    """

    text: str
    tags: tuple[str, ...] = ()
    note: str = ""
    page: int = -1
    line_end: bool = False


@dataclass(frozen=True)
class WordReader:
    """Turns lines into tokens, and counts the hyphens that it joins."""

    vocabulary: Vocabulary
    left_out: LeftOutCounter
    has_note: Callable[[int, str], bool]

    def paragraph(self, lines: Sequence[Line], *, plain: tuple[str, ...] = ()) -> list[WordToken]:
        """Return the tokens of a paragraph; those of `plain` are no tags here."""
        tokens: list[WordToken] = []
        for index, line in enumerate(lines):
            page = line.page if not index or lines[index - 1].page != line.page else -1
            tokens += self._line(line, lines[index + 1] if index + 1 < len(lines) else None, page)
        kept = [
            WordToken(each.text, tuple(tag for tag in each.tags if tag not in plain), each.note,
                  each.page, each.line_end)
            for each in tokens
        ]  # fmt: skip
        return [*_merged(kept)]

    def line(self, line: Line) -> list[WordToken]:
        """Return the tokens of one line, as it is."""
        return [*_merged(self._line(line, None, -1))]

    def _line(self, line: Line, following: Line | None, page: int) -> list[WordToken]:
        tokens = [self._token(line, piece) for piece in line.pieces]
        if page >= 0:
            tokens.insert(0, WordToken("", page=page))
        if following is None:
            return tokens
        last, text = tokens[-1], line.text
        if ends_with_hyphen(text) and not last.note:
            if self.vocabulary.keeps_hyphen(text, following.text):
                tokens[-1] = WordToken(last.text.replace("\u00ad", ""), last.tags)
            else:
                tokens[-1] = WordToken(last.text[:-1], last.tags)
                word = text.split()[-1][:-1] + following.text.split()[0]
                self.left_out.add("hyphen", word)
        elif _DASH_END.search(text) or (_ADDRESS.search(text) and following.text[:1].islower()):
            pass
        else:
            tokens.append(WordToken("", line_end=True))
        return tokens

    def _token(self, line: Line, piece: LinePiece) -> WordToken:
        mark = is_mark(line, piece)
        if mark and self.has_note(line.page, mark):
            return WordToken("", note=mark)
        font = piece.font
        tags = (
            ("strong", font.is_bold),
            ("em", font.is_italic),
            ("small-caps", font.has_small_capitals),
            ("code", line.is_code(piece)),
            ("sup", line.is_raised(piece)),
            ("sub", line.is_lowered(piece)),
        )
        text, removed = without_unreadable(piece.text)
        self.left_out.add("character", count=removed)
        return WordToken(text, tuple(tag for tag, applies in tags if applies))


def _merged(tokens: Sequence[WordToken]) -> Iterator[WordToken]:
    """Yield the tokens, those of equal tags as one; accents join their letters."""
    for _key, group in groupby(enumerate(tokens), _group_key(tokens)):
        same = [token for _index, token in group]
        text = "".join(token.text for token in same)
        first = same[0]
        yield WordToken(_composed(text), first.tags, first.note, first.page, first.line_end)


def _group_key(tokens: Sequence[WordToken]) -> Callable[[tuple[int, WordToken]], object]:
    def key(numbered: tuple[int, WordToken]) -> object:
        index, token = numbered
        is_text = not token.note and token.page < 0 and not token.line_end
        return token.tags if is_text else index

    return key


def _composed(text: str) -> str:
    """Return text in which accents printed over letters are letters with accents."""
    text = text.replace("\u00ad", "")
    text = _SPACING_ACCENT.sub(
        lambda found: unicodedata.normalize(
            "NFC", found[2].translate(_DOTLESS) + _ACCENTS[found[1]]
        ),
        text,
    ) if _has_accents(text) else text  # fmt: skip
    return unicodedata.normalize("NFC", _CEDILLA.sub("\\1\u0327", text))


def _has_accents(text: str) -> bool:
    return any(accent in text for accent in _ACCENTS if accent != "`")
