"""A leader changes a reading: its title, its place on the list, the prompts of its paragraphs; and
takes it off the list and puts it back."""

import re

import pytest

from annotations.activity import Entry
from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.policy.steps import Step
from annotations.seminars.models import Prompt, Reading, Seminar
from tests.cast import block_of, member_of

BASE = "/s/together/on-reading/"
SETTINGS = {"title": "On Reading Alone", "byline": "B. Writer", "language": "he"}


@pytest.fixture
def page(reading):
    return f"/s/together/readings/{reading.pk}/"


@pytest.fixture
def leads(signed_in, leader):
    return signed_in(leader)


@pytest.fixture
def three(reading, leads):
    """Three readings, by slug."""
    for title in ("Second", "Third"):
        leads.post("/s/together/readings/", {"text": f"# {title}\n\nWords.", "begin": "1"})
    return {each.slug: each for each in reading.seminar.readings.all()}


def listed(browser):
    """The texts on the seminar's page, in order, and those off its list."""
    page = browser.get("/s/together/").content.decode()
    on, _, off = page.partition('<h2 id="off-list">')
    title = r'class="essay"[^>]*><bdi>([^<]+)</bdi>'
    off = off.partition("</section>")[0]
    return re.findall(title, on), re.findall(title, off)


def recorded():
    return [each.details.get("what") for each in Entry.objects.filter(verb="configured")]


def test_a_leader_corrects_title_author_and_language(reading, page, leads):
    shown = leads.get(page).content.decode()
    assert 'name="title" value="On Reading Together"' in shown
    assert 'name="byline" value="A. Reader"' in shown
    assert 'name="language" value="en"' in shown
    assert leads.post(page, SETTINGS).status_code == 302
    text = leads.get(BASE).text
    assert "<title>On Reading Alone · Reading together</title>" in text
    assert "<bdi>B. Writer</bdi>" in text
    assert '<div class="essay-rows" lang="he" dir="rtl">' in text
    assert "On Reading Together</" in text[text.index('id="b0"') :]  # the heading is the text's
    assert listed(leads) == (["On Reading Alone"], [])
    assert recorded() == ["reading"]


@pytest.mark.parametrize(
    ("odd", "words"),
    [
        ({"title": " "}, "A text has a title."),
        ({"title": "x" * 301}, "At most 300 characters, please."),
        ({"language": "English, of course"}, "Write the language as a short tag"),
        ({"language": "en\nde"}, "Write the language as a short tag"),
        ({"language": ""}, "Write the language as a short tag"),
    ],
)
def test_a_wrong_title_or_language_is_said_and_nothing_changes(reading, page, leads, odd, words):
    answer = leads.post(page, {**SETTINGS, "prompt": "Typed with care.", **odd})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert "Typed with care." in shown
    reading.essay.refresh_from_db()
    assert (reading.essay.title, reading.essay.language) == ("On Reading Together", "en")


def test_a_corrected_title_leaves_the_copy_in_another_seminar_alone(reading, page, leads):
    leads.post("/s/together/copy/", {"name": "Elsewhere"})
    leads.post(page, SETTINGS)
    titles = Reading.objects.order_by("seminar__name").values_list("essay__title", flat=True)
    assert list(titles) == ["On Reading Together", "On Reading Alone"]


def test_the_settings_of_a_long_text_have_as_many_fields_as_those_of_a_short_one(begin, leads):
    def fields(reading):
        shown = leads.get(f"/s/{reading.seminar.slug}/readings/{reading.pk}/").content.decode()
        return re.findall(r'<(?:input|textarea|select|button)[^>]* name="([^"]+)"', shown)

    short = begin("short", write_first=True)
    long = begin("long", essay="\n\n".join(["Words."] * 1_200), write_first=True)
    assert fields(long) == fields(short)
    sent = dict.fromkeys(fields(long), "") | SETTINGS | {"due_at": "2126-05-04T18:00"}
    sent.pop("csrfmiddlewaretoken")
    answer = leads.post(f"/s/long/readings/{long.pk}/", {**sent, "shown": "due"})
    assert answer.status_code == 302
    long.refresh_from_db()
    assert f"{long.due_at:%Y-%m-%d %H:%M}" == "2126-05-04 18:00"


