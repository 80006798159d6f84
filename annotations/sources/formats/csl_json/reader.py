"""CSL-JSON read: one object, a list of them, or {"items": […]}."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _
from annotations.sources.csl.items import CslItem, as_csl_item, replace_unstorable, type_problem
from annotations.sources.formats.csl_json.normalisation import normalise_csl
from annotations.sources.formats.parse_result import (
    LineNumbers,
    ParsedWork,
    ParseProblem,
    ParseResult,
)

_LOOKS_LIKE = re.compile(r'\s*(?:\[\s*[{\]]|\{\s*["}])')
# To say where an item is broken, the lines before it are counted; so many times at most.
_MOST_BROKEN = 1_000
_ITEMS = re.compile(r'\s*\{\s*"(?:items|references)"\s*:\s*(?=\[)')
_SEPARATORS = re.compile(r"[\s,]*")
# A text that is not closed reaches to the end, a last backslash too: else each quotation mark in
# it would be looked at as the beginning of another.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}]', re.DOTALL)


_DECODER_MESSAGES = (
    (
        "Expecting property name",
        _("Not readable as CSL-JSON: the name of a field, in double quotes, is missing."),
    ),
    ("Expecting ':'", _("Not readable as CSL-JSON: a colon is missing after the name of a field.")),
    ("Expecting ','", _("Not readable as CSL-JSON: a comma or a closing brace is missing.")),
    (
        "Expecting value",
        _("Not readable as CSL-JSON: a value is missing, or it is a word without quotes."),
    ),
    (
        "Unterminated string",
        _("Not readable as CSL-JSON: a text is not closed with a double quote."),
    ),
    (
        "Invalid control character",
        _("Not readable as CSL-JSON: a text goes on over the end of its line."),
    ),
    ("Invalid \\", _("Not readable as CSL-JSON: a backslash stands where none may.")),
    ("Illegal trailing comma", _("Not readable as CSL-JSON: there is a comma too many.")),
)
"""How the messages of Python's JSON decoder begin, and what the reader is told."""
_IS_BROKEN = _("Not readable as CSL-JSON: it is broken.")
_LIST_NOT_CLOSED = _("Not readable as CSL-JSON: the list is not closed.")
_LIST_FOLLOWED = _("Not readable as CSL-JSON: something follows the end of the list.")
_REST_NOT_READ = _(
    "Not readable as CSL-JSON: so much before it is broken that the rest was not read."
)
_BEYOND_LIMITS = _(
    "Not readable as CSL-JSON: it holds a number or a nesting beyond any bibliography."
)
_NOT_AN_OBJECT = _("Not readable as CSL-JSON: an item should be an object in braces.")
_EMPTY_ITEM = _("Not readable as CSL-JSON: an item should have at least a title or an identifier.")


@dataclass(frozen=True)
class _Broken:
    """Why an item could not be read, and where in the text that shows."""

    why: LazyMessage
    at: int


def looks_like_csl(text: str) -> bool:
    """True if the text begins as a JSON object or a list of them."""
    return _LOOKS_LIKE.match(text) is not None


def read_csl(text: str) -> ParseResult:
    """Return each item of the text as a work; what is not an item is named with its line."""
    lines = LineNumbers(text)
    works: list[ParsedWork] = []
    problems: list[ParseProblem] = []
    for start, end, item in _items(text):
        line, source = lines.line(start), text[start:end]
        if isinstance(item, dict):
            item = normalise_csl(item)
            complaint = type_problem(item)
            item = _Broken(complaint, start) if complaint else item
        if isinstance(item, _Broken):
            problems.append(ParseProblem(lines.line(item.at), item.why, source))
        else:
            works.append(ParsedWork(as_csl_item(replace_unstorable(item)), source, line))
    return ParseResult(tuple(works), tuple(problems))


def write_csl(works: Sequence[CslItem]) -> str:
    """The works as one list of CSL-JSON, every field kept."""
    return json.dumps(list(works), ensure_ascii=False, indent=2) + "\n"


def _items(text: str) -> Iterator[tuple[int, int, dict[str, Any] | _Broken]]:
    """Yield where each item starts and ends, and the item or what is wrong with it."""
    wrapped = _ITEMS.match(text)
    at = wrapped.end() if wrapped else len(text) - len(text.lstrip())
    in_list = text[at : at + 1] == "["
    at += in_list
    last, broken = len(text.rstrip()), 0
    while True:
        at = _SEPARATORS.match(text, at).end()  # type: ignore[union-attr]  # matches nothing too
        if at >= len(text):
            if in_list:
                yield at, at, _Broken(_LIST_NOT_CLOSED, at)
            return
        if in_list and text[at] == "]":
            after = text[at + 1 :].strip()
            if after and not wrapped:
                yield at + 1, len(text), _Broken(_LIST_FOLLOWED, at)
            return
        end, item = _item(text, at)
        yield at, end, item
        broken += isinstance(item, _Broken)
        if isinstance(item, _Broken) and end == len(text):
            return  # a broken item that runs to the end takes the end of the list along
        if broken == _MOST_BROKEN:
            yield end, last, _Broken(_REST_NOT_READ, end)
            return
        at = end
        if not in_list and at >= last:
            return


def _item(text: str, start: int) -> tuple[int, dict[str, Any] | _Broken]:
    try:
        item, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        return _skip(text, start), _Broken(_in_plain_words(error.msg), error.pos)
    except (ValueError, RecursionError):
        return _skip(text, start), _Broken(_BEYOND_LIMITS, start)
    if not isinstance(item, dict):
        return end, _Broken(_NOT_AN_OBJECT, start)
    if not item:
        return end, _Broken(_EMPTY_ITEM, start)
    return end, item


def _in_plain_words(message: str) -> LazyMessage:
    """Return the decoder's message in words for readers who do not write programs."""
    return next(
        (words for begins, words in _DECODER_MESSAGES if message.startswith(begins)), _IS_BROKEN
    )


def _skip(text: str, start: int) -> int:
    """Return the end of the broken item: its closing brace, else the end of the text."""
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
