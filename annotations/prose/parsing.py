"""The Markdown that is accepted: CommonMark with ~~struck out~~ text, without HTML.

An essay may hold tables, verse, footnotes and definition lists besides; an annotation may not.

HTML tags are shown as text. `~~` is accepted because uploaded HTML and Word files contain it.
"""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.normalising import normalise_entity

MAX_NESTING = 20
"""How many levels lists and quotations may have; the parser would drop deeper ones."""
MAX_QUOTATION_DEPTH = 8
"""How many levels quotations may have; each level reads all its lines again."""
MAX_INLINE_DEPTH = 12
"""How many levels emphasis and links may have; deeper markup is removed, its text stays."""
MAX_BRACKET_DEPTH = 6
"""How many levels brackets in a link's text may have; parsing time grows with it."""
MAX_LAZY_LINES = 8
"""How often a quotation may continue with ">" after lines without it (lazy continuation)."""
MAX_INDENT = 10
_YAML_BLOCK = re.compile(r"---[ \t]*\n((?:[^\n]*\n){1,100}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_YAML_LINE = re.compile(r"([A-Za-z][\w.-]*):(?:[ \t]+(.*)|$)|[ \t]+-?[ \t]*(.*)|-[ \t]+(.*)|#")
_PERCENT_BLOCK = re.compile(r"(?:%[ \t][^\n]*(?:\n|\Z)){1,3}")
_ENDED_BY_QUOTATION = ["paragraph", "reference", "blockquote", "list"]


class NestingTooDeep(ValueError):
    """Lists and quotations are nested beyond the limits, first in this line (counted from 1)."""

    def __init__(self, line: int) -> None:
        super().__init__(
            _("Lists or quotations are nested too deep in line %(line)s.") % {"line": str(line)}
        )


def markdown_parser() -> MarkdownIt:
    """Return a parser for one text, whose tokens hold normalised characters and limited nesting.

    Its `parse` raises `NestingTooDeep`.
    """
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    parser.enable("strikethrough").disable(["html_block", "html_inline"])
    parser.block.ruler.at("blockquote", _quotation, {"alt": _ENDED_BY_QUOTATION})
    parser.core.ruler.after("block", "too_deep", _refuse_too_deep)
    parser.core.ruler.before("inline", "limit_brackets", _limit_brackets)
    parser.core.ruler.after("inline", "tidy_entities", _tidy_entities)
    parser.core.ruler.push("limit_inline_nesting", _limit_inline_nesting)
    return parser


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the metadata before a text, by name in lower case, and the text after them.

    Metadata are lines of YAML between `---` and `---`, each a name and a value or an item of a
    list, or at most three lines after `%`: title, authors, date. Anything else is text.
    """
    block = _YAML_BLOCK.match(text)
    lines = block[1].split("\n") if block else []
    if block and all(not line.strip() or _YAML_LINE.match(line) for line in lines):
        return _metadata(lines), text[block.end() :]
    block = _PERCENT_BLOCK.match(text)
    if block:
        values = [line[1:].strip() for line in block[0].strip().split("\n")]
        return dict(zip(("title", "author", "date"), values, strict=False)), text[block.end() :]
    return {}, text


def _metadata(lines: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        item = _YAML_LINE.match(line)
        if item and item[1]:
            name = item[1].lower()
            found[name] = ", ".join(
                _unquoted(each) for each in (item[2] or "").strip("[] ").split(", ")
            )
        elif item and name:
            found[name] = ", ".join(
                filter(None, (found[name], _unquoted(item[3] or item[4] or "")))
            )
    return found


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'")


def essay_parser() -> MarkdownIt:
    """Return a parser for an essay: with tables, verse, footnotes and definition lists too.

    Formulas stay as they were typed; nothing in them is markup.
    """
    parser = markdown_parser().enable("table")
    parser.use(footnote_plugin, inline=False, move_to_end=False).use(deflist_plugin)
    parser.use(superscript_plugin).use(sub_plugin)
    parser.use(dollarmath_plugin, allow_digits=False, allow_space=False)
    parser.block.ruler.before("paragraph", "verse", _verse)
    return parser


def _verse(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse lines that begin with "| " as a stanza, whose lines and indents stay."""
    lines: list[str] = []
    for number in range(start, end):
        if state.sCount[number] < state.blkIndent:
            break
        line = state.getLines(number, number + 1, state.blkIndent, False).rstrip()
        if not line.startswith("| ") or line.endswith("|"):
            break
        lines.append(line[2:])
    if not lines:
        return False
    state.line = start + len(lines)
    opening = state.push("verse_open", "", 1)
    opening.map = [start, state.line]
    for line in lines:
        text = line.lstrip()
        token = state.push("verse_line", "", 0)
        token.meta = {"indent": min(MAX_INDENT, (len(line) - len(text) + 1) // 2)}
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = text, [start, state.line], []
    state.push("verse_close", "", -1)
    return True


def _quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Apply the parser's own rule for quotations to fewer lines.

    That rule reads on to the next blank line before it knows where a quotation ends, and again for
    the next quotation, which took 2 seconds for 10,000 characters of `>=` and `a` in turn.
    """
    if not blockquote(state, start, end, True):
        return False
    if not silent and state.level >= MAX_QUOTATION_DEPTH:
        raise NestingTooDeep(start + 1)
    return silent or blockquote(state, start, _reach(state, start, end), False)


def _reach(state: StateBlock, start: int, end: int) -> int:
    """Return the line before which a quotation that begins at `start` has to end.

    What follows a blank line, or a line further out than the list around it, is never read twice.
    """
    returns, was_quoted = 0, True
    for line in range(start + 1, end):
        first = state.bMarks[line] + state.tShift[line]
        if first >= state.eMarks[line] or state.sCount[line] < state.blkIndent:
            return end
        is_quoted = state.src[first] == ">"
        returns += is_quoted and not was_quoted
        if returns > MAX_LAZY_LINES:
            return line
        was_quoted = is_quoted
    return end


def _refuse_too_deep(state: StateCore) -> None:
    for token in state.tokens:
        if token.level >= MAX_NESTING - 1:
            raise NestingTooDeep(token.map[0] + 1 if token.map else 1)


def _limit_brackets(state: StateCore) -> None:
    """Limit the brackets: the parser has one limit for blocks and brackets, and the blocks are
    done.
    """
    state.md.options["maxNesting"] = MAX_BRACKET_DEPTH


def _tidy_entities(state: StateCore) -> None:
    for token in _all_tokens(state.tokens):
        if token.type == "text_special" and token.info == "entity":
            token.content = normalise_entity(token.content)


def _all_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all_tokens(token.children or ())


def _limit_inline_nesting(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = list(_without_deep(token.children))


def _without_deep(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens without markup that is nested too deep, and without links inside links."""
    open_now: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            is_kept = len(open_now) < MAX_INLINE_DEPTH and (token.tag != "a" or "a" not in open_now)
            open_now.append(token.tag or token.type if is_kept else "")
            yield from [token] if is_kept else []
        elif token.nesting == 0 or open_now.pop():
            yield token
