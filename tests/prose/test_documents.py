"""Files that people bring, and files that are meant to do harm."""

import re
import zipfile
from html import unescape
from io import BytesIO

import pytest

from annotations.prose.documents.pandoc import process
from annotations.prose.documents.reader import read_document
from annotations.prose.highlighted_html import Highlight, render_highlighted
from annotations.prose.markup.table_rows import table_rows
from annotations.prose.normalising import UnreadableText

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}" Target="word/document.xml"/></Relationships>'
)
HEADING = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>On Margins</w:t></w:r></w:p>'
STYLES = (
    f"<w:styles {WORD}>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>"
)
ITALIC = (
    "<w:p><w:r><w:t>A margin </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>waits</w:t></w:r></w:p>"
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/book.opf"/></rootfiles></container>'
)
BOOK = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<metadata><dc:title>On Margins</dc:title><dc:creator>A. Reader</dc:creator>"
    "<dc:language>fr</dc:language></metadata><manifest>"
    '<item id="two" href="2.xhtml"/><item id="one" href="chapter%201.xhtml"/></manifest>'
    '<spine><itemref idref="one"/><itemref idref="two"/></spine></package>'
)


def zipped(parts):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


def docx(body, **more):
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": STYLES,
            **more,
        }
    )


def epub(**more):
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "EPUB/book.opf": BOOK,
            "EPUB/chapter 1.xhtml": "<html><head><title>no</title></head><body><p>One.</p>",
            "EPUB/2.xhtml": "<html><body><p>Two.</p></body></html>",
            **more,
        }
    )


def texts(document):
    return [block.text for block in document.essay.blocks]


def read_page(body, head="", name="page.html"):
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
    return read_document(page.encode(), name)


def blocks(document):
    return [(block.type, block.text) for block in document.essay.blocks]


def spans(document, index=0):
    block = document.essay.blocks[index]
    return [(span.tag, block.text[span.start : span.end]) for span in block.spans]


def left_out(document):
    return {each.name: (each.count, each.places) for each in document.left_out}


def test_a_web_page_becomes_its_text_and_nothing_else():
    page = (
        "<!doctype html><html lang='de'><head><title>Vom &amp; Rand</title></head>"
        "<body><h1>Vom Rand</h1><script>alert(1)</script><p onclick='x()'>Ein <em>Rand</em> wartet."
        "<img src='http://example.org/x.png' alt=' ein Bild'></p>"
        "<p><a href='javascript:x'>hier</a> und <a href='https://example.org/'>dort</a></p>"
        "</body></html>"
    )
    found = read_document(page.encode(), "rand.html")
    assert (found.title, found.language) == ("Vom & Rand", "de")
    assert texts(found) == ["Vom Rand", "Ein Rand wartet. ein Bild", "hier und dort"]
    assert spans(found, 2) == [("a", "dort")]
    assert left_out(found) == {"picture replaced by its description": (1, ("ein Bild",))}


@pytest.mark.parametrize(
    "words",
    [
        "1517. In that year",
        "- Bonjour",
        "# 5 on the list",
        "[1]: Smith",
        "---",
        "~~x~~ and *y* and `z`",
        "&amp;nbsp; \\ | $x$",
    ],
)
@pytest.mark.parametrize("make", [read_page, lambda body: read_document(docx(body), "x.docx")])
def test_the_words_of_a_file_are_the_words_of_the_essay(make, words):
    paragraph = f"<p>{words}</p>" if make is read_page else word_paragraph(words)
    assert blocks(make(paragraph)) == [("paragraph", words.replace("&amp;", "&"))]


def word_paragraph(words):
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_divisions_are_paragraphs_and_blocks_in_inline_elements_too():
    found = read_page("<div>Para one.</div><div>Para two.</div><b><p>A</p><p>B</p></b>")
    assert texts(found) == ["Para one.", "Para two.", "A", "B"]
    assert spans(found, 2) == [("strong", "A")]


@pytest.mark.parametrize("tag", ["script", "style", "textarea", "title", "iframe"])
def test_an_element_that_closes_itself_swallows_nothing(tag):
    xhtml = f'<?xml version="1.0"?><html xmlns="x"><body><{tag} a="b"/><p>Seen.</p></body></html>'
    assert texts(read_document(xhtml.encode(), "a.xhtml")) == ["Seen."]
    assert texts(read_page(f"<{tag}/><p>Seen.</p>")) == ["Seen."]


def test_many_empty_elements_are_no_depth():
    assert texts(read_page("<p>" + "<span/>" * 500 + "Seen.</p>")) == ["Seen."]


