"""What Markdown means here: CommonMark with ~~struck out~~ text, without HTML and tables.

HTML is not markup but text. `~~` is read because HTML and Word files come in through it.
"""

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .cleaning import tidy_entity

DEEPEST = 20
"""How deep lists and quotations may nest; the parser drops the text of what lies deeper."""
DEEPEST_INLINE = 12
"""How deep emphasis and links may nest; markup beyond is left out, its text stays."""
DEEPEST_BRACKETS = 6
"""How deep brackets in a link's text may nest; its time grows with this. Beyond they are text."""


def markdown_parser() -> MarkdownIt:
    """A parser for one text, whose tokens hold tidy characters and shallow inline markup."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    parser.enable("strikethrough").disable(["html_block", "html_inline"])
    parser.core.ruler.before("inline", "shallow_brackets", _shallow_brackets)
    parser.core.ruler.after("inline", "tidy_entities", _tidy_entities)
    parser.core.ruler.push("shallow", _shallow)
    return parser


def too_deep(tokens: Iterable[Token]) -> Token | None:
    """The first block that reaches the limit of nesting, where text begins to be lost."""
    return next((token for token in tokens if token.level >= DEEPEST - 1), None)


def _shallow_brackets(state: StateCore) -> None:
    """The parser knows one limit for blocks and brackets; by now the blocks are done."""
    state.md.options["maxNesting"] = DEEPEST_BRACKETS


def _tidy_entities(state: StateCore) -> None:
    for token in _everything(state.tokens):
        if token.type == "text_special" and token.info == "entity":
            token.content = tidy_entity(token.content)


def _everything(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _everything(token.children or ())


def _shallow(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = list(_without_deep(token.children))


def _without_deep(tokens: Iterable[Token]) -> Iterator[Token]:
    """Without what is nested too deep and links within links, which browsers tear apart."""
    open_now: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            is_kept = len(open_now) < DEEPEST_INLINE and (token.tag != "a" or "a" not in open_now)
            open_now.append(token.tag if is_kept else "")
            yield from [token] if is_kept else []
        elif token.nesting == 0 or open_now.pop():
            yield token
