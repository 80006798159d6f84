"""Elements of a page that are written in their own way: pictures, formulas, tables, ruby."""

from abc import abstractmethod
from collections.abc import Callable
from html import escape
from typing import Any

from annotations.prose.documents.web.left_out_elements import is_drawn_twice
from annotations.prose.documents.web.parted_html import PartedHtml


class SpecialElementWriter(PartedHtml):
    """Writes such elements; `_preformatted` tells whether line ends stay."""

    def __init__(self) -> None:
        super().__init__()
        self._preformatted = False

    @abstractmethod
    def write_element(self, node: Any) -> None:
        """Write any element."""

    @abstractmethod
    def write_text(self, text: str) -> None:
        """Write the text between elements."""

    def write_special(self, node: Any) -> bool:
        """Write an element if it is such a one; tells whether it is."""
        write = _SPECIAL.get(node.tag)
        if write:
            write(self, node)
        return write is not None

    def _write_line_break(self, node: Any) -> None:
        self.pieces.append("\n" if self._preformatted else "<br>")

    def _write_rule(self, node: Any) -> None:
        around = self._inlines
        self.pieces += [closing for _, closing in reversed(around)]
        self.pieces.append("<hr>")
        self.pieces += [opening for opening, _ in around]

    def _write_image(self, node: Any) -> None:
        attributes = node.attributes
        if is_drawn_twice(attributes):
            return
        alt = attributes.get("alt") or attributes.get("aria-label") or ""
        title = attributes.get("title") or ""
        self.pieces.append(f'<img src="x" alt="{escape(alt)}" title="{escape(title)}">')

    def _write_formula(self, node: Any) -> None:
        self.pieces.append(node.html or "")

    def _write_table_body(self, node: Any) -> None:
        """Write rows; a first row of nothing but headings is the table's head."""
        rows = [row for row in children_of(node) if row.tag == "tr"]
        is_head = (
            not any(each.tag == "thead" for each in children_of(node.parent))
            and len(rows) > 1
            and {cell.tag for cell in children_of(rows[0])} == {"th"}
        )
        if is_head:
            self.pieces.append("<thead>")
            self.write_element(rows.pop(0))
            self.pieces.append("</thead>")
        self.pieces.append("<tbody>")
        for row in rows:
            self.write_element(row)
        self.pieces.append("</tbody>")

    def _write_ruby(self, node: Any) -> None:
        """Write a word with its reading as “base (reading)”."""
        readings: list[str] = []
        child = node.child
        while child is not None:
            if child.is_element_node and child.tag in {"rt", "rtc"}:
                readings.append(" ".join((child.text() or "").split()))
            else:
                if readings:
                    self._write_readings(readings)
                    readings = []
                if child.is_text_node:
                    self.write_text((child.text_content or "").strip())
                elif child.is_element_node and child.tag != "rp":
                    self.write_element(child)
            child = child.next
        self._write_readings(readings)

    def _write_readings(self, readings: list[str]) -> None:
        words = " ".join(each for each in readings if each)
        if words:
            self.write_text(f" ({words})")


def children_of(node: Any) -> list[Any]:
    """Return the elements directly inside an element."""
    children, child = [], node.child
    while child is not None:
        if child.is_element_node:
            children.append(child)
        child = child.next
    return children


_SPECIAL: dict[str, Callable[[SpecialElementWriter, Any], None]] = {
    "br": SpecialElementWriter._write_line_break,
    "hr": SpecialElementWriter._write_rule,
    "img": SpecialElementWriter._write_image,
    "math": SpecialElementWriter._write_formula,
    "ruby": SpecialElementWriter._write_ruby,
    "tbody": SpecialElementWriter._write_table_body,
}
