"""Where files are shown in another way than pandoc reads them: the words that are shown arrive."""

import pytest

from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.markup.rtf_repair import repair_rtf
from annotations.prose.documents.reader import read_document
from tests.prose.test_documents import docx, epub, texts


def page(body, style=""):
    html = f"<!DOCTYPE html><html><head><style>{style}</style></head><body>{body}</body></html>"
    return read_document(html.encode(), "page.html")


def left_out(document):
    return {each.name: list(each.places) for each in document.left_out}


def marked(document, tag):
    return [
        block.text[span.start : span.end]
        for block in document.essay.blocks
        for span in block.spans
        if span.tag == tag
    ]


def test_what_a_style_sheet_hides_is_left_out_and_said():
    read = page('<p>Shown.</p><div class="ad"><p>Buy this.</p></div>', ".ad { display: none }")

    assert texts(read) == ["Shown."]
    assert left_out(read) == {"hidden text": ["Buy this."]}


@pytest.mark.parametrize(
    "style",
    [
        "@media print { .ad { display: none } }",
        ".ad:hover { display: none }",
        ".menu .ad { display: none }",
        "/* .ad { display: none } */",
        "@media print { .ad { display: none",
        "body { visibility: hidden } main { display: none }",
    ],
)
def test_a_rule_for_other_elements_or_another_medium_hides_nothing(style):
    assert texts(page('<main><p class="ad">Shown.</p></main>', style)) == ["Shown."]


def test_the_stronger_rule_of_a_style_sheet_wins():
    style = "em.plain { font-style: normal } em { font-style: italic } p .i { font: italic 1em x }"
    read = page('<p><em class="plain">a</em> <em>b</em> <span class="i">c</span> d</p>', style)

    assert marked(read, "em") == ["b", "c"]


def test_rules_for_screens_count():
    read = page('<p>a <span class="x">b</span></p>', "@media screen { .x { font-weight: 700 } }")

    assert marked(read, "strong") == ["b"]


def test_an_element_that_is_shown_as_a_block_is_one():
    link = '<a href="https://a.example"><span class="t">One</span><span class="t">Two</span></a>'
    read = page(f"<p>{link}</p>", ".t { display: block }")

    assert texts(read) == ["One", "Two"]


def test_a_number_beside_a_line_is_no_part_of_its_last_word():
    read = page('<p>peeped out<span class="n">80</span></p><p><span class="n">D</span>rop</p>',
                ".n { float: right }")  # fmt: skip

    assert texts(read) == ["peeped out 80", "Drop"]


def test_the_style_sheet_of_a_book_is_read():
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head>'
        '<link rel="stylesheet" href="../css/book.css"/></head>'
        '<body><p>A <span class="it">slanted</span> word.</p></body></html>'
    )
    book = epub(**{
        "EPUB/chapter 1.xhtml": chapter.replace("../css", "css"),
        "EPUB/css/book.css": "span.it { font-style: italic }",
    })  # fmt: skip

    assert marked(read_document(book, "book.epub"), "em") == ["slanted"]


BOX = (
    "<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
    "<w:p><w:r><w:t>In the box.</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def test_words_beside_a_text_box_arrive_with_those_in_it():
    read = read_document(docx(f"<w:p>{BOX}<w:r><w:t>Beside the box.</w:t></w:r></w:p>"), "a.docx")

    assert texts(read) == ["Beside the box.", "In the box."]


def test_hidden_words_of_a_word_document_are_left_out_and_said():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>'
    read = read_document(docx(f"<w:p>{shown}{hidden}</w:p>"), "a.docx")

    assert texts(read) == ["shown"]
    assert left_out(read) == {"hidden text": ["secret"]}


def test_an_entry_with_a_hanging_indent_is_no_quotation():
    indent = '<w:pPr><w:ind w:left="720" w:hanging="720"/></w:pPr>'
    read = read_document(docx(f"<w:p>{indent}<w:r><w:t>Smith, A.</w:t></w:r></w:p>"), "a.docx")

    assert [block.type for block in read.essay.blocks] == ["paragraph"]


def test_an_included_part_of_a_word_document_is_said():
    part = '<w:altChunk xmlns:r="urn:r" r:id="x"/>'
    read = read_document(docx(f"<w:p><w:r><w:t>Text.</w:t></w:r></w:p>{part}"), "a.docx")

    assert left_out(read) == {"file that the text includes": []}


@pytest.mark.parametrize(
    ("page_number", "charset", "encoding", "words"),
    [
        (1251, 204, "cp1251", "Уважаемый клиент"),
        (1250, 238, "cp1250", "Proszę o zapoznanie się"),
        (932, 128, "cp932", "こんにちはテスト表"),
        (936, 134, "gb18030", "印刷情况反映"),
        (1255, 177, "cp1255", "שלום עולם"),
        (1256, 178, "cp1256", "مرحبا بالعالم"),
    ],
)
def test_rtf_in_any_code_page_keeps_its_letters(page_number, charset, encoding, words):
    letters = "".join(f"\\'{byte:02x}" for byte in words.encode(encoding))
    by_page = f"{{\\rtf1\\ansi\\ansicpg{page_number}\\pard {letters}\\par}}"
    by_font = (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}"
        f"{{\\f1\\fcharset{charset} B;}}}}\\pard caf\\'e9 {{\\f1 {letters}}} caf\\'e9\\par}}"
    )

    assert texts(read_document(by_page.encode(), "a.rtf")) == [words]
    assert texts(read_document(by_font.encode(), "a.rtf")) == [f"café {words} café"]


