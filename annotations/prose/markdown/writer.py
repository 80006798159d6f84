"""An essay's blocks as Markdown, for whoever corrects the text by hand.

It reads the same. Where Markdown can't say what a block says, such as two paragraphs in one cell,
the words stay; the preview of a revision shows what would change.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotations.prose.blocks import ParsedBlock
from annotations.prose.markup.text_writer import MarkupSpan

_ESCAPED = re.compile(r"([\\`*_\[\]<>&~^$|])")
_LINE_START = re.compile(
    r"^(\s*)(#{1,6}(?=\s)|[-+=:%>](?=\s|$|-|=)|\d{1,9}(?=[.)](?:\s|$)))", re.MULTILINE
)
_MARKS = {"em": "*", "strong": "**", "s": "~~", "sup": "^", "sub": "~"}
_CLASSES = {"small-caps": "smallcaps", "u": "underline"}


@dataclass(slots=True)
class _Node:
    """An element with the text and the elements in it; the root has an empty tag."""

    tag: str
    attributes: dict[str, str]
    end: int
    children: list["_Node | str"] = field(default_factory=list)

    @property
    def elements(self) -> list["_Node"]:
        return [child for child in self.children if isinstance(child, _Node)]

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def blocks_to_markdown(blocks: Iterable[ParsedBlock]) -> str:
    """Return Markdown for the blocks of an essay."""
    return "\n\n".join(map(_block, blocks)) + "\n"


def _block(block: ParsedBlock) -> str:
    root = _tree(block.text, block.spans)
    if block.type == "break":
        return "* * *"
    if block.type in {"title", "heading"}:
        return f"{'#' * max(block.level, 1)} {_on_one_line(root)}"
    if block.type == "footnote":
        return f"[^{block.level}]: {_indented(_flow(root), 4)}"
    if block.type == "verse":
        return _verse(root)
    if block.type == "image":
        return f"![{_escaped(' '.join(block.text.split()))}](#)"
    if block.type == "formula":
        return _display(root)
    return _flow(root)


def _tree(text: str, spans: Sequence[MarkupSpan]) -> _Node:
    root = _Node("", {}, len(text))
    open_now, last = [root], 0

    def move_to(place: int) -> None:
        nonlocal last
        while len(open_now) > 1 and open_now[-1].end <= place:
            node = open_now.pop()
            if text[last : node.end]:
                node.children.append(text[last : node.end])
            last = max(last, node.end)
        if text[last:place]:
            open_now[-1].children.append(text[last:place])
            last = place

    for span in spans:
        if span.tag == "page":
            continue
        move_to(span.start)
        node = _Node(span.tag, dict(span.attributes), span.end)
        open_now[-1].children.append(node)
        if span.tag != "note":
            open_now.append(node)
    move_to(len(text))
    return root


def _flow(node: _Node) -> str:
    """Return the blocks in an element, or its words."""
    parts: list[str] = []
    words: list[_Node | str] = []
    for child in node.children:
        if isinstance(child, _Node) and child.tag in _BLOCKS:
            parts.append(_words(words))
            words = []
            parts.append(_BLOCKS[child.tag](child))
        elif isinstance(child, str) and child == "\n" and not words:
            continue
        else:
            words.append(child)
    parts.append(_words(words))
    return "\n\n".join(part for part in parts if part.strip())


def _words(children: Sequence[_Node | str]) -> str:
    text = "".join(_inline(child) for child in children).strip()
    return _LINE_START.sub(r"\1\\\2", text) if not text.startswith("|") else text


def _on_one_line(node: _Node) -> str:
    return " ".join("".join(_inline(child) for child in node.children).replace("\\\n", " ").split())


def _inline(child: "_Node | str") -> str:
    if isinstance(child, str):
        return _escaped(child)
    inner = "".join(_inline(each) for each in child.children)
    if child.tag == "br":
        return "\\\n"
    if child.tag == "note":
        return f"[^{child.attributes.get('number', '')}]"
    if child.tag == "code":
        return _code_span(child.text)
    if child.tag == "formula":
        return _display(child) if "display" in child.attributes else _math(child)
    if child.tag == "a":
        return f"[{inner}](<{child.attributes.get('href', '')}>)"
    if child.tag in _MARKS:
        return f"{_MARKS[child.tag]}{inner}{_MARKS[child.tag]}"
    return f"[{inner}]{{.{_CLASSES[child.tag]}}}" if child.tag in _CLASSES else inner


def _math(node: _Node) -> str:
    tex = node.attributes.get("tex", "")
    return f"${tex}$" if tex else _escaped(node.text)


def _display(node: _Node) -> str:
    formula = node if node.tag == "formula" else next(iter(node.elements), node)
    tex = formula.attributes.get("tex", "")
    return f"$${tex}$$" if tex else _escaped(node.text)


def _escaped(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text)


def _code_span(text: str) -> str:
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _verse(root: _Node) -> str:
    lines: list[list[_Node | str]] = [[]]
    for child in root.children:
        if isinstance(child, _Node) and child.tag == "br":
            lines.append([])
        else:
            lines[-1].append(child)
    return "\n".join(f"| {' ' * 2 * _indent(line)}{''.join(map(_inline, line))}" for line in lines)


def _indent(line: Sequence[_Node | str]) -> int:
    first = line[0] if line else ""
    while isinstance(first, _Node):
        if first.tag.startswith("indent-"):
            return int(first.tag.removeprefix("indent-"))
        first = first.children[0] if first.children else ""
    return 0


def _indented(text: str, width: int) -> str:
    return text.replace("\n", "\n" + " " * width)


def _quote(node: _Node) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _flow(node).split("\n"))


def _list(node: _Node) -> str:
    number = int(node.attributes.get("start") or 1)
    items = []
    for item in node.elements:
        mark = f"{number}. " if node.tag == "ol" else "- "
        number += 1
        items.append(mark + _indented(_flow(item), len(mark)))
    is_loose = any(child.tag == "p" for item in node.elements for child in item.elements)
    return ("\n\n" if is_loose else "\n").join(items)


def _definitions(node: _Node) -> str:
    parts = []
    for part in node.elements:
        words = _flow(part)
        parts.append(words if part.tag == "dt" else f":   {_indented(words, 4)}\n")
    return "\n".join(parts).rstrip()


def _code(node: _Node) -> str:
    language = next((each.attributes.get("data-language", "") for each in node.elements), "")
    fence = "`" * max(3, max(map(len, re.findall("`+", node.text)), default=0) + 1)
    return f"{fence}{language}\n{node.text}\n{fence}"


def _table(node: _Node) -> str:
    caption = next((_on_one_line(each) for each in node.elements if each.tag == "caption"), "")
    parts = [part for part in node.elements if part.tag in {"thead", "tbody"}]
    head = [row for part in parts if part.tag == "thead" for row in part.elements]
    rows = [_cells(row) for part in parts for row in part.elements]
    width = max(map(len, rows), default=1)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    if not head:
        rows.insert(0, [""] * width)
    rows.insert(1, ["---"] * width)
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{table}\n\n: {caption}" if caption else table


def _cells(row: _Node) -> list[str]:
    cells: list[str] = []
    for cell in row.elements:
        cells += [""] * int(cell.attributes.get("skip") or 0)
        cells.append(" ".join(_flow(cell).replace("\\\n", " ").split()))
        cells += [""] * (int(cell.attributes.get("colspan") or 1) - 1)
    return [*cells, *[""] * int(row.attributes.get("rest") or 0)]


_BLOCKS = {
    "blockquote": _quote,
    "dl": _definitions,
    "ol": _list,
    "p": _flow,
    "pre": _code,
    "table": _table,
    "ul": _list,
}
