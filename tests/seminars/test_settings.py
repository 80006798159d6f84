"""The settings of a seminar, and that every page follows them."""

import re
from html import unescape
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.policy.steps import Refused, Step
from annotations.seminars.display_names.pseudonyms import ADJECTIVES, BIRDS, random_pseudonym
from annotations.seminars.models import Member, Seminar
from annotations.seminars.moderation_reasons import reason_code, reasons_by_code
from tests.cast import EVERYBODY, bare, member_of

SETTINGS = "/s/together/settings/"
WITHIN = ("leader", "moderator", "reader", "another_reader", "observer", "superuser")
KEPT = {
    "name": "Reading together",
    "who_may_read": "everyone",
    "moderation": "after",
    "reasons": "",
}


@pytest.fixture
def decide(signed_in, leader):
    """Change policies as the leader does: `decide(who_may_read="link")`."""

    def decide(**policies):
        return signed_in(leader).post(SETTINGS, {**KEPT, **policies})

    return decide


@pytest.fixture
def doors(reading, write):
    """Everything of a seminar that can be read."""
    note = write(reading, "reader")
    base = "/s/together/on-reading/"
    parts = ("", "p/1/", "search/?q=what", "argument/", "sources/", "agenda/", "export/bibtex")
    return [
        *("/s/together/", "/s/together/members/", "/s/together/transparency/"),
        *(base + part for part in parts),
        *(f"{base}revisions/", f"/a/{note.pk}/"),
    ]


def answers(browser, doors):
    return {door: browser.get(door).status_code in (200, 302) for door in doors}


@pytest.mark.parametrize(("policy", "who"), list(product(["members", "link"], EVERYBODY)))
def test_no_page_of_a_seminar_opens_without_its_share_link_or_membership(
    decide, doors, signed_in, people, policy, who
):
    decide(who_may_read=policy)
    inside = who in WITHIN
    assert answers(signed_in(people[who]), doors) == dict.fromkeys(doors, inside)


@pytest.mark.parametrize("who", ["nobody", "stranger", "former"])
def test_a_share_link_lets_a_visitor_read_everything_and_write_nothing(
    decide, doors, signed_in, people, who
):
    decide(who_may_read="link")
    key = Seminar.objects.get().link_key
    browser = signed_in(people[who])
    assert browser.get(f"/s/together/link/{key}/")["Location"] == "/s/together/"
    assert answers(browser, doors) == dict.fromkeys(doors, True)
    assert browser.get("/s/together/settings/").status_code in (302, 403)
    posted = {"kind": "note", "body": "Not mine to say.", "visibility": "seminar"}
    assert browser.post("/s/together/on-reading/p/1/", posted).status_code in (302, 403)
    assert Annotation.objects.count() == 1
    decide(who_may_read="members")
    assert answers(browser, doors) == dict.fromkeys(doors, False)


def test_a_new_share_link_disables_the_old_one(decide, doors, signed_in, leader):
    decide(who_may_read="link")
    page = signed_in(leader).get(SETTINGS).content.decode()
    link = re.search(r"http://testserver(/s/together/link/[\w-]{32}/)", page)[1]
    browser = Client()
    browser.get(link)
    assert browser.get("/s/together/").status_code == 200
    signed_in(leader).post(SETTINGS, {"new_link": "1"})
    assert answers(browser, doors) == dict.fromkeys(doors, False)
    nothing = "/s/elsewhere/link/x/"  # the address itself stands in the way to sign in
    assert bare(browser.get(link), link) == bare(browser.get(nothing), nothing)


def test_the_share_link_of_one_seminar_opens_no_other(begin, decide):
    begin("together")
    other = begin("elsewhere", who_may_read="link")
    decide(who_may_read="link")
    browser = Client()
    browser.get(f"/s/together/link/{Seminar.objects.get(slug='together').link_key}/")
    assert browser.get("/s/together/").status_code == 200
    assert browser.get("/s/elsewhere/").status_code == 404
    assert browser.get(f"/s/together/link/{other.seminar.link_key}/").status_code == 302
    assert browser.get("/s/elsewhere/").status_code == 404


def test_a_seminar_shared_by_link_is_not_on_the_front_page(decide, reading):
    decide(who_may_read="link")
    browser = Client()
    browser.get(f"/s/together/link/{Seminar.objects.get().link_key}/")
    assert "Reading together" not in browser.get("/").content.decode()


