"""Places in a Word document's XML where a part may begin, and what goes on there.

What pandoc knows when it comes to a place is followed here: which lists and fields are open, how
far the numbers of lists are, and whether a caption, a large initial or a merged cell waits for what
comes next.
"""

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from xml.parsers.expat import ParserCreate

from annotations.prose.documents.office.word_definitions import ListLevel, WordDefinitions
from annotations.prose.documents.pandoc.joined_trees import Join

_METADATA_STYLES = frozenset("title subtitle author date abstract".split())
# Around a text that is shown.
_SHOWN_IN = frozenset("w:r w:ins w:del w:moveFrom w:moveTo w:hyperlink w:sdt w:sdtContent".split())
# In a paragraph that is passed over.
_EMPTY = frozenset("w:r w:rPr w:pPr w:proofErr w:bookmarkEnd w:lastRenderedPageBreak".split())
_BODY = ["w:document", "w:body"]
_WRAPPED = ("w:sdt", "w:sdtContent")


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A place where a part begins.

    Attributes:
        begin: the index of its first byte.
        starts: with which numbers the lists go on.
        items: the lists around it, to be opened again.
        fields: the instructions of the fields around it.
        wrappers: how many content controls stand around it.
        is_row: whether it is a row of a table, which begins at `table_begin`, its rows at
            `first_row_begin`.
        caption_style: that of the paragraph before this table that is its caption.
    """

    begin: int
    join: Join = field(default_factory=Join)
    starts: dict[ListLevel, int] = field(default_factory=dict)
    items: tuple[ListLevel, ...] = ()
    fields: tuple[str, ...] = ()
    wrappers: int = 0
    is_row: bool = False
    table_begin: int = 0
    first_row_begin: int = 0
    caption_style: str = ""


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    state: str = "begin"


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read. `depth` is the number of elements around it."""

    depth: int
    begin: int
    styles: list[str] = field(default_factory=list)
    number: str | None = None
    level: str = "0"
    is_initial: bool = False
    keeps_next: bool = False
    has_picture: bool = False
    is_classified: bool = False
    is_item: bool = False
    is_heading: bool = False
    list_level: ListLevel | None = None
    has_text: bool = False
    is_empty: bool = True


class _Caption(Enum):
    """Whether a caption has no table yet (FREE), or a table no caption (MISSING)."""

    NONE = auto()
    FREE = auto()
    MISSING = auto()
    UNSURE = auto()


class _Numbers:
    """How far the numbers of the lists are, as pandoc counts them."""

    def __init__(self, definitions: WordDefinitions) -> None:
        self._looks = definitions.looks
        self.reached: dict[ListLevel, int] = {}
        self.counted = 0
        # Deeper levels with which the present part began, and those of them that have ended since:
        # these would begin with the number that the former go on with.
        self._deep: set[ListLevel] = set()
        self._ended: set[ListLevel] = set()

    def begin_part(self, reached: dict[ListLevel, int]) -> None:
        self._deep = {each for each in reached if each[1] > "0"}
        self._ended = set()

    def is_wrong(self, level: ListLevel | None) -> bool:
        """Tell whether a level would go on with a number in this part that it must not."""
        return level in self._ended

    def count(self, level: ListLevel, *, is_heading: bool = False) -> None:
        look = self._looks.get(level)
        if look is None and not is_heading:
            return
        self.counted += 1
        start = look.start if look else 1
        number = self.reached[level] + 1 if level in self.reached else start
        for ended in [each for each in self.reached if each[1] > level[1]]:
            del self.reached[ended]
            if ended in self._deep:
                self._ended.add(ended)
        self.reached[level] = number