def test_markup_that_means_something_is_kept():
    found = read_page(
        "<p>E=mc<sup>2</sup> H<sub>2</sub>O <u>u</u> <s>s</s>"
        " <span style='font-variant:small-caps'>Sc</span> <i>it</i><br>next</p>"
    )
    assert texts(found) == ["E=mc2 H2O u s Sc it\nnext"]
    assert spans(found) == [
        ("sup", "2"),
        ("sub", "2"),
        ("u", "u"),
        ("s", "s"),
        ("small-caps", "Sc"),
        ("em", "it"),
        ("br", "\n"),
    ]


def test_style_sheets_of_saved_documents_are_understood():
    styles = "<style>.c1{font-style:italic}.c2{font-weight:700}</style>"
    body = "<p><b style='font-weight:normal'>A <span class='c1'>b</span>"
    found = read_page(f"{body} <span class='c2'>c</span></b></p>", styles)
    assert spans(found) == [("em", "b"), ("strong", "c")]


def test_a_table_is_one_block_whose_cells_have_places():
    found = read_page(
        "<table><caption>Prices</caption><thead><tr><th></th><th>new</th></tr></thead>"
        "<tr><td>a</td><td></td></tr><tr><td colspan=2>b</td></tr></table>"
    )
    (block,) = found.essay.blocks
    assert (block.type, block.text) == ("table", "Prices\nnew\na\nb")
    assert table_rows(block.text, block.spans) == [["", "new"], ["a", ""], ["b", ""]]
    html = render_highlighted(block.text, block.spans, [Highlight(11, 12, frozenset({"note"}))])
    assert html == (
        "<table><caption>Prices</caption>\n<thead><tr><td></td>"
        '<th scope="col">new</th></tr></thead>\n<tbody><tr><td><mark class="note w1"'
        ' data-offset="11">a</mark></td><td></td></tr>\n<tr><td colspan="2">b</td></tr></tbody>'
        "</table>"
    )


def test_a_table_that_lays_out_a_page_is_unfolded_and_reported():
    found = read_page("<table><tr><td><h2>Title</h2><p>One.</p></td><td>Two.</td></tr></table>")
    assert blocks(found) == [("heading", "Title"), ("paragraph", "One."), ("paragraph", "Two.")]
    assert left_out(found) == {"table unfolded into paragraphs": (1, ("Title",))}


def test_verse_keeps_its_lines_and_indents_and_stanzas_are_blocks():
    found = read_page(
        "<div class='poem'><p>One line<br><span class='i2'>and two</span></p><p>Three<br>four</p>"
        "</div><p>Prose<br>here.</p>"
    )
    assert blocks(found) == [
        ("verse", "One line\nand two"),
        ("verse", "Three\nfour"),
        ("paragraph", "Prose\nhere."),
    ]
    assert spans(found) == [("br", "\n"), ("indent-2", "and two")]


def test_a_formula_is_drawn_and_has_a_text_that_can_be_quoted():
    found = read_page("<p>Let <math><msup><mi>x</mi><mn>2</mn></msup></math> be.</p>")
    (block,) = found.essay.blocks
    assert block.text == "Let x² be."
    assert spans(found) == [("formula", "x²")]
    html = render_highlighted(block.text, block.spans)
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert plain_text_of(html) == block.text


def plain_text_of(html):
    """The text content of rendered HTML: what is in a template is no part of it."""
    html = re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "", html))


FOOTNOTE = "<p>Seen<sup><a id='r1' href='#n1'>1</a></sup>, then.</p><p>More.</p>"


@pytest.mark.parametrize(
    "note",
    [
        "<section class='footnotes'><hr><ol><li id='n1'><p>The note. <a href='#r1'>↩</a></p></li>"
        "</ol></section>",
        "<p id='n1'><a href='#r1'>[1]</a> The note.</p>",
        "<div class='footnote'><p><a id='n1' href='#r1'>1.</a> The note.</p></div>",
        "<aside role='doc-footnote' id='n1'><sup>1</sup> The note.</aside>",
    ],
)
def test_a_footnote_follows_the_paragraph_of_its_mark(note):
    found = read_page(FOOTNOTE + note)
    assert blocks(found) == [
        ("paragraph", "Seen, then."),
        ("footnote", "The note."),
        ("paragraph", "More."),
    ]
    first = found.essay.blocks[0]
    assert [(span.tag, span.start) for span in first.spans] == [("note", 4)]
    html = render_highlighted(first.text, first.spans)
    assert 'href="#note-1"' in html
    assert plain_text_of(html) == first.text
    assert [block.is_numbered for block in found.essay.blocks] == [True, False, True]


