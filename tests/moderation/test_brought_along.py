"""What a counterpoint brought along follows it through every door, and leads back with it."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection

from annotations.activity import Entry
from annotations.margin.models import Annotation
from annotations.moderation.actions import Conflict, appeal, flag, take, undo
from annotations.moderation.audit.findings import first_finding
from annotations.moderation.decisions import chain
from annotations.moderation.leaving.delete_account import delete_account
from annotations.moderation.leaving.delete_seminar import delete_seminar
from annotations.moderation.models import Appeal, Decision, Flag, Head
from annotations.moderation.policy.steps import Refused, Step
from annotations.seminars.models import Seminar
from tests.cast import member_of
from tests.reading.composers import COUNTERPOINT, P1, said_beside

DECIDE = "/admin/annotations/annotation/{}/decide/"
LIST = "/admin/annotations/annotation/"
QUEUE = f"{LIST}queue/"
BASE = "/s/together/on-reading/"
SAID = {"body": "The wombat objects.", "evidence": "Quokka almanac, 1999"}
DOORS = (
    "/",
    "/s/together/",
    P1,
    f"{BASE}search/?q=almanac",
    f"{BASE}sources/",
    f"{BASE}sources/?style=mla",
    f"{BASE}edition/",
    f"{BASE}argument/",
    f"{BASE}agenda/",
    f"{BASE}export/bibtex",
    f"{BASE}export/ris",
    f"{BASE}export/csl-json",
)
SHOW_IT = {*DOORS} - {"/", f"{BASE}argument/", f"{BASE}agenda/"}
READERS = ("another_reader", "observer", "stranger", "nobody")


@pytest.fixture
def object_(people, signed_in):
    """Post a counterpoint with its evidence as the reader; the two of them."""

    def object_(**said):
        form = {**COUNTERPOINT, **SAID, **said}
        assert signed_in(people["reader"]).post(P1, form).status_code == 302
        return list(Annotation.objects.order_by("depth"))

    return object_


@pytest.fixture
def shown(people, signed_in):
    """Where each of several readers finds the source: the same for all of them."""

    def shown():
        found = []
        for who in READERS:
            browser = signed_in(people[who])
            pages = {door: browser.get(door).getvalue().decode() for door in DOORS}
            found.append({door for door, page in pages.items() if "Quokka" in page})
        assert found == [found[0]] * len(READERS)
        return found[0]

    return shown


@pytest.fixture
def decide(people, signed_in):
    """A moderator's decision as the annotation's page sends it, with what it shows."""

    def decide(annotation, step, who="moderator", **more):
        browser = signed_in(people[who])
        address = DECIDE.format(annotation.pk)
        page = browser.get(address).content.decode()
        hidden = dict(re.findall(r'name="(version|state|seen)" value="([^"]*)"', page))
        form = {**hidden, "brought": re.findall(r'name="brought" value="([^"]*)"', page)}
        return browser.post(address, {**form, "step": step, **more})

    return decide


def states(*annotations):
    return [Annotation.objects.get(pk=each.pk).state for each in annotations]


def steps(annotation):
    made = Decision.objects.filter(annotation=annotation).order_by("number")
    return list(made.values_list("step", flat=True))


def all_is_well(seminar):
    call_command("doctor")
    assert first_finding(seminar, chain.Head(0, chain.START)) is None


def test_a_source_knows_the_counterpoint_that_it_came_with(reading, object_):
    counterpoint, source = object_()
    assert (source.came_with, source.about, counterpoint.came_with) == (
        counterpoint,
        counterpoint,
        None,
    )


@pytest.mark.parametrize(
    ("step", "back", "state"), [("hide", "restore", "hidden"), ("remove", "reinstate", "removed")]
)
def test_what_is_decided_about_a_counterpoint_goes_for_its_source_and_back(
    reading, people, signed_in, object_, shown, decide, step, back, state
):
    counterpoint, source = object_()
    assert shown() == SHOW_IT
    said = {"reason": "off-topic", "statement": "Not about the text."}
    assert decide(counterpoint, step, **said).status_code == 302
    assert states(counterpoint, source) == [state, state]
    assert shown() == set()
    mine = signed_in(people["reader"]).get("/me/").content.decode()
    assert mine.count("Not about the text.") == 2
    made = Decision.objects.filter(annotation=source).values_list("step", "reason", "statement")
    assert list(made) == [(step, "off-topic", "Not about the text.")]
    all_is_well(reading.seminar_id)
    assert decide(counterpoint, back, "leader", reason="other").status_code == 302
    assert states(counterpoint, source) == ["published", "published"]
    assert shown() == SHOW_IT
    all_is_well(reading.seminar_id)


def test_undoing_in_the_queue_leads_both_back_with_their_flags(reading, people, signed_in, object_):
    counterpoint, source = object_()
    for each in (counterpoint, source):
        flag(each, by=member_of(reading, people["another_reader"]), reason="spam")
    browser = signed_in(people["moderator"])
    form = {"step": "hide", "version": 1, "state": "published", "reason": "spam", "queue": "all"}
    form["brought"] = f"{source.pk} 1"
    answer = browser.post(DECIDE.format(counterpoint.pk), form, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "with 1 source that came with it" in page
    assert not Flag.objects.filter(settled_by=None).exists()
    back = dict(re.findall(r'name="(version|state|undoes|step|queue)" value="([^"]*)"', page))
    browser.post(DECIDE.format(counterpoint.pk), back, headers={"HX-Request": "true"})
    assert states(counterpoint, source) == ["published", "published"]
    assert Flag.objects.filter(settled_by=None).count() == 2
    all_is_well(reading.seminar_id)


def test_undoing_a_restoration_lets_the_appeals_of_both_wait_again(reading, people, object_):
    counterpoint, source = object_()
    take(Step.HIDE, counterpoint, by=people["moderator"], reason="spam")
    for each in (counterpoint, source):
        appeal(each, by=each.author, words="Why?")
    restored = take(Step.RESTORE, counterpoint, by=people["leader"])
    assert not Appeal.objects.filter(answered_by=None).exists()
    undo(restored, by=people["leader"], reason="spam")
    assert states(counterpoint, source) == ["hidden", "hidden"]
    waiting = Appeal.objects.filter(answered_by=None).order_by("at")
    assert [each.decision.annotation_id for each in waiting] == [counterpoint.pk, source.pk]
    assert [each.decision.step for each in waiting] == ["hide", "hide"]


def test_its_author_withdraws_it_and_brings_it_back_with_its_source(
    reading, people, signed_in, object_, shown
):
    counterpoint, source = object_()
    browser = signed_in(people["reader"])
    assert shown() == SHOW_IT
    browser.post(f"/a/{counterpoint.pk}/withdrawal/")
    assert states(counterpoint, source) == ["withdrawn", "withdrawn"]
    assert shown() == set()
    all_is_well(reading.seminar_id)
    browser.post(f"/a/{counterpoint.pk}/return/")
    assert states(counterpoint, source) == ["published", "published"]
    assert shown() == SHOW_IT
    all_is_well(reading.seminar_id)


def test_a_source_withdrawn_before_its_counterpoint_stays_withdrawn(
    reading, people, signed_in, object_
):
    counterpoint, source = object_()
    browser = signed_in(people["reader"])
    browser.post(f"/a/{source.pk}/withdrawal/")
    browser.post(f"/a/{counterpoint.pk}/withdrawal/")
    browser.post(f"/a/{counterpoint.pk}/return/")
    assert states(counterpoint, source) == ["published", "withdrawn"]
    all_is_well(reading.seminar_id)


def test_what_is_private_is_withdrawn_and_brought_back_together(
    reading, people, signed_in, object_
):
    counterpoint, source = object_(visibility="private")
    browser = signed_in(people["reader"])
    browser.post(f"/a/{counterpoint.pk}/withdrawal/")
    assert states(counterpoint, source) == ["withdrawn", "withdrawn"]
    browser.post(f"/a/{counterpoint.pk}/return/")
    assert states(counterpoint, source) == ["published", "published"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize("first", ["hide", "remove"])
def test_a_source_that_was_decided_about_by_itself_does_not_come_back(
    reading, people, object_, decide, first
):
    counterpoint, source = object_()
    assert decide(source, first, reason="spam").status_code == 302
    assert states(counterpoint, source)[0] == "published"
    decide(counterpoint, "hide", reason="spam")
    decide(source, "remove", reason="spam")
    decide(counterpoint, "remove", reason="spam")
    assert states(counterpoint, source) == ["removed", "removed"]
    decide(counterpoint, "reinstate", "leader", reason="other")
    assert states(counterpoint, source) == ["published", "removed"]
    all_is_well(reading.seminar_id)


def test_enough_flags_hide_both_and_a_moderator_restores_both(
    reading, people, signed_in, object_, shown, decide
):
    counterpoint, source = object_()
    assert shown() == SHOW_IT
    for who in ("another_reader", "observer"):
        signed_in(people[who]).post(f"/a/{counterpoint.pk}/flag/", {"reason": "spam"})
    assert states(counterpoint, source) == ["hidden", "hidden"]
    assert shown() == set()
    assert Decision.objects.get(annotation=source).reason == "flags"
    decide(counterpoint, "restore")
    assert states(counterpoint, source) == ["published", "published"]
    all_is_well(reading.seminar_id)


def test_an_edit_of_the_source_that_waits_is_not_judged_with_the_counterpoint(
    begin, people, signed_in, object_, decide
):
    reading = begin()
    counterpoint, source = object_()
    reading.seminar.moderation = "before"
    reading.seminar.save()
    said = {"version": 1, "relation": "supports", "citation": "Another almanac"}
    signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said)
    decide(counterpoint, "hide", reason="spam")
    decide(counterpoint, "restore")
    source.refresh_from_db()
    assert (source.state, source.citation) == ("published", SAID["evidence"])
    assert source.proposal.citation == "Another almanac"
    decide(counterpoint, "dismiss_flags")
    all_is_well(reading.seminar_id)


def test_approving_an_edit_of_the_counterpoint_changes_nothing_about_its_source(
    begin, people, signed_in, object_, decide
):
    reading = begin(moderation="before")
    counterpoint, source = object_()
    decide(counterpoint, "approve")
    said = {"version": 1, "attack": "rebut", "body": "The wombat objects again."}
    signed_in(people["reader"]).post(f"/a/{counterpoint.pk}/edit/", said)
    assert decide(counterpoint, "approve").status_code == 302
    assert (steps(counterpoint), steps(source)) == (["approve", "approve"], ["approve"])
    all_is_well(reading.seminar_id)


def test_the_law_and_an_account_that_ends_erase_both(begin, people, object_, decide):
    reading = begin()
    counterpoint, source = object_()
    form = {"reason": "legal", "ticket": "7"}
    assert decide(counterpoint, "erase", "superuser", **form).status_code == 302
    assert states(counterpoint, source) == ["erased", "erased"]
    assert Annotation.objects.get(pk=source.pk).citation == ""
    all_is_well(reading.seminar_id)


def test_an_account_that_ends_erases_what_was_brought_along_once(reading, people, object_):
    counterpoint, source = object_()
    delete_account(people["reader"], erase=True)
    assert states(counterpoint, source) == ["erased", "erased"]
    assert (steps(counterpoint), steps(source)) == (["erase"], ["erase"])
    all_is_well(reading.seminar_id)


def test_an_account_that_ends_takes_along_what_was_private(reading, people, object_):
    object_(visibility="private")
    delete_account(people["reader"], erase=False)
    assert not Annotation.objects.exists()


def test_a_leader_who_withdraws_what_a_member_wrote_counts_the_sources_too(
    reading, people, signed_in, object_
):
    counterpoint, source = object_()
    member = member_of(reading, people["reader"])
    address = f"/s/together/members/{member.pk}/removal/"
    answer = signed_in(people["leader"]).post(address, {"written": "withdraw"}, follow=True)
    assert "2 annotations of theirs withdrawn" in answer.content.decode()
    assert states(counterpoint, source) == ["withdrawn", "withdrawn"]
    all_is_well(reading.seminar_id)


def items(page):
    return re.findall(r'name="item" value="([^"]+)"', page)


@pytest.fixture
def in_bulk(people, signed_in):
    """What the page about several selected annotations answers to this form."""
    browser = signed_in(people["moderator"])
    return lambda **form: unescape(browser.post(f"{LIST}selected/", form).content.decode())


def test_in_bulk_it_is_shown_what_follows_and_it_does(reading, object_, in_bulk):
    counterpoint, source = object_()
    page = in_bulk(item=f"{counterpoint.pk} 1 published", step="hide")
    assert "Hide: 1 will change" in page
    assert "with 1 source that came with it" in page
    assert f'As pasted: <span dir="auto">{SAID["evidence"]}</span>' in page
    assert items(page) == [f"{counterpoint.pk} 1 published {source.pk}=1"]
    page = in_bulk(item=items(page), step="hide", confirmed=1, reason="spam")
    assert "with 1 source that came with it" in page
    assert states(counterpoint, source) == ["hidden", "hidden"]


def test_in_bulk_both_may_be_selected_in_any_order(begin, object_, in_bulk, decide):
    begin(moderation="before")
    counterpoint, source = object_()
    selected = [f"{each.pk} 1 pending" for each in (source, counterpoint)]
    page = in_bulk(item=selected, step="approve")
    assert "Approve: 2 will change" in page
    assert "Approve: 2 done" in in_bulk(item=items(page), step="approve", confirmed=1)
    assert states(counterpoint, source) == ["published", "published"]
    decide(counterpoint, "hide", reason="spam")
    assert states(counterpoint, source) == ["hidden", "hidden"]


@pytest.mark.parametrize("both", [False, True])
def test_in_bulk_a_source_that_nobody_has_seen_is_not_approved(
    begin, people, signed_in, object_, in_bulk, both
):
    begin(moderation="before")
    counterpoint, source = object_()
    selected = [f"{each.pk} 1 pending" for each in (counterpoint, source)[: 1 + both]]
    shown = in_bulk(item=selected, step="approve")
    assert SAID["evidence"] in shown
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    assert signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said).status_code == 302
    for sent in (selected, items(shown)):
        page = in_bulk(item=sent, step="approve", confirmed=1)
        assert "What it brought along has changed since you were shown it." in page
        assert f"{1 + both} refused" in page
        assert states(counterpoint, source) == ["pending", "pending"]
    assert not Decision.objects.exists()
    # the page that shows it now is what the decision is bound to
    page = in_bulk(item=selected, step="approve")
    assert 'As pasted: <span dir="auto">Swapped in</span>' in page
    assert items(page)[0] == f"{counterpoint.pk} 1 pending {source.pk}=2"
    assert f"{1 + both} done" in in_bulk(item=items(page), step="approve", confirmed=1)
    assert states(counterpoint, source) == ["published", "published"]


def test_in_bulk_asked_for_a_reason_it_says_that_a_source_has_changed(
    reading, people, signed_in, object_, in_bulk
):
    counterpoint, source = object_()
    form = {"item": items(in_bulk(item=f"{counterpoint.pk} 1 published", step="hide"))}
    form |= {"step": "hide", "confirmed": 1}
    assert "Hide: 1 will change" in in_bulk(**form)
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    assert signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said).status_code == 302
    page = in_bulk(**form)
    assert "Hide: 0 will change" in page
    assert "What it brought along has changed since you were shown it." in page


def test_in_bulk_an_edit_that_waits_and_what_a_source_cites_are_shown(
    begin, people, signed_in, object_, in_bulk
):
    reading = begin()
    counterpoint, source = object_()
    reading.seminar.moderation = "before"
    reading.seminar.save()
    browser = signed_in(people["reader"])
    said = {"version": 1, "attack": "rebut", "body": "The wombat objects again."}
    assert browser.post(f"/a/{counterpoint.pk}/edit/", said).status_code == 302
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    assert browser.post(f"/a/{source.pk}/edit/", said).status_code == 302
    selected = [f"{each.pk} 2 pending" for each in (counterpoint, source)]
    page = in_bulk(item=selected, step="approve")
    assert "Approve: 2 will change" in page
    assert "The wombat objects again." in page
    assert 'As pasted: <span dir="auto">Swapped in</span>' in page
    assert SAID["evidence"] not in page


def test_in_bulk_the_page_costs_as_much_with_sources_as_with_one(
    begin, object_, in_bulk, django_assert_num_queries
):
    begin(moderation="before")
    selected = [f"{object_()[0].pk} 1 pending"]
    in_bulk(item=selected, step="approve")
    with django_assert_num_queries(8):
        in_bulk(item=selected, step="approve")
    for number in range(3):
        object_(body=f"Further {number}.", evidence="An almanac, 1998\nA calendar, 1997")
    counterpoints = Annotation.objects.filter(kind="counterpoint")
    selected = [f"{each.pk} 1 pending" for each in counterpoints]
    with django_assert_num_queries(8):
        assert "Approve: 4 will change" in in_bulk(item=selected, step="approve")


def listed(answer):
    return re.findall(r'data-item="([0-9a-f-]+)"', answer.content.decode())


def test_both_wait_as_one_item_that_shows_the_source(begin, people, signed_in, object_, decide):
    reading = begin(moderation="before")
    counterpoint, source = object_()
    answer = signed_in(people["moderator"]).get(QUEUE)
    page = unescape(answer.content.decode())
    assert listed(answer) == [str(counterpoint.pk)]
    assert "<span data-waiting>1</span> to decide" in page
    assert "What it brought along" in page
    assert f'As pasted: <span dir="auto">{SAID["evidence"]}</span>' in page
    alone = signed_in(people["moderator"]).get(DECIDE.format(source.pk)).content.decode()
    assert f'<a href="{DECIDE.format(counterpoint.pk)}">counterpoint of <bdi>reader</bdi></a>' in (
        alone
    )
    early = decide(source, "approve")
    assert early.status_code == 409
    assert "The counterpoint that this source came with waits:" in early.content.decode()
    assert decide(counterpoint, "approve").status_code == 302
    assert states(counterpoint, source) == ["published", "published"]
    assert listed(signed_in(people["moderator"]).get(QUEUE)) == []
    all_is_well(reading.seminar_id)


@pytest.mark.parametrize(("away", "back"), [("hide", "restore"), ("remove", "reinstate")])
def test_a_source_does_not_show_before_its_counterpoint(
    begin, people, object_, shown, decide, away, back
):
    begin(moderation="before")
    counterpoint, source = object_()
    decide(source, away, reason="spam")
    assert decide(source, back, "leader", reason="other").status_code == 409
    decide(counterpoint, "approve")
    assert shown() == set()
    decide(source, back, "leader", reason="other")
    assert shown() == SHOW_IT


def test_parted_what_was_brought_along_waits_by_itself(begin, people, signed_in, object_, decide):
    reading = begin(moderation="before")
    counterpoint, source = object_()
    decide(counterpoint, "remove", reason="spam", part="1")
    assert states(counterpoint, source) == ["removed", "pending"]
    entry = Entry.objects.get(verb="parted")
    assert (entry.subject_id, entry.details) == (source.pk, {"came_with": str(counterpoint.pk)})
    assert listed(signed_in(people["moderator"]).get(QUEUE)) == [str(source.pk)]
    assert decide(source, "approve").status_code == 302
    decide(counterpoint, "reinstate", "leader", reason="other")
    decide(counterpoint, "hide", reason="spam")
    assert states(counterpoint, source) == ["hidden", "published"]
    all_is_well(reading.seminar_id)


def test_without_the_field_it_follows(reading, people, signed_in, object_):
    counterpoint, source = object_()
    form = {"step": "hide", "reason": "spam"}
    signed_in(people["moderator"]).post(DECIDE.format(counterpoint.pk), form)
    assert states(counterpoint, source) == ["hidden", "hidden"]


@pytest.mark.parametrize("place", [{}, {"queue": "all"}])
def test_a_source_that_nobody_has_seen_is_not_approved(begin, people, signed_in, object_, place):
    begin(moderation="before")
    counterpoint, source = object_()
    said = {"version": 1, "relation": "supports", "citation": "Swapped in"}
    signed_in(people["reader"]).post(f"/a/{source.pk}/edit/", said)
    browser = signed_in(people["moderator"], headers={"HX-Request": "true"} if place else {})
    form = {"step": "approve", "version": 1, "state": "pending", "brought": f"{source.pk} 1"}
    for brought in (f"{source.pk} 1", "nonsense"):
        form |= {"brought": brought, "statement": "My sentence.", **place}
        answer = browser.post(DECIDE.format(counterpoint.pk), form)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "What it brought along changed while you were looking" in page
        assert "My sentence." in page
        assert "Swapped in" in page
    assert states(counterpoint, source) == ["pending", "pending"]
    assert not Decision.objects.exists()
    again = form | {"brought": f"{source.pk} 2"}
    assert browser.post(DECIDE.format(counterpoint.pk), again).status_code in (200, 302)
    assert states(counterpoint, source) == ["published", "published"]


def test_a_page_that_showed_no_source_approves_none(begin, people, write, signed_in):
    reading = begin(moderation="before")
    counterpoint = write(reading, kind="counterpoint", state="pending")
    browser = signed_in(people["moderator"])
    page = browser.get(DECIDE.format(counterpoint.pk)).content.decode()
    sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert sent.keys() == {"csrfmiddlewaretoken", "version", "state", "seen", "brought"}
    source = write(
        reading, kind="source", state="pending", about=counterpoint, came_with=counterpoint
    )
    named = sent.keys() - {"csrfmiddlewaretoken"}
    for left_out in ((), ("brought",)):
        form = {name: sent[name] for name in named.difference(left_out)}
        answer = browser.post(DECIDE.format(counterpoint.pk), {**form, "step": "approve"})
        assert answer.status_code == 409
        assert "What it brought along changed while you were looking" in answer.content.decode()
    assert states(counterpoint, source) == ["pending", "pending"]
    form = {**sent, "brought": f"{source.pk} 1", "step": "approve"}
    assert browser.post(DECIDE.format(counterpoint.pk), form).status_code == 302
    assert states(counterpoint, source) == ["published", "published"]


NUMBER = "01980000-0000-7000-8000-0000000000aa"
MORE = "@misc{m, title={Cheap pills}, year={2001}}"


@pytest.fixture
def send(people, signed_in):
    """Send the form of one counterpoint, again and again, as the reader."""

    def send(**said):
        form = {**COUNTERPOINT, **SAID, "id": NUMBER, **said}
        return signed_in(people["reader"]).post(P1, form)

    return send


@pytest.mark.parametrize("first", ["", SAID["evidence"]])
@pytest.mark.parametrize("moderation", ["before", "after"])
def test_what_is_posted_takes_no_further_evidence(begin, send, moderation, first):
    begin(moderation=moderation)
    assert send(evidence=first).status_code == 302
    there = set(Annotation.objects.values_list("pk", flat=True))
    answer = send(evidence=f"{first}\n{MORE}".strip())
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    words = said_beside(answer, "evidence")
    assert words.startswith("You have posted this counterpoint already, so this was not added")
    assert f'<a href="/a/{NUMBER}/">the counterpoint</a>' in page
    assert "Cheap pills" in page.partition('name="evidence"')[2].partition("</textarea>")[0]
    assert f'name="id" value="{NUMBER}"' in page
    assert set(Annotation.objects.values_list("pk", flat=True)) == there
    # without it, or with what it brought along, it is the same form sent again
    assert send(evidence="").status_code == send(evidence=first).status_code == 302
    assert set(Annotation.objects.values_list("pk", flat=True)) == there


def test_a_form_with_other_words_is_another_counterpoint_with_all_its_evidence(reading, send):
    send()
    answer = send(body="Something else.", evidence=MORE)
    assert answer.status_code == 409
    assert "You have posted this form before, with other words." in answer.content.decode()
    assert Annotation.objects.count() == 2
    number = re.search(r'name="id" value="([^"]+)"', answer.content.decode()).group(1)
    assert send(id=number, body="Something else.", evidence=MORE).status_code == 302
    counterpoint = Annotation.objects.get(pk=number)
    assert counterpoint.brought.count() == 1


def entries(first, last):
    each = "@misc{{m{0}, author={{Writer{0}}}, title={{Title {0}}}, year={{1999}}}}"
    return "\n".join(each.format(number) for number in range(first, last))


def test_kept_to_oneself_it_takes_further_evidence_up_to_a_hundred(reading, send):
    private = {"visibility": "private"}
    assert send(**private, evidence=entries(0, 2)).status_code == 302
    assert send(**private, evidence=entries(2, 3)).status_code == 302
    assert Annotation.objects.filter(came_with=NUMBER).count() == 3
    answer = send(**private, evidence=entries(3, 101))
    assert answer.status_code == 409
    assert said_beside(answer, "evidence") == (
        "A counterpoint brings at most 100 sources along, and this one would have 101."
    )
    assert Annotation.objects.filter(came_with=NUMBER).count() == 3
    assert send(**private, evidence=entries(3, 100)).status_code == 302
    assert Annotation.objects.filter(came_with=NUMBER).count() == 100


def test_the_same_decision_twice_is_one(reading, people, object_):
    counterpoint, source = object_()
    for _ in range(2):
        take(Step.HIDE, counterpoint, by=people["moderator"], version=1, reason="spam")
    assert (steps(counterpoint), steps(source)) == (["hide"], ["hide"])


def test_a_refusal_of_the_source_does_not_refuse_the_counterpoint(reading, people, object_):
    counterpoint, source = object_()
    take(Step.HIDE, counterpoint, by=people["moderator"], reason="spam")
    appeal(source, by=source.author, words="Why?")
    take(Step.RESTORE, counterpoint, by=people["moderator"])
    assert states(counterpoint, source) == ["published", "hidden"]
    with pytest.raises(Refused, match="another moderator has to decide"):
        take(Step.RESTORE, source, by=people["moderator"])


def test_overtaken_between_the_two_neither_is_decided(reading, people, object_):
    counterpoint, source = object_()
    table = Head._meta.db_table

    def second_overtaken(execute, sql, params, many, context):
        if sql.startswith(f'UPDATE "{table}"') and Decision.objects.exists():
            with connection.cursor() as cursor:
                cursor.cursor.execute(f"UPDATE {table} SET number = number + 1")  # noqa: S608
        return execute(sql, params, many, context)

    with connection.execute_wrapper(second_overtaken), pytest.raises(Conflict) as conflict:
        take(Step.HIDE, counterpoint, by=people["moderator"], reason="spam")
    assert conflict.value.busy
    assert states(counterpoint, source) == ["published", "published"]
    assert not Decision.objects.exists()


@pytest.mark.parametrize(("moderation", "state"), [("after", "published"), ("before", "pending")])
def test_shown_to_the_seminar_later_both_are_in_one_state(
    begin, people, signed_in, object_, shown, moderation, state
):
    reading = begin(moderation=moderation)
    counterpoint, _ = object_(visibility="private")
    assert shown() == set()
    signed_in(people["reader"]).post(f"/a/{counterpoint.pk}/publication/")
    found = Annotation.objects.order_by("depth").values_list("visibility", "state")
    assert list(found) == [("seminar", state), ("seminar", state)]
    assert shown() == (SHOW_IT if state == "published" else set())
    all_is_well(reading.seminar_id)


def test_sent_again_after_it_was_removed_nothing_new_is_brought_along(
    reading, people, object_, send
):
    number = "01980000-0000-7000-8000-0000000000aa"
    counterpoint, source = object_(id=number)
    take(Step.REMOVE, counterpoint, by=people["moderator"], reason="spam")
    answer = send(id=number, evidence="Another almanac")
    assert answer.status_code == 409
    assert "Another almanac" in answer.content.decode()
    assert states(counterpoint, source) == ["removed", "removed"]
    assert Annotation.objects.count() == 2


def test_a_seminar_is_deleted_with_what_was_brought_along(reading, object_):
    object_()
    Seminar.objects.update(deleted_from="2020-01-01T00:00Z")
    assert delete_seminar(Seminar.objects.get())
    assert not Annotation.objects.exists()


def test_the_items_of_a_queue_cost_as_much_with_sources_as_with_one(
    begin, people, signed_in, object_, django_assert_max_num_queries
):
    begin(moderation="before")
    object_()
    browser = signed_in(people["moderator"])
    browser.get(QUEUE)
    with django_assert_max_num_queries(100) as one:
        browser.get(QUEUE)
    queries = len(one)
    for number in range(3):
        object_(body=f"Further {number}.", evidence="An almanac, 1998\nA calendar, 1997")
    with django_assert_max_num_queries(queries):
        assert len(listed(browser.get(QUEUE))) == 4
