"""What these tests write with and read with: Markdown of any sort, and HTML as a browser has it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from hypothesis import strategies as st

SIGNS = "*_~`[]()<>#\\-+>&:!|=abe 19 \n\t\u00a0\u0301\u2067\u2069\u202e\u202c\u200d🇩👩😀ש\u05b8ك"
PHRASES = [
    *("**", "~~", "``", "```", "---", "\n\n", "\n\n", "  \n", "\\\n", "\n# ", "\n- ", "\n1. "),
    *("\n> ", "    ", "](http://a.b/)", "[a](http://x)", "![a](http://x/y.png)", "[a]: /b\n"),
    *("&nbsp;", "&#x202e;", "&#769;", "&lt;", "<b>", "<!--", "<http://x>", "क\u094d", "word "),
    *("http://a.example/b_c", "](javascript:x)", "](//x)", "](http://u@h/)", '"><script>'),
]
MARKDOWN = st.lists(
    st.one_of(st.sampled_from(SIGNS), st.sampled_from(PHRASES), st.text(max_size=4)), max_size=40
).map("".join)
"""Text in which Markdown, odd Unicode and HTML meet more often than chance would have them."""


@dataclass
class ParsedPage:
    text: str = ""
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    marked: list[tuple[str, str | None]] = field(default_factory=list)
    """Each character with the class of the mark around it."""

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def attributes(self) -> set[tuple[str, str]]:
        return {(tag, name) for tag, attributes in self.elements for name in attributes}

    @property
    def addresses(self) -> list[str | None]:
        return [attributes["href"] for _, attributes in self.elements if "href" in attributes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = ParsedPage()
        self.open_now: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, dict(attrs)))
        assert tag != "a" or "a" not in dict(self.open_now)
        if tag not in {"br", "hr"}:
            self.open_now.append((tag, dict(attrs).get("class")))

    def handle_endtag(self, tag: str) -> None:
        assert self.open_now.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.page.text += data
        mark = next((wears for tag, wears in self.open_now if tag == "mark"), None)
        self.page.marked += [(character, mark) for character in data]

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"neither a tag nor text: {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def parse_page(html: str) -> ParsedPage:
    """The text and elements of a piece of HTML, which has to be well formed."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open_now == []
    return reader.page