def test_ruby_is_written_as_base_and_reading_and_wrapped_chinese_joins_without_a_space():
    found = read_page("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>は\n字だ a\nb</p>")
    assert texts(found) == ["漢字 (かんじ)は字だ a b"]


def test_menus_hidden_texts_and_the_like_are_left_out_and_reported():
    found = read_page(
        "<nav><a href='/'>Home</a></nav><p hidden>Cookies!</p><noscript>No script.</noscript>"
        "<form><button>Send</button></form><video></video><img src='x.png'><p>Words.</p>"
    )
    assert texts(found) == ["Words."]
    assert left_out(found) == {
        "menu": (1, ("Home",)),
        "hidden text": (1, ("Cookies!",)),
        "text for browsers without scripts": (1, ("No script.",)),
        "form control": (1, ("Send",)),
        "video, sound or embedded page": (1, ()),
        "picture without a description": (1, ("Words.",)),
    }


@pytest.mark.parametrize(
    ("head", "body", "name", "title"),
    [
        ("<title>Own</title>", "<h1>Heading</h1><p>x</p>", "file.html", "Own"),
        ("<title>Untitled document</title>", "<h2>Heading</h2><p>x</p>", "file.html", "Heading"),
        ("", "<p>x</p>", "my_own-file.html", "my own file"),
    ],
)
def test_the_title_is_the_documents_own_then_a_heading_then_the_file_name(head, body, name, title):
    assert read_page(body, head, name).title == title


def test_a_web_page_is_read_in_the_encoding_it_names_as_browsers_take_it():
    page = '<html><meta charset="iso-8859-1"><body><p>“Größe”</p></body></html>'
    found = read_document(page.encode("windows-1252"), "x.htm")
    assert (texts(found), found.encoding) == (["“Größe”"], "")


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        ("Naïve – “Größe” déjà vu.", "utf-8-sig", ""),
        ("Naïve – “Größe” déjà vu.", "utf-16", ""),
        ("Naïve – “Größe” déjà vu.", "utf-16-le", "UTF-16LE"),
        ("Naïve – “Größe” déjà vu, peut-être.", "windows-1252", "Windows-1252"),
        ("Это первый абзац нашего текста, и он довольно длинный. " * 5, "koi8-r", "koi8-r"),
        ("吾輩は猫である。名前はまだ無い。" * 9, "shift_jis", "Shift_JIS"),
        ("吾輩は猫である。名前はまだ無い。" * 9, "iso2022_jp", "ISO-2022-JP"),
        ("人人生而自由，在尊严和权利上一律平等。" * 3, "utf-16-le", "UTF-16LE"),
        ("Všichni lidé rodí se svobodní a sobě rovní. " * 5, "windows-1250", "Windows-1250"),
        ("Bütün insanlar hür ve haklar bakımından eşit doğarlar. " * 3, "cp1254", "Windows-1254"),
        ("כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.", "cp1255", "Windows-1255"),
    ],
)
def test_encodings_are_recognised_and_a_guess_is_said(text, encoding, guess):
    found = read_document(text.encode(encoding), "x.txt")
    assert (texts(found), found.encoding) == ([text.strip()], guess)
    chosen = read_document("Größe".encode("windows-1252"), "x.txt", "windows-1252")
    assert (texts(chosen), chosen.encoding) == (["Größe"], "")


def test_characters_that_nobody_sees_are_removed_and_counted():
    found = read_document(b"A\x00 b\xc2\x85ook.\n", "x.txt")
    assert texts(found) == ["A book."]
    assert left_out(found) == {"unreadable character": (2, ())}


def test_a_word_document_keeps_its_headings_and_emphasis():
    found = read_document(docx(HEADING + ITALIC), "margins.docx")
    assert blocks(found) == [("title", "On Margins"), ("paragraph", "A margin waits")]
    assert spans(found, 1) == [("em", "waits")]
    assert found.title == "On Margins"


def test_changes_and_comments_of_a_word_document_are_settled_and_reported():
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Kept </w:t></w:r>"
        "<w:ins w:id='1' w:author='A' w:date='2026-01-01T00:00:00Z'><w:r><w:t>new</w:t></w:r>"
        "</w:ins><w:del w:id='2' w:author='A' w:date='2026-01-01T00:00:00Z'><w:r>"
        "<w:delText>old</w:delText>"
        "</w:r></w:del></w:p>"
    )
    found = read_document(docx(body, **{"word/header1.xml": HEADER}), "a.docx")
    assert texts(found) == ["Kept new"]
    assert left_out(found) == {
        "page header or footer": (1, ("Running head",)),
        "tracked insertion accepted": (1, ("new",)),
        "tracked deletion accepted": (1, ("old",)),
    }


