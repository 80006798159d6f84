"""What a Word document defines besides its text: styles of paragraphs, lists, and notes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

type ListLevel = tuple[str, str]
"""The number of a list and a level of it, as `w:numId` and `w:ilvl` name them."""
_NOTES = {
    "w:footnoteReference": ("word/footnotes.xml", "footnote"),
    "w:endnoteReference": ("word/endnotes.xml", "endnote"),
    "w:commentRangeStart": ("word/comments.xml", "comment"),
}
_REFERENCE = re.compile(
    rb"<(w:footnoteReference|w:endnoteReference|w:commentRangeStart)\b[^>]*?w:id=[\"']([^\"']*)"
)
_HEADING = re.compile(r"heading [1-9]\d*")
_STRICT_PREFIX = re.compile(
    rb"xmlns:(ns\d+)=\"http://purl\.oclc\.org/ooxml/wordprocessingml/main\""
)
_TASK_MARKS = ("☐", "☒")
_MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """A style of paragraphs: its name in small letters, and its list, if it has one."""

    name: str
    parent: str = ""
    list_level: ListLevel | None = None


@dataclass(frozen=True, slots=True)
class ListItemLook:
    """How the items of a list's level begin: with numbers from `start`, or with a mark."""

    start: int
    mark: str
    is_bullet: bool

    @property
    def continues_item(self) -> bool:
        """Tell whether an item is one more paragraph of the one before, for want of a mark."""
        return not self.mark.strip(" \t\r\n")

    @property
    def is_task(self) -> bool:
        """Tell whether items are marked as done or not."""
        return self.is_bullet and self.mark in _TASK_MARKS

    @property
    def may_be_task(self) -> bool:
        """Tell whether an item may stand among those of a list of tasks."""
        return self.mark in {"", " ", *_TASK_MARKS}


@dataclass(slots=True)
class WordNote:
    """A footnote, an endnote or a comment; `lists` are those of its paragraphs, in order."""

    size: int
    lists: list[tuple[ListLevel, bool]] = field(default_factory=list)


class WordDefinitions:
    """Reads the parts of a document's package that define what its text refers to.

    Their names are those that `entries` maps to contents, which were checked before.
    """

    def __init__(self, entries: Mapping[str, bytes]) -> None:
        self._entries = entries

    @cached_property
    def styles(self) -> dict[str, ParagraphStyle]:
        """The styles of paragraphs by their identifiers."""
        found = {}
        for style in self._root("word/styles.xml").iterfind("{*}style"):
            if _value(style, "type") == "paragraph":
                found[_value(style, "styleId")] = ParagraphStyle(
                    _value(style.find("{*}name")).lower(),
                    _value(style.find("{*}basedOn")),
                    list_level_of(style),
                )
        return found

    def is_heading(self, style: str) -> bool:
        """Tell whether a style, or one that it is based on, is that of a heading."""
        return any(_HEADING.fullmatch(each.name) for each in self._line_of(style))

    def is_caption(self, style: str) -> bool:
        """Tell whether a style, or one that it is based on, is that of a caption."""
        captions = {"caption", "table caption", "image caption"}
        return any(each.name in captions for each in self._line_of(style))

    def has_code(self, styles: list[str]) -> bool:
        """Tell whether one of these styles is that of code."""
        return any(each.name == "source code" for style in styles for each in self._line_of(style))

    def list_of_style(self, style: str) -> ListLevel | None:
        """Return the list that a style puts its paragraphs in, if any."""
        return next((each.list_level for each in self._line_of(style) if each.list_level), None)

    def _line_of(self, style: str) -> Iterator[ParagraphStyle]:
        for _ in range(_MAX_DEPTH):
            found = self.styles.get(style)
            if found is None:
                return
            yield found
            style = found.parent

    @cached_property
    def looks(self) -> dict[ListLevel, ListItemLook]:
        """How the items of each list's levels begin; a list without a look is none."""
        found: dict[ListLevel, ListItemLook] = {}
        abstract = {
            _value(each, "abstractNumId"): [*each.iterfind("{*}lvl")]
            for each in self._numbering.iterfind("{*}abstractNum")
        }
        for number in self._numbering.iterfind("{*}num"):
            name = _value(number, "numId")
            overrides = {_value(each, "ilvl"): each for each in number.iterfind("{*}lvlOverride")}
            for level in abstract.get(_value(number.find("{*}abstractNumId")), ()):
                look = _look(level)
                override = overrides.get(_value(level, "ilvl"))
                if look and override is not None:
                    look = _overridden(look, override)
                if look:
                    found.setdefault((name, _value(level, "ilvl")), look)
        return found

    @cached_property
    def _numbering(self) -> Element:
        return self._root("word/numbering.xml")

    def numbering_that_begins(self, starts: Mapping[ListLevel, int]) -> bytes:
        """Return the definitions of lists, in which these levels begin with these numbers."""
        root = self._root("word/numbering.xml")
        for number in root.iterfind("{*}num"):
            prefix = number.tag.rpartition("}")[0] + "}"
            for (name, level), start in starts.items():
                if name == _value(number, "numId"):
                    _set_start(number, prefix, level, str(start))
        return _serialized(root)

    @cached_property
    def notes(self) -> dict[tuple[str, str], WordNote]:
        """The notes by the names of the elements that refer to them, and their identifiers."""
        found = {}
        for reference, (name, kind) in _NOTES.items():
            for note in self._root(name).iterfind(f"{{*}}{kind}"):
                found[reference, _value(note, "id")] = WordNote(
                    len(tostring(note)), [*self._lists_in(note)]
                )
        return found

    def _lists_in(self, note: Element) -> Iterator[tuple[ListLevel, bool]]:
        """Yield the lists of a note's paragraphs, each with whether it is a heading's."""
        for paragraph in note.iter():
            if not paragraph.tag.endswith("}p"):
                continue
            styles = [_value(each) for each in paragraph.iterfind("{*}pPr/{*}pStyle")]
            inherited = next(filter(None, map(self.list_of_style, styles)), None)
            found = list_level_of(paragraph) or inherited
            if found:
                yield found, any(map(self.is_heading, styles))

    def entries_for(self, text: bytes, starts: Mapping[ListLevel, int]) -> dict[str, bytes]:
        """Return the entries for a part of the text: with its own notes only, and its lists
        beginning with these numbers."""
        used = {(name.decode(), number.decode()) for name, number in _REFERENCE.findall(text)}
        entries = dict(self._entries)
        for reference, (name, kind) in _NOTES.items():
            if self._entries.get(name):
                root = self._root(name)
                for note in root.findall(f"{{*}}{kind}"):
                    if (reference, _value(note, "id")) not in used:
                        root.remove(note)
                entries[name] = _serialized(root)
        if starts and self._entries.get("word/numbering.xml"):
            entries["word/numbering.xml"] = self.numbering_that_begins(starts)
        return entries

    def _root(self, name: str) -> Element:
        content = self._entries.get(name)
        root: Element = fromstring(content) if content else Element("none")
        return root


