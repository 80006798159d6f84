"""Formulas in MathML: what of it may stand in a page, and how it reads along one line of text.

Allowed are presentation elements, without links, styles and scripts.
"""

from functools import lru_cache
from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = frozenset(
    "math mrow mi mn mo mtext mspace ms msup msub msubsup mfrac msqrt mroot mover munder munderover"
    " mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts none merror".split()
)
_ATTRIBUTES = frozenset(
    "display mathvariant stretchy form accent accentunder fence separator lspace rspace width"
    " height depth columnalign rowspacing columnspacing linethickness minsize maxsize scriptlevel"
    " displaystyle symmetric largeop movablelimits notation intent".split()
)
# How the parts of an element are joined along one line.
_JOINED = {
    "mfrac": "/",
    "msub": "_",
    "msubsup": "_^",
    "msup": "^",
    "munder": "_",
    "munderover": "_^",
}
_TIGHT = frozenset("()[]{}|,;.′!")
_INVISIBLE = "\u2061\u2062\u2063\u2064"  # operators that are only meant
MAX_MATHML_LENGTH = 50_000
_MAX_DEPTH = 60


@lru_cache(2_000)
def safe_mathml(source: str) -> str:
    """Return the formula with allowed elements and attributes only; "" if it is not MathML."""
    root = _parsed(source)
    return "" if root is None else _written(root, 0)


def mathml_as_text(source: str) -> str:
    """Return a formula along one line: “(a + b)/c = √(x)”; "" if it is not MathML."""
    root = _parsed(source)
    return "" if root is None else " ".join(_spoken(root, 0).split())


def _parsed(source: str) -> Element | None:
    if not source or len(source) > MAX_MATHML_LENGTH:
        return None
    try:
        root: Element = fromstring(source, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return root if root.tag == f"{_NAMESPACE}math" else None


def _spoken(element: Element, depth: int) -> str:
    name = element.tag.removeprefix(_NAMESPACE)
    if name.startswith("annotation") or depth > _MAX_DEPTH:
        return ""
    parts = [_spoken(child, depth + 1) for child in element]
    text = (element.text or "").strip().strip(_INVISIBLE)
    if name == "mo" and not text:
        return ""
    if name == "mo":
        spaced = element.get("form", "infix") == "infix" and text not in _TIGHT
        return f" {text} " if spaced else text
    if name in _JOINED and len(parts) >= 2:
        begin, *rest = parts
        marks = zip(_JOINED[name], rest, strict=False)
        return _bracketed(begin) + "".join(mark + _bracketed(part) for mark, part in marks)
    if name == "msqrt":
        return f"√({''.join(parts).strip()})"
    if name == "mroot" and len(parts) == 2:
        return f"root({parts[0].strip()}, {parts[1].strip()})"
    if name == "mtr":
        return ", ".join(part.strip() for part in parts if part.strip())
    if name == "mtable":
        return "; ".join(parts)
    return text + "".join(parts)


def _bracketed(part: str) -> str:
    part = part.strip()
    return part if len(part.split()) <= 1 else f"({part})"


def _written(element: Element, depth: int) -> str:
    name = element.tag.removeprefix(_NAMESPACE)
    if name == "semantics":
        return _written(element[0], depth) if len(element) else ""
    if name not in _ELEMENTS or depth > _MAX_DEPTH:
        return ""
    attributes = "".join(
        f' {key}="{escape(value)}"' for key, value in element.attrib.items() if key in _ATTRIBUTES
    )
    inner = escape(element.text or "", quote=False)
    for child in element:
        inner += _written(child, depth + 1) + escape(child.tail or "", quote=False)
    return f"<{name}{attributes}>{inner}</{name}>"