HEADER = f"<w:hdr {WORD}><w:p><w:r><w:t>Running head</w:t></w:r></w:p></w:hdr>"


def test_a_word_document_may_lie_elsewhere_in_its_package():
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.replace("document.xml", "document2.xml"),
        "word/document2.xml": f"<w:document {WORD}><w:body>{ITALIC}</w:body></w:document>",
    }
    assert texts(read_document(zipped(parts), "a.docx")) == ["A margin waits"]


ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2"><office:body><office:text>'
    '<text:p text:style-name="Title">On Margins</text:p><text:p>Seen<office:annotation>'
    "<text:p>A comment</text:p></office:annotation><text:note><text:note-citation>1"
    "</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>."
    "</text:p></office:text></office:body></office:document-content>"
)


def test_an_open_document_has_its_title_notes_and_comments():
    made = zipfile.ZipFile(BytesIO(process.run_pandoc(b"x", "-t", "odt", "-o", "-")[0]))
    parts = {name: made.read(name) for name in made.namelist()}
    parts |= {"content.xml": ODT, "Configurations2/accelerator/current.xml": ""}
    found = read_document(zipped(parts), "a.odt")
    assert blocks(found) == [
        ("title", "On Margins"),
        ("paragraph", "Seen."),
        ("footnote", "A note."),
    ]
    assert left_out(found) == {"comment": (1, ("A comment",))}


def test_a_book_is_read_in_the_order_of_its_spine():
    found = read_document(epub(), "margins.epub")
    assert texts(found) == ["One.", "Two."]
    assert (found.title, found.byline, found.language) == ("On Margins", "A. Reader", "fr")


def test_a_locked_book_is_refused_and_a_book_with_a_locked_font_is_read():
    def encryption(method):
        return (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
            ' xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
            f'<e:EncryptionMethod Algorithm="{method}"/></e:EncryptedData></encryption>'
        )

    font = encryption("http://www.idpf.org/2008/embedding")
    assert texts(read_document(epub(**{"META-INF/encryption.xml": font}), "x")) == ["One.", "Two."]
    locked = encryption("http://www.w3.org/2001/04/xmlenc#aes256-cbc")
    with pytest.raises(UnreadableText, match="locked against copying"):
        read_document(epub(**{"META-INF/encryption.xml": locked}), "x")


def test_a_book_of_pictures_says_what_to_do():
    page = "<html><body><img src='1.jpg'/></body></html>"
    images = BOOK.replace("2.xhtml", "2.jpg").replace("chapter%201.xhtml", "1.jpg")
    for parts in (
        {"EPUB/chapter 1.xhtml": page, "EPUB/2.xhtml": page},
        {"EPUB/book.opf": images, "EPUB/1.jpg": "", "EPUB/2.jpg": ""},
    ):
        with pytest.raises(UnreadableText, match="Choose one that holds text: another edition"):
            read_document(epub(**parts), "x.epub")


def test_markdown_stays_as_typed():
    found = read_document(b"# A *b*\n\nc\n", "x.md")
    assert (found.markdown, texts(found)) == ("# A *b*\n\nc\n", ["A b", "c"])


def test_plain_text_is_no_markup():
    plain = "# Not a heading\n\n    not *code*\n\n1. Not a list\n\n- nor <b>this</b> &amp;\n"
    assert texts(read_document(plain.encode(), "x.txt")) == [
        "# Not a heading",
        "not *code*",
        "1. Not a list",
        "- nor <b>this</b> &amp;",
    ]


def test_plain_text_joins_wrapped_lines_and_keeps_verse():
    wrapped = (
        "It was a dark and stormy night; the rain fell in torrents, except\n"
        "at occasional intervals, when it was checked by a violent gust of\n"
        "wind which swept up the streets.\n\n"
    )
    verse = "Tyger Tyger, burning bright,\nIn the forests of the night;\n  What immortal hand\n"
    found = read_document((wrapped + verse).encode(), "x.txt")
    assert blocks(found) == [
        ("paragraph", " ".join(wrapped.split())),
        ("verse", "Tyger Tyger, burning bright,\nIn the forests of the night;\nWhat immortal hand"),
    ]
    assert spans(found, 1)[-1] == ("indent-1", "What")


