"""What is cached of an argument does not depend on a language; what is shown does."""

import re
from html import unescape
from pathlib import Path

import polib
import pytest
from django.utils import translation

from annotations.arguments.models import CachedStanding
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, write

CLAIM = "Reading alone is comfortable"
GERMAN = {
    (None, "Most contested"): "Am meisten umstritten",
    (None, "its counterpoint stands"): "sein Gegenargument steht",
    (None, "no source"): "ohne Quelle",
    (None, "It has no source."): "Sie hat keine Quelle.",
    (None, "It isn’t so"): "Es ist nicht so",
    ("standing of a claim", "Contested"): "Umstritten",
    ("standing of a claim", "contested"): "umstritten",
}


@pytest.fixture
def german(settings, tmp_path: Path) -> None:
    """Have a few words of the site in German."""
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    for (context, words), translated in GERMAN.items():
        catalogue.append(polib.POEntry(msgctxt=context, msgid=words, msgstr=translated))
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue.save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path]


def test_a_standing_cached_in_one_language_is_shown_in_another(german, begin, signed_in):
    reading: Reading = begin()
    write(reading, claim=CLAIM, attack="rebut")
    browser = signed_in("reader")

    def shown() -> tuple[str, list[str]]:
        page = unescape(browser.get(f"{PLACE}/argument/").content.decode())
        (line,) = re.findall(r'<p class="stands small"><b>(.*?)</b> (.*?) ·\s+<a', page)
        drawn = page.partition("<svg")[2].partition("</svg>")[0]
        labels = re.findall(r"◆</i>\s*(.*?)</span>", page)
        return ": ".join(line), [*labels, *re.findall(r">([Uu]mstritten|contested)</text>", drawn)]

    with translation.override("de"):
        assert shown() == (
            "Umstritten: sein Gegenargument steht · ohne Quelle",
            ["Es ist nicht so", "umstritten"],
        )
    assert [row.base for row in CachedStanding.objects.all()] == ["contested"]
    assert shown() == (
        "Contested: its counterpoint stands · no source",
        ["It isn’t so", "contested"],
    )


def test_the_reasons_of_the_agenda_are_in_the_language_of_the_reader(german, begin, signed_in):
    reading: Reading = begin()
    write(reading, claim=CLAIM)
    browser = signed_in("reader")
    with translation.override("de"):
        page = browser.get(f"{PLACE}/agenda/").content.decode()
        assert page.count('<span class="tag">Am meisten umstritten</span>') == 1
        assert page.count("Sie hat keine Quelle.</p>") == 1
    page = browser.get(f"{PLACE}/agenda/").content.decode()
    assert page.count('<span class="tag">Most contested</span>') == 1
    assert page.count("It has no source.</p>") == 1
