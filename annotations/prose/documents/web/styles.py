"""The little of a page's style sheets that carries meaning: italic, bold, raised, hidden …"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

MAX_RULES = 20_000
MAX_SELECTORS = 1_500
MAX_MATCHES = 300_000

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# Outside of XML this is no mark of a section, but the beginning of a rule that no browser knows.
_CDATA_RULE = re.compile(
    r"<!\[CDATA\[(?:(?!<!\[CDATA\[).)*?\]\]>[^{}]*+(?:\{[^{}]*+\}?|(?=\})|\Z)", re.DOTALL
)
_BRACES = re.compile(r"[{}]")
# A rule, or what stands before the next brace and is none: each place is looked at twice at most.
_RULE = re.compile(r"([^{}]*+)(?:\{(?:([^{}]*+)\})?|\}|\Z)")
_LONGEST_RULE = 4000
_STATEMENTS = re.compile(r"\A\s*(?:@[^;]*;\s*)+")
# Signs that no selector has, such as those of a stray `&gt;`: no browser reads the rule.
_UNREADABLE = re.compile("[;&]")
# A selector of elements, classes, ids, attributes and places among the elements beside it, which
# holds whatever a reader does.
_SIMPLE = r"""(?:[\w\s.#*>+~"'=\[\]-]|\\:)"""
_EDGE = ":(?:first|last|only)-(?:child|of-type)"
_COUNTED = r":nth-(?:last-)?(?:child|of-type)\((?:[\dn\s+-]{1,20}|odd|even)\)"
_PLACE = rf"{_EDGE}|{_COUNTED}|:not\((?:{_SIMPLE}|{_EDGE}){{1,99}}\)"
_SELECTOR = re.compile(f"(?:{_SIMPLE}|{_PLACE}){{1,200}}")
# An attribute of a name space, such as `[epub|type="noteref"]`, which stands as `epub:type`.
_PREFIXED = re.compile(r"(\[\s*\w+)\|(?=\w)")
_ID, _CLASS, _ELEMENT = (
    re.compile(r"#"),
    re.compile(r"[.\[]|(?<!\\):(?!not\b)"),
    re.compile(r"(?<![\w.#:-])[a-z]\w*", re.I),
)
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]*)")
_TELLING = re.compile(
    r"(?:^|[;\s])(?:font|font-style|font-weight|font-variant|font-variant-caps|vertical-align"
    r"|text-decoration|text-decoration-line|display|visibility|float|position)\s*:"
)
_BLOCK = re.compile(r"(?:block|flex|grid|table|list-item)\b(?!-)")
_MEDIUM = re.compile(
    r"(?:(?:only\s+)?(?:screen|all)|(?=\())"
    r"(?P<widths>(?:(?:\s*and)?\s*\((?:min|max)-width\s*:\s*[\d.]+(?:px|em|rem)\))*)"
)
_WIDTH = re.compile(r"(min|max)-width\s*:\s*([\d.]+)(px|em|rem)")
_SCREEN_WIDTH = 1280
"""Pixels: what a page shows on a narrower screen alone is no part of the text."""
_FONT_SIZE = 16
_SMALL_CAPS = ('<span style="font-variant: small-caps">', "</span>")
_TAGS = (
    ("font-style", re.compile("italic|oblique"), ("<em>", "</em>")),
    ("font-weight", re.compile("bold|[6-9]00"), ("<strong>", "</strong>")),
    ("vertical-align", re.compile("super"), ("<sup>", "</sup>")),
    ("vertical-align", re.compile(r"sub(?!\w)"), ("<sub>", "</sub>")),
    ("text-decoration", re.compile("underline"), ("<u>", "</u>")),
    ("text-decoration", re.compile("line-through"), ("<s>", "</s>")),
    ("text-decoration-line", re.compile("underline"), ("<u>", "</u>")),
    ("text-decoration-line", re.compile("line-through"), ("<s>", "</s>")),
    ("font-variant", re.compile("small-caps"), _SMALL_CAPS),
    ("font-variant-caps", re.compile("small-caps"), _SMALL_CAPS),
)
_PLAIN = {
    "em": ("font-style", "normal|inherit"),
    "strong": ("font-weight", "normal|inherit|[1-4]00"),
}
# A page may be hidden until its scripts run: its text is no hidden text.
_NEVER_HIDDEN = frozenset("html body main article".split())

Declarations = Mapping[str, str]
"""Values by the names of properties."""


class Styles:
    """What the style sheets and the style of its own say of each element of a page.

    The sheets are such as `readable_sheet` returns.
    """

    def __init__(self, sheets: str, tree: LexborHTMLParser) -> None:
        # By an element's `mem_id`: how strong each rule is, and what it declares.
        self._declared: dict[int, list[tuple[tuple[int, int], str]]] = {}
        matches = 0
        for number, (selector, declarations) in enumerate(islice(_telling(sheets), MAX_SELECTORS)):
            strength = (_specificity(selector), number)
            for node in _selected(tree, selector):
                matches += 1
                if matches > MAX_MATCHES:
                    return
                self._declared.setdefault(node.mem_id, []).append((strength, declarations))

    def of(self, node: Any) -> Declarations:
        """Return the declarations for an element; the stronger and the important ones win."""
        rules = self._declared.get(node.mem_id, ())
        own = (node.attributes.get("style") or "").lower()
        if not rules and not own:
            return {}
        values: dict[str, str] = {}
        important: dict[str, str] = {}
        for text in (*(declared for _, declared in sorted(rules)), own):
            for name, value in _DECLARATION.findall(text):
                (important if "!important" in value else values).update(_expanded(name, value))
        return values | important


