"""Dates say when: the time today, “yesterday”, then the date, with the year if it is another."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from annotations.templatetags.dates import DateForm, moment_words

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([UTC, BERLIN, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/St_Johns")])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))


def at(text: str, zone: ZoneInfo | None = None) -> datetime:
    """A moment in a zone, or in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=zone or UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-29 14:05", "14:05"),
        ("2026-11-29 00:00", "00:00"),
        ("2026-11-28 23:59", "yesterday, 23:59"),
        ("2026-11-28 00:00", "yesterday, 00:00"),
        ("2026-11-27 23:59", "27 Nov"),
        ("2026-01-01 00:00", "1 Jan"),
        ("2025-12-31 23:59", "31 Dec 2025"),
        ("2025-11-29 14:05", "29 Nov 2025"),
        ("2026-11-29 23:59", "23:59"),  # later today
        ("2026-11-30 00:00", "30 Nov"),
        ("2027-01-01 00:00", "1 Jan 2027"),
    ],
)
def test_a_date_that_stands_alone_says_when(moment: str, words: str) -> None:
    assert moment_words(at(moment), at("2026-11-29 15:00")) == words


@pytest.mark.parametrize(
    ("form", "words", "other_year"),
    [
        ("date", "29 Nov", "29 Nov 2025"),
        ("minute", "29 Nov, 14:05", "29 Nov 2025, 14:05"),
        ("weekday", "Sunday 29 November", "Saturday, 29 November 2025"),
    ],
)
def test_a_date_in_a_sentence_is_always_a_date(form: DateForm, words: str, other_year: str) -> None:
    now = at("2026-11-29 15:00")
    assert moment_words(at("2026-11-29 14:05"), now, form) == words
    assert moment_words(at("2025-11-29 14:05"), now, form) == other_year


def test_days_are_those_of_the_readers_zone_also_when_the_clocks_change() -> None:
    # On the last Sunday of October this day has 25 hours, on that of March 23.
    now = at("2026-10-26 00:10", BERLIN)
    assert moment_words(at("2026-10-25 00:05", BERLIN), now) == "yesterday, 00:05"
    assert moment_words(at("2026-10-24 23:55", BERLIN), now) == "24 Oct"
    now = at("2026-03-30 00:10", BERLIN)
    assert moment_words(at("2026-03-29 00:05", BERLIN), now) == "yesterday, 00:05"
    assert moment_words(at("2026-03-28 23:55", BERLIN), now) == "28 Mar"
    # One moment, two zones: 23:30 in Greenwich is the next day in Berlin.
    moment = at("2026-11-28 23:30")
    assert moment_words(moment, at("2026-11-29 12:00")) == "yesterday, 23:30"
    assert moment_words(moment, at("2026-11-29 12:00", BERLIN)) == "00:30"


@given(moment=MOMENTS, now=MOMENTS, zone=ZONES)
def test_words_follow_the_calendar_of_the_zone(
    moment: datetime, now: datetime, zone: ZoneInfo
) -> None:
    local, here = moment.astimezone(zone), now.astimezone(zone)
    words = moment_words(moment, here)
    assert words == moment_words(local, here)
    yesterday = here.date() - timedelta(days=1)
    assert words.startswith("yesterday, ") == (local.date() == yesterday)
    assert (words == f"{local:%H:%M}") == (local.date() == here.date())
    if local.date() not in (here.date(), yesterday):
        assert (str(local.year) in words.split()) == (local.year != here.year)
        assert words.split()[0] == str(local.day)


def test_the_element_is_exact_for_machines_and_on_hover() -> None:
    page = Template("{% moment then %}|{% moment then 'date' as day %}{{ day }}|{% moment none %}")
    moment = at("2001-02-03 04:05")
    when, day, none = page.render(Context({"then": moment, "none": None})).split("|")
    exact = 'datetime="2001-02-03T04:05:00+00:00" title="3 February 2001, 04:05 UTC"'
    assert when == f'<time {exact} data-form="when">3 Feb 2001</time>'
    assert (day, none) == (f'<time {exact} data-form="date">3 Feb 2001</time>', "")
    with timezone.override(BERLIN):
        assert 'title="3 February 2001, 05:05 CET"' in page.render(Context({"then": moment}))