def test_a_prompt_is_pinned_changed_and_removed_at_its_paragraph(reading, page, leads):
    block = block_of(reading, 2)
    address = f"{page}prompts/{block.paragraph_id}/"
    thread = leads.get(f"{BASE}p/2/").content.decode()
    assert f'action="{address}"' in thread
    assert f'name="next" value="{BASE}p/2/"' in thread
    answer = leads.post(address, {"words": " What\nwaits? ", "next": f"{BASE}p/2/"})
    assert answer["Location"] == f"{BASE}p/2/"
    assert Prompt.objects.get().words == "What waits?"
    assert "<bdi>What waits?</bdi>" in leads.get(f"{BASE}p/2/").content.decode()
    settings = leads.get(page).content.decode()
    assert f'<a href="{BASE}p/2/">¶\u00a02</a>\n' in settings
    assert "<bdi>What waits?</bdi>" in settings
    leads.post(address, {"words": "What begins?"})
    assert Prompt.objects.get().words == "What begins?"
    assert leads.post(address, {"words": ""})["Location"] == f"{page}#prompts"
    assert Prompt.objects.count() == 0
    assert recorded() == ["prompt"] * 3


def test_in_the_open_text_the_prompt_form_leads_back_to_its_paragraph_there(reading, page, leads):
    thread = leads.get(f"{BASE}p/2/", headers={"HX-Request": "true"}).content.decode()
    assert f'name="next" value="{BASE}#p2"' in thread


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "nobody"])
def test_only_leaders_find_the_form_for_a_prompt(reading, page, signed_in, people, who):
    browser = signed_in(people[who])
    assert "/prompts/" not in browser.get(f"{BASE}p/2/").content.decode()
    address = f"{page}prompts/{block_of(reading, 2).paragraph_id}/"
    answer = browser.post(address, {"words": "What waits?"})
    assert answer.status_code == (302 if who == "nobody" else 403)  # to sign in
    assert Prompt.objects.count() == 0


def test_the_prompt_of_a_paragraph_that_left_the_text_can_be_removed(begin, leads):
    reading = begin()
    block = block_of(reading, 2)
    address = f"/s/together/readings/{reading.pk}/prompts/{block.paragraph_id}/"
    leads.post(address, {"words": "What waits?"})
    reading.essay.current.blocks.filter(pk=block.pk).delete()
    assert "No longer in the text:" in leads.get(f"/s/together/readings/{reading.pk}/").text
    assert "A paragraph that is no longer in the text" in leads.get(address).text
    leads.post(address, {"words": ""})
    assert Prompt.objects.count() == 0
    elsewhere = block_of(begin("elsewhere"), 2)
    foreign = f"/s/together/readings/{reading.pk}/prompts/{elsewhere.paragraph_id}/"
    assert leads.post(foreign, {"words": "Mine?"}).status_code == 404


def test_the_leader_of_a_write_first_seminar_opens_a_paragraph_on_its_page(begin, leads, page):
    reading = Reading.objects.get()
    Seminar.objects.update(write_first=True)
    door = f"/s/together/readings/{reading.pk}/showing/"
    assert 'name="open" value="2"' in leads.get(f"{BASE}p/2/").text
    answer = leads.post(door, {"open": "2", "next": f"{BASE}p/2/"})
    assert answer["Location"] == f"{BASE}p/2/"
    assert 'name="close" value="2"' in leads.get(f"{BASE}p/2/").text
    assert re.findall(r'name="close" value="(\d+)"', leads.get(page).text) == ["2"]


def test_readings_are_moved_up_and_down_past_those_that_are_off_the_list(three, leads):
    move = {slug: f"/s/together/readings/{each.pk}/place/" for slug, each in three.items()}
    leads.post(f"/s/together/readings/{three['second'].pk}/listing/")
    assert listed(leads) == (["On Reading Together", "Third"], ["Second"])
    answer = leads.post(move["third"], {"up": "1"}, follow=True)
    assert answer.redirect_chain == [(f"/s/together/#reading-{three['third'].pk}", 302)]
    assert "It is number 1 of 2 now." in answer.text
    assert f'id="reading-{three["third"].pk}"' in answer.text
    assert listed(leads) == (["Third", "On Reading Together"], ["Second"])
    leads.post(move["third"], {"up": "1"})  # it is the first
    assert listed(leads)[0] == ["Third", "On Reading Together"]
    assert leads.post(move["second"], {"up": "1"}).status_code == 404
    leads.post(f"/s/together/readings/{three['second'].pk}/listing/", {"end": "1"})
    assert listed(leads) == (["Third", "Second", "On Reading Together"], [])
    assert recorded() == ["off the list", "order", "on the list"]


def test_a_new_text_comes_last_also_where_earlier_ones_are_gone(three, leads):
    three["on-reading"].delete()
    leads.post("/s/together/readings/", {"text": "# Fourth\n\nWords.", "begin": "1"})
    assert listed(leads)[0] == ["Second", "Third", "Fourth"]


