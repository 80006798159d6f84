"""Where an annotation's Markdown differs from that of a text: what people type must not disappear.

Most of those who write here don't know that they write Markdown. So an indented paragraph is a
paragraph and no code, a sentence that begins with a number ("1984. It was …") is no list, and the
line that defines a link ("[1]: https://…") stays visible.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from annotations.prose.addresses.link_addresses import safe_address
from annotations.prose.parsing import markdown_parser


def body_parser() -> MarkdownIt:
    """Return a parser for one annotation. Its `parse` raises `NestingTooDeep`."""
    parser = markdown_parser()
    parser.options["breaks"] = True
    parser.disable("code")
    parser.block.ruler.at("reference", _define_links)
    parser.core.ruler.after("too_deep", "number_items", _number_items)
    return parser


def _define_links(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Note the links that the following lines define, and leave the lines to be shown.

    Footnotes ("[^1]: …") and what leads to no address define nothing.
    """
    if silent:
        return False
    line = start
    while line < end and reference(state, line, end, False):
        line = state.line
    state.line = start
    known = state.env.get("references", {})
    for label in [*known]:
        if label.startswith("^") or safe_address(known[label]["href"]) is None:
            del known[label]
    return False


def _number_items(state: StateCore) -> None:
    """Show the numbers of ordered lists as they were typed.

    A single item that does not begin with 1 becomes a paragraph that begins with its number, and so
    does one without a text; an item that skips numbers keeps its own.
    """
    tokens, removed = state.tokens, set[int]()
    for opened, closed, items in _ordered_lists(tokens):
        first, last = items[0]
        if len(items) > 1:
            _keep_skipped_numbers([tokens[item] for item, _ in items])
        elif last == first + 1:
            _write_number(tokens, opened)
            removed.add(last)
        elif int(tokens[first].info) != 1 and tokens[first + 1].type == "paragraph_open":
            _make_paragraphs(tokens[first : last + 1])
            removed |= {opened, first, last, closed}
    state.tokens = [token for at, token in enumerate(tokens) if at not in removed]


def _ordered_lists(
    tokens: Sequence[Token],
) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield where each ordered list begins and ends, and where each of its items does."""
    waiting: list[tuple[int, list[tuple[int, int]]]] = []
    for at, token in enumerate(tokens):
        if token.type.endswith(("_list_open", "list_item_open")):
            waiting.append((at, []))
        elif token.type == "list_item_close":
            opened, _ = waiting.pop()
            waiting[-1][1].append((opened, at))
        elif token.type.endswith("_list_close"):
            opened, items = waiting.pop()
            if token.tag == "ol":
                yield opened, at, items


def _make_paragraphs(item: Sequence[Token]) -> None:
    """Turn the blocks of a list's only item into blocks of what is around the list."""
    for token in item:
        token.level -= 2
        if token.type.startswith("paragraph_") and token.level == item[0].level + 1:
            token.hidden = False
    item[2].content = f"{item[0].info}{item[0].markup} {item[2].content}"


def _write_number(tokens: list[Token], opened: int) -> None:
    """Turn a list whose only item is empty into a paragraph that holds its number."""
    item, level = tokens[opened + 1], tokens[opened].level
    number = Token("inline", "", 0, content=item.info + item.markup, level=level + 1, children=[])
    tokens[opened] = Token("paragraph_open", "p", 1, level=level, block=True)
    tokens[opened + 1] = number
    tokens[opened + 3] = Token("paragraph_close", "p", -1, level=level, block=True)


def _keep_skipped_numbers(items: Sequence[Token]) -> None:
    """Give each item whose number is higher than expected that number."""
    expected = int(items[0].info)
    for item in items:
        if int(item.info) > expected:
            expected = int(item.info)
            item.attrSet("value", str(expected))
        expected += 1
