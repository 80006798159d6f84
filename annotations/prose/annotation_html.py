"""What an annotation's Markdown may become on the page, and in one line of a list."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from annotations.prose.graphemes import borders
from annotations.prose.link_addresses import safe_address
from annotations.prose.normalising import tidy, tidy_line
from annotations.prose.parsing import TooDeep, markdown_parser
from annotations.prose.plain_text import describe, flatten

LONGEST_BODY = 10_000
"""Code points; held by the forms. The time to render was measured for bodies up to here."""

_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
_BARE = re.compile(r"(?<![\w/.@+-])https?://[^\s<>\"`{}|\\^\[\]]+", re.IGNORECASE)
_ENDINGS = ".,;:!?'’”»…*_~"


def _last_look(tag: str, name: str, value: str) -> str | None:
    return safe_address(value) if name == "href" else value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},  # else it allows title and lang
    tag_attribute_values={tag: {"dir": {"auto"}} for tag in ("p", "blockquote", "ul", "ol")},
    attribute_filter=_last_look,
    set_tag_attribute_values={"pre": {"dir": "ltr"}},
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


def render(markdown: str) -> str:
    """Safe HTML of an annotation's body; links lead only to `safe_address`es.

    Headings become strong paragraphs, images links to them, bare web addresses links. Each
    outermost block finds its own direction (`dir="auto"`), and what is in it follows. A body
    nested too deep for the parser is shown as it was typed. Raises `Unreadable` as `tidy` does.
    """
    parser, tokens = _parse(tidy(markdown))
    return _CLEANER.clean(str(parser.renderer.render(tokens, parser.options, {})))


def excerpt(markdown: str, length: int) -> str:
    """The body as one plain line of at most `length` code points, cut between characters.

    What was cut is shown by "…". Not HTML: escape it. Raises `Unreadable` as `tidy` does.
    """
    _, tokens = _parse(tidy(markdown))
    line = tidy_line(flatten(tokens)[0])
    if len(line) <= length:
        return line
    edges = borders(line)
    return line[: edges[bisect_right(edges, max(length - 1, 0)) - 1]].rstrip() + "…"


def _parse(markdown: str) -> tuple[MarkdownIt, Sequence[Token]]:
    try:
        return _parsed(markdown_parser(), markdown)
    except TooDeep:
        return _parsed(MarkdownIt("zero"), markdown)


def _parsed(parser: MarkdownIt, markdown: str) -> tuple[MarkdownIt, Sequence[Token]]:
    parser.core.ruler.push("modest", _modest)
    return parser, parser.parse(markdown)


def _modest(state: StateCore) -> None:
    """Fits a parsed body into a thread."""
    in_heading = False
    for token in state.tokens:
        if token.level == 0 and token.nesting == 1:
            token.attrSet("dir", "auto")
        if token.tag[:1] == "h" and token.tag != "hr":
            in_heading = token.nesting == 1
            token.tag = "p"
        elif token.type == "inline":
            children = _with_links(token.children or ())
            token.children = [*(_strong(children) if in_heading else children)]


def _strong(children: Iterable[Token]) -> Iterator[Token]:
    yield Token("strong_open", "strong", 1)
    yield from children
    yield Token("strong_close", "strong", -1)


def _with_links(children: Iterable[Token]) -> Iterator[Token]:
    """The same with bare addresses and images as links, and without links that lead nowhere."""
    inside: list[bool] = []
    for token in children:
        if token.type == "link_open":
            inside.append(safe_address(str(token.attrGet("href"))) is not None)
        linked = inside[-1] if inside else None
        if token.type == "link_close":
            inside.pop()
        if token.type in {"link_open", "link_close"}:
            yield from [token] if linked else []
        elif token.type == "image":
            yield from _picture(token, is_linked=linked is not None)
        elif token.type == "text" and linked is None:
            yield from _linkified(token.content)
        else:
            yield token


def _picture(image: Token, *, is_linked: bool) -> Iterator[Token]:
    address = safe_address(str(image.attrGet("src")))
    if address and not is_linked:
        return _link(address, describe(image))
    return iter([_text(describe(image))])


def _linkified(text: str) -> Iterator[Token]:
    last = 0
    for found in _BARE.finditer(text):
        bare = _without_punctuation(found.group())
        address = safe_address(normalizeLink(bare))
        if address:
            yield _text(text[last : found.start()])
            yield from _link(address, bare)
            last = found.start() + len(bare)
    yield _text(text[last:])


def _without_punctuation(address: str) -> str:
    """Without the marks that end the sentence around it, nor its closing bracket."""
    address = address.rstrip(_ENDINGS)
    if address.endswith(")") and "(" not in address:
        return address.rstrip(_ENDINGS + ")")
    return address


def _link(address: str, text: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield _text(text)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
