"""Where something was left out is shown between the words before and after it."""

import zipfile
from io import BytesIO

from annotations.prose.documents.left_out import words_between
from annotations.prose.documents.pandoc import process
from annotations.prose.documents.reader import read_document
from tests.prose.test_documents import docx, zipped

ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:text><text:tracked-changes><text:changed-region text:id='c1'>"
    "<text:deletion><text:p>gone</text:p></text:deletion></text:changed-region>"
    "</text:tracked-changes><text:p>Before it<office:annotation><text:p>A comment</text:p>"
    "</office:annotation> and <text:change text:change-id='c1'/>after it.</text:p>"
    "</office:text></office:body></office:document-content>"
)


def contexts(document):
    return {each.kind: each.contexts for each in document.left_out}


def test_words_are_cut_at_both_sides():
    assert words_between("word " * 50, "x", "more " * 50) == (
        f"…{'word ' * 12}[x] {('more ' * 12).strip()}…"
    )
    assert words_between("", "", "") == "[…]"


def test_pictures_and_controls_of_a_page():
    page = (
        "<html><body><p>One <img src=a> two.</p><p>Three.</p><p><img src=b></p><p>Four"
        " <img src=c alt='A cat'> five.</p><div>Six <button>Press</button> seven.</div></body>"
    )
    assert contexts(read_document(page.encode(), "a.html")) == {
        "picture": ("One […] two.", "Three. ¶ […] Four A cat five."),
        "described picture": ("Four [A cat] five.",),
        "control": ("One two. Three. Four five. Six [Press] seven.",),
    }


def test_tracked_changes_and_comments_of_a_word_document():
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>Kept </w:t></w:r>"
        "<w:ins w:id='1' w:author='A' w:date='2026-01-01T00:00:00Z'><w:r><w:t>new</w:t></w:r>"
        "</w:ins><w:del w:id='2' w:author='A' w:date='2026-01-01T00:00:00Z'><w:r>"
        "<w:delText>old</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> and so on.</w:t>"
        "</w:r></w:p>"
    )
    assert contexts(read_document(docx(body), "a.docx")) == {
        "insertion": ("Kept [new] and so on.",),
        "deletion": ("Kept new [old] and so on.",),
    }


def test_comments_and_deletions_of_an_open_document():
    made = zipfile.ZipFile(BytesIO(process.run_pandoc(b"x", "-t", "odt", "-o", "-")[0]))
    parts = {name: made.read(name) for name in made.namelist()} | {"content.xml": ODT}
    parts |= {"Configurations2/accelerator/current.xml": ""}
    assert contexts(read_document(zipped(parts), "a.odt")) == {
        "comment": ("Before it [A comment] and after it.",),
        "deletion": ("Before it and [gone] after it.",),
    }


def test_lines_of_plain_text_that_were_put_together():
    lines = "\n".join(["A line of a letter that goes on and on until the end of it"] * 4)
    document = read_document(f"Dear reader,\n\n{lines}\n\nYours".encode(), "a.txt")
    assert [(each.kind, each.count, each.places[0][:13]) for each in document.left_out] == [
        ("joined lines", 1, "A line of a l")
    ]
    whole = lines.replace("\n", " ") * 2
    assert read_document(whole.encode(), "a.txt").left_out == ()
