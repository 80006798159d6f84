"""Places in a Word document's XML where a part may begin, and what goes on there.

What pandoc knows when it comes to a place is followed here: which lists and fields are open, how
far the numbers of lists are, and whether a caption, a large initial or a merged cell waits for what
comes next.
"""

from dataclasses import dataclass, field, replace

from annotations.prose.documents.office.word.body import BODY, BodyReader, WordParagraph
from annotations.prose.documents.office.word.captions import CaptionState
from annotations.prose.documents.office.word.definitions import ListLevel, WordDefinitions
from annotations.prose.documents.office.word.list_numbers import ListNumbers, OpenLists
from annotations.prose.documents.pandoc.joined_trees import Join

_METADATA_STYLES = frozenset("title subtitle author date abstract".split())


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


class WordPlaces(BodyReader):
    """Finds the places at which parts of about `part_bytes` begin, and the end of the body.

    `is_whole` tells that the document must be read as a whole.
    """

    def __init__(self, content: bytes, definitions: WordDefinitions, part_bytes: int) -> None:
        self.places: list[WordPlace] = []
        self.is_whole = False
        self._definitions = definitions
        self._part_bytes = part_bytes
        self._numbers = ListNumbers(definitions.looks)
        self._lists = OpenLists(definitions.looks)
        self._before: WordParagraph | None = None
        self._has_text = False  # whether there was any that is no metadata
        self._holds_back = False  # whether words in an open field are still to be written
        self._initial_waits = False  # a large first letter, for the paragraph that it begins
        self._notes = 0  # bytes of notes in this part
        self._caption = CaptionState.NONE
        self._caption_style: str | None = ""  # of the table that is read; None where it is not sure
        self._table = self._first_row = 0
        self._row: WordPlace | None = None  # the row that is read, if a part may begin there
        self._before_row = 0, 0  # the notes in this part, and the items counted, before it
        super().__init__(content)

    def begin_block(self, name: str, at: int) -> None:
        """Take a block; a part may begin with a table."""
        if name == "w:tbl":
            self._table, self._first_row = at, 0
            is_free = self._caption is CaptionState.FREE and self._before is not None
            self._caption_style = self._before.styles[0] if is_free and self._before else ""
            if self._caption is CaptionState.UNSURE:
                self._caption_style = None
            self._caption = self._caption.after_table()
            if self._lists.are_none and self._ends_before():
                self._consider(at, Join(), None)
        elif name == "m:oMathPara":
            self._lists.levels, self._has_text = [], True

    def begin_row(self, at: int) -> None:
        """Take a row. Whether a part may begin with it is only known at its end."""
        self._row = None
        if not self._first_row:
            self._first_row = at
            return
        waits = self.fields or self._initial_waits or self._caption_style is None
        if self._is_far(at) and not waits:
            join = Join(continues=True, has_caption=bool(self._caption_style))
            self._row = replace(
                self._place_at(at, join),
                is_row=True,
                caption_style=self._caption_style or "",
                table_begin=self._table,
                first_row_begin=self._first_row,
            )
            self._before_row = self._notes, self._numbers.counted

    def end_row(self) -> None:
        """Begin a part with the row, unless a cell is merged upwards."""
        place, (notes, counted) = self._row, self._before_row
        if place and not self.row_joins:
            is_deep = any(level > "0" for _, level in place.starts)
            if not is_deep or counted == self._numbers.counted:
                notes = self._notes - notes
                self._begin_part(place)
                self._notes = notes
        self._row = None

    def end_table(self) -> None:
        """Take the end of a table."""
        self._before = None
        if self._first_row:
            self._lists.levels, self._has_text = [], True

    def settle(self, paragraph: WordParagraph) -> None:
        """Settle which list a paragraph is in, and whether a part begins with it."""
        definitions = self._definitions
        paragraph.is_heading = any(map(definitions.is_heading, paragraph.styles))
        if paragraph.number is not None:
            level: ListLevel | None = (paragraph.number, paragraph.level)
        else:
            level = next(filter(None, map(definitions.list_of_style, paragraph.styles)), None)
        paragraph.list_level = level
        paragraph.is_item = level is not None and not paragraph.is_heading
        if paragraph.depth == self.around:
            self._consider_paragraph(paragraph)
        if level and self._numbers.is_wrong(level):
            self.is_whole = True
        if level and paragraph.is_item:
            self._numbers.count(level)

    def _consider_paragraph(self, paragraph: WordParagraph) -> None:
        level = paragraph.list_level if paragraph.is_item else None
        continues = continues_item = False
        items: tuple[ListLevel, ...] | None
        if level is None:
            items = () if self._lists.are_none else None
        elif level not in self._definitions.looks:  # it goes on with the item before it
            items = self._lists.continued()
        else:
            items, continues = self._lists.add_item(level)
            continues_item = continues and self._definitions.looks[level].continues_item
        names = {self._name(style) for style in paragraph.styles}
        is_caption = any(map(self._definitions.is_caption, paragraph.styles))
        if items is None or "definition" in names or is_caption or not self._ends_before():
            return
        join = Join(len(items), continues, continues_item)
        self._consider(paragraph.begin, join, paragraph.list_level, items)

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
        if self.fields and (items or self._holds_back or self.has_open_instruction):
            return
        self._begin_part(replace(self._place_at(begin, join), items=items))

    def _place_at(self, begin: int, join: Join) -> WordPlace:
        return WordPlace(
            begin,
            join,
            dict(self._numbers.reached),
            fields=tuple(each.instruction for each in self.fields),
            wrappers=(self.around - len(BODY)) // 2,
        )

    def _is_far(self, begin: int) -> bool:
        last = self.places[-1].begin if self.places else self.begin
        return begin - last + self._notes >= self._part_bytes

    def _begin_part(self, place: WordPlace) -> None:
        self.places.append(place)
        self._notes = 0
        self._numbers.begin_part(place.starts)

    def take_note(self, reference: str, number: str) -> None:
        """Take a note, whose items count as those of the text."""
        note = self._definitions.notes.get((reference, number))
        if note:
            self._notes += note.size
            for level, is_heading in note.lists:
                if self._numbers.is_wrong(level):
                    self.is_whole = True
                self._numbers.count(level, is_heading=is_heading)

    def end_paragraph(self, paragraph: WordParagraph) -> None:
        """Take what a paragraph leaves to the next ones."""
        if paragraph.is_heading and paragraph.list_level:
            self._numbers.count(paragraph.list_level, is_heading=True)
        if paragraph.number is not None:
            self._holds_back = self._holds_back or bool(self.fields)
        elif paragraph.has_text or paragraph.is_empty:
            self._holds_back = False
        is_plain = not (paragraph.is_heading or self._definitions.has_code(paragraph.styles))
        if is_plain and (paragraph.is_initial or paragraph.has_text):
            self._initial_waits = paragraph.is_initial
        if paragraph.depth == self.around:
            self._before = paragraph
            self._caption = self._caption_after(paragraph)
            if paragraph.is_item:
                self._has_text = True
            elif not (paragraph.is_initial and is_plain):
                self._end_lists(paragraph)

    def _end_lists(self, paragraph: WordParagraph) -> None:
        """Note that a paragraph ends the lists before it, unless it is an empty one."""
        if paragraph.has_text:
            self._lists.levels = []
            if not any(self._name(style) in _METADATA_STYLES for style in paragraph.styles):
                self._has_text = True
        elif not paragraph.is_empty and not self._lists.are_none:
            self._lists.levels = None

    def _caption_after(self, paragraph: WordParagraph) -> CaptionState:
        if paragraph.is_item or paragraph.is_heading:
            return CaptionState.NONE
        if paragraph.has_picture:
            return CaptionState.UNSURE
        if not any(map(self._definitions.is_caption, paragraph.styles)):
            return CaptionState.NONE
        return self._caption.after_caption(keeps_next=paragraph.keeps_next)
