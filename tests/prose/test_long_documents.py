"""Long files, which are read in parts."""

import tempfile
from pathlib import Path

import pypandoc
import pytest

from annotations.prose.documents.office.word import parts as word_parts
from annotations.prose.documents.pandoc import tree_document
from annotations.prose.documents.reader import read_document
from annotations.prose.documents.web import parted_html
from annotations.prose.documents.zip_package import ZipPackage

PAGE = """<html><body><div><section><h1>On Margins</h1>
<p>One <a href="#n1" id="r1" role="doc-noteref">1</a>.</p>
<div>Words before <p>a paragraph</p> and <b>words <p>inside</p> after</b> it.</div></section>
<ul><li><p>first</p><p>still first</p></li><li><div>second</div></li></ul>
<blockquote><p>quoted</p><p>and on</p></blockquote></div>
<table><tr><th><p>a</p></th><th>b</th></tr><tr><td>c</td><td><p>d</p></td></tr></table>
<div class="verse"><p>Roses are red,</p><p>violets blue.</p></div><hr><hr>
<pre>code
lines</pre><ol><li>one</li><li>two</li></ol>
<p>Two <a href="#n2" id="r2" role="doc-noteref">2</a>, <math><mi>x</mi><mo>+</mo><mn>1</mn></math>.
</p><aside id="n1"><a href="#r1">1</a> <p>The first note.</p></aside>
<aside id="n2"><a href="#r2">2</a> The second, <math><mi>y</mi></math>.</aside></div></body></html>
"""


@pytest.fixture
def number_of_parts(monkeypatch):
    """What pandoc was given: a list of the numbers of parts, text and footnotes, of each file."""
    read, numbers = tree_document.read_pages_by_pandoc, []

    def counted(pages, left_out):
        numbers.append((len(pages.text), len(pages.footnotes)))
        return read(pages, left_out)

    monkeypatch.setattr("annotations.prose.documents.reader.read_pages_by_pandoc", counted)
    return numbers


def test_a_page_that_is_read_in_parts_gives_the_same_blocks(monkeypatch, number_of_parts):
    whole = read_document(PAGE.encode(), "page.html")
    monkeypatch.setattr(parted_html, "PART_LENGTH", 1)
    parted = read_document(PAGE.encode(), "page.html")
    assert parted == whole
    assert [block.type for block in whole.essay.blocks].count("footnote") == 2
    assert number_of_parts[0] == (1, 1)
    assert number_of_parts[1][0] > 10
    assert number_of_parts[1][1] > 1


def test_a_word_document_in_parts_is_the_same_document(monkeypatch: pytest.MonkeyPatch):
    words = "Some words to read, and more of them.[^{0}]\n\n"
    notes = "".join(f"[^{n}]: Note {n}.\n\n" for n in range(1, 7))
    text = "".join(
        f"# Chapter {n}\n\nFirst words.\n\n{words.format(n)}| a | b |\n|--|--|\n| c | d |\n\n"
        f"$x^{n}$\n\n"
        for n in range(1, 7)
    )
    listed = (
        "4. one\n5. two\n\nBetween.\n\n# Last\n\nBetween too.\n\n> A quotation.\n>\n> Goes on.\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.docx")
        pypandoc.convert_text(f"{text}{listed}\n{notes}", "docx", "markdown", outputfile=str(path))
        content = path.read_bytes()
    whole = read_document(content, "a.docx")
    monkeypatch.setattr(word_parts, "PART_BYTES", 2_000)
    parts = list(word_parts.word_parts(ZipPackage(content).checked_xml_package()))
    assert len(parts) == 6
    assert read_document(content, "a.docx") == whole
    assert [block.level for block in whole.essay.blocks if block.type == "footnote"] == [
        *range(1, 7)
    ]