class WordPlaces:
    """Finds the places at which parts of about `part_bytes` begin, and the end of the body."""

    def __init__(self, content: bytes, definitions: WordDefinitions, part_bytes: int) -> None:
        self.places: list[WordPlace] = []
        self.begin = self.end = 0
        self.is_whole = False  # whether it must be read as a whole
        self._definitions = definitions
        self._part_bytes = part_bytes
        self._numbers = _Numbers(definitions)
        self._path: list[str] = []
        self._around = len(_BODY)  # how many elements are around the body's blocks
        self._lists: list[ListLevel] | None = []  # that are open; None where that is not known
        self._fields: list[_Field] = []
        self._paragraphs: list[_Paragraph] = []
        self._before: _Paragraph | None = None
        self._has_text = False  # whether there was any that is no metadata
        self._holds_back = False  # whether words in an open field are still to be written
        self._initial_waits = False  # a large first letter, for the paragraph that it begins
        self._notes = 0  # bytes of notes in this part
        # What a caption is looked for, or what looks for its caption, before the present block.
        self._caption = _Caption.NONE
        self._table = self._first_row = 0
        self._caption_style: str | None = ""
        self._place: WordPlace | None = None  # where the row began that is being read
        self._row_joins = False
        self._at_row = 0, 0  # the notes in this part and the items counted before the row
        self._parser = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(content, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path = self._path
        if len(path) == self._around and path[:2] == _BODY:
            self._start_block(name)
        elif name == "w:sdtContent" and len(path) == self._around + 1 and path[-1] == "w:sdt":
            self._around += 2
        elif name == "w:tr" and len(path) == self._around + 1 and path[-1] == "w:tbl":
            self._start_row()
        if name == "w:p":
            self._paragraphs.append(_Paragraph(len(path), self._parser.CurrentByteIndex))
        elif self._paragraphs:
            self._start_in_paragraph(name, attributes)
        if name == "w:vMerge" and attributes.get("w:val") != "restart":
            self._row_joins = True
        path.append(name)

    def _start_block(self, name: str) -> None:
        at = self._parser.CurrentByteIndex
        self.begin = self.begin or at
        if name == "w:tbl":
            self._table, self._first_row = at, 0
            self._take_caption()
            if self._lists == [] and self._ends_before():
                self._consider(at, Join(), None)
        elif name == "m:oMathPara":
            self._lists, self._has_text = [], True

    def _take_caption(self) -> None:
        """Settle whether the paragraph before a table is its caption."""
        is_free = self._caption is _Caption.FREE and self._before is not None
        self._caption_style = self._before.styles[0] if is_free and self._before else ""
        if self._caption is _Caption.UNSURE:
            self._caption_style = None
        elif is_free:
            self._caption = _Caption.NONE
        else:
            self._caption = _Caption.MISSING

    def _start_row(self) -> None:
        at = self._parser.CurrentByteIndex
        self._row_joins, self._place = False, None
        if not self._first_row:
            self._first_row = at
        elif (
            self._is_far(at)
            and not self._fields
            and not self._initial_waits
            and self._caption_style is not None
        ):
            join = Join(continues=True, has_caption=bool(self._caption_style))
            self._place = replace(
                self._place_at(at, join),
                is_row=True,
                caption_style=self._caption_style,
                table_begin=self._table,
                first_row_begin=self._first_row,
            )
            self._at_row = self._notes, self._numbers.counted

    def _start_in_paragraph(self, name: str, attributes: dict[str, str]) -> None:
        paragraph, depth = self._paragraphs[-1], len(self._path)
        inside = depth - paragraph.depth - 1
        if inside == 0 and name != "w:pPr":
            self._classify(paragraph)
        if inside and self._path[paragraph.depth + 1] == "w:pPr":
            self._take_property(paragraph, inside, name, attributes)
            return
        if name not in _EMPTY:
            paragraph.is_empty = paragraph.is_empty and name in {"w:t", "w:delText"}
        if name in {"w:drawing", "w:pict", "w:object"}:
            paragraph.has_picture = True
        if name == "w:fldChar":
            self._take_field(attributes.get("w:fldCharType", ""))
        elif name in {"w:footnoteReference", "w:endnoteReference", "w:commentRangeStart"}:
            self._take_note(name, attributes.get("w:id", ""))

    def _take_property(
        self, paragraph: _Paragraph, inside: int, name: str, attributes: dict[str, str]
    ) -> None:
        value = attributes.get("w:val", "")
        if inside == 1 and name == "w:pStyle":
            paragraph.styles.append(value)
        elif inside == 1 and name == "w:framePr":
            paragraph.is_initial = attributes.get("w:dropCap", "none") != "none"
        elif inside == 1 and name == "w:keepNext":
            paragraph.keeps_next = True
        elif inside == 1 and name == "w:pBdr":
            paragraph.is_empty = False
        elif inside == 2 and self._path[-1] == "w:numPr":
            if name == "w:numId":
                paragraph.number = value
            elif name == "w:ilvl":
                paragraph.level = value

    def _classify(self, paragraph: _Paragraph) -> None:
        """Settle which list a paragraph is in, and whether a part may begin with it."""
        if paragraph.is_classified:
            return
        paragraph.is_classified = True
        definitions = self._definitions
        paragraph.is_heading = any(map(definitions.is_heading, paragraph.styles))
        if paragraph.number is not None:
            level: ListLevel | None = (paragraph.number, paragraph.level)
        else:
            level = next(filter(None, map(definitions.list_of_style, paragraph.styles)), None)
        paragraph.list_level = level
        paragraph.is_item = level is not None and not paragraph.is_heading
        if paragraph.depth == self._around:
            self._consider_paragraph(paragraph)
        if level and self._numbers.is_wrong(level):
            self.is_whole = True
        if level and paragraph.is_item:
            self._numbers.count(level)

    def _consider_paragraph(self, paragraph: _Paragraph) -> None:
        level = paragraph.list_level if paragraph.is_item else None
        lists = self._lists
        if level is None:
            may, join, items = lists == [], Join(), ()
        elif level not in self._definitions.looks:  # it goes on with the item before it
            items, looks = tuple(lists or ()), self._definitions.looks
            may = lists is not None and not (items and looks[items[-1]].is_task)
            join = Join(len(items))
        else:
            around = self._lists_around(level)
            own = next((each for each in around if each[1] == level[1]), level)
            items, continues = tuple(around[:-1] if own in around else around), own in around
            look = self._definitions.looks[level]
            join = Join(len(items), continues, continues and look.continues_item)
            may = lists is not None and own == level
            if lists is not None:
                self._lists = [*items, own]
        if may and self._may_begin(paragraph):
            self._consider(paragraph.begin, join, paragraph.list_level, items)

    def _lists_around(self, level: ListLevel) -> list[ListLevel]:
        """Return those of the open lists that stay open at an item of a level.

        The last one may be its own: one of the same level and number, or of tasks.
        """
        looks, around = self._definitions.looks, list(self._lists or ())
        while around and around[-1][1] >= level[1]:
            is_own = around[-1] == level or (
                around[-1][1] == level[1] and looks[around[-1]].is_task and looks[level].may_be_task
            )
            if is_own:
                break
            around.pop()
        return around

    def _may_begin(self, paragraph: _Paragraph) -> bool:
        names = {self._name(style) for style in paragraph.styles}
        if "definition" in names or any(map(self._definitions.is_caption, paragraph.styles)):
            return False
        return self._ends_before()

    def _ends_before(self) -> bool:
        """Tell whether nothing of what is before waits for what comes next."""
        styles = self._before.styles if self._before else ()
        return not self._initial_waits and not any(map(self._definitions.is_caption, styles))

    def _name(self, style: str) -> str:
        found = self._definitions.styles.get(style)
        return found.name if found else ""

    def _consider(
        self,
        begin: int,
        join: Join,
        level: ListLevel | None,
        items: tuple[ListLevel, ...] = (),
    ) -> None:
        """Begin a part here, if the one before is long enough and nothing speaks against it."""
        if not self._has_text or not (self._is_far(begin) or self._numbers.is_wrong(level)):
            return
        if self._fields and (
            items or self._holds_back or any(each.state != "separate" for each in self._fields)
        ):
            return
        self._begin_part(replace(self._place_at(begin, join), items=items))

    def _place_at(self, begin: int, join: Join) -> WordPlace:
        return WordPlace(
            begin,
            join,
            dict(self._numbers.reached),
            fields=tuple(each.instruction for each in self._fields),
            wrappers=(self._around - len(_BODY)) // 2,
        )

    def _is_far(self, begin: int) -> bool:
        last = self.places[-1].begin if self.places else self.begin
        return begin - last + self._notes >= self._part_bytes

    def _begin_part(self, place: WordPlace) -> None:
        self.places.append(place)
        self._notes = 0
        self._numbers.begin_part(place.starts)

    def _take_field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].state = kind
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _take_note(self, name: str, number: str) -> None:
        note = self._definitions.notes.get((name, number))
        if note:
            self._notes += note.size
            for level, is_heading in note.lists:
                if self._numbers.is_wrong(level):
                    self.is_whole = True
                self._numbers.count(level, is_heading=is_heading)

    def _text(self, text: str) -> None:
        if not self._paragraphs:
            return
        paragraph, name = self._paragraphs[-1], self._path[-1]
        if name == "w:instrText" and self._fields and self._fields[-1].state == "begin":
            self._fields[-1].instruction += text
        elif name in {"w:t", "w:delText"} and text.strip(" \t\r\n"):
            paragraph.is_empty = False
            if _SHOWN_IN.issuperset(self._path[paragraph.depth + 1 : -1]) and all(
                each.state == "separate" for each in self._fields
            ):
                paragraph.has_text = True

    def _end(self, name: str) -> None:
        path = self._path
        path.pop()
        if name == "w:p" and self._paragraphs and self._paragraphs[-1].depth == len(path):
            self._end_paragraph(self._paragraphs.pop())
        elif name == "w:pPr" and self._paragraphs and self._paragraphs[-1].depth + 1 == len(path):
            self._classify(self._paragraphs[-1])
        elif name == "w:tr" and len(path) == self._around + 1:
            self._end_row()
        elif name == "w:tbl" and len(path) == self._around:
            self._before = None
            if self._first_row:
                self._lists, self._has_text = [], True
        elif name == "w:sdtContent" and len(path) + 1 == self._around:
            self._around -= 2
        elif name == "w:body" and path == _BODY[:1]:
            self.end = self._parser.CurrentByteIndex

    def _end_row(self) -> None:
        place, (notes, counted) = self._place, self._at_row
        if place and not self._row_joins:
            is_deep = any(level > "0" for _, level in place.starts)
            if not is_deep or counted == self._numbers.counted:
                notes = self._notes - notes
                self._begin_part(place)
                self._notes = notes
        self._place = None

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        self._classify(paragraph)
        if paragraph.is_heading and paragraph.list_level:
            self._numbers.count(paragraph.list_level, is_heading=True)
        if paragraph.number is not None:
            self._holds_back = self._holds_back or bool(self._fields)
        elif paragraph.has_text or paragraph.is_empty:
            self._holds_back = False
        is_plain = not (paragraph.is_heading or self._definitions.has_code(paragraph.styles))
        if is_plain and (paragraph.is_initial or paragraph.has_text):
            self._initial_waits = paragraph.is_initial
        if paragraph.depth != self._around:
            return
        self._before = paragraph
        self._caption = self._caption_after(paragraph)
        if paragraph.is_item:
            self._has_text = True
            return
        if paragraph.is_initial and is_plain:
            return  # it is put before the next paragraph
        if paragraph.has_text:
            self._lists = []
            if not any(self._name(style) in _METADATA_STYLES for style in paragraph.styles):
                self._has_text = True
        elif not paragraph.is_empty and self._lists != []:
            self._lists = None

    def _caption_after(self, paragraph: _Paragraph) -> _Caption:
        """Return what a caption is to the next block, behind a paragraph."""
        if paragraph.is_item or paragraph.is_heading:
            return _Caption.NONE
        if paragraph.has_picture:
            return _Caption.UNSURE
        if not any(map(self._definitions.is_caption, paragraph.styles)):
            return _Caption.NONE
        if self._caption is _Caption.MISSING and not paragraph.keeps_next:
            return _Caption.NONE
        return _Caption.UNSURE if self._caption is _Caption.UNSURE else _Caption.FREE
