"""Text is tidied once; what can't be read is refused with its place."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.normalising import (
    MAX_FILE_BYTES,
    UnreadableText,
    decode_utf8,
    normalise,
    normalise_line,
)

ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\r\n\t \ufeff\u00a0\u200d\u200cक्👩\u202e\u2066\u2069\u202ce\u0301\u00ad"),
    )
)


def tidied(text: str) -> str | None:
    try:
        return normalise(text)
    except UnreadableText:
        return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ufeffa\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne"),
        ("a\ufeffb", "ab"),
        ("12\u202f000\u00a0€\u2009!\u3000x", "12 000 € ! x"),
        ("e\u0301 \u1100\u1161\u11a8", "é 각"),
        ("a\tb", "a\tb"),
        (
            "می\u200cخواهم क\u094d\u200dष 👩\u200d👩\u200d👧",
            "می\u200cخواهم क\u094d\u200dष 👩\u200d👩\u200d👧",
        ),
        ("“I don’t” — she said…", "“I don’t” — she said…"),
        ("שלום \u200eA\u200f!", "שלום \u200eA\u200f!"),
    ],
)
def test_a_text_has_one_form_one_line_end_and_one_space(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a \u2067שלום\u2069 b", "a \u2067שלום\u2069 b"),
        ("a \u202bb\n \u202cc", "a \u202bb\n \u202cc"),
        ("a \u202eevil", "a evil"),
        ("a \u202ebc\n\nd\u202c e", "a bc\n\nd e"),
        ("\u2069\u202ca", "a"),
        ("\u2066a\u202eb\u202c\u2069", "\u2066a\u202eb\u202c\u2069"),
        ("\u2066a\u202cb\u2069", "\u2066ab\u2069"),
    ],
)
def test_directional_controls_stay_only_in_pairs_within_a_paragraph(
    text: str, expected: str
) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a\x00b", "(U+0000) in line 1, column 2."),
        ("one\r\ntwo\x1b", "(U+001B) in line 2, column 4."),
        ("é\n\n\ud800", "(U+D800) in line 3, column 1."),
        ("\x85", "(U+0085) in line 1, column 1."),
        ("\x7f", "(U+007F) in line 1, column 1."),
        ("\ufffe", "(U+FFFE) in line 1, column 1."),
        ("\U0010ffff", "(U+10FFFF) in line 1, column 1."),
    ],
)
def test_unreadable_characters_are_refused_with_their_position(text: str, place: str) -> None:
    with pytest.raises(UnreadableText) as refusal:
        normalise(text)
    assert str(refusal.value) == f"There is an unreadable character {place}"


@given(ODD)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = tidied(text)
    if once is not None:
        assert normalise(once) == once
        assert unicodedata.is_normalized("NFC", once)


@given(ODD)
def test_a_line_is_one_line_and_stays_as_it_is(text: str) -> None:
    if tidied(text) is not None:
        line = normalise_line(text)
        assert "\n" not in line
        assert line == line.strip()
        assert normalise_line(line) == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Ada\n\tLovelace ", "Ada Lovelace"),
        ("Ada\u200b", "Ada"),
        ("A\u200dda", "Ada"),
        ("Ad\u00ada", "Ada"),
        ("Ada\ufe0f", "Ada"),
        ("Ada\U000e0041", "Ada"),
        ("nimda\u202e", "nimda"),
        ("\u202enimda\u202c", "nimda"),
        ("\u2066a\u2069", "a"),
        ("علي\u200c", "علي"),
        ("\u3164", ""),
        ("\u0301", ""),
        ("\u0301 Ada", "Ada"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("👩\u200d👩\u200d👧 ❤️\u200d🔥", "👩\u200d👩\u200d👧 ❤️\u200d🔥"),
        ("Jose\u0301", "José"),
    ],
)
def test_a_line_holds_no_invisible_characters(text: str, expected: str) -> None:
    assert normalise_line(text) == expected


def test_a_file_in_utf_8_is_read() -> None:
    assert decode_utf8("\ufeffZürich – 東京".encode()) == "\ufeffZürich – 東京"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "Zürich\nZü".encode() + b"\xfc",
            "This is not valid UTF-8 at byte 11, in line 2. Save the file as UTF-8 and try again.",
        ),
        (
            b"a\xed\xa0\x80",
            "This is not valid UTF-8 at byte 1, in line 1. Save the file as UTF-8 and try again.",
        ),
        (b"%PDF-1.7\n", "This is a PDF, not text in UTF-8."),
        (b"PK\x03\x04", "This is a ZIP, DOCX or EPUB file, not text in UTF-8."),
        ("a".encode("utf-16"), "This is text in UTF-16, not text in UTF-8."),
        (b"GIF89a\x00\x01", "This is not a text file: it contains NUL bytes."),
        (b"a" * (MAX_FILE_BYTES + 1), "The file is larger than 50 MB."),
    ],
    ids=["latin-1", "surrogate", "pdf", "zip", "utf-16", "binary", "large"],
)
def test_a_file_that_is_not_text_is_refused_with_a_reason(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableText) as refusal:
        decode_utf8(content)
    assert str(refusal.value) == message
