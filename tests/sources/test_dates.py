"""Dates as people and programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.csl.dates import read_date, write_date


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("1984", [[1984]]),
        ("1984-07", [[1984, 7]]),
        ("1984-7-1", [[1984, 7, 1]]),
        ("1984/07/01/", [[1984, 7, 1]]),
        ("1984///", [[1984]]),
        ("July 1984", [[1984, 7]]),
        ("Sept. 1984", [[1984, 9]]),
        ("5 July 1984", [[1984, 7, 5]]),
        ("July 5, 1984", [[1984, 7, 5]]),
        ("2009-01-31T00:00Z", [[2009, 1, 31]]),
        ("-0044", [[-44]]),
        ("1998--2001", [[1998], [2001]]),
        ("1998–99", [[1998], [1999]]),
        ("2019-05-03/2019-06-01", [[2019, 5, 3], [2019, 6, 1]]),
        ("March/April 2000", [[2000, 3], [2000, 4]]),
        ("1998/..", [[1998]]),
        ("1998-05/unknown", [[1998, 5]]),
        ("1998-XX-XX", [[1998]]),
        ("199X", [[1990], [1999]]),
        ("Y-51234", [[-51234]]),
    ],
)
def test_a_date_is_read(written, parts):
    assert read_date(written) == {"date-parts": parts}


def test_a_date_that_is_about_is_marked():
    for written in ("c. 1850", "circa 1850", "[1850]", "1850?", "1850~"):
        assert read_date(written) == {"date-parts": [[1850]], "circa": True}


def test_a_season_is_kept():
    assert read_date("Spring 1984") == {"date-parts": [[1984]], "season": 1}


@pytest.mark.parametrize("words", ["n.d.", "in press", "19uu", "1875 [2004]", "32 July 1984"])
def test_what_is_no_date_in_figures_is_kept_as_words(words):
    assert read_date(words) == {"literal": words}


@pytest.mark.parametrize("words", ["1984a", "12.05.1984", "/1984", "forthcoming 1984"])
def test_the_only_year_among_words_counts_and_the_words_stay(words):
    date = read_date(words)
    assert date == {"date-parts": [[1984]], "literal": words}
    assert read_date(write_date(date)) == date


def test_no_words_are_no_date():
    assert read_date(" ") == {}


@given(
    st.integers(-9999, 9999).filter(bool),
    st.lists(st.integers(1, 12), max_size=1),
    st.integers(1, 28),
    st.booleans(),
)
def test_a_written_date_reads_back(year, month, day, about):
    parts = [year, *month, *([day] if month else [])]
    date = {"date-parts": [parts], **({"circa": True} if about else {})}
    assert read_date(write_date(date)) == date


@given(st.text(max_size=20))
def test_reading_twice_changes_nothing(text):
    once = read_date(text)
    assert read_date(write_date(once)) == once
