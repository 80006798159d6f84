"""A Word document in parts is the document that is read as a whole, wherever the parts begin."""

import re

import pytest

from annotations.prose.documents.document import document_report
from annotations.prose.documents.office.word import parts as word_parts
from annotations.prose.documents.reader import read_document
from annotations.prose.documents.zip_package import ZipPackage
from tests.prose.test_documents import WORD, blocks, docx

STYLES = f"<w:styles {WORD}>" + "".join(
    f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{title}"/>{more}</w:style>'
    for name, title, more in (
        ("Heading1", "heading 1", '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>'),
        ("Quote", "Quote", ""),
        ("Code", "Source Code", ""),
        ("Caption", "caption", ""),
        ("Title", "Title", ""),
        ("Term", "Definition Term", ""),
        ("Definition", "Definition", ""),
        ("Bullet", "List Bullet", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>'),
        ("Own", "Own", '<w:basedOn w:val="Bullet"/>'),
    )
)
STYLES += "</w:styles>"


def level(number, kind, text, start=1):
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


LISTS = {  # by their numbers: what each level begins with, and what a list changes of that
    1: ("".join(level(n, "decimal", f"%{n + 1}.", 3) for n in range(3)), ""),
    2: ("".join(level(n, "bullet", "•") for n in range(3)), ""),
    3: (level(0, "decimal", "%1."), ""),
    4: ("".join(level(n, "bullet", " ") for n in range(3)), ""),
    5: (
        "".join(level(n, "decimal", f"%{n + 1}.") for n in range(3)),
        f'<w:lvlOverride w:ilvl="1">{level(1, "lowerRoman", "%2)", 7)}</w:lvlOverride>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="40"/></w:lvlOverride>',
    ),
    6: (level(0, "bullet", "☐"), ""),
    7: (level(0, "bullet", "☒"), ""),
}
NUMBERING = (
    f"<w:numbering {WORD}>"
    + "".join(
        f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        for number, (levels, _) in LISTS.items()
    )
    + "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/>{changes}</w:num>'
        for number, (_, changes) in LISTS.items()
    )
    + "</w:numbering>"
)


def words(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(content, style="", more=""):
    """A paragraph; content that is no XML is its words."""
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = content if content.startswith("<") or not content else words(content)
    return f"<w:p><w:pPr>{looks}{more}</w:pPr>{runs}</w:p>"


def item(content, number=1, depth=0):
    more = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(content, more=more)


def cell(content, properties=""):
    content = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows, looks=""):
    return f"<w:tbl><w:tblPr>{looks}</w:tblPr>{''.join(rows)}</w:tbl>"


def span(columns):
    return f'<w:gridSpan w:val="{columns}"/>'


def controlled(*content):
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{''.join(content)}</w:sdtContent></w:sdt>"


def package(*body, **more):
    entries = {"word/styles.xml": STYLES, "word/numbering.xml": NUMBERING, **more}
    return docx("".join(body), **entries)


def notes(kind, *contents, attributes=""):
    return (
        f"<w:{kind}s {WORD}>"
        + "".join(
            f'<w:{kind} w:id="{number}" {attributes}>{content}</w:{kind}>'
            for number, content in enumerate(contents, 1)
        )
        + f"</w:{kind}s>"
    )


@pytest.fixture
def number_of_parts(monkeypatch):
    """Reads a document as a whole and in as many parts as can be; returns the number of these."""

    def compare(content):
        whole = read_document(content, "a.docx")
        monkeypatch.setattr(word_parts, "PART_BYTES", 1)
        parted = read_document(content, "a.docx")
        assert blocks(parted) == blocks(whole)
        assert parted == whole
        return len([*word_parts.word_parts(ZipPackage(content).checked_xml_package())])

    return compare


def test_lists_go_on_from_part_to_part(number_of_parts):
    content = package(
        p("Before.", "Heading1"),
        item("a"), item("b", depth=1), item("c", depth=2), item("d", depth=1), item("e"),
        p("Still e, by another number.", more='<w:numPr><w:numId w:val="0"/></w:numPr>'),
        p(""), item("f", depth=1), item("g", 2, 1), item("h", 4, 1), item("i", 2, 1),
        p("Between.", "Quote"), p("Between too.", "Quote"),
        item("j"), item("k", depth=1), item("l", 5), item("m", 5, 1), item("n", 5, 1),
        p("o", "Bullet"), p("p", "Own"), item("q", 6), item("r", 7), item("s", 4),
        p("Then.", "Heading1"), item("t", 5, 1), item("u", 5), item("v", 5, 1),
    )  # fmt: skip
    assert number_of_parts(content) == 23


def test_tables_go_on_from_part_to_part(number_of_parts):
    content = package(
        p("Before."),
        p("A caption", "Caption"),
        table(
            row(cell("one"), cell("two"), properties="<w:tblHeader/>"),
            row(cell("wide", span(2)), cell("far")),
            row(cell("high", '<w:vMerge w:val="restart"/>'), cell(item("a") + item("b", depth=1))),
            row(cell("", "<w:vMerge/>"), cell("x")),
            row(cell(item("c")), cell("late"), properties='<w:gridBefore w:val="1"/>'),
        ),
        p("Another caption", "Caption"),
        table(row(cell("1")), row(cell("2"), cell("3")), looks='<w:tblLook w:firstRow="1"/>'),
        controlled(table(row(cell("4"), cell("5")), row(cell("6"), cell("7")))),
        p("A caption below", "Caption"),
        item("d", depth=1),
    )
    assert number_of_parts(content) == 6


