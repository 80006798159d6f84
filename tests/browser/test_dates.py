"""Dates say when, in the reader's own time zone, in the words that the server would use there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from playwright.sync_api import expect

from annotations.margin.models import Annotation
from annotations.templatetags.dates import DateForm, moment_words
from tests.browser.test_reading import Visit

PARAGRAPH = "/s/open-seminar/military-cooperation/p/4/"
FORMS: list[DateForm] = ["when", "date", "minute", "weekday"]
ZONE = "Europe/Berlin"
WORDS = """async ([moments, forms]) => {
  const address = document.querySelector('script[src*="js/site"]').src.replace("site", "times");
  const { dateWords } = await import(address);
  return moments.map(([moment, now]) =>
    forms.map((form) => dateWords(new Date(moment), new Date(now), form)));
}"""


def test_the_script_words_dates_as_the_server_does(visit: Visit) -> None:
    zone = ZoneInfo(ZONE)
    nows = ["2026-11-29T15:00", "2026-01-01T00:00", "2026-10-26T00:10", "2026-03-30T00:10"]
    moments = []
    for now in (datetime.fromisoformat(each).replace(tzinfo=zone) for each in nows):
        for hours in (-1, 0, 1, 14, 15, 16, 23, 24, 25, 39, 48, 49, 600, 9000, -9000):
            # None in September, which browsers shorten to four letters.
            moments.append((now - timedelta(hours=hours), now))
    page = visit(None, zone=ZONE)
    iso = [[each.isoformat() for each in pair] for pair in moments]
    worded = page.evaluate(WORDS, [iso, FORMS])
    for (moment, now), words in zip(moments, worded, strict=True):
        assert words == [moment_words(moment, now, form) for form in FORMS]


def test_a_thread_says_when_in_the_readers_zone_and_exactly_on_hover(visit: Visit) -> None:
    moment = timezone.now().replace(microsecond=0) - timedelta(days=400)
    moment = moment.replace(month=3, day=4, hour=20, minute=30, second=0)
    Annotation.objects.update(created_at=moment, edited_at=None)
    there = visit("reader", PARAGRAPH, zone="Asia/Tokyo").locator("article time").first
    expect(there).to_have_text(f"5 Mar {moment.year}")
    expect(there).to_have_attribute("title", f"5 March {moment.year} at 05:30")
    plain = visit("reader", PARAGRAPH, javascript=False, zone="Asia/Tokyo")
    expect(plain.locator("article time").first).to_have_text(f"4 Mar {moment.year}")
    exact = f"4 March {moment.year}, 20:30 UTC"
    expect(plain.locator("article time").first).to_have_attribute("title", exact)
    machine = plain.locator("article time").first.get_attribute("datetime")
    assert datetime.fromisoformat(machine or "") == moment
