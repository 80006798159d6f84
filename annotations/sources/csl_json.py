"""CSL-JSON in and out: one object, a list of them, or {"items": […]}."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from annotations.sources.csl import Work, as_work, storable, wrong_type
from annotations.sources.csl_mending import mended
from annotations.sources.understood import Found, Lines, Problem, Understood

_LOOKS_LIKE = re.compile(r'\s*(?:\[\s*[{\]]|\{\s*["}])')
# To say where an item is broken, the lines before it are counted; so many times at most.
_MOST_BROKEN = 1_000
_ITEMS = re.compile(r'\s*\{\s*"(?:items|references)"\s*:\s*(?=\[)')
_SEPARATORS = re.compile(r"[\s,]*")
# A text that is not closed reaches to the end, a last backslash too: else each quotation mark in
# it would be looked at as the beginning of another.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}]', re.DOTALL)


def looks_like_csl(text: str) -> bool:
    """Whether the text opens as a JSON object or a list of them."""
    return _LOOKS_LIKE.match(text) is not None


def read_csl(text: str) -> Understood:
    """Each item of the text as a work; what is not an item is named with its line."""
    lines = Lines(text)
    works: list[Found] = []
    problems: list[Problem] = []
    for start, end, item in _items(text):
        line, source = lines.line(start), text[start:end]
        if isinstance(item, dict):
            item = mended(item)
        complaint = item if isinstance(item, str) else wrong_type(item)
        if complaint or isinstance(item, str):
            problems.append(Problem(line, f"Not readable as CSL-JSON: {complaint}.", source))
        else:
            works.append(Found(as_work(storable(item)), source, line))
    return Understood(tuple(works), tuple(problems))


def write_csl(works: Sequence[Work]) -> str:
    """The works as one list of CSL-JSON, every field kept."""
    return json.dumps(list(works), ensure_ascii=False, indent=2) + "\n"


def _items(text: str) -> Iterator[tuple[int, int, dict[str, Any] | str]]:
    """Where each item starts and ends, and the item or what is wrong with it."""
    wrapped = _ITEMS.match(text)
    at = wrapped.end() if wrapped else len(text) - len(text.lstrip())
    in_list = text[at : at + 1] == "["
    at += in_list
    last, broken = len(text.rstrip()), 0
    while True:
        at = _SEPARATORS.match(text, at).end()  # type: ignore[union-attr]  # matches nothing too
        if at >= len(text):
            if in_list:
                yield at, at, "the list is not closed"
            return
        if in_list and text[at] == "]":
            after = text[at + 1 :].strip()
            if after and not wrapped:
                yield at + 1, len(text), "something follows the end of the list"
            return
        end, item = _item(text, at)
        yield at, end, item
        broken += isinstance(item, str)
        if broken == _MOST_BROKEN:
            yield end, last, "so much before it is broken that the rest was not read"
            return
        at = end
        if not in_list and at >= last:
            return


def _item(text: str, start: int) -> tuple[int, dict[str, Any] | str]:
    try:
        item, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        return _skip(text, start), f"{error.msg} (line {error.lineno})"
    except (ValueError, RecursionError):
        return _skip(text, start), "it holds a number or a nesting beyond any bibliography"
    if not isinstance(item, dict):
        return end, "an item should be an object in braces"
    return end, item if item else "an item should have at least a title or an identifier"


def _skip(text: str, start: int) -> int:
    """The end of the broken item: its closing brace, else the end of the text."""
    depth = 0
    for found in _STRUCTURE.finditer(text, start):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            if depth <= 0:
                return found.end()
    return len(text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_constant=_refuse)
