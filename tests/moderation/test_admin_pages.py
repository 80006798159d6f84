"""What the admin shows to whoever decides, and what it keeps from them."""

import pytest

from annotations.margin.actions import reword_annotation
from annotations.margin.models import Annotation
from annotations.moderation.actions import flag_annotation, withdraw
from tests.cast import member_of


def now(annotation):
    return Annotation.objects.get(pk=annotation.pk)


def test_the_page_shows_what_one_decides_about_in_its_context(
    reading, people, write, decide, signed_in
):
    above = write(reading, "another_reader", body="What was said before.")
    note = write(reading, about=above, body="First wording.")
    reword_annotation(note, by=note.author, version=1, content={"body": "Second wording."})
    flag_annotation(
        note, by=member_of(reading, people["observer"]), reason="personal-attack", words="Look."
    )
    page = (
        signed_in(people["moderator"])
        .get(f"/admin/annotations/annotation/{note.pk}/decide/")
        .content.decode()
    )
    for words in (
        "Reading alone is comfortable.",
        "What was said before.",
        "First wording.",
        "Second wording.",
        "Attacks a person, not what they wrote",
        "Look.",
    ):
        assert words in page
    assert "observer" not in page.partition("<h2>Flags</h2>")[2].partition("</section>")[0]


def test_what_was_answered_and_then_withdrawn_is_not_shown_to_moderators(
    reading, people, write, signed_in
):
    above = write(reading, "another_reader", body="Taken back.")
    note = write(reading, about=above)
    withdraw(above, by=above.author)
    page = signed_in(people["moderator"]).get(f"/admin/annotations/annotation/{note.pk}/decide/")
    assert page.status_code == 200
    assert "Taken back." not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?state=%00",
        "?state__exact=nonsense",
        "?kind__exact=%00",
        "?seminar__id__exact=1",
        "?flags=nonsense",
        "?p=-1",
        "?p=99999999999",
        "?o=99.-1.x",
        "?author__user__password__startswith=a",
        "?about__body__startswith=a",
        "?author__user__email=a",
        "?_facets=True",
    ],
)
def test_an_odd_list_in_the_admin_is_answered(reading, people, write, signed_in, query):
    write(reading)
    answer = signed_in(people["moderator"]).get(f"/admin/annotations/annotation/{query}")
    assert answer.status_code in (200, 302, 400)


@pytest.mark.parametrize(
    "page", ["add/", "{id}/change/", "{id}/delete/", "{id}/history/", "nonsense/change/"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admin_neither_adds_nor_changes_nor_deletes_annotations(
    reading, people, write, signed_in, page, method
):
    note = write(reading)
    client = signed_in(people["superuser"])
    address = f"/admin/annotations/annotation/{page.format(id=note.pk)}"
    answer = getattr(client, method)(address, {"body": "Rewritten", "state": "removed", "post": 1})
    assert answer.status_code in (302, 403, 404)
    assert (now(note).body, now(note).state) == ("What reader says.", "published")


@pytest.mark.parametrize(
    "page", ["", "annotations/user/", "annotations/seminar/", "annotations/essay/", "jsi18n/"]
)
def test_a_moderator_finds_neither_users_nor_settings(reading, people, signed_in, page):
    answer = signed_in(people["moderator"]).get(f"/admin/{page}")
    text = answer.content.decode()
    if page in ("", "jsi18n/"):
        assert answer.status_code == 200
        assert "/admin/annotations/user/" not in text
        assert "/admin/annotations/seminar/" not in text
    else:
        assert answer.status_code == 403
