"""What is sent once the session has ended leads to signing in, and is offered again after that."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from annotations.margin.models import Annotation
from annotations.seminars.models import Invitation, Member
from tests.cast import member_of
from tests.reading.composers import NOTE, P1

HTMX = {"HX-Request": "true"}
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def _no_limits_of_other_tests(db: None) -> None:
    cache.clear()


def offered(page: str) -> dict[str, str]:
    """The fields of the form that is offered again."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="(.*?)"', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_an_endorsement_is_offered_again_after_signing_in(reading, write, people, client):
    annotation = write(reading)
    path = f"/a/{annotation.pk}/endorsement/"
    answer = client.post(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")
    client.force_login(people["another_reader"])
    page = client.get(path).content.decode()
    assert "<h1>Do you still want to endorse this?</h1>" in page
    assert f'action="{path}"' in page
    assert annotation.endorsements.count() == 0
    done = client.post(path, offered(page))
    assert done["Location"] == f"/a/{annotation.pk}/"
    assert annotation.endorsements.count() == 1
    assert client.get(path)["Location"] == f"/a/{annotation.pk}/"  # it is not asked again


def test_taking_an_endorsement_back_is_offered_as_that(reading, write, people, client):
    annotation = write(reading)
    path = f"/a/{annotation.pk}/endorsement/"
    client.force_login(people["another_reader"])
    client.post(path)
    client.logout()
    client.post(path, {"end": "1"})
    client.force_login(people["another_reader"])
    page = client.get(path).content.decode()
    assert "<h1>Do you still want to take your endorsement back?</h1>" in page
    client.post(path, offered(page))
    assert annotation.endorsements.count() == 0


def test_what_is_not_wanted_any_more_is_left(reading, write, people, client):
    path = f"/a/{write(reading).pk}/withdrawal/"
    client.post(path)
    client.force_login(people["reader"])
    assert '<a href="?skip">Not now</a>' in client.get(path).content.decode()
    assert client.get(f"{path}?skip").status_code == 302
    assert Annotation.objects.get().state == "published"


@pytest.mark.parametrize("what", ["endorsement", "withdrawal", "return", "publication"])
def test_htmx_leaves_the_page_to_sign_in_for_what_has_no_words(reading, write, what):
    path = f"/a/{write(reading).pk}/{what}/"
    answer = Client(headers=HTMX).post(path)
    assert answer["HX-Redirect"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize(
    ("form", "sent", "question"),
    [
        ("members/{id}/role/", {"role": "observer"}, "to change this member’s role"),
        ("members/{id}/removal/", {"written": "stay"}, "to remove this member"),
        ("invitations/mail/", {"addresses": "a@example.org", "role": "reader"}, "to send these"),
        ("invitations/", {"role": "reader"}, "a new invitation link"),
    ],
)
def test_forms_of_a_leader_are_offered_again(reading, people, client, form, sent, question):
    path = f"/s/together/{form}".format(id=member_of(reading, people["reader"]).pk)
    assert client.post(path, sent)["Location"] == f"/accounts/login/?next={path}"
    client.force_login(people["leader"])
    page = client.get(path).content.decode()
    assert f"<h1>Do you still want {question}" in page
    for name, value in sent.items():
        assert f'name="{name}"' in page
        assert value in page
    assert client.get(f"{path}?skip")["Location"] == "/s/together/members/"


def test_a_claim_reworded_without_a_session_is_offered_with_its_words(reading, people, client):
    path = f"{P1.split('p/')[0]}argument/00000000-0000-0000-0000-000000000000/wording/"
    client.post(path, {"wording": "Long considered words."})
    client.force_login(people["reader"])
    assert "Long considered words.</textarea>" in client.get(path).content.decode()


def test_joining_is_offered_again(begin, people, client):
    reading = begin(open_to_join=True)
    client.post("/s/together/membership/")
    client.force_login(people["stranger"])
    page = client.get("/s/together/membership/").content.decode()
    assert "<h1>Do you still want to join this seminar?</h1>" in page
    client.post("/s/together/membership/", offered(page))
    assert Member.objects.filter(seminar=reading.seminar, user=people["stranger"]).exists()


def test_words_too_long_to_be_stored_come_back_and_nothing_is_asked_later(reading, people, client):
    path = "/s/together/invitations/mail/"
    sent = {"addresses": "a@example.org " * 6_000, "role": "reader"}
    answer = client.post(path, sent)
    assert answer.status_code == 401
    assert "a@example.org a@example.org" in answer.content.decode()
    client.force_login(people["leader"])
    assert client.get(path)["Location"] == "/s/together/members/"
    assert not Invitation.objects.exists()


def test_another_path_and_another_browser_are_offered_nothing(reading, write, people, client):
    path = f"/a/{write(reading).pk}/endorsement/"
    client.post(path)
    for other, at in [(client, f"/a/{write(reading).pk}/endorsement/"), (Client(), path)]:
        other.force_login(people["another_reader"])
        assert other.get(at).status_code == 302


@pytest.mark.parametrize("headers", [SAME_SITE, {**SAME_SITE, **HTMX}])
def test_without_any_cookie_a_form_leads_to_signing_in(reading, write, people, headers):
    browser = Client(enforce_csrf_checks=True, headers=headers)
    path = f"/a/{write(reading).pk}/endorsement/"
    answer = browser.post(path)
    to = answer["HX-Redirect"] if "HX-Request" in headers else answer["Location"]
    assert to == f"/accounts/login/?next={path}"
    browser.force_login(people["another_reader"])
    assert "<h1>Do you still want to endorse this?" in browser.get(path).content.decode()


def test_without_any_cookie_a_composer_says_beside_it_that_its_words_are_kept(reading, people):
    browser = Client(enforce_csrf_checks=True, headers={**SAME_SITE, **HTMX})
    answer = browser.post(P1, {**NOTE, "body": "Long considered words."})
    assert answer.status_code == 401
    assert answer["HX-Retarget"] == "find [data-problems]"
    assert "<header" not in answer.content.decode()
    browser.force_login(people["reader"])
    assert "Long considered words.</textarea>" in browser.get(P1).content.decode()


def test_a_form_from_another_site_is_not_stored(reading, write, people):
    browser = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "cross-site"})
    path = f"/a/{write(reading).pk}/endorsement/"
    assert browser.post(path).status_code == 403
    browser.force_login(people["another_reader"])
    assert browser.get(path)["Location"] == path.replace("endorsement/", "")