def list_level_of(element: Element) -> ListLevel | None:
    """Return the list that a paragraph or a style names itself, if any."""
    numbers = element.find("{*}pPr/{*}numPr")
    number = numbers.find("{*}numId") if numbers is not None else None
    if numbers is None or number is None:
        return None
    return _value(number), _value(numbers.find("{*}ilvl")) or "0"


def _look(level: Element) -> ListItemLook | None:
    kind, text = level.find("{*}numFmt"), level.find("{*}lvlText")
    if kind is None or text is None:
        return None
    start = _number(level.find("{*}start"), 1)
    return ListItemLook(start, _value(text), _value(kind) == "bullet")


def _overridden(look: ListItemLook, override: Element) -> ListItemLook:
    level, start = override.find("{*}lvl"), override.find("{*}startOverride")
    own = _look(level) if level is not None else None
    if own:
        return own
    return look if start is None else replace(look, start=_number(start, 1))


def _set_start(number: Element, prefix: str, level: str, start: str) -> None:
    """Make a level of a list begin with a number."""
    override = next(
        (each for each in number.iterfind("{*}lvlOverride") if _value(each, "ilvl") == level), None
    )
    if override is None:
        override = SubElement(number, f"{prefix}lvlOverride", {f"{prefix}ilvl": level})
    own = override.find("{*}lvl")
    holder, name = (override, "startOverride") if own is None else (own, "start")
    found = holder.find(f"{{*}}{name}")
    if found is None:
        found = SubElement(holder, f"{prefix}{name}")
    found.set(f"{prefix}val", start)


def _number(element: Element | None, default: int) -> int:
    value = _value(element)
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else default


def _value(element: Element | None, name: str = "val") -> str:
    """Return an attribute of an element, "" where there is none."""
    if element is None:
        return ""
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _serialized(root: Element) -> bytes:
    """Return an element as XML with the prefix `w`, by which pandoc looks elements up.

    Only that of the strict namespace is not known to the serializer, which then counts.
    """
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    found = _STRICT_PREFIX.search(content[:5_000])
    if found:
        content = re.sub(rb"(</?|\s|xmlns:)%s(?=[:=])" % found[1], rb"\1w", content)
    return content
