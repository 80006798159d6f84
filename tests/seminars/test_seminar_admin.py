"""A superuser's pages about seminars and their members, however many there are."""

import re

import pytest

from annotations.people.models import User
from annotations.seminars.models import Member

FORM = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def crowd(reading):
    """A seminar with more members than a form could have rows of fields."""
    users = [User(username=f"member{n}", email=f"m{n}@example.org") for n in range(200)]
    User.objects.bulk_create(users)
    Member.objects.bulk_create(
        Member(seminar=reading.seminar, user=user, shown_as=user.username) for user in users
    )
    return reading.seminar


def test_a_superuser_saves_a_seminar_with_two_hundred_members(crowd, signed_in, superuser):
    browser = signed_in(superuser)
    address = f"/admin/annotations/seminar/{crowd.pk}/change/"
    page = browser.get(address).text
    link = f"/admin/annotations/member/?seminar__id__exact={crowd.pk}"
    assert f'<a href="{link}">206</a>' in page
    assert "member199" in browser.get(link).text
    hidden = {name: value for name, value in FORM.findall(page) if "csrf" not in name}
    sent = {"name": "Renamed", "slug": crowd.slug, "who_may_read": "members", "moderation": "after"}
    lists = {"held_domains": "[]", "refused_domains": "[]", "reasons": "[]"}
    assert len(re.findall(r' name="', page)) < 50
    answer = browser.post(address, {**hidden, **sent, **lists})
    assert answer.status_code == 302, re.findall("errorlist.*", answer.text)
    crowd.refresh_from_db()
    assert (crowd.name, crowd.members.count()) == ("Renamed", 206)


def test_a_superuser_changes_a_member_on_a_page_of_their_own(reading, signed_in, superuser):
    browser = signed_in(superuser)
    member = Member.objects.get(shown_as="reader")
    address = f"/admin/annotations/member/{member.pk}/change/"
    assert browser.get("/admin/annotations/member/?q=reader").status_code == 200
    assert browser.get(address).status_code == 200
    sent = {"seminar": reading.seminar_id, "user": member.user_id, "role": "moderator"}
    assert browser.post(address, {**sent, "shown_as": "reader"}).status_code == 302
    member.refresh_from_db()
    assert member.role == "moderator"
    assert browser.post(f"/admin/annotations/member/{member.pk}/delete/").status_code == 403


@pytest.mark.parametrize("who", ["moderator", "leader"])
def test_members_are_no_page_of_the_admin_for_who_moderates(reading, signed_in, people, who):
    assert signed_in(people[who]).get("/admin/annotations/member/").status_code == 403
