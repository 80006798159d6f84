"""The body of a Word document's XML, read element by element.

What stands in content controls is read as if they were not there, as pandoc does.
"""

from abc import abstractmethod
from dataclasses import dataclass, field
from xml.parsers.expat import ParserCreate

from annotations.prose.documents.office.word.definitions import ListLevel

BODY = ["w:document", "w:body"]
# Around a text that is shown.
_SHOWN_IN = frozenset("w:r w:ins w:del w:moveFrom w:moveTo w:hyperlink w:sdt w:sdtContent".split())
# In a paragraph that is passed over.
_EMPTY = frozenset("w:r w:rPr w:pPr w:proofErr w:bookmarkEnd w:lastRenderedPageBreak".split())
_NOTES = frozenset("w:footnoteReference w:endnoteReference w:commentRangeStart".split())


@dataclass(slots=True)
class WordField:
    """A field that is open: its instruction, and the mark that was read last."""

    instruction: str = ""
    state: str = "begin"


@dataclass(slots=True)
class WordParagraph:
    """A paragraph that is being read. `depth` is the number of elements around it."""

    depth: int
    begin: int
    styles: list[str] = field(default_factory=list)
    number: str | None = None
    level: str = "0"
    is_initial: bool = False
    keeps_next: bool = False
    has_picture: bool = False
    is_settled: bool = False
    is_item: bool = False
    is_heading: bool = False
    list_level: ListLevel | None = None
    has_text: bool = False
    is_empty: bool = True

    def take_property(
        self, inside: int, parent: str, name: str, attributes: dict[str, str]
    ) -> None:
        """Take one of its properties, so many elements inside of it."""
        value = attributes.get("w:val", "")
        if inside == 1 and name == "w:pStyle":
            self.styles.append(value)
        elif inside == 1 and name == "w:framePr":
            self.is_initial = attributes.get("w:dropCap", "none") != "none"
        elif inside == 1 and name == "w:keepNext":
            self.keeps_next = True
        elif inside == 1 and name == "w:pBdr":
            self.is_empty = False
        elif inside == 2 and parent == "w:numPr":
            if name == "w:numId":
                self.number = value
            elif name == "w:ilvl":
                self.level = value


class BodyReader:
    """Reads the body of a document. Its blocks are between `begin` and `end`."""

    def __init__(self, content: bytes) -> None:
        self.begin = self.end = 0
        self.fields: list[WordField] = []
        self.around = len(BODY)  # how many elements are around the body's blocks
        self.row_joins = False  # whether a cell of the row is merged upwards
        self._path: list[str] = []
        self._paragraphs: list[WordParagraph] = []
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(content, True)

    @abstractmethod
    def begin_block(self, name: str, at: int) -> None:
        """Take the begin of an element directly in the body."""

    @abstractmethod
    def begin_row(self, at: int) -> None:
        """Take the begin of a row of a table directly in the body."""

    @abstractmethod
    def end_row(self) -> None:
        """Take the end of such a row."""

    @abstractmethod
    def end_table(self) -> None:
        """Take the end of such a table."""

    @abstractmethod
    def settle(self, paragraph: WordParagraph) -> None:
        """Take a paragraph of which the properties are known, but not the words."""

    @abstractmethod
    def end_paragraph(self, paragraph: WordParagraph) -> None:
        """Take a paragraph that has ended."""

    @abstractmethod
    def take_note(self, reference: str, number: str) -> None:
        """Take the mark of a note."""

    @property
    def has_open_instruction(self) -> bool:
        """Tell whether a field is open of which the instruction has not ended."""
        return any(each.state != "separate" for each in self.fields)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path, at = self._path, self._parser.CurrentByteIndex
        if len(path) == self.around and path[:2] == BODY:
            self.begin = self.begin or at
            self.begin_block(name, at)
        elif name == "w:sdtContent" and len(path) == self.around + 1 and path[-1] == "w:sdt":
            self.around += 2
        elif name == "w:tr" and len(path) == self.around + 1 and path[-1] == "w:tbl":
            self.row_joins = False
            self.begin_row(at)
        if name == "w:p":
            self._paragraphs.append(WordParagraph(len(path), at))
        elif self._paragraphs:
            self._start_in_paragraph(self._paragraphs[-1], name, attributes)
        if name == "w:vMerge" and attributes.get("w:val") != "restart":
            self.row_joins = True
        path.append(name)

    def _start_in_paragraph(
        self, paragraph: WordParagraph, name: str, attributes: dict[str, str]
    ) -> None:
        inside = len(self._path) - paragraph.depth - 1
        if inside == 0 and name != "w:pPr":
            self._settle(paragraph)
        if inside and self._path[paragraph.depth + 1] == "w:pPr":
            paragraph.take_property(inside, self._path[-1], name, attributes)
            return
        if name not in _EMPTY:
            paragraph.is_empty = paragraph.is_empty and name in {"w:t", "w:delText"}
        if name in {"w:drawing", "w:pict", "w:object"}:
            paragraph.has_picture = True
        if name == "w:fldChar":
            self._take_field(attributes.get("w:fldCharType", ""))
        elif name in _NOTES:
            self.take_note(name, attributes.get("w:id", ""))

    def _settle(self, paragraph: WordParagraph) -> None:
        if not paragraph.is_settled:
            paragraph.is_settled = True
            self.settle(paragraph)

    def _take_field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(WordField())
        elif kind == "separate" and self.fields:
            self.fields[-1].state = kind
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _text(self, text: str) -> None:
        if not self._paragraphs:
            return
        paragraph, name = self._paragraphs[-1], self._path[-1]
        if name == "w:instrText" and self.fields and self.fields[-1].state == "begin":
            self.fields[-1].instruction += text
        elif name in {"w:t", "w:delText"} and text.strip(" \t\r\n"):
            paragraph.is_empty = False
            if not self.has_open_instruction:
                around = self._path[paragraph.depth + 1 : -1]
                paragraph.has_text = paragraph.has_text or _SHOWN_IN.issuperset(around)

    def _end(self, name: str) -> None:
        path = self._path
        path.pop()
        depth = len(path)
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        if name == "w:p" and paragraph and paragraph.depth == depth:
            self._settle(paragraph)
            self.end_paragraph(self._paragraphs.pop())
        elif name == "w:pPr" and paragraph and paragraph.depth + 1 == depth:
            self._settle(paragraph)
        elif name == "w:tr" and depth == self.around + 1:
            self.end_row()
        elif name == "w:tbl" and depth == self.around:
            self.end_table()
        elif name == "w:sdtContent" and depth + 1 == self.around:
            self.around -= 2
        elif name == "w:body" and path == BODY[:1]:
            self.end = self._parser.CurrentByteIndex