def readable_sheet(sheet: str) -> str:
    """Return a style sheet without its comments, and without what no browser can read in it."""
    return _CDATA_RULE.sub("", _COMMENT.sub("", sheet))


def _telling(sheets: str) -> Iterator[tuple[str, str]]:
    """Yield each selector with its declarations, of the rules that carry meaning."""
    text = _without_conditions(sheets)
    rules = (
        (found[1], found[2])
        for found in _RULE.finditer(text)
        if found[2] is not None and max(map(len, found.groups())) <= _LONGEST_RULE
    )
    for head, declared in islice(rules, MAX_RULES):
        declarations, selectors = declared.lower(), _STATEMENTS.sub("", head)
        if _TELLING.search(declarations) and not _UNREADABLE.search(selectors):
            for selector in _PREFIXED.sub(r"\1\\:", selectors).split(","):
                if _SELECTOR.fullmatch(selector) and selector.strip():
                    yield selector.strip(), declarations


def _selected(tree: LexborHTMLParser, selector: str) -> list[Any]:
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError):
        return []


def _specificity(selector: str) -> int:
    counts = [len(each.findall(selector)) for each in (_ID, _CLASS, _ELEMENT)]
    return counts[0] * 10_000 + counts[1] * 100 + counts[2]


def _expanded(name: str, value: str) -> dict[str, str]:
    if name == "display" and value.startswith("oeb-"):
        return {}  # of an old kind of book; readers pass over it
    if name != "font":
        return {name: value}
    style = "italic" if re.search("italic|oblique", value) else "normal"
    weight = "bold" if re.search(r"bold|\b[6-9]00\b", value) else "normal"
    return {"font-style": style, "font-weight": weight}


def _without_conditions(sheets: str) -> str:
    """Return style sheets without the rules of `@media` and the like, but with those of screens."""
    kept: list[str] = []
    opened: list[bool] = []  # of each open brace, whether what is in it counts
    begin = before = 0  # where what is kept next begins, and where the brace before ends
    closed = 0  # how many of them are for something else than screens
    for brace in _BRACES.finditer(sheets):
        counts = not closed
        if brace[0] == "{":
            start = max(before, sheets.rfind(";", before, brace.start()) + 1)
            head = sheets[start : brace.start()].strip()
            if counts and head.startswith("@"):
                kept.append(sheets[begin:start])
                begin = brace.end()
            opened.append(not head.startswith("@") or _is_on_screen(head.lower()))
            closed += not opened[-1]
        elif opened:
            is_rule = opened.pop()
            closed -= not is_rule
            if closed or not is_rule:
                begin = brace.end()
        before = brace.end()
    return "".join([*kept, "" if closed else sheets[begin:]])


def _is_on_screen(head: str) -> bool:
    """Tell whether a rule of `@media` is one for screens as wide as `_SCREEN_WIDTH`."""
    return head.startswith("@media") and any(
        _holds_on_screen(each.strip()) for each in head.removeprefix("@media").split(",")
    )


def _holds_on_screen(query: str) -> bool:
    found = _MEDIUM.fullmatch(query)
    if not found:
        return False
    for side, number, unit in _WIDTH.findall(found["widths"]):
        try:
            width = float(number) * (1 if unit == "px" else _FONT_SIZE)
        except ValueError:
            return False
        if width > _SCREEN_WIDTH if side == "min" else width < _SCREEN_WIDTH:
            return False
    return True


def is_hidden_by(declarations: Declarations, tag: str) -> bool:
    """Tell whether these declarations hide an element."""
    return tag not in _NEVER_HIDDEN and (
        declarations.get("display", "").startswith("none")
        or declarations.get("visibility", "").startswith("hidden")
    )


def is_block(declarations: Declarations) -> bool:
    """Tell whether these declarations set an element apart from the line around it."""
    return _BLOCK.match(declarations.get("display", "")) is not None


def is_beside_line(declarations: Declarations) -> bool:
    """Tell whether these declarations put an element beside the line that it is written in."""
    return declarations.get("float", "").startswith(("left", "right")) or declarations.get(
        "position", ""
    ).startswith("absolute")


def styled_tags(declarations: Declarations) -> list[tuple[str, str]]:
    """Return the opening and closing tags that say what these declarations show."""
    tags = [tags for name, shown, tags in _TAGS if shown.search(declarations.get(name, ""))]
    return [*dict.fromkeys(tags)]


def is_plain(tag: str, declarations: Declarations) -> bool:
    """Tell whether these declarations take the emphasis of `em` or `strong` back."""
    if tag not in _PLAIN:
        return False
    name, values = _PLAIN[tag]
    return re.match(values, declarations.get(name, "")) is not None