def test_a_table_in_a_cell_of_rtf_keeps_its_words_and_hidden_ones_are_said():
    table = (
        r"{\rtf1\trowd\cellx5000\pard\intbl\itap2 a\nestcell b\nestcell"
        r"{\*\nesttableprops\trowd\cellx2000\nestrow}{\nonesttables no\par}"
        r"\pard\intbl\itap1 c\cell\row\pard d {\v secret}\par}"
    )
    read = read_document(table.encode(), "a.rtf")

    assert texts(read) == ["a", "b", "c", "d"]
    assert left_out(read)["hidden text"] == ["secret"]


def test_binary_data_and_missing_braces_of_rtf_do_no_harm():
    repaired = repair_rtf(b"{\\rtf1 {\\bin3 }}}a \\u1059\\'d3b", LeftOutCounter())

    assert repaired == b"{\\rtf1 {a {\\uc0\\u1059 }b}}"


def test_a_table_in_a_cell_of_rtf_and_a_style_with_an_umlaut_are_read():
    row = r"\trowd\cellx100\cellx200 "
    rtf = (
        r"{\rtf1\ansi{\stylesheet{\s1 Fu\'dfzeile;}}" + row + r"\pard\intbl\itap2 Deep\nestcell "
        r"{\nestrow}" + row + r"\pard\intbl after\cell b\cell\row\pard End\par}"
    )
    read = read_document(rtf.encode(), "a.rtf")

    assert [(block.type, block.text) for block in read.essay.blocks] == [
        ("table", "Deep\nafter\tb"),
        ("paragraph", "End"),
    ]


def test_an_article_keeps_further_abstracts_labels_and_notes():
    article = (
        "<article><front><article-meta><title-group><article-title>T</article-title></title-group>"
        "<abstract><p>First.</p></abstract><abstract abstract-type='digest'><title>Digest</title>"
        "<p>Second.</p></abstract><kwd-group><kwd>ants</kwd></kwd-group></article-meta></front>"
        "<body><p>Body.</p><fig><label>Figure 1.</label><caption><p>A leaf.</p></caption></fig>"
        "</body><back><fn-group><fn><p>No competing interests.</p></fn></fn-group></back></article>"
    )
    read = read_document(article.encode(), "a.jats")

    assert texts(read) == [
        "T", "First.", "Digest", "Second.", "Body.", "Figure 1. A leaf.", "No competing interests.",
    ]  # fmt: skip
    assert left_out(read)["line of metadata"] == ["ants"]


def test_references_of_an_article_are_paragraphs_punctuated_as_in_print():
    article = (
        "<article><body><p>Body <xref ref-type='bibr' rid='r1'>1</xref>.</p></body><back>"
        "<ref-list><title>References</title><ref id='r1'><label>1</label><element-citation>"
        "<person-group><name><surname>Roy</surname>\n<given-names>S</given-names>\n</name>\n"
        "<name><surname>Ay</surname><given-names>A</given-names></name></person-group>"
        "<year>2013</year><article-title>Ants <italic>and</italic> bees</article-title>"
        "<source>Cell</source><volume>4</volume><fpage>7</fpage><lpage>9</lpage>"
        "</element-citation></ref><ref><mixed-citation><name><surname>Ay</surname>"
        "<given-names>A</given-names></name> (1990): <source>Bees</source>.</mixed-citation></ref>"
        "</ref-list></back></article>"
    )

    assert texts(read_document(article.encode(), "a.jats")) == [
        "Body 1.",
        "References",
        "1 Roy S, Ay A. 2013. Ants and bees. Cell 4:7–9",
        "Ay A (1990): Bees.",
    ]


