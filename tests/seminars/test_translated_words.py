"""What is stored does not depend on the language of the site; what is shown does."""

from pathlib import Path

import polib
import pytest
from django.utils import translation

from annotations.seminars.display_names.queries import is_name_taken
from annotations.seminars.models import Member, Seminar
from annotations.seminars.moderation_reasons import reason_code
from tests.cast import member_of

SETTINGS = "/s/together/settings/"
FIELDS = {"name": "Reading together", "who_may_read": "everyone", "moderation": "after"}
GERMAN = {
    (None, "Uncivil"): "Unhöflich",
    (None, "former member"): "ehemaliges Mitglied",
    ("role in a seminar", "observer"): "Beobachter",
}


@pytest.fixture
def german(settings, tmp_path: Path):
    """Have a few words of the site in German."""
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    for (context, words), translated in GERMAN.items():
        catalogue.append(polib.POEntry(msgctxt=context, msgid=words, msgstr=translated))
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue.save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [tmp_path]


def test_a_common_reason_is_stored_in_english_and_shown_in_the_language_of_the_site(
    german, reading, signed_in, leader
):
    browser = signed_in(leader)
    with translation.override("de"):
        browser.post(SETTINGS, {**FIELDS, "reasons": "Unhöflich\nSpoilers"})
        assert Seminar.objects.get().reasons == ["Uncivil", "Spoilers"]
        assert "\nUnhöflich\nSpoilers</textarea>" in browser.get(SETTINGS).content.decode()
        offered = Seminar.objects.get().offered_reasons
        assert offered == [("uncivil", "Unhöflich"), (reason_code("Spoilers"), "Spoilers")]
    offered = Seminar.objects.get().offered_reasons
    assert offered == [("uncivil", "Uncivil"), (reason_code("Spoilers"), "Spoilers")]


def test_the_default_reasons_saved_in_another_language_stay_the_default(
    german, reading, signed_in, leader
):
    with translation.override("de"):
        words = [words for _, words in Seminar.objects.get().offered_reasons]
        assert words[0] == "Unhöflich"
        answer = signed_in(leader).post(SETTINGS, {**FIELDS, "reasons": "\n".join(words)})
        assert answer.status_code == 302
    assert Seminar.objects.get().reasons == []


def test_nobody_may_be_called_former_member_in_english_or_the_language_of_the_site(german, reading):
    seminar = reading.seminar
    assert not is_name_taken(seminar, "Ehemaliges Mitglied")
    with translation.override("de"):
        assert is_name_taken(seminar, "Ehemaliges Mitglied")
        assert is_name_taken(seminar, "Former member")
        assert Member(seminar=seminar, shown_as="Ann").name == "ehemaliges Mitglied"


def test_a_role_is_shown_in_the_language_of_the_site(german, reading, signed_in, leader, people):
    member = member_of(reading, people["observer"])
    assert member.role_in_sentence == "observer"
    with translation.override("de"):
        page = signed_in(leader).get("/s/together/").content.decode()
        assert "Beobachter" in page
    member.refresh_from_db()
    assert member.role == "observer"
