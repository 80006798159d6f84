"""How files and essays are compared, and what the command says of them."""

import io
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotations.benchmarks.import_accuracy.comparison import compare_words
from annotations.benchmarks.import_accuracy.office_files import docx_pieces
from annotations.benchmarks.import_accuracy.references import join_parted_words
from annotations.benchmarks.import_accuracy.words import TextPiece, word_keys, words_of_pieces

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def words(*texts, kind="paragraph", marks=()):
    return words_of_pieces(
        TextPiece(text, kind, number, frozenset(marks)) for number, text in enumerate(texts)
    )


def test_equal_texts_have_no_differences():
    found = compare_words(words("One two.", "Three"), words("One, two", "Three"),
                          reported=[])  # fmt: skip

    assert (found.expected, found.arrived, found.in_order) == (3, 3, 3)
    assert (found.invented, found.silent, found.differences) == (0, 0, [])


def test_words_run_together_are_lost_and_invented():
    found = compare_words(words("Para one", "Para two"), words("Para onePara two"), reported=[])

    assert (found.arrived, found.silent, found.invented) == (2, 2, 1)


def test_words_in_the_report_are_not_lost_in_silence():
    found = compare_words(words("One", "Menu Home"), words("One"), reported=["Home"])

    assert (found.silent, found.arrived) == (1, 2)


def test_moved_words_arrive_out_of_order():
    found = compare_words(words("a b c d e f", "x"), words("x", "a b c d e f"), reported=[])

    assert (found.arrived, found.in_order, found.invented, found.silent) == (7, 6, 0, 0)


def test_wrong_kinds_and_markup_are_counted():
    expected = words("One", kind="heading") + words("Two", kind="paragraph", marks=["em"])
    found = compare_words(expected, words("One", "Two"), reported=[])

    assert (found.blocks, found.blocks_right) == (2, 1)
    assert (found.marks, found.marks_right) == (1, 0)


def test_chinese_words_are_single_letters():
    assert [word.key for word in words("表 A1 格")] == ["表", "A1", "格"]


def test_the_words_of_a_word_document_are_read_from_its_xml():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(
            "word/document.xml",
            f"<w:document {WORD}><w:body><w:p><w:r><w:rPr><w:i/></w:rPr><w:t>Kept</w:t></w:r>"
            "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:body></w:document>",
        )
    (word,) = words_of_pieces(docx_pieces(packed.getvalue()))

    assert (word.key, word.kind, word.marks) == ("Kept", "paragraph", {"em"})


def test_the_command_prints_a_table_and_fails_where_words_are_lost(tmp_path, capsys, monkeypatch):
    def no_browser():
        raise ImportError

    monkeypatch.setattr(
        "annotations.benchmarks.import_accuracy.measurement.shown_pages", no_browser
    )
    (tmp_path / "a.txt").write_text("One two three.\n\nFour five.")
    call_command("bench_import", tmp_path)
    line = capsys.readouterr().out.splitlines()[1].split()
    assert line[:6] == ["text", "1", "0", "5", "100.00", "100.00"]

    monkeypatch.setattr(
        "annotations.benchmarks.import_accuracy.measurement.essay_words",
        lambda document: words("One two"),
    )
    with pytest.raises(CommandError, match=r"text: words arrived 40\.00 %"):
        call_command("bench_import", tmp_path, verbosity=2)
    assert "silently lost (3, paragraph): … One two [three Four five]" in capsys.readouterr().out


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("bench_import", tmp_path)


def test_words_that_line_ends_part_in_columns_are_whole_in_what_a_pdf_shows():
    layout = "He was pos-      She had a\nsessed by it     well kept secret\n"
    plain = "He was possessed\nby it\n\nShe had a\nwell kept secret\n"
    assert word_keys(join_parted_words(layout, plain)) == (
        "He was possessed She had a by it well kept secret".split()
    )
