"""A moderator finds their own seminar's items in the admin and nothing else, by any address."""

import re

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver

from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, take_step
from annotations.moderation.models import Decision, Mute
from annotations.moderation.policy.steps import Step
from annotations.seals import is_sealed
from annotations.seminars.models import Seminar
from tests.cast import member_of

BASE = "/admin/annotations/annotation/"
SECRET = "Whispered elsewhere"


@pytest.fixture
def elsewhere(begin, people):
    """A seminar that the moderator of the first has nothing to do with."""
    begin("together")
    reading = begin("elsewhere")
    Seminar.objects.filter(pk=reading.seminar_id).update(name="Elsewhere entirely")
    reading.seminar.members.filter(user=people["moderator"]).delete()
    return reading


@pytest.fixture
def foreign(elsewhere, people, write):
    """One that waits there, flagged and appealed about in every way."""
    note = write(elsewhere, body=SECRET, state="pending")
    flag_annotation(note, by=member_of(elsewhere, people["observer"]), reason="spam", words=SECRET)
    take_step(Step.HIDE, note, by=people["leader"], reason="spam", statement=SECRET)
    return Annotation.objects.get(pk=note.pk)


def admin_addresses(note):
    """Every address of the admin, with this annotation wherever an address takes an object."""
    found = []
    patterns = get_resolver().url_patterns[-1].url_patterns
    admin = next(each for each in patterns if getattr(each, "app_name", None))
    for pattern in admin.url_patterns:
        inner = getattr(pattern, "url_patterns", None)
        for route, callback in (
            [(f"{pattern.pattern}{each.pattern}", each.callback) for each in inner]
            if inner
            else [(str(pattern.pattern), pattern.callback)]
        ):
            if callback is None or route.startswith("^") or "app_label>" in route:
                continue
            route = route.replace("<int:content_type_id>", str(_type(Annotation)))
            found.append("/admin/" + re.sub(r"<[^>]*>", str(note.pk), route))
    return found


def _type(model):
    return ContentType.objects.get_for_model(model).pk


def test_no_address_of_the_admin_shows_a_foreign_item(foreign, people, signed_in):
    client = signed_in(people["moderator"])
    addresses = admin_addresses(foreign)
    assert f"{BASE}{foreign.pk}/decide/" in addresses
    assert len(addresses) > 30
    for address in addresses:
        if "logout" in address:
            continue
        page = client.get(address, follow=True).content.decode()
        assert SECRET not in page, address
        assert "Elsewhere entirely" not in page, address


def test_a_foreign_address_answers_as_one_that_leads_nowhere(foreign, people, signed_in):
    client = signed_in(people["moderator"])
    nowhere = "01890000-0000-7000-8000-000000000000"
    for part in ("decide/", "change/", "history/", "delete/", "mute/", ""):
        there, gone = (client.get(f"{BASE}{each}/{part}") for each in (foreign.pk, nowhere))
        assert there.status_code == gone.status_code, part
        assert there.get("Location", "").replace(str(foreign.pk), nowhere) == gone.get(
            "Location", ""
        )


@pytest.mark.parametrize(
    "query",
    [
        "q=Whispered",
        "seminar__id__exact={seminar}",
        "state__exact=hidden",
        "kind__exact=note",
        "flags=any",
        "all=",
        "id__exact={id}",
        "o=1",
    ],
)
def test_no_list_filter_or_search_finds_it(foreign, people, signed_in, query):
    query = query.format(seminar=foreign.seminar_id, id=foreign.pk)
    asked = f"{BASE}?{query}"
    seen = signed_in(people["superuser"]).get(asked, follow=True).content.decode()
    assert SECRET in seen or "all=" in query or "id__" in query
    page = signed_in(people["moderator"]).get(asked, follow=True).content.decode()
    assert SECRET not in page


@pytest.mark.parametrize("seminar", ["elsewhere", ""])
def test_no_queue_lists_or_counts_it(foreign, people, signed_in, seminar):
    Annotation.objects.filter(pk=foreign.pk).update(state="pending")
    query = f"?seminar={seminar}"
    assert SECRET in signed_in(people["leader"]).get(f"{BASE}queue/{query}").content.decode()
    page = signed_in(people["moderator"]).get(f"{BASE}queue/{query}").content.decode()
    assert SECRET not in page
    assert "Elsewhere entirely" not in page
    assert "<span data-waiting>0</span>" in page
    assert "<b>0</b>" in signed_in(people["moderator"]).get("/admin/").content.decode()