@pytest.mark.parametrize(("is_open", "status"), [("on", 302), ("", 403)])
def test_anybody_signed_in_may_join_only_if_the_seminar_is_open_to_join(
    decide, reading, signed_in, stranger, is_open, status
):
    decide(open_to_join=is_open)
    browser = signed_in(stranger)
    assert browser.post("/s/together/membership/").status_code == status
    assert reading.seminar.members.filter(user=stranger).exists() == bool(is_open)


@pytest.mark.parametrize(("policy", "state"), [("before", "pending"), ("after", "published")])
def test_posts_wait_where_moderation_is_before_publication(
    decide, reading, signed_in, people, policy, state
):
    decide(moderation=policy)
    posted = {"kind": "note", "body": "First thoughts.", "visibility": "seminar"}
    signed_in(people["reader"]).post("/s/together/on-reading/p/1/", posted)
    assert Annotation.objects.get().state == state


@pytest.mark.parametrize(("threshold", "state"), [("1", "hidden"), ("2", "published")])
def test_an_annotation_is_hidden_at_the_seminars_flag_threshold(
    decide, reading, write, people, threshold, state
):
    decide(flag_threshold=threshold)
    note = write(reading, "reader")
    note.seminar.refresh_from_db()
    flag_annotation(note, by=member_of(reading, people["another_reader"]), reason="spam")
    note.refresh_from_db()
    assert note.state == state


def offered(page):
    """The reasons to choose from, by their words."""
    found = re.findall(r'name="reason" value="([^"]+)"[^>]*>(.*?)</label>', page, re.DOTALL)
    return {
        unescape(re.sub("<[^>]+>", "", words)).strip().lstrip("1234567890 \n"): code
        for code, words in found
    }


def test_a_seminars_own_reasons_are_offered_for_flags_and_decisions(
    decide, reading, write, signed_in, people
):
    note = write(reading, "reader")
    browser = signed_in(people["another_reader"])
    usual = offered(browser.get(f"/a/{note.pk}/flag/").content.decode())
    assert usual["Advertising or spam"] == "spam"
    decide(reasons="No spoilers\n\n No  spoilers\nAdvertising or spam")
    assert Seminar.objects.get().reasons == ["No spoilers", "Advertising or spam"]
    own = offered(browser.get(f"/a/{note.pk}/flag/").content.decode())
    assert list(own) == ["No spoilers", "Advertising or spam"]
    assert own["Advertising or spam"] == "spam"
    assert browser.post(f"/a/{note.pk}/flag/", {"reason": "uncivil"}).status_code == 422
    assert browser.post(f"/a/{note.pk}/flag/", {"reason": own["No spoilers"]}).status_code == 302
    moderator = signed_in(people["moderator"])
    page = moderator.get("/admin/annotations/annotation/queue/").content.decode()
    assert "<b>No spoilers</b>" in page
    assert offered(page) == own
    address = f"/admin/annotations/annotation/{note.pk}/decide/"
    assert moderator.post(address, {"step": "hide", "reason": "uncivil"}).status_code == 422
    assert (
        moderator.post(address, {"step": "hide", "reason": own["No spoilers"]}).status_code == 302
    )


def test_a_reason_removed_from_the_list_is_still_shown_on_earlier_decisions(
    decide, reading, write, signed_in, people
):
    note = write(reading, "reader")
    decide(reasons="No spoilers")
    code = reason_code("No spoilers")
    take_step(Step.HIDE, note, by=people["moderator"], reason=code)
    decide(reasons="")
    assert Seminar.objects.get().reasons == []
    assert "No spoilers" in signed_in(people["reader"]).get("/me/").content.decode()
    numbers = signed_in(people["reader"]).get("/s/together/transparency/").content.decode()
    assert "No spoilers (1)" in numbers
    with pytest.raises(Refused, match=r"Choose one of the reasons\."):
        take_step(Step.REMOVE, note, by=people["moderator"], reason=code, listed=True)


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ("\n".join(f"Reason {n}" for n in range(10)), "At most 9 reasons"),
        ("x" * 81, "Line 1 is longer than 80 characters."),
    ],
)
def test_an_invalid_list_of_reasons_is_refused_with_an_explanation(decide, reading, reasons, words):
    answer = decide(reasons=reasons)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_saving_the_default_reasons_unchanged_keeps_the_default(decide, reading):
    decide(reasons="\n".join(reasons_by_code([]).values()))
    assert Seminar.objects.get().reasons == []


