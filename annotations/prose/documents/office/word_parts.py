"""A long Word document in parts, which are read one after another: pandoc takes some sixty times
the memory of the XML that it reads.

A part begins only where nothing goes on from one paragraph to the next: no list whose numbers
count on, no field, comment, tracked change, quotation or large initial.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from xml.parsers.expat import ParserCreate
from zipfile import ZIP_STORED, ZipFile

PART_BYTES = 1_500_000
_WORD_DOCUMENT = re.compile(r"word/document\d*\.xml")
# Elements in a paragraph that join it to its neighbours, or may do so.
_JOINING = frozenset("w:ind w:framePr w:ins w:del w:moveFrom w:moveTo".split())
_RANGE = re.compile(r"w:(?:comment|moveFrom|moveTo|perm)Range(Start|End)")


@dataclass(slots=True)
class _Child:
    """A child of the body: where it begins, and what tells whether a part may begin there."""

    begin: int
    is_paragraph: bool
    style: str = ""
    lists: set[str] = field(default_factory=set)
    joins: bool = False
    # How many fields and ranges are open behind it.
    open_after: int = 0


class _BodyScanner:
    """Lists the children of the body of a document's XML."""

    def __init__(self, content: bytes) -> None:
        self.children: list[_Child] = []
        self.end = 0
        self._path: list[str] = []
        self._open = 0
        self._parser = ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(content, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._path == ["w:document", "w:body"]:
            self.children.append(_Child(self._parser.CurrentByteIndex, name == "w:p"))
        elif self.children and len(self._path) > 2:
            self._note(self.children[-1], name, attributes)
        self._path.append(name)

    def _note(self, child: _Child, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("w:val", "")
        found = _RANGE.fullmatch(name)
        if name in _JOINING:
            child.joins = True
        elif name == "w:pStyle":
            child.style = child.style or value
            if "list" in value.lower():
                child.lists.add(value)
        elif name == "w:numId" and value != "0":
            child.lists.add(f"#{value}")
        elif name == "w:fldChar":
            kind = attributes.get("w:fldCharType")
            self._open += (kind == "begin") - (kind == "end")
        elif found:
            self._open += 1 if found[1] == "Start" else -1

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._path == ["w:document", "w:body"]:
            self.children[-1].open_after = self._open
        elif self._path == ["w:document"] and name == "w:body":
            self.end = self._parser.CurrentByteIndex


def word_parts(package: bytes) -> Iterator[bytes]:
    """Yield the parts of a DOCX file, which `checked_xml_package` wrote; a short one whole."""
    with ZipFile(BytesIO(package)) as opened:
        names = [name for name in opened.namelist() if _WORD_DOCUMENT.fullmatch(name)]
        content = opened.read(names[0]) if len(names) == 1 else b""
        others = {name: opened.read(name) for name in opened.namelist() if name not in names}
    places = _places(content) if len(content) > 2 * PART_BYTES and b"\0" not in content else []
    if len(places) < 3:
        yield package
        return
    for begin, end in pairwise(places):
        part = BytesIO()
        with ZipFile(part, "w", ZIP_STORED) as written:
            for name, other in others.items():
                written.writestr(name, other)
            written.writestr(
                names[0], content[: places[0]] + content[begin:end] + content[places[-1] :]
            )
        yield part.getvalue()


def _places(content: bytes) -> list[int]:
    """Return where each part of the XML begins, and where the body ends."""
    scanner = _BodyScanner(content)
    children = scanner.children
    if not children or not scanner.end:
        return []
    places, last_use = [children[0].begin], _last_use(children)
    counting_on = 0  # the position of the last child in which a list goes on that has begun
    for position, child in enumerate(children):
        before = children[position - 1]
        is_far = child.begin - places[-1] >= PART_BYTES
        if position > counting_on and is_far and _may_begin(before, child):
            places.append(child.begin)
        counting_on = max([counting_on, *(last_use[each] for each in child.lists)])
    return [*places, scanner.end]


def _last_use(children: list[_Child]) -> dict[str, int]:
    return {each: position for position, child in enumerate(children) for each in child.lists}


def _may_begin(before: _Child, child: _Child) -> bool:
    """Tell whether a part may begin with this child."""
    if not (before.is_paragraph and child.is_paragraph) or before.open_after:
        return False
    if before.joins or child.joins or before.lists or child.lists:
        return False
    return child.style != before.style or not child.style