def test_an_outdated_token_of_a_signed_in_reader_is_still_refused(reading, write, people):
    annotation = write(reading)
    browser = Client(enforce_csrf_checks=True, headers={**SAME_SITE, **HTMX})
    browser.force_login(people["another_reader"])
    answer = browser.post(f"/a/{annotation.pk}/endorsement/")
    assert answer.status_code == 403
    assert annotation.endorsements.count() == 0
    assert answer["HX-Retarget"] == "body"  # a whole page never goes into a part


def test_a_whole_page_is_opened_as_such_by_htmx(people):
    answer = Client(headers=HTMX).get("/me/", follow=True)
    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Fme%2F"


def test_a_part_is_left_a_part(reading):
    answer = Client(headers=HTMX).get(P1)
    assert answer.status_code == 200
    assert not {"HX-Redirect", "HX-Retarget"} & set(answer.headers)


def test_a_message_is_shown_on_the_page_that_htmx_opens(reading, write, people):
    annotation = write(reading, state="withdrawn")  # nothing to undo: no decision withdrew it
    browser = Client(headers=HTMX)
    browser.force_login(people["reader"])
    answer = browser.post(f"/a/{annotation.pk}/return/", follow=True)
    assert answer["HX-Redirect"] == "/me/"
    del browser.defaults["HTTP_HX_REQUEST"]
    assert '<span class="error">' in browser.get("/me/").content.decode()
    assert '<span class="error">' not in browser.get("/me/").content.decode()
