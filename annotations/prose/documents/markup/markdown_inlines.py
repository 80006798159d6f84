"""HTML, attributes and notes inside the paragraphs of Markdown files."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from html import unescape

from annotations.prose.documents.left_out import LeftOutCounter

_ATTRIBUTES = r"\{\s*(?:[#.][\w:.-]+|-|[\w-]+=(?:\"[^\"]*\"|[^\s{}\"]+))(?:\s+[^{}\n]*)?\}"
_HEADING_END = re.compile(
    rf"^(?P<head>#{{1,6}}[^\n]*?|[^\n]+?)[ \t]*{_ATTRIBUTES}[ \t]*#*[ \t]*$"
    r"(?=(?P<setext>\n(?:=+|-+)[ \t]*$)?)",
    re.MULTILINE,
)
_SPAN = re.compile(rf"(?<![\\!])\[([^\[\]\n]*)\]{_ATTRIBUTES}")
_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<ticks>`+)|(?P<comment><!--)"
    r"|(?P<math>\$[^$\n]+\$)|(?P<address><(?:[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[\w.-]+)>)"
    r"|(?P<tag><(?P<end>/?)(?P<name>[a-zA-Z][\w-]*)(?P<rest>(?:\s[^<>]*)?/?)>)"
    rf"|(?P<attributes>(?<=[\])`]){_ATTRIBUTES})|(?P<note>\^\[)",
    re.DOTALL,
)
_MARKS = {
    **dict.fromkeys("em i cite dfn var".split(), "*"),
    **dict.fromkeys("strong b".split(), "**"),
    **dict.fromkeys("del s strike".split(), "~~"),
    **dict.fromkeys("code kbd samp tt".split(), "`"),
    "sup": "^",
    "sub": "~",
}
_NO_WORDS = frozenset({"wbr"})
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def without_attributes(paragraph: str) -> str:
    """Return a paragraph without pandoc's attributes of headings and of words in brackets."""

    def heading(found: re.Match[str]) -> str:
        is_heading = found["head"].startswith("#") or found["setext"]
        return found["head"] if is_heading else found[0]

    if "{" not in paragraph or "`" in paragraph:
        return _HEADING_END.sub(heading, paragraph) if "{" in paragraph else paragraph
    return _SPAN.sub(r"\1", _HEADING_END.sub(heading, paragraph))


class _Ends:
    """Where code and comments of a paragraph end; each end is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs: dict[int, list[int]] = {}
        self._has_comments = True
        for run in re.finditer("`+", text):
            self._runs.setdefault(len(run[0]), []).append(run.start())
        self._brackets: dict[int, int] = {}
        open_now: list[int] = []
        for bracket in re.finditer(r"[\[\]]", text) if "^[" in text else ():
            if bracket[0] == "[":
                open_now.append(bracket.end())
            elif open_now:
                self._brackets[open_now.pop()] = bracket.end()

    def of_code(self, begin: int, inside: int) -> int | None:
        """Return the end of the code whose first backticks stand from `begin` to `inside`."""
        runs = self._runs.get(inside - begin, [])
        place = bisect_left(runs, inside)
        return runs[place] + inside - begin if place < len(runs) else None

    def of_comment(self, inside: int) -> int | None:
        """Return the end of the comment that has begun, None if it has none."""
        end = self._text.find("-->", inside) if self._has_comments else -1
        self._has_comments = end >= 0
        return end + 3 if end >= 0 else None

    def of_note(self, inside: int) -> int | None:
        """Return the end of the note that has begun, None if it has none, or has notes in it."""
        end = self._brackets.get(inside)
        return end if end and "^[" not in self._text[inside:end] else None


@dataclass
class InlineRepair:
    """Rewrites paragraphs; `notes` are the footnotes that stood inside of lines."""

    left_out: LeftOutCounter
    taken: set[str]
    notes: list[str] = field(default_factory=list)

    def paragraph(self, text: str) -> str:
        """Return a paragraph with its HTML as Markdown; comments are left out and reported."""
        if "<" not in text and "^[" not in text and "{" not in text:
            return text
        pieces: list[str] = []
        opened: list[tuple[str, int, str]] = []
        last = 0
        ends = _Ends(text)
        for found in _TOKEN.finditer(text):
            if found.start() < last:
                continue
            pieces.append(text[last : found.start()])
            if found["tag"]:
                self._tag(found, pieces, opened)
                last = found.end()
            else:
                last = self._passage(text, found, ends, pieces)
        pieces.append(text[last:])
        for _name, place, tag in opened:
            self.left_out.add("raw", tag or pieces[place])
        return "".join(pieces)

    def _passage(self, text: str, found: re.Match[str], ends: "_Ends", pieces: list[str]) -> int:
        """Keep code, leave comments and attributes out, move a note; return where it ends."""
        end = found.end()
        if found["ticks"]:
            end = ends.of_code(found.start(), end) or end
        elif found["attributes"]:
            return end
        elif found["comment"] and (last := ends.of_comment(end)):
            self.left_out.add("comment", " ".join(text[end : last - 3].split()))
            return last
        elif found["note"] and (last := ends.of_note(end)):
            pieces.append(self._note(text[end : last - 1]))
            return last
        pieces.append(text[found.start() : end])
        return end

    def _tag(
        self, found: re.Match[str], pieces: list[str], opened: list[tuple[str, int, str]]
    ) -> None:
        name = found["name"].lower()
        if found["end"]:
            if opened and opened[-1][0] == name:
                _, place, tag = opened.pop()
                inner = "".join(pieces[place:])
                pieces[place:] = [self._marked(name, inner, tag)]
        elif name == "br":
            pieces.append("\\\n")
        elif name == "img":
            words = _values(found["rest"]).get("alt", "")
            pieces.append(f"![{_escaped(words)}](#)" if words else "")
            if not words:
                self.left_out.add("picture", found[0])
        elif found["rest"].endswith("/") or name in {"hr", "input", *_NO_WORDS}:
            if name not in _NO_WORDS:
                self.left_out.add("raw", found[0])
        else:
            opened.append((name, len(pieces), found[0]))

    def _marked(self, name: str, inner: str, tag: str) -> str:
        """Return the words in an element with the marks that mean the same in Markdown."""
        words = inner.strip()
        before = inner[: len(inner) - len(inner.lstrip())]
        after = inner[len(inner.rstrip()) :] if words else ""
        address = _values(tag).get("href", "") if name == "a" else ""
        if words and address and not re.search(r"[\s<>()]", address):
            return f"{before}[{words}]({address}){after}"
        mark = _MARKS.get(name, "")
        is_raised = mark in {"^", "~"}
        if words and mark and not (is_raised and re.search(r"\s", words)) and mark not in words:
            return f"{before}{mark}{words}{mark}{after}"
        if name not in {"span", "font"} or "=" in tag:
            self.left_out.add("raw", tag)
        return inner

    def _note(self, text: str) -> str:
        """Move a note that stands inside a line to the end; returns its mark."""
        number = len(self.taken) + 1
        while f"note-{number}" in self.taken:
            number += 1
        self.taken.add(f"note-{number}")
        words = " ".join(self.paragraph(text).split())
        self.notes.append(f"\n[^note-{number}]: {words}\n")
        return f"[^note-{number}]"


def _values(attributes: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in _ATTRIBUTE.finditer(attributes)
    }


def _escaped(words: str) -> str:
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(words.split()))