def test_a_reading_off_the_list_is_there_for_leaders_only(reading, page, leads, signed_in, people):
    everybody = {who: signed_in(people[who]) for who in ("moderator", "reader", "observer")}
    everybody["nobody"] = signed_in(people["nobody"])
    for browser in everybody.values():
        assert browser.get(BASE).status_code == 200
        assert "On Reading Together" in browser.get("/").text
    assert leads.post(f"{page}listing/").status_code == 302
    leads.post(f"{page}listing/")  # again changes nothing
    assert recorded() == ["off the list"]
    assert "only leaders open this text" in leads.get(BASE).text
    assert listed(leads) == ([], ["On Reading Together"])
    for who, browser in everybody.items():
        for address in (BASE, f"{BASE}p/1/", f"{BASE}argument/", f"{BASE}edition/"):
            assert browser.get(address).status_code == 404, (who, address)
        for address in ("/", "/s/together/"):
            assert "On Reading Together" not in browser.get(address).text, (who, address)
    leads.post(f"{page}listing/", {"end": "1"})
    for browser in everybody.values():
        assert browser.get(BASE).status_code == 200


def test_authors_still_find_and_withdraw_what_they_wrote_off_the_list(
    reading, page, leads, write, signed_in, people
):
    note = write(reading, "reader", body="canary mine")
    write(reading, "another_reader", about=note, body="canary theirs")
    hidden = write(reading, "reader", body="canary hidden")
    take_step(Step.HIDE, hidden, by=people["moderator"], reason="uncivil")
    browser = signed_in(people["reader"])
    overview = f"/s/together/overview/{member_of(reading, people['reader']).pk}/"
    assert "canary theirs" in browser.get(overview).text
    leads.post(f"{page}listing/")
    mine = browser.get("/me/").text
    assert "canary mine" in mine
    assert "off the list" in mine
    assert "canary mine" in browser.get("/me/export/").text
    assert browser.get(f"/a/{note.pk}/")["Location"] == "/me/#written"
    assert "canary theirs" not in browser.get(overview).text
    # Nothing is added there, and the author's own rights stay.
    assert browser.get(f"/a/{note.pk}/edit/").status_code == 403
    assert browser.post(f"/a/{hidden.pk}/appeal/", {"words": "Why?"}).status_code == 302
    assert browser.post(f"/a/{note.pk}/withdrawal/")["Location"] == "/me/"
    note.refresh_from_db()
    assert note.state == "withdrawn"
    assert browser.post(f"/a/{note.pk}/return/").status_code == 302
    note.refresh_from_db()
    assert note.state == "published"
    for who in ("another_reader", "moderator"):
        assert signed_in(people[who]).get(f"/a/{note.pk}/").status_code == 404, who


def test_nobody_writes_on_a_reading_that_is_off_the_list(reading, page, leads):
    posted = {"kind": "note", "body": "Too late.", "visibility": "seminar"}
    leads.post(f"{page}listing/")
    answer = leads.post(f"{BASE}p/1/", posted)
    assert answer.status_code == 403
    assert "This text is closed: it can be read, not added to." in answer.text
    assert "Too late." in answer.text
    leads.post(f"{page}listing/", {"end": "1"})
    assert leads.post(f"{BASE}p/1/", posted).status_code == 302
    assert Annotation.objects.count() == 1


def test_what_waits_on_a_reading_off_the_list_waits_for_leaders_only(
    reading, page, leads, write, signed_in, people
):
    note = write(reading, "reader", body="canary")
    flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    admin = "/admin/annotations/annotation/"
    doors = (f"{admin}queue/", admin, f"{admin}?all=")
    moderates = signed_in(people["moderator"])
    assert all("canary" in moderates.get(door).text for door in doors)
    leads.post(f"{page}listing/")
    for door in doors:
        assert "canary" not in moderates.get(door).text, door
        assert "canary" in leads.get(door).text, door
    decide = f"{admin}{note.pk}/decide/"
    assert moderates.get(decide).status_code == 404
    assert moderates.post(decide, {"step": "hide", "reason": "spam"}).status_code == 404
    assert leads.get(decide).status_code == 200


def test_a_new_seminar_takes_along_what_is_on_the_list(three, leads):
    leads.post(f"/s/together/readings/{three['second'].pk}/listing/")
    leads.post(f"/s/together/readings/{three['third'].pk}/deletion/", {"title": "third"})
    assert "(<bdi>On Reading Together</bdi>)" in leads.get("/s/together/copy/").text
    leads.post("/s/together/copy/", {"name": "Once more"})
    copied = Reading.objects.filter(seminar__slug="once-more")
    assert [each.slug for each in copied] == ["on-reading"]


@pytest.mark.parametrize("who", ["moderator", "reader", "observer", "stranger"])
def test_only_leaders_change_a_reading(reading, page, signed_in, people, who):
    browser = signed_in(people[who])
    assert browser.get(page).status_code == 403
    for door in ("", "listing/", "place/", "deletion/"):
        assert browser.post(f"{page}{door}", {**SETTINGS, "up": "1"}).status_code == 403, door
    reading.refresh_from_db()
    assert (reading.off_list_since, reading.deleted_from) == (None, None)