def test_no_post_reaches_it(foreign, people, signed_in):
    client = signed_in(people["moderator"])
    before = list(Decision.objects.values_list("pk", flat=True))
    form = {
        "step": "restore",
        "version": 1,
        "state": "hidden",
        "reason": "spam",
        "queue": "seminar=elsewhere",
        "shown": str(foreign.pk),
        "item": f"{foreign.pk} 1 hidden",
        "confirmed": "1",
        "action": "decide_about",
        "_selected_action": str(foreign.pk),
        "index": "0",
        "select_across": "1",
        "undoes": str(before[0]),
        "author": "1",
        "body": "Rewritten",
    }
    for part in (f"{foreign.pk}/decide/", f"{foreign.pk}/mute/", "selected/", "", "add/"):
        for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
            answer = client.post(BASE + part, form, follow=True, **headers)
            assert SECRET not in answer.content.decode(), part
    kept = Annotation.objects.get(pk=foreign.pk)
    assert (kept.state, kept.body) == ("hidden", SECRET)
    assert list(Decision.objects.values_list("pk", flat=True)) == before
    assert not Mute.objects.exists()


def test_autocomplete_finds_nothing_foreign(foreign, people, signed_in):
    client = signed_in(people["moderator"])
    for model, name in (("annotation", "about"), ("member", "user"), ("annotation", "author")):
        query = f"app_label=annotations&model_name={model}&field_name={name}&term="
        answer = client.get(f"/admin/autocomplete/?{query}")
        assert answer.status_code in (403, 404) or SECRET not in answer.content.decode()


def test_a_superuser_sees_every_seminar_and_no_private_note(
    foreign, elsewhere, people, write, signed_in
):
    private = write(elsewhere, body="For my eyes", visibility="private", words="comfortable")
    client = signed_in(people["superuser"])
    assert SECRET in client.get(f"{BASE}").content.decode()
    for address in [*admin_addresses(private), f"{BASE}?q=eyes", f"{BASE}queue/"]:
        if "logout" not in address:
            page = client.get(address, follow=True).content.decode()
            assert "For my eyes" not in page, address


def test_asking_to_delete_a_seminar_lists_nobodys_notes(elsewhere, people, write, signed_in):
    write(elsewhere, body="For my eyes", visibility="private")
    address = f"/admin/annotations/seminar/{elsewhere.seminar_id}/delete/"
    assert signed_in(people["superuser"]).get(address).status_code == 403


def test_who_left_the_seminar_decides_nothing_about_their_own(begin, people, write, signed_in):
    reading = begin()
    note = write(reading, "former")
    reading.seminar.members.filter(user=people["former"]).update(role="moderator")
    people["former"].is_superuser = True
    people["former"].save()
    form = {"step": "hide", "reason": "spam", "version": 1, "state": "published"}
    answer = signed_in(people["former"]).post(f"{BASE}{note.pk}/decide/", form)
    assert answer.status_code == 403


def test_extra_fields_change_nothing(begin, people, write, signed_in):
    reading = begin()
    note = write(reading)
    before = Annotation.objects.filter(pk=note.pk).values().get()
    extra = {name: "1" for name in before if name not in ("state", "version")}
    form = {**extra, "step": "hide", "reason": "spam", "version": 1, "state": "published"}
    form |= {"is_superuser": "1", "role": "leader", "at": "2000-01-01", "who": "1", "number": "9"}
    address = f"{BASE}{note.pk}/decide/"
    assert signed_in(people["moderator"]).post(address, form).status_code == 302
    after = Annotation.objects.filter(pk=note.pk).values().get()
    assert after == {**before, "state": "hidden", "seal": after["seal"]}
    assert is_sealed(Annotation.objects.get(pk=note.pk))
    assert Decision.objects.get().number == 1


def test_what_people_write_to_moderators_is_shown_as_text(begin, people, write, signed_in):
    reading = begin(flag_threshold=9)
    attack = '<img src=x onerror=alert(1)><a href="javascript:alert(1)" hx-get="/admin/">x</a>'
    note = write(reading, body=attack)
    flag_annotation(note, by=member_of(reading, people["observer"]), reason="spam", words=attack)
    for page in ("queue/", f"{note.pk}/decide/", ""):
        html = signed_in(people["moderator"]).get(BASE + page).content.decode()
        assert "<img src=x" not in html
        assert '<a href="javascript:' not in html
