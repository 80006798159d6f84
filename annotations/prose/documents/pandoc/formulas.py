"""Formulas in TeX as readable text and as MathML, both written by pandoc."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.prose.documents.pandoc.process import Tree, run_pandoc
from annotations.prose.markup.mathml import MAX_MATHML_LENGTH, mathml_as_text
from annotations.prose.normalising import UnreadableText

_SEPARATOR = "\ue000"
_MATHML = re.compile(r"<math.*</math>", re.DOTALL)
MAX_FORMULAS = 20_000
_END = object()


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as text that can be quoted, and as MathML; `""` where it can't be drawn."""

    text: str
    mathml: str = ""


FormulasByTex = dict[tuple[str, str], Formula]


def formulas_in(tree: Tree) -> FormulasByTex:
    """Return the formulas of a tree, by kind (`InlineMath`, `DisplayMath`) and TeX.

    Two runs of pandoc for all of them together, none if there is no formula.
    """
    keys = list(dict.fromkeys(_math_nodes(tree["blocks"], tree.get("meta", {}))))[:MAX_FORMULAS]
    if not keys:
        return {}
    paragraphs = [
        {
            "t": "Para",
            "c": [{"t": "Str", "c": _SEPARATOR}, {"t": "Math", "c": [{"t": kind}, tex]}],
        }
        for kind, tex in keys
    ]
    source = json.dumps(
        {"pandoc-api-version": tree["pandoc-api-version"], "meta": {}, "blocks": paragraphs}
    ).encode()
    plain = _written(source, len(keys), "-t", "plain", "--wrap=none")
    drawn = _written(source, len(keys), "-t", "html", "--mathml")
    return {
        key: _formula(key[1], " ".join(text.split()), _mathml(html))
        for key, text, html in zip(keys, plain, drawn, strict=True)
    }


def _formula(tex: str, plain: str, mathml: str) -> Formula:
    """Return a formula; its MathML is read along one line where pandoc has no text for it."""
    if not plain or plain.startswith("$"):
        plain = mathml_as_text(mathml) or " ".join(tex.split())
    return Formula(plain, mathml)


def _mathml(html: str) -> str:
    found = _MATHML.search(html)
    return found[0] if found and len(found[0]) <= MAX_MATHML_LENGTH else ""


def _written(source: bytes, number: int, *options: str) -> list[str]:
    """Return the formulas as pandoc writes them; empty strings if it can't."""
    try:
        output = run_pandoc(source, "-f", "json", *options)[0].decode()
    except UnreadableText:
        return [""] * number
    pieces = output.split(_SEPARATOR)[1:]
    return pieces if len(pieces) == number else [""] * number


def _math_nodes(*nodes: Any) -> Iterator[tuple[str, str]]:
    """Yield kind and TeX of each formula below these nodes, in order."""
    waiting: list[Iterator[Any]] = [iter(nodes)]
    while waiting:
        node = next(waiting[-1], _END)
        if node is _END:
            waiting.pop()
        elif isinstance(node, list):
            waiting.append(iter(node))
        elif isinstance(node, dict) and node.get("t") == "Math":
            yield node["c"][0]["t"], node["c"][1]
        elif isinstance(node, dict):
            waiting.append(iter(node.values()))
