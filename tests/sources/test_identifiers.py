"""Check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.identifiers import isbn13, wrong_isbn, wrong_issn
from annotations.sources.understanding import understand

NINE = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize("isbn", ["0-306-40615-2", "0-8044-2957-X", "978-0-306-40615-7"])
def test_a_right_isbn_passes(isbn):
    assert wrong_isbn(isbn) is None


@pytest.mark.parametrize("issn", ["0378-5955", "2434-561X"])
def test_a_right_issn_passes(issn):
    assert wrong_issn(issn) is None


def test_a_wrong_issn_says_what_the_digit_should_be():
    assert wrong_issn("0378-5954") == (
        "The last digit of ISSN 0378-5954 does not fit the others: it is 4 and should be 5."
    )


@given(NINE)
def test_exactly_one_last_digit_is_right(body):
    right = [last for last in "0123456789X" if wrong_isbn(body + last) is None]
    assert len(right) == 1
    assert wrong_isbn(isbn13(body + right[0])) is None


@given(NINE, st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(body, at, more):
    [last] = [last for last in "0123456789X" if wrong_isbn(body + last) is None]
    mistyped = body[:at] + str((int(body[at]) + more) % 10) + body[at + 1 :]
    assert wrong_isbn(mistyped + last) is not None


@given(NINE)
def test_any_isbn_13_that_is_pasted_is_understood(body):
    isbn = isbn13(f"{body}0")
    assert [found.work for found in understand(isbn).works] == [{"type": "book", "ISBN": isbn}]