def test_lines_that_are_whole_paragraphs_are_paragraphs():
    line = "A long line that is a paragraph of its own. " * 6
    assert texts(read_document(f"{line}\n{line}\n".encode(), "x.txt")) == [line.strip()] * 2


MARKUP_FILES = {
    "a.tex": (
        r"\documentclass{article}\title{T}\author{A. B.}\begin{document}\maketitle"
        r" One\footnote{Two.} $x^2$\unknown{lost}.\end{document}"
    ),
    "a.org": "#+TITLE: T\n#+AUTHOR: A. B.\nOne[fn:1] $x^2$.\n\n[fn:1] Two.\n",
    "a.rtf": r"{\rtf1{\info{\title T}{\author A. B.}}\pard One{\*\footnote Two.} x{\super 2}.\par}",
    "a.jats": (
        '<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS//EN" "x.dtd"><article>'
        "<front><article-meta><title-group><article-title>T</article-title></title-group>"
        "<contrib-group><contrib contrib-type='author'><name><surname>B.</surname><given-names>A."
        "</given-names></name></contrib></contrib-group></article-meta></front><body><p>One<fn><p>"
        "Two.</p></fn> <inline-formula><tex-math>x^2</tex-math></inline-formula>.</p></body>"
        "</article>"
    ),
    "a.dbk": (
        '<article xmlns="http://docbook.org/ns/docbook"><info><title>T</title><author><personname>'
        "A. B.</personname></author></info><para>One<footnote><para>Two.</para></footnote>"
        " x<superscript>2</superscript>.</para></article>"
    ),
}


@pytest.mark.parametrize("name", MARKUP_FILES)
def test_every_format_gives_the_same_blocks(name):
    found = read_document(MARKUP_FILES[name].encode(), name)
    assert [each for each in blocks(found) if each[0] != "title"] == [
        ("paragraph", "One x².") if "x^2" in MARKUP_FILES[name] else ("paragraph", "One x2."),
        ("footnote", "Two."),
    ]
    assert found.title == "T"


def test_what_a_program_could_not_read_of_latex_is_reported():
    found = read_document(MARKUP_FILES["a.tex"].encode(), "a.tex")
    assert left_out(found) == {"instruction for another program": (1, (r"\unknown{lost}",))}


def test_a_server_without_pandoc_says_so(monkeypatch):
    monkeypatch.setattr(process, "pandoc_path", lambda: None)
    with pytest.raises(UnreadableText, match="pandoc is not installed on this server"):
        read_page("<p>Words.</p>")


def test_a_file_that_takes_too_long_or_too_much_memory_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(process, "MAX_SECONDS", 0)
    with pytest.raises(UnreadableText, match="takes too long"):
        read_page("<p>Words.</p>")
    monkeypatch.undo()
    monkeypatch.setattr(process, "MAX_MEMORY", "2M")
    with pytest.raises(UnreadableText, match="takes more memory"):
        read_page("<p>Words.</p>" * 20_000)


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
HOSTILE = {
    "a bomb": docx("", **{"word/numbering.xml": "<x>" + " " * 60_000_000 + "</x>"}),
    "many parts": docx(ITALIC, **{f"junk/{number}": "" for number in range(3_000)}),
    "an endless entity": docx(ITALIC, **{"word/numbering.xml": LAUGHS}),
    "a file of the server": docx(ITALIC, **{"word/numbering.xml": OUTSIDE}),
    "an entity in a book": epub(**{"EPUB/book.opf": LAUGHS}),
    "a way out": epub(
        **{"META-INF/container.xml": CONTAINER.replace("EPUB/book.opf", "../../etc/passwd")}
    ),
    "depth in a document": docx("<w:p>" * 5_000 + "</w:p>" * 5_000),
    "depth in a page": b"<html>" + b"<div>" * 100_000,
    "many elements": b"<html>" + b"<b>x</b>" * 700_000,
    "an entity in a page": b"<!DOCTYPE html [<!ENTITY a 'ha'>]><html><body><p>&a;",
    "an entity in XML": b"<?xml version='1.0'?><!DOCTYPE article [<!ENTITY a 'ha'>]><article/>",
    "a PDF": b"%PDF-1.7",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "no archive at all": b"PK\x03\x04 and then nothing of the kind",
    "another archive": zipped({"hello.txt": "hello"}),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00",
    "half a document": docx(ITALIC)[:-40],
    "no XML": docx(ITALIC, **{"word/numbering.xml": "<x>"}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_damaged_file_is_refused_with_a_reason(name):
    with pytest.raises(UnreadableText, match=r"^(This|The) .+\.$"):
        read_document(HOSTILE[name], "essay")
