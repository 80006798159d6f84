"""A web page reads as a browser shows it: its style sheets, its notes, what seems no part of it."""

import pytest

from annotations.prose.documents.reader import read_document
from annotations.prose.documents.web import parted_html
from annotations.prose.normalising import UnreadableText
from tests.prose.test_document_fidelity import marked, page
from tests.prose.test_documents import epub, texts

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><head><style>{}</style></head><body>{}</body></html>'
TITLES = '<p>a <cite class="plain">b</cite> <cite>c</cite> <span>d</span></p>'
PLAIN = ".plain { font-style: normal }"


def test_a_long_menu_does_not_hide_what_is_behind_it(monkeypatch):
    monkeypatch.setattr(parted_html, "PART_LENGTH", 50)
    menu = '<div class="menu"><p><a href="http://a.b/">Home</a></p><a href="/">News</a></div>'
    read = page(f"<div><div>{menu}</div><p>After it.</p></div><p>At the end.</p>")

    assert texts(read) == ["After it.", "At the end."]
    assert [(each.name, each.places) for each in read.left_out] == [("menu", ("Home News",))]


def test_a_section_of_xml_in_a_saved_page_is_a_style_sheet_that_no_browser_reads():
    sheet = f"<![CDATA[ {PLAIN} p > * {{ font-weight: bold }} ]]> .x {{}}"
    read = read_document(XHTML.format(sheet, TITLES).encode(), "page.html")

    assert marked(read, "em") == ["b", "c"]
    assert marked(read, "strong") == []


def test_a_section_of_xml_that_is_commented_out_leaves_its_rules_as_they_are():
    sheet = f"/*<![CDATA[*/ {PLAIN} p > span {{ font-weight: bold }} /*]]>*/"
    read = read_document(XHTML.format(sheet, TITLES).encode(), "page.html")

    assert marked(read, "em") == ["c"]
    assert marked(read, "strong") == ["d"]


def test_a_broken_style_sheet_leaves_the_next_one_whole():
    first, second = "<![CDATA[ .x {} ]]>", f"<style>{PLAIN}</style>"
    read = read_document(XHTML.format(first, second + TITLES).encode(), "page.html")

    assert marked(read, "em") == ["c"]


def test_a_book_and_a_page_of_xml_have_the_rules_in_sections_and_behind_entities():
    raised, bold = "p &gt; span { vertical-align: super }", "div > span { font-weight: bold }"
    sheet = f"{raised}<![CDATA[ {PLAIN} {bold} ]]>"
    source = XHTML.format(sheet, TITLES)
    for read in (
        read_document(epub(**{"EPUB/2.xhtml": source}), "book.epub"),
        read_document(source.encode(), "page.xhtml"),
    ):
        assert marked(read, "em") == ["c"]
        assert marked(read, "sup") == ["d"]
        assert marked(read, "strong") == []


def test_a_rule_with_a_stray_entity_is_none_and_statements_end_before_the_next_rule():
    style = (
        '@charset "utf-8"; @import "x"; .i { font-style: italic } div&gt; b, p { display: none }'
    )

    assert marked(page('<p><span class="i">a</span> b</p>', style), "em") == ["a"]


def test_an_important_rule_wins_over_stronger_ones():
    style = "p { font-weight: 700 !important } p.plain { font-weight: 400 }"
    read = page('<p class="plain" style="font-weight: normal">a</p>', style)

    assert marked(read, "strong") == ["a"]


def test_rules_for_wide_screens_count_and_those_for_narrow_ones_do_not():
    style = """
    .wide { display: none !important }
    @media only screen and (min-width: 50em) { .wide { display: block !important }
    .narrow { display: none } }
    @media (max-width: 900px), print { p { display: none } }
    @media (min-width: 40em) and (max-width: 90em) { b { font-weight: 400 } }
    """
    read = page('<p class="wide">A <b>b</b>.</p><p class="narrow">Twice.</p><p>C.</p>', style)

    assert texts(read) == ["A b.", "C."]
    assert marked(read, "strong") == []


def test_rules_for_some_of_several_elements_hold_for_those():
    style = """
    li:nth-of-type(n+3), p:not(.x):not(:first-child) { display: none }
    li:first-child { font-style: italic } li:last-child { font-weight: bold }
    """
    read = page("<p>A</p><p>B</p><p class=x>C</p><ul><li>1</li><li>2</li><li>3</li></ul>", style)

    assert texts(read) == ["A", "C", "1\n2"]
    assert marked(read, "em") == ["1"]
    assert marked(read, "strong") == []


@pytest.mark.parametrize(
    "repeated", ["<![CDATA[", "/*", "a{", "a;", "a{b:c}", "@media x{", "<![CDATA[]]>"]
)
def test_a_style_sheet_that_never_ends_what_it_begins_is_read_once(repeated):
    # Looked through again from each beginning, it would take minutes.
    read = read_document(XHTML.format(repeated * 60_000, "<p>After it.</p>").encode(), "page.html")

    assert texts(read) == ["After it."]


def test_a_page_whose_sections_never_end_is_read_once():
    body = f"<p>Before.</p>{'<![CDATA[' * 60_000}"
    read = read_document(XHTML.format("", body).encode(), "page.html")

    assert texts(read)[0] == "Before."


@pytest.mark.parametrize("tag", ["noscript", "script", "style"])
def test_elements_that_never_end_are_refused_after_one_look(tag):
    body = f"<p>Before.</p>{f'<{tag}>' * 60_000}"
    with pytest.raises(UnreadableText):
        read_document(XHTML.format("", body).encode(), "page.html")


def test_a_text_that_begins_with_many_comments_is_looked_at_once():
    # In each other way to part them it would be more ways than can be tried.
    read = read_document(("<!-- a -->\n" * 200 + "\nWords.").encode(), "page.txt")

    assert texts(read)[-1] == "Words."