def test_an_article_keeps_the_words_that_pandoc_passes_over():
    article = (
        "<article><front><journal-meta><journal-title>J</journal-title></journal-meta>"
        "<article-meta><title-group><article-title>T</article-title></title-group><contrib-group>"
        "<contrib><name><surname>Roy</surname><given-names>S</given-names></name><role>Ed</role>"
        "</contrib><contrib><collab>Group<contrib-group><contrib><name><surname>Ay</surname></name>"
        "</contrib></contrib-group></collab></contrib></contrib-group></article-meta></front><body>"
        "<p>One<xref ref-type='fn' rid='n1 n2'>1</xref> and <disp-formula><label>(7)</label>"
        "<mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'><mml:mi>x</mml:mi></mml:math>"
        "</disp-formula> end <inline-formula><italic>y</italic></inline-formula>"
        "<index-term><term>ants</term></index-term>.</p>"
        "<fig><object-id>10.1/2</object-id><label>Figure 1.</label><caption><title>Ants.</title>"
        "<p>Seen</p></caption><graphic/><attrib>Photo: Ay</attrib><supplementary-material>"
        "<label>Data 1.</label><caption><p>Numbers.</p></caption><media/></supplementary-material>"
        "</fig><table-wrap><label>Table 1.</label><caption><title>Wide.</title></caption><table>"
        "<tr><th colspan='3'>H</th></tr><tr><td rowspan='2'>a</td><td colspan='2'>b</td></tr>"
        "<tr><td>c</td><td>d</td></tr></table><table-wrap-foot><fn><label>*</label><p>Foot.</p></fn>"
        "</table-wrap-foot></table-wrap><verse-group><verse-line>Red</verse-line>"
        "<verse-line>Blue</verse-line><attrib>Ay</attrib></verse-group><list><list-item>"
        "<label>(b)</label><p>item</p></list-item></list><disp-quote><p>Said</p><attrib>Me</attrib>"
        "</disp-quote></body><back><fn-group><fn id='n1'><label>1</label><p>Note</p></fn>"
        "<fn id='n2'><p>more</p></fn><fn><p>Loose.</p></fn></fn-group></back><sub-article>"
        "<front-stub><title-group><article-title>Reply</article-title></title-group></front-stub>"
        "<body><p>Dear editor.</p></body></sub-article></article>"
    )
    read = read_document(article.encode(), "a.jats")

    assert [(block.type, block.text) for block in read.essay.blocks] == [
        ("title", "T"),
        ("paragraph", "One and x (7) end y."),
        ("footnote", "Note\nmore"),
        ("image", "Figure 1. Ants.\nSeen\nPhoto: Ay"),
        ("paragraph", "Data 1. Numbers."),
        ("table", "Table 1. Wide.\nH\na\tb\nc\td"),
        ("paragraph", "* Foot."),
        ("verse", "Red\nBlue"),
        ("paragraph", "Ay"),
        ("list", "(b) item"),
        ("quote", "Said\nMe"),
        ("paragraph", "Loose."),
        ("heading", "Reply"),
        ("paragraph", "Dear editor."),
    ]
    assert read.byline == "S Roy, Group"
    assert left_out(read) == {
        "line of metadata": ["ants", "10.1/2", "J", "Ed", "Ay"],
        "picture without a description": ["Figure 1. Ants. Seen Photo: Ay"],
        "video, sound or embedded page": [],
    }


def test_an_abstract_in_docbook_arrives_once():
    book = (
        '<article xmlns="http://docbook.org/ns/docbook"><info><title>T</title>'
        "<abstract><para>Abstract.</para></abstract></info><para>Body.</para></article>"
    )

    assert texts(read_document(book.encode(), "a.dbk")) == ["T", "Abstract.", "Body."]


