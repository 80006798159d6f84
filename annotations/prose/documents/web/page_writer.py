"""A page's tree written as plain HTML: what a browser shows, with elements that pandoc knows.

Elements are chosen from a table, never passed through. What is left out is counted.
"""

import re
from html import escape
from typing import Any

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.left_out import SUSPECTED, LeftOutCounter, words_between
from annotations.prose.documents.web.elements import (
    BLOCKS,
    INLINES,
    UNSEEN,
    Attributes,
    is_verse,
    kept_attributes,
)
from annotations.prose.documents.web.footnotes import Footnotes
from annotations.prose.documents.web.left_out_elements import (
    is_drawn_twice,
    left_out_kind,
    text_beside,
)
from annotations.prose.documents.web.special_elements import SpecialElementWriter
from annotations.prose.documents.web.styles import (
    Declarations,
    Styles,
    is_beside_line,
    is_block,
    is_plain,
    styled_tags,
)
from annotations.prose.normalising import UnreadableText

_PARTS_OF_BLOCKS = frozenset("caption dd dt figcaption li tbody td tfoot th thead tr".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
MAX_DEPTH = 120
"""Of the elements that are written."""
_INDENT_CLASS = re.compile(r"(?:^|\s)(i[0-9]{1,2})(?:\s|$)")
_NOTE_EDGES = " \t\n\u00a0[]().:^"


class PageWriter(SpecialElementWriter):
    """Writes the elements of one page after another as HTML."""

    def __init__(self, left_out: LeftOutCounter, footnotes: Footnotes, styles: Styles) -> None:
        super().__init__()
        self._left_out = left_out
        self._footnotes = footnotes
        self._styles = styles
        self._depth = 0
        self._is_heading = False
        # The words of a note's mark, until its own words begin.
        self._mark: str | None = None
        # What seems to be no part of the text, until the next place between two blocks.
        self._suspects: list[str] = []
        self._writes_suspect = False
        self._closed_blocks = 0

    def _end_long_part(self) -> None:
        """Begin another part if this one is long enough, and can end here: not in what seems to be
        no part of the text, which would be open in the next part, with all that is behind it."""
        if not self._writes_suspect:
            super()._end_long_part()

    def write_page(self, body: Any, styles: Styles) -> None:
        """Write all that a page shows, except for its footnotes."""
        self._styles = styles
        self._inlines = []
        self._divisions = 0
        self._write_children(body)
        self._write_suspects()

    def write_footnotes(self, styles_of_pages: list[Styles]) -> None:
        """Write the footnotes, to be found by their numbers."""
        self._closed_blocks = 1
        for number, (body, page, mark) in self._footnotes.notes.items():
            self._end_long_part()
            self._styles, self._mark = styles_of_pages[page], mark.strip(_NOTE_EDGES)
            self._footnotes.bodies.pop(body.mem_id, None)
            self.pieces.append(f'<div data-footnote-body="{number}">')
            self._write_children(body)
            self.pieces.append("</div>")
            self._mark = None
        self._closed_blocks = 0
        self._write_suspects()

    def _write_children(self, node: Any) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableText(_("The elements of this file are nested too deep."))
        child = node.child
        while child is not None:
            if child.is_text_node:
                self.write_text(child.text_content or "")
            elif child.is_element_node:
                self.write_element(child)
            child = child.next
        self._depth -= 1

    def write_text(self, text: str) -> None:
        """Write the text between elements, without the mark that a note repeats."""
        if self._mark is not None:
            text = self._without_mark(text)
        self.pieces.append(escape(text, quote=False))

    def _without_mark(self, text: str) -> str:
        """Return a note's text without the repeated mark that it begins with."""
        words = text.strip(_NOTE_EDGES)
        if not words or words == self._mark:
            return ""
        self._mark = None
        return text.lstrip(_NOTE_EDGES)

    def write_element(self, node: Any) -> None:
        """Write an element with what is in it, or count it where it has no place."""
        tag, attributes = node.tag, node.attributes
        if self._write_part_of_note(node):
            return
        if "data-noscript" in attributes:
            self._set_apart(node, attributes, "noscript")
        elif tag in UNSEEN:
            self._write_unseen(node, attributes)
        elif self._is_left_out(node, attributes) or self.write_special(node):
            return
        elif self._is_heading and BLOCKS.get(tag, "div") in {"div", "p"}:
            self._write_in_heading(node, attributes)
        elif tag in BLOCKS or is_block(self._styles.of(node)):
            self._write_block(node, attributes)
        elif tag in INLINES:
            self._write_inline(node, attributes)
        else:
            self._write_styled(node, self._styles.of(node), attributes)

    def _write_part_of_note(self, node: Any) -> bool:
        """Write the mark of a footnote; tells whether the element is one, or a note itself."""
        notes = self._footnotes
        number = notes.marks.get(node.mem_id)
        if number is not None:
            self.pieces.append(f'<span data-footnote="{number}"></span>')
        elif node.mem_id in notes.repeated_marks:
            self._write_within([("<sup>", "</sup>")], node)
        else:
            return node.mem_id in notes.bodies or node.mem_id in notes.back_links
        return True

    def _write_unseen(self, node: Any, attributes: Attributes) -> None:
        """Write the TeX that a page's scripts would draw as a formula, nothing else."""
        kind = attributes.get("type") or ""
        if node.tag == "script" and kind.startswith("math/tex"):
            display = "display" if "display" in kind else "inline"
            begin, end = ("\\[", "\\]") if display == "display" else ("\\(", "\\)")
            tex = escape(node.text() or "", quote=False)
            self.pieces.append(f'<span class="math {display}">{begin}{tex}{end}</span>')

    def _is_left_out(self, node: Any, attributes: Attributes) -> bool:
        """Tell whether an element has no place in an essay, and count it unless it is empty."""
        kind = left_out_kind(node, attributes, self._styles)
        if not kind and is_drawn_twice(attributes):
            return True
        if not kind or (kind in SUSPECTED and self._writes_suspect):
            return False
        if node.tag == "input" and attributes.get("type") == "hidden":
            return True
        words = " ".join((node.text(separator=" ") or "").split())
        if words or kind not in SUSPECTED:
            named = attributes.get("title") or attributes.get("value") or ""
            words = " ".join(filter(None, (named, words)))
            self._left_out.add(kind, words, context=self._context(node, kind, words))
        if words and kind in SUSPECTED:
            self._set_apart(node, attributes, kind)
        return True

    def _context(self, node: Any, kind: str, words: str) -> str:
        """Return what is left out between the words around it, unless enough of its kind are known
        or it is shown in its place."""
        if kind in SUSPECTED or not self._left_out.has_room(kind):
            return ""
        return words_between(text_beside(node, "prev"), words, text_beside(node, "next"))

    def _set_apart(self, node: Any, attributes: Attributes, kind: str) -> None:
        """Keep an element that seems to be no part of the text, to be written between two blocks.

        The blocks of it are marked: whoever brings the text in may want them.
        """
        around = self.pieces, self._inlines, self._preformatted, self._closed_blocks
        counted, mark = self._left_out, self._mark
        self.pieces, self._inlines, self._preformatted = [], [], False
        # What else is left out of it is said with the whole.
        self._left_out, self._mark = LeftOutCounter(), None
        self._writes_suspect, self._closed_blocks = True, 1
        if node.tag in _PARTS_OF_BLOCKS:
            words = " ".join((node.text() or "").split())
            self.pieces.append(f"<p>{escape(words, quote=False)}</p>")
        elif node.tag in BLOCKS:
            self._write_block(node, attributes)
        else:
            self._write_children(node)
        self._suspects.append(f'<div data-suspected="{kind}">{"".join(self.pieces)}</div>')
        self.pieces, self._inlines, self._preformatted, self._closed_blocks = around
        self._left_out, self._mark = counted, mark
        self._writes_suspect = False

    def _write_suspects(self) -> None:
        if self._suspects and not self._closed_blocks:
            self.pieces += self._suspects
            self._suspects = []

    def _write_block(self, node: Any, attributes: Attributes) -> None:
        """Write a block; the inline elements around it are closed before it and opened inside."""
        tag = BLOCKS.get(node.tag, "div")
        verse = is_verse(attributes) and tag in {"p", "div", "blockquote"}
        if verse and tag == "blockquote":
            tag = "div"
        begin = f"<{tag}{kept_attributes(tag, attributes)}>"
        end = f"</{tag}>"
        if verse:
            begin, end = f'<div class="verse">{begin}', f"{end}</div>"
        around, self._inlines = self._inlines, [*self._inlines]
        self.pieces += [closing for _, closing in reversed(around)]
        self._write_suspects()
        self.pieces.append(begin)
        self.pieces += [opening for opening, _ in around]
        holds_no_others = tag != "div" or is_verse(attributes)
        self._closed_blocks += holds_no_others
        was_preformatted, self._preformatted = self._preformatted, tag == "pre"
        was_heading, self._is_heading = self._is_heading, tag in _HEADINGS
        divisions = self._divisions
        is_division = begin == "<div>" and divisions is not None
        self._divisions = divisions + 1 if is_division and divisions is not None else None
        self._write_styled_block(node, tag, attributes)
        self._divisions = divisions
        self._preformatted, self._is_heading = was_preformatted, was_heading
        self._closed_blocks -= holds_no_others
        self.pieces += [closing for _, closing in reversed(around)]
        self.pieces.append(end)
        self.pieces += [opening for opening, _ in around]
        self._inlines = around
        self._end_long_part()

    def _write_in_heading(self, node: Any, attributes: Attributes) -> None:
        """Write an element inside a heading; what is a block there begins and ends a line of it."""
        declared = self._styles.of(node)
        line = "<br>" if node.tag in BLOCKS or is_block(declared) else ""
        self.pieces.append(line)
        if node.tag in INLINES:
            self._write_inline(node, attributes)
        else:
            self._write_styled(node, declared, attributes)
        self.pieces.append(line)

    def _write_styled_block(self, node: Any, tag: str, attributes: Attributes) -> None:
        """Write what is in a block; a paragraph's own style is that of all its words."""
        if node.tag in INLINES:
            self._write_inline(node, attributes)
            return
        is_own = tag in {"p", "li", "td", "dd"} or node.tag not in BLOCKS
        declared = self._styles.of(node) if is_own else {}
        self._write_within(styled_tags(declared) if declared else [], node)

    def _write_inline(self, node: Any, attributes: Attributes) -> None:
        tag = INLINES[node.tag]
        declared = self._styles.of(node)
        if is_plain(tag, declared):
            self._write_styled(node, declared, attributes)
            return
        opening = f"<{tag}{kept_attributes(tag, attributes)}>"
        if tag == "a" and not attributes.get("href"):
            opening = "<span>"
        own = (opening, "</span>" if opening == "<span>" else f"</{tag}>")
        self._write_within([own, *styled_tags(declared)], node)

    def _write_styled(self, node: Any, declared: Declarations, attributes: Attributes) -> None:
        tags = styled_tags(declared) if declared else []
        indent = _INDENT_CLASS.search(attributes.get("class") or "")
        if indent:
            tags.append((f'<span class="{indent[1]}">', "</span>"))
        # A number beside a line is no part of its last word; a large first letter is of its first.
        is_apart = is_beside_line(declared) and len((node.text() or "").strip()) > 1
        self.pieces.append(" " if is_apart else "")
        self._write_within(tags, node)
        self.pieces.append(" " if is_apart else "")

    def _write_within(self, tags: list[tuple[str, str]], node: Any) -> None:
        """Write an element's children between these tags, without those that are open already."""
        fresh = [each for each in tags if each not in self._inlines]
        self.pieces += [opening for opening, _ in fresh]
        self._inlines += fresh
        self._write_children(node)
        del self._inlines[len(self._inlines) - len(fresh) :]
        self.pieces += [closing for _, closing in reversed(fresh)]
