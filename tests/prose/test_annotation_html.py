"""What is left of a body on the page, and in one line."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink

from annotations.prose.annotation_html import excerpt, render_body
from annotations.prose.normalising import UnreadableText, normalise_line
from tests.prose.markdown_and_html import MARKDOWN, ParsedPage, parse_page

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
ATTRIBUTES = {
    ("a", "href"),
    ("a", "rel"),
    ("li", "value"),
    ("ol", "start"),
    *((tag, "dir") for tag in ("blockquote", "ol", "p", "pre", "ul")),
}
PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text())


def assert_harmless(page: ParsedPage) -> None:
    assert page.tags - TAGS == set()
    assert page.attributes - ATTRIBUTES == set()
    for tag, attributes in page.elements:
        assert attributes.get("rel") == ("nofollow ugc noopener" if tag == "a" else None)
        assert attributes.get("dir") in {None, "ltr" if tag == "pre" else "auto"}
    for address in page.addresses:
        assert address
        assert address.isprintable()
        assert not set(address) & set(' \\"<>')
        parts = urlsplit(address)
        assert parts.scheme in {"http", "https", "mailto"}
        assert parts.scheme == "mailto" or (parts.hostname and parts.username is None)


@pytest.mark.parametrize(
    "payload", [pytest.param(payload, id=payload) for kind in PAYLOADS.values() for payload in kind]
)
def test_no_known_attack_gets_through(payload: str) -> None:
    assert_harmless(parse_page(render_body(payload)))


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(payload, id=payload)
        for kind in ("schemes", "addresses")
        for payload in PAYLOADS[kind]
        if payload not in ("[a](http://a b.example)", "<http://a.example/\u202egnp.exe>")
    ],
)
def test_no_link_leads_to_an_unsafe_address(payload: str) -> None:
    assert parse_page(render_body(payload)).addresses == []


@given(MARKDOWN)
def test_arbitrary_text_never_gets_through_as_markup(markdown: str) -> None:
    try:
        html = render_body(markdown)
    except UnreadableText:
        return
    assert_harmless(parse_page(html))


def test_html_is_shown_as_it_was_typed() -> None:
    typed = 'a <b onclick="x">c</b> &amp; <!-- d -->'
    assert parse_page(render_body(typed)).text == 'a <b onclick="x">c</b> & <!-- d -->\n'


def test_the_markup_of_a_body() -> None:
    assert render_body(
        "*a* **b** ~~c~~ `d`\\\ne\n\n> f\n\n3. g\n4. g\n\n- h\n\n---\n\n```js\ni\n```\n"
    ) == (
        '<p dir="auto"><em>a</em> <strong>b</strong> <s>c</s> <code>d</code><br>\ne</p>\n'
        '<blockquote dir="auto">\n<p>f</p>\n</blockquote>\n'
        '<ol start="3" dir="auto">\n<li>g</li>\n<li>g</li>\n</ol>\n'
        '<ul dir="auto">\n<li>h</li>\n</ul>\n'
        "<hr>\n"
        '<pre dir="ltr"><code>i\n</code></pre>\n'
    )


def test_headings_become_strong_paragraphs() -> None:
    assert render_body("# a *b*\n\nc\n===\n\n> ### d") == (
        '<p dir="auto"><strong>a <em>b</em></strong></p>\n'
        '<p dir="auto"><strong>c</strong></p>\n'
        '<blockquote dir="auto">\n<p><strong>d</strong></p>\n</blockquote>\n'
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("one\ntwo  \nthree", "<p>one<br>\ntwo<br>\nthree</p>"),
        ("- one\n  two", "<ul>\n<li>one<br>\ntwo</li>\n</ul>"),
        ("a" + ">" * 50 + "\nb", f"<p>a{'&gt;' * 50}<br>\nb</p>"),
        (">" * 50 + "\nb", f"<p>{'&gt;' * 50}<br>\nb</p>"),
        ("\tone\n\n    two\n\n- three\n\n      four", "<p>one</p>\n<p>two</p>\n"
         "<ul>\n<li>\n<p>three</p>\n<p>four</p>\n</li>\n</ul>"),
        ("1984. It was a bright day.", "<p>1984. It was a bright day.</p>"),
        ("> 3. Oktober\n> 1990", "<blockquote>\n<p>3. Oktober<br>\n1990</p>\n</blockquote>"),
        ("- 4) *a*", "<ul>\n<li>\n<p>4) <em>a</em></p>\n</li>\n</ul>"),
        ("5. a\n   - b\n\n   c", "<p>5. a</p>\n<ul>\n<li>b</li>\n</ul>\n<p>c</p>"),
        ("1984.", "<p>1984.</p>"),
        ("a\n\n1.", "<p>a</p>\n<p>1.</p>"),
        ("1. one", "<ol>\n<li>one</li>\n</ol>"),
        ("1. one\n1. two\n1. three",
         "<ol>\n<li>one</li>\n<li>two</li>\n<li>three</li>\n</ol>"),
        ("1. one\n3. three\n4. four",
         '<ol>\n<li>one</li>\n<li value="3">three</li>\n<li>four</li>\n</ol>'),
        ("Plato[^1]\n\n[^1]: Symposium", "<p>Plato[^1]</p>\n<p>[^1]: Symposium</p>"),
        ("[Aside]: nonsense", "<p>[Aside]: nonsense</p>"),
        ("[a][1]\n\n[1]: http://b.example", '<p><a href="http://b.example">a</a></p>\n'
         '<p><a href="http://b.example">1</a>: <a href="http://b.example">http://b.example</a></p>'),
        ("[a][2]\n\n[1]: http://b.example\n[2]: <http://c.example>",
         '<p><a href="http://c.example">a</a></p>\n'
         '<p><a href="http://b.example">1</a>: <a href="http://b.example">http://b.example</a><br>\n'
         '<a href="http://c.example">2</a>: <a href="http://c.example">http://c.example</a></p>'),
    ],
)  # fmt: skip
def test_nothing_that_was_typed_disappears(markdown: str, html: str) -> None:
    assert links(markdown) == html


@given(st.text(st.sampled_from("13.) -\n\t>a[]:^"), max_size=40))
def test_no_letter_and_no_definition_of_a_link_disappears(markdown: str) -> None:
    page = parse_page(render_body(markdown))
    assert page.text.count("a") == markdown.count("a")
    assert page.text.count("^") == markdown.count("^")


def links(markdown: str) -> str:
    return (
        render_body(markdown)
        .replace(' rel="nofollow ugc noopener"', "")
        .replace(' dir="auto"', "")
        .rstrip()
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[a](https://b.example/c?d=1&e)", '<a href="https://b.example/c?d=1&amp;e">a</a>'),
        ('[a](http://b.example "title")', '<a href="http://b.example">a</a>'),
        ("<mailto:a@b.example>", '<a href="mailto:a@b.example">mailto:a@b.example</a>'),
        ("<a@b.example>", '<a href="mailto:a@b.example">a@b.example</a>'),
        ("[a](/b) c", "a c"),
        ("[*a*](//b.example) c", "<em>a</em> c"),
        ("[a](http://bücher.example/ü)", '<a href="http://xn--bcher-kva.example/%C3%BC">a</a>'),
        ("[a](http://127.0.0.1:8000/)", '<a href="http://127.0.0.1:8000/">a</a>'),
        ("![map](http://b.example/c.png)", '<a href="http://b.example/c.png">map</a>'),
        ("![](http://b.example/c.png)", '<a href="http://b.example/c.png">c.png</a>'),
        ("![map](c.png)", "map"),
        (
            "[![map](http://b.example/c.png)](http://d.example)",
            '<a href="http://d.example">map</a>',
        ),
        ("[![map](http://b.example/c.png)](/d)", "map"),
    ],
)
def test_links_and_images(markdown: str, expected: str) -> None:
    assert links(markdown) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    ("markdown", "address", "after"),
    [
        ("https://a.example/b_c-d", "https://a.example/b_c-d", ""),
        ("HTTP://a.example.", "HTTP://a.example", "."),
        ("http://a.example/b?c=d&e=f!", "http://a.example/b?c=d&e=f", "!"),
        ("http://a.example/b_(c)", "http://a.example/b_(c)", ""),
        ("http://a.example/b)", "http://a.example/b", ")"),
        ("http://a.example/b).", "http://a.example/b", ")."),
        ("http://a.example/b'’”", "http://a.example/b", "'’”"),
        ("http://a.example/b_(c))", "http://a.example/b_(c)", ")"),
        ("http://a.example/b)–so", "http://a.example/b", ")–so"),
        ("http://a.example/b«", "http://a.example/b", "«"),
        ("http://a.example/「b」」。", "http://a.example/「b」", "」。"),
    ],
)
def test_bare_web_addresses_become_links(markdown: str, address: str, after: str) -> None:
    page = parse_page(render_body(f"See ({markdown}"))
    assert page.addresses == [normalizeLink(address)]
    assert page.text == f"See ({address}{after}\n"


@pytest.mark.parametrize(
    "markdown",
    ["`http://a.example`", "xhttp://a.example", "http://", "www.a.example"],
)
def test_other_text_does_not_become_a_link(markdown: str) -> None:
    assert parse_page(render_body(markdown)).addresses == []


def test_an_address_within_a_link_is_its_text() -> None:
    assert links("[http://a.example](http://b.example)") == (
        '<p><a href="http://b.example">http://a.example</a></p>'
    )


def test_a_link_within_a_link_is_its_text() -> None:
    assert links("[a <http://b.example> c](http://d.example)") == (
        '<p><a href="http://d.example">a http://b.example c</a></p>'
    )


def test_a_body_in_hebrew_or_arabic_finds_its_direction() -> None:
    assert render_body("שלום *עולם*\n\n- مرحبا\n\nHello") == (
        '<p dir="auto">שלום <em>עולם</em></p>\n'
        '<ul dir="auto">\n<li>مرحبا</li>\n</ul>\n'
        '<p dir="auto">Hello</p>\n'
    )


def test_directional_controls_do_not_reach_beyond_their_paragraph() -> None:
    assert render_body("a \u202eb\n\n\u2067c\u2069 &#x202e;d") == (
        '<p dir="auto">a b</p>\n<p dir="auto">\u2067c\u2069 d</p>\n'
    )


def test_a_body_nested_too_deep_is_shown_as_typed() -> None:
    deep = ">" * 50 + " *a* <b>"
    assert render_body(f"{deep}\n\n# b") == (
        f'<p dir="auto">{"&gt;" * 50} *a* &lt;b&gt;</p>\n<p dir="auto"># b</p>\n'
    )


def test_emphasis_nested_too_deep_loses_its_markup_and_not_its_text() -> None:
    page = parse_page(render_body("*a " * 100 + "b*" * 100))
    assert len(page.elements) == 1 + 12
    assert page.text == "a " * 100 + "b" * 100 + "\n"


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(UnreadableText):
        render_body("\ud800")


@pytest.mark.parametrize(
    ("markdown", "length", "expected"),
    [
        ("# A *b*\n\n- c\n- d\n\n> e\\\nf", 80, "A b c d e f"),
        ("<b>x</b> [a](http://x) ![map](y)", 80, "<b>x</b> a map"),
        ("one two three", 9, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 13, "one two three"),
        ("👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 8, "👩\u200d👩\u200d👧…"),
        ("👩\u200d👩\u200d👧x", 3, "…"),
        ("a \u2067b\u2069", 80, "a b"),
        ("", 80, ""),
        ("abc", 0, "…"),
    ],
)
def test_an_excerpt_is_one_plain_line(markdown: str, length: int, expected: str) -> None:
    assert excerpt(markdown, length) == expected


@given(MARKDOWN, st.integers(1, 30))
def test_an_excerpt_fits(markdown: str, length: int) -> None:
    try:
        line = excerpt(markdown, length)
    except UnreadableText:
        return
    assert len(line) <= length
    assert normalise_line(line) == line