def test_what_stands_in_the_words_goes_on_from_part_to_part(number_of_parts):
    tracked = 'w:id="1" w:author="A." w:date="2026-01-01T00:00:00Z"'
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    instruction = '<w:r><w:instrText> HYPERLINK "http://a.example/?b&amp;c" </w:instrText></w:r>'
    content = package(
        p("On Margins", "Title"),
        p(words("A note") + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        p('<w:commentRangeStart w:id="1"/>' + words("Commented"), "Title"),
        p(words("still") + '<w:commentRangeEnd w:id="1"/>', "Quote"),
        controlled(p("Quoted", "Quote"), p("code", "Code"), controlled(p("more code", "Code"))),
        p(f"<w:ins {tracked}>{words('added')}</w:ins>", more=f"<w:rPr><w:ins {tracked}/></w:rPr>"),
        p(f"<w:del {tracked}><w:r><w:delText>gone</w:delText></w:r></w:del>" + words("stays")),
        p("Term", "Term"), p("meaning", "Definition"), p("Word", "Term"), p("sense", "Definition"),
        p("T", more='<w:framePr w:dropCap="drop"/>'), p("he first letter is large."),
        p('<w:bookmarkStart w:id="5" w:name="here"/>' + words("A place")),
        p(mark.format("begin") + instruction + mark.format("separate") + words("a link")),
        p("goes on"),
        p(words("and ends") + mark.format("end") + '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        item("first"), item("second"),
        p(f'<w:hyperlink w:anchor="here">{words("there")}</w:hyperlink>'),
        **{
            "word/footnotes.xml": notes("footnote", p("The second note."), item("first") + p("x")),
            "word/comments.xml": notes("comment", p("Why?"), attributes='w:author="A."'),
        },
    )  # fmt: skip
    assert number_of_parts(content) == 17
    document = read_document(content, "a.docx")
    assert {each.name: each.count for each in document.left_out} == {
        "comment": 1, "tracked deletion accepted": 1, "tracked insertion accepted": 1,
    }  # fmt: skip


def test_a_part_holds_its_own_notes_only(monkeypatch):
    monkeypatch.setattr(word_parts, "PART_BYTES", 1)
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    content = package(
        *(p(words(f"Words {n}.") + reference.format(n)) for n in (1, 2)),
        **{"word/footnotes.xml": notes("footnote", p("Note 1."), p("Note 2."))},
    )
    parts = [*word_parts.word_parts(ZipPackage(content).checked_xml_package())]
    found = [re.findall(rb"Note \d\.", part.content) for part in parts]
    assert found == [[b"Note 1."], [b"Note 2."]]


def test_a_long_table_is_never_read_as_a_whole(monkeypatch):
    monkeypatch.setattr(word_parts, "PART_BYTES", 3_000)
    body = table(*(row(cell(f"{n}"), cell("Some words.")) for n in range(100)))
    parts = [*word_parts.word_parts(ZipPackage(package(body)).checked_xml_package())]
    assert len(parts) > 5
    assert max(len(part.content) for part in parts) < 12_000


def test_cells_stand_in_the_columns_where_word_draws_them():
    before, after = '<w:gridBefore w:val="1"/>', '<w:gridAfter w:val="2"/>'
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    content = package(
        table(
            row(cell("short"), properties=after),
            row(cell("b"), cell("c", span(2)), properties=before),
            row(cell("high", restart), cell("f"), cell("right"), cell("h", restart)),
            row(cell("", goes_on), cell("i"), cell("lost", goes_on), cell("", goes_on)),
            row(cell("k"), cell("l", restart)),
        )
    )
    document = read_document(content, "a.docx")
    assert document_report(document)["blocks"][0]["rows"] == [
        ["short", "", "", ""],
        ["", "b", "c", ""],
        ["high", "f", "right", "h"],
        ["i", "lost"],
        ["k", "l", "", ""],
    ]


def test_words_of_a_merged_cell_that_word_hides_are_told_of():
    content = package(
        table(
            row(cell("seen", '<w:vMerge w:val="restart"/>'), cell("a")),
            row(cell("unseen", "<w:vMerge/>"), cell("b")),
        )
    )
    document = read_document(content, "a.docx")
    assert [(each.name, each.places) for each in document.left_out] == [
        ("hidden text", ("unseen",))
    ]


@pytest.mark.parametrize(
    "body",
    [
        p("A") + p("Caption", "Caption") + table(row(cell("B"))),
        p("T", more='<w:framePr w:dropCap="drop"/>') + p("he"),
        p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + words("A")) + p("B"),
        p("Term", "Term") + p("sense", "Definition"),
    ],
    ids=["caption", "initial", "field", "definition"],
)
def test_no_part_begins_where_pandoc_looks_back(monkeypatch, body):
    monkeypatch.setattr(word_parts, "PART_BYTES", 1)
    content = ZipPackage(package(p("Before."), p("And."), body)).checked_xml_package()
    parts = [part.content for part in word_parts.word_parts(content)]
    assert len(parts) == 3
