"""A formatted citation is safe HTML in which only <i> is markup."""

import re
from html import escape
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.formatting import CITATION_STYLES, format_citation, format_in_text
from annotations.sources.styles.locale_terms import LOCALE_TERMS
from annotations.sources.styles.markup import (
    italicise,
    quote_title,
    strip_markup,
    title_markup,
    with_full_stop,
)

PIECES = ["<i>", "</i>", "<b>", "</b>", "<sup>", "<script>", "<", ">", '"', "&", ".", "&lt;i&gt;"]
HOSTILE = st.lists(
    st.sampled_from([*PIECES, "<img src=x onerror=alert(1)>"]) | st.characters(codec="utf-8")
).map("".join)

WORKS = st.fixed_dictionaries(
    {"type": st.sampled_from(["article-journal", "book", "chapter", "thesis", "webpage", "report",
                              "dataset", "document", "paper-conference", "article-newspaper"])},
    optional={
        "title": HOSTILE,
        "container-title": HOSTILE,
        "publisher": HOSTILE,
        "publisher-place": HOSTILE,
        "volume": HOSTILE,
        "page": HOSTILE,
        "genre": HOSTILE,
        "URL": HOSTILE,
        "DOI": HOSTILE,
        "edition": HOSTILE,
        "issued": st.fixed_dictionaries({"literal": HOSTILE}),
        "author": st.lists(st.fixed_dictionaries({"family": HOSTILE, "given": HOSTILE})),
        "editor": st.lists(st.fixed_dictionaries({"literal": HOSTILE})),
    },
)  # fmt: skip


class Tags(HTMLParser):
    """Collects every tag, and fails on one that is not <i> or does not nest."""

    def __init__(self):
        super().__init__()
        self.depth = 0

    def handle_starttag(self, tag, attrs):
        assert (tag, attrs) == ("i", [])
        self.depth += 1

    def handle_endtag(self, tag):
        assert tag == "i"
        self.depth -= 1
        assert self.depth >= 0


@given(
    WORKS, st.sampled_from(sorted(CITATION_STYLES)), HOSTILE, st.sampled_from(["en", *LOCALE_TERMS])
)
def test_whatever_a_work_says_the_html_holds_only_balanced_italics(work, style, locator, locale):
    for formatted in (
        format_citation(work, style, locale),
        format_in_text(work, style, locator, locale),
    ):
        tags = Tags()
        tags.feed(formatted.html)
        tags.close()
        assert tags.depth == 0
        assert re.sub("</?i>", "", formatted.html) == escape(formatted.text)
        assert formatted.link == "" or formatted.link.startswith(("https://", "http://"))


def test_a_script_in_a_title_is_text():
    formatted = format_citation({"type": "book", "title": "<script>alert(1)</script>"})
    assert formatted.html == "<i>&lt;script&gt;alert(1)&lt;/script&gt;</i>. (n.d.)."


def test_italics_within_an_italic_title_are_upright():
    assert italicise(title_markup("Reading the <i>Iliad</i> <b>again</b>")) == (
        "<i>Reading the </i>Iliad<i> again</i>"
    )


def test_unpaired_tags_are_text():
    assert title_markup("a <i>b <b>c</i> d</sup>") == "a <i>b &lt;b&gt;c</i> d&lt;/sup&gt;"


def test_a_full_stop_is_not_doubled():
    assert [with_full_stop(each) for each in ("a", "a.", "<i>a?</i>", "“a.”", "(a.)", "")] == [
        "a.", "a.", "<i>a?</i>", "“a.”", "(a.).", "",
    ]  # fmt: skip


def test_quotation_marks_within_quotation_marks_become_single():
    assert strip_markup(quote_title(title_markup('On "just" war'), ".")) == "“On ‘just’ war.”"
