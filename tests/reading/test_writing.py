"""Attaching notes, counterpoints and sources by the form that every browser has."""

import pytest

from annotations.margin.models import Annotation
from annotations.margin.precomputed_tallies import store
from tests.cast import block_of

BASE = "/s/together/on-reading/"
SAID = {"visibility": "seminar", "body": "What would follow?"}
BOOK = "@book{m, author={Mill, John Stuart}, title={On Liberty}, year={1859}}"


@pytest.fixture
def compose(people, signed_in):
    """Send the composer of paragraph 2 as a reader, and follow where it leads."""

    def compose(follow=True, **sent):
        client = signed_in(people["reader"])
        return client.post(f"{BASE}p/2/", {**SAID, **sent}, follow=follow)

    return compose


def test_a_note_on_a_paragraph_stands_in_its_thread_and_is_counted(reading, compose):
    answer = compose(kind="note")
    note = Annotation.objects.get()
    assert (note.kind, note.start, note.state) == ("note", None, "published")
    assert answer.redirect_chain[-1][0].endswith(f"?at={note.pk}#a-{note.pk}")
    html = answer.content.decode()
    assert f'id="a-{note.pk}"' in html
    assert "What would follow?" in html
    assert store.tally_differences(reading) == {}


def test_a_passage_is_kept_with_its_words_and_what_stands_around_them(reading, compose):
    compose(kind="note", exact="argument that waits")
    note = Annotation.objects.get()
    text = block_of(reading, 2).text
    assert text[note.start : note.end] == note.exact == "argument that waits"
    assert note.prefix.endswith("\n\nA margin is an ")
    assert note.suffix.startswith(". It waits for a second reader")


def test_the_second_of_two_like_passages_is_told_apart_by_its_place(begin, people, signed_in):
    begin(essay="# T\n\nOne and one and one.")
    sent = {**SAID, "kind": "note", "exact": "one", "start": "8", "end": "11"}
    signed_in(people["reader"]).post(f"{BASE}p/1/", sent)
    assert Annotation.objects.get().start == 8


@pytest.mark.parametrize("attack", ["rebut", "undermine", "undercut", "unclear"])
def test_a_counterpoint_says_what_is_wrong_in_plain_words(reading, compose, attack):
    html = compose(kind="counterpoint", attack=attack).content.decode()
    counterpoint = Annotation.objects.get()
    assert counterpoint.attack == attack
    assert f'<p class="attack">{counterpoint.get_attack_display()}</p>' in html


def test_a_counterpoint_may_name_its_claim(reading, compose):
    html = compose(
        kind="counterpoint", attack="undercut", claim="Margins begin arguments"
    ).content.decode()
    assert "Margins begin arguments" in html
    assert "Contested: its counterpoint stands" in html


def test_a_source_is_shown_as_a_citation_with_its_place_and_words(reading, compose):
    html = compose(
        kind="source",
        citation=BOOK,
        relation="disputes",
        locator="p. 12",
        quotation="He who knows only his own side of the case",
        body="",
    ).content.decode()
    assert "Mill, J. S. (1859). <i>On Liberty</i>" in html
    assert '<span class="relation">disputes</span>' in html
    assert '<span class="locator">p. 12</span>' in html
    assert "He who knows only his own side of the case" in html


def test_a_preview_cites_in_the_essays_language(reading, compose):
    reading.essay.language = "de"
    reading.essay.save()
    html = compose(
        follow=False, kind="source", preview="1", relation="supports",
        citation="@book{k, title = {On War}, author = {Doe, Jane}, edition = {2}}",
    ).content.decode()  # fmt: skip
    assert html.count("Doe, J. (o. J.). <i>On War</i> (2. Aufl.).") == 1


def test_a_preview_shows_the_words_and_posts_nothing(reading, compose):
    html = compose(follow=False, kind="note", preview="1", body="*Really?*").content.decode()
    assert "<em>Really?</em>" in html
    assert "*Really?*</textarea>" in html
    assert Annotation.objects.count() == 0


def test_the_button_names_its_audience(reading, people, signed_in):
    html = signed_in(people["reader"]).get(f"{BASE}p/2/").content.decode()
    assert "Post to Reading together" in html


def test_an_edit_keeps_what_was_said_before(reading, people, write, signed_in):
    note = write(reading, "reader", body="At first.")
    client = signed_in(people["reader"])
    sent = {"kind": "note", "body": "On second thought.", "version": 1}
    assert client.post(f"/a/{note.pk}/edit/", sent).status_code == 302
    note.refresh_from_db()
    assert (note.body, note.version) == ("On second thought.", 2)
    assert [each.body for each in note.wordings.all()] == ["At first."]
    html = client.get(f"{BASE}p/1/").content.decode()
    assert "On second thought." in html
    assert "At first." not in html
    assert ", edited" in html


def test_each_work_in_a_paste_becomes_a_source(reading, compose):
    compose(
        kind="source",
        relation="supports",
        body="",
        citation="10.1000/182\n\n10.1093/mind/LIX.236.433",
    )
    found = Annotation.objects.filter(kind="source")
    assert {each.work.csl["DOI"].lower() for each in found} == {
        "10.1000/182",
        "10.1093/mind/lix.236.433",
    }


def test_a_counterpoint_brings_its_source_along_in_the_same_step(reading, compose):
    sent = {"kind": "counterpoint", "attack": "rebut", "evidence": BOOK}
    html = compose(**sent).content.decode()
    counterpoint, source = Annotation.objects.order_by("depth")
    assert (source.about, source.kind, source.relation) == (counterpoint, "source", "supports")
    assert (counterpoint.body, counterpoint.citation) == ("What would follow?", "")
    assert source.body == ""
    assert "Mill, J. S. (1859). <i>On Liberty</i>" in html
    assert store.tally_differences(reading) == {}


def test_a_counterpoint_sent_twice_has_its_source_once(reading, compose):
    sent = {"kind": "counterpoint", "attack": "rebut", "evidence": BOOK}
    sent["id"] = "01980000-0000-7000-8000-0000000000aa"
    for _ in range(2):
        assert compose(**sent).status_code == 200
    assert Annotation.objects.count() == 2


def test_the_sources_of_a_private_counterpoint_are_private(begin, compose):
    begin(moderation="before")
    compose(kind="counterpoint", attack="rebut", evidence=BOOK, visibility="private")
    found = Annotation.objects.values_list("visibility", "state")
    assert list(found) == [("private", "published")] * 2


def test_a_source_that_cannot_be_read_stops_the_counterpoint_and_loses_nothing(reading, compose):
    broken = "10.1000/182\n\n978-3-16-148410-1"
    answer = compose(follow=False, kind="counterpoint", attack="rebut", evidence=broken)
    html = answer.content.decode()
    assert answer.status_code == 422
    field = html.partition('name="evidence"')[2].partition("</details>")[0]
    assert "978-3-16-148410-1" in field
    assert "errorlist" in field
    assert "What would follow?</textarea>" in html
    assert Annotation.objects.count() == 0


def test_a_note_has_no_sources_of_its_own(reading, compose):
    compose(kind="note", evidence=BOOK)
    assert [each.kind for each in Annotation.objects.all()] == ["note"]
