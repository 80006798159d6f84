r"""RTF reads as a word processor shows it, also where pandoc reads something else."""

import pytest

from annotations.prose.documents.reader import read_document
from tests.prose.test_documents import blocks, left_out, texts

LISTS = (
    r"{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc0{\leveltext\'02\'00.;}}\listid7}}"
    r"{\*\listoverridetable{\listoverride\listid7\listoverridecount0\ls1}}"
)


def rtf(body, head=""):
    return read_document(f"{{\\rtf1\\ansi {head}\n{body}}}".encode(), "a.rtf")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"\uc0 p\u345 .\u8201 n.\u8201 l.", "př. n. l."),
        (r"\uc0 an area of \u8203\u8203 great wealth", "an area of great wealth"),
        (r"br\uc0 o\u770 nquios, a\u769 reas", "brônquios, áreas"),
        (r"\uc1 a\u8201?n.\u8201\'3fl.", "a n. l."),
        (r"\uc2 a\u8212\'2d\'2db {\uc3 c\u8211---}d", "a—b c–d"),
        (r"\uc1 a\u55357?\u56832?b", "a😀b"),
        (r"a\u8201\~b\u8212{?}c", "a b—?c"),
    ],
)
def test_what_stands_for_a_letter_is_not_read_and_nothing_behind_it_is_lost(written, words):
    read = rtf(rf"\pard {written}\par")

    assert [text.replace("\u200b", "") for text in texts(read)] == [words]


def test_letters_of_headers_and_hidden_words_are_said_whatever_they_are_written_in():
    read = rtf(r"{\header \u1057?\u1090?\par}\pard Text {\v \u1044?\'e9}.\par")

    assert texts(read) == ["Text ."]
    assert left_out(read) == {
        "page header or footer": (1, ("Ст",)),
        "hidden text": (2, ("Д", "é")),
    }


def test_names_of_styles_fonts_programs_and_lists_are_no_words_of_the_text():
    head = (
        r"{\stylesheet{\*\cs16 Aufz\u228\'3fhlung;}{\s1 \u220\'dcberschrift;}}{ \fonttbl"
        "\n"
        r"{\f0 {\*\panose 02}Times;} } {\generator Words 1.0;}"
        r"{\list\listtemplateid1{\listlevel{\leveltext \'02\'00.}}{\listname Mine}\listid8}"
    )

    assert texts(rtf(r"\pard One.\par", head)) == ["One."]


def test_a_word_ends_before_one_that_is_left_out():
    assert texts(rtf(r"\pard For\htmlrtf \line\htmlrtf0 Part of it\par")) == ["For\nPart of it"]


def test_a_written_number_is_no_paragraph_of_its_own_and_is_kept_where_no_list_counts():
    item = r"{{\{0}\pard\plain 1.\tab}}\pard\ls1\ilvl0 One\par "
    free = r"{\listtext\pard\plain 2.\tab}\pard Two\par {\pntext 3.\tab}\pard Three\par"

    for name in ("listtext", "pntext"):
        assert blocks(rtf(item.format(name) + free, LISTS)) == [
            ("list", "One"),
            ("paragraph", "2. Two"),
            ("paragraph", "3. Three"),
        ]
        going_on = item.format(name) + rf"{{\{name} 2.\tab}}Two\par"
        assert blocks(rtf(going_on, LISTS)) == [("list", "One\nTwo")]
    assert texts(rtf(item.format("listtext"))) == ["1. One"]


def test_a_document_in_a_document_is_read():
    assert texts(rtf(r"{\rtf1\ansi \pard Inner\par}\pard Outer\par")) == ["Inner", "Outer"]