def test_a_date_is_read_in_the_browsers_time_zone_or_in_utc(decide, reading):
    for zone, hour in (("", 18), ("Asia/Tokyo", 9), ("No/Such", 18), ("../etc", 18)):
        decide(closes_at="2031-07-04T18:00", zone=zone)
        assert Seminar.objects.get().closes_at.isoformat() == f"2031-07-04T{hour:02}:00:00+00:00"
    assert decide(closes_at="soon", zone="Asia/Tokyo").status_code == 422


def test_a_closed_seminar_can_be_read_but_not_written_in(decide, reading, write, signed_in, people):
    note = write(reading, "another_reader")
    decide(open_to_join="on", closes_at=timezone.now().strftime("%Y-%m-%dT%H:%M"))
    browser = signed_in(people["reader"])
    assert browser.get("/s/together/on-reading/").status_code == 200
    posted = {"kind": "note", "body": "Too late.", "visibility": "seminar"}
    assert browser.post("/s/together/on-reading/p/1/", posted).status_code == 403
    assert browser.post(f"/a/{note.pk}/endorsement/").status_code == 403
    assert signed_in(people["stranger"]).post("/s/together/membership/").status_code == 403
    assert Annotation.objects.count() == 1
    decide(closes_at="")  # and opened again
    assert browser.post("/s/together/on-reading/p/1/", posted).status_code == 302


def test_pseudonyms_hide_every_name_on_every_page(decide, doors, signed_in, people):
    names = {"leader", "another_reader"}  # names that are not also words for roles
    before = signed_in(people["observer"]).get("/s/together/members/").content.decode()
    assert "<bdi>another_reader</bdi>" in before
    decide(pseudonyms="on")
    called = set(Member.objects.values_list("shown_as", flat=True))
    assert len(called) == 6
    assert called & {"leader", "moderator", "reader", "another_reader", "observer"} == set()
    for door in doors:
        page = signed_in(people["observer"]).get(door, follow=True)
        if page.streaming:
            continue
        text = page.content.decode()
        assert not [name for name in names if f"<bdi>{name}</bdi>" in text], door
        assert "another_reader" not in text, door


def test_turning_pseudonyms_off_reveals_no_names(decide, reading):
    decide(pseudonyms="on")
    called = set(Member.objects.values_list("shown_as", flat=True))
    decide()
    assert set(Member.objects.values_list("shown_as", flat=True)) == called


@pytest.mark.parametrize("promised", ["on", ""])
def test_leaders_see_names_only_if_that_was_announced_when_the_member_joined(
    decide, reading, signed_in, people, promised
):
    decide(pseudonyms="on", names_to_leaders=promised, open_to_join="on")
    signed_in(people["stranger"]).post("/s/together/membership/")
    decide(pseudonyms="on", names_to_leaders="" if promised else "on")
    for who in ("leader", "moderator", "reader"):
        page = signed_in(people[who]).get("/s/together/members/").content.decode()
        assert ("(<bdi>stranger</bdi>)" in page) == (who == "leader" and bool(promised)), who


def test_pseudonyms_are_unique_and_numbered_once_the_words_run_out():
    taken = {f"{manner} {bird}" for manner in ADJECTIVES for bird in BIRDS}
    last = taken.pop()
    assert random_pseudonym(taken) == last
    full = taken | {last}
    numbered = random_pseudonym(full)
    assert numbered.endswith(" 2")
    assert numbered not in full


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "A seminar has a name."),
        ({"name": "\x00"}, "unreadable character"),
        ({"who_may_read": "me"}, "Choose one of these."),
        ({"moderation": ""}, "Choose one of these."),
        ({"flag_threshold": "many"}, "Write a whole number, or leave it empty."),
        ({"flag_threshold": "0"}, "At least one flag."),
        ({"reasons": "\n".join("abcdefghijklm")}, "At most 9 reasons"),
        ({"reasons": "x\n" + "y" * 81}, "Line 2 is longer than 80 characters."),
        ({"closes_at": "some day"}, "Write a date and time"),
    ],
)
def test_invalid_settings_are_refused_and_change_nothing(decide, reading, sent, words):
    answer = decide(about="Changed.", **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Changed." in page  # what was typed stays
    assert Seminar.objects.get().about == ""


def test_the_settings_form_changes_only_its_own_fields(decide, reading, people):
    key = reading.seminar.link_key
    decide(slug="mine", id="1", link_key="guessable", deleted_from="2020-01-01", about="New.")
    seminar = Seminar.objects.get()
    assert (seminar.slug, seminar.link_key, seminar.deleted_from) == ("together", key, None)
    assert seminar.about == "New."