def test_docbook_keeps_the_words_that_pandoc_passes_over_and_gets_no_others():
    book = (
        '<book xmlns="http://docbook.org/ns/docbook"><info><title>T</title><author><personname>'
        "<firstname>Ann</firstname><surname>Lee</surname></personname><email>a@b.org</email>"
        "</author><pubdate>May</pubdate></info><toc><tocentry>One</tocentry></toc>"
        "<dedication><title>Thanks</title><para>To you.</para></dedication>"
        '<chapter xml:id="c1"><info><title>One</title><subtitle>Sub</subtitle><edition>2</edition>'
        '</info><para>See <xref linkend="c2"/> and <xref linkend="gone"/>.<indexterm><primary>ants'
        "</primary></indexterm><remark>check</remark></para><bridgehead>Free</bridgehead>"
        "<qandaset><title>Asked</title><qandaentry><question><para>Why?</para></question><answer>"
        "<para>So.</para></answer></qandaentry></qandaset><variablelist><title>Terms</title>"
        "<para>Before.</para><varlistentry><term>A</term><listitem><para>b</para></listitem>"
        "</varlistentry></variablelist><cmdsynopsis><command>ls</command><arg>-l<replaceable>x"
        "</replaceable></arg></cmdsynopsis><table><title>Wide</title><tgroup cols='2'><thead><row>"
        "<entry>H</entry></row></thead><tfoot><row><entry>f</entry><entry>g</entry></row></tfoot>"
        "<tbody><row><entry>a</entry><entry>b</entry></row></tbody></tgroup></table>"
        "<figure><title>Ant</title><mediaobject><imageobject><imagedata fileref='x'/></imageobject>"
        "<textobject><phrase>An ant</phrase></textobject><caption><para>Seen.</para></caption>"
        "</mediaobject></figure><poetry><title>Ode</title><linegroup><line>Red</line><line>Blue"
        "</line></linegroup></poetry></chapter><chapter xml:id='c2'><title>Two</title>"
        "<simplelist><member>x</member></simplelist><segmentedlist><segtitle>S</segtitle>"
        "<seglistitem><seg>t</seg></seglistitem></segmentedlist></chapter><glossary><glossdiv>"
        "<title>G</title><glossentry><glossterm>Ant</glossterm><acronym>AN</acronym><glossdef>"
        "<para>Bug</para></glossdef></glossentry></glossdiv></glossary><bibliography><biblioentry>"
        "<abbrev>R</abbrev><author><personname><surname>Roy</surname></personname></author>"
        "<title>Bees</title></biblioentry></bibliography></book>"
    )
    read = read_document(book.encode(), "a.dbk")

    assert [(block.type, block.text) for block in read.essay.blocks] == [
        ("title", "T"),
        ("heading", "Thanks"),
        ("paragraph", "To you."),
        ("heading", "One\nSub"),
        ("paragraph", "See Two and ."),
        ("heading", "Free"),
        ("paragraph", "Asked"),
        ("paragraph", "Why?"),
        ("paragraph", "So."),
        ("paragraph", "Terms"),
        ("paragraph", "Before."),
        ("list", "A\nb"),
        ("paragraph", "ls -lx"),
        ("table", "Wide\nH\na\tb\nf\tg"),
        ("image", "An ant\nAnt"),
        ("paragraph", "Seen."),
        ("heading", "Ode"),
        ("verse", "Red\nBlue"),
        ("heading", "Two"),
        ("list", "x"),
        ("table", "S\nt"),
        ("heading", "G"),
        ("list", "Ant (AN)\nBug"),
        ("paragraph", "R. Roy. Bees"),
    ]
    assert read.byline == "Ann Lee"
    assert left_out(read) == {
        "instruction for another program": ["xref gone"],
        "menu": ["One"],
        "line of metadata": ["ants", "a@b.org", "May", "2"],
        "comment": ["check"],
        "picture replaced by its description": ["An ant"],
    }


def test_words_in_another_alphabet_are_no_western_ones():
    body = "<p>Аренда и продажа квартир, комнат, офисов и складов в центре города.</p>" * 3

    assert page(body) is not None  # the same text in UTF-8
    read = read_document(f"<html><body>{body}</body></html>".encode("cp1251"), "a.html")
    assert texts(read)[0].startswith("Аренда и продажа квартир")


def test_a_block_in_a_heading_is_a_line_of_it():
    read = page('<h2><span class="no">Part 1</span> <span>The Sea</span></h2><p>a</p>',
                ".no { display: block }")  # fmt: skip

    assert [(block.type, block.text) for block in read.essay.blocks] == [
        ("heading", "Part 1\nThe Sea"),
        ("paragraph", "a"),
    ]


def test_verse_stays_verse_around_a_quotation_in_it():
    lines = "<div>One</div><div>Two</div>"
    read = page(f'<div class="linegroup">{lines}<blockquote>{lines}</blockquote>{lines}</div>')

    assert [(block.type, block.text) for block in read.essay.blocks] == [("verse", "One\nTwo")] * 3


def test_a_second_mark_of_the_same_note_is_raised_and_a_hidden_page_number_is_said():
    mark = '<a epub:type="noteref" href="#n">1</a>'
    read = page(
        f'<p>One{mark} two{mark} <i epub:type="pagebreak">7</i></p>'
        '<aside id="n" epub:type="footnote">Note</aside>',
        "*[epub|type='pagebreak'] { display: none }",
    )

    assert texts(read) == ["One two1", "Note"]
    assert marked(read, "sup") == ["1"]
    assert left_out(read) == {"page number": ["7"]}
