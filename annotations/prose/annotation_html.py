"""An annotation's Markdown as safe HTML, and as one plain line for lists."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from annotations.prose.addresses.link_addresses import safe_address, trim_address
from annotations.prose.body_markdown import body_parser
from annotations.prose.graphemes import grapheme_boundaries
from annotations.prose.normalising import normalise, normalise_line
from annotations.prose.parsing import NestingTooDeep
from annotations.prose.plain_text import describe_image, flatten_tokens

MAX_BODY_LENGTH = 10_000
"""Code points; the forms refuse more. The time to render was measured for bodies up to here."""

_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
_BARE = re.compile(r"(?<![\w/.@+-])https?://[^\s<>\"`{}|\\^\[\]]+", re.IGNORECASE)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    return safe_address(value) if name == "href" else value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        "a": {"href"},
        "ol": {"start"},
        "li": {"value"},
        "*": set(),
    },  # else it allows title and lang
    tag_attribute_values={tag: {"dir": {"auto"}} for tag in ("p", "blockquote", "ul", "ol")},
    attribute_filter=_filter_attribute,
    set_tag_attribute_values={"pre": {"dir": "ltr"}},
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


def render_body(markdown: str) -> str:
    """Return an annotation's body as safe HTML; links lead only where `safe_address` allows.

    Line breaks stay, headings become strong paragraphs, images become links to them, bare web
    addresses become links. Each outermost block has `dir="auto"`. A body nested too deep for the
    parser is shown as it was typed. Raises `UnreadableText` as `normalise` does.
    """
    parser, tokens = _parse(normalise(markdown))
    return _CLEANER.clean(str(parser.renderer.render(tokens, parser.options, {})))


def excerpt(markdown: str, length: int) -> str:
    """Return the body as one plain line of at most `length` code points, cut between graphemes.

    "…" stands for what was cut. This is not HTML: escape it. Raises `UnreadableText` as
    `normalise` does.
    """
    _, tokens = _parse(normalise(markdown))
    line = normalise_line(flatten_tokens(tokens)[0])
    if len(line) <= length:
        return line
    edges = grapheme_boundaries(line)
    return line[: edges[bisect_right(edges, max(length - 1, 0)) - 1]].rstrip() + "…"


def _parse(markdown: str) -> tuple[MarkdownIt, Sequence[Token]]:
    try:
        return _parsed(body_parser(), markdown)
    except NestingTooDeep:
        return _parsed(MarkdownIt("zero", {"breaks": True}).enable("newline"), markdown)


def _parsed(parser: MarkdownIt, markdown: str) -> tuple[MarkdownIt, Sequence[Token]]:
    parser.core.ruler.push("thread_markup", _thread_markup)
    return parser, parser.parse(markdown)


def _thread_markup(state: StateCore) -> None:
    """Turn headings into strong paragraphs, add links and set the direction of each block."""
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
    """Yield the tokens with bare addresses and images as links, without links to unsafe ones."""
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
        return _link(address, describe_image(image))
    return iter([_text(describe_image(image))])


def _linkified(text: str) -> Iterator[Token]:
    last = 0
    for found in _BARE.finditer(text):
        bare = trim_address(found.group())
        address = safe_address(normalizeLink(bare))
        if address:
            yield _text(text[last : found.start()])
            yield from _link(address, bare)
            last = found.start() + len(bare)
    yield _text(text[last:])


def _link(address: str, text: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": address})
    yield _text(text)
    yield Token("link_close", "a", -1)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
