"""A session that ends while a page is open: what one presses leads to signing in, and back."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session

from annotations.margin.models import Annotation

ENDORSE = 'form[action$="/endorsement/"] button'


@pytest.mark.parametrize("cookies", ["expired", "gone"])
def test_an_endorsement_without_a_session_leads_to_signing_in_and_back(visit, cookies):
    someone = get_user_model().objects.get(username="reader")
    someone.set_password("read together")
    someone.save()
    page = visit("reader")
    annotation = (
        Annotation.objects.filter(state="published", about=None)
        .exclude(author__user=someone)
        .filter(visibility="seminar")
        .first()
    )
    page.goto(f"/a/{annotation.pk}/")
    article = page.locator(f"#a-{annotation.pk}")
    before = annotation.endorsements.filter(member__user=someone).exists()
    Session.objects.all().delete()
    if cookies == "gone":
        page.context.clear_cookies()
    article.locator(ENDORSE).first.click()
    page.get_by_label("Name or e-mail").fill("reader")
    page.get_by_label("Password", exact=True).fill("read together")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Do it now").click()
    page.wait_for_url(f"**at={annotation.pk}**")
    assert page.locator(f"#a-{annotation.pk}").is_visible()
    assert page.locator("header.top").count() == 1
    assert annotation.endorsements.filter(member__user=someone).exists() != before


def test_an_outdated_token_shows_the_form_as_the_page_and_not_in_the_margin(visit):
    page = visit("reader")
    annotation = (
        Annotation.objects.filter(state="published", about=None, visibility="seminar")
        .exclude(author__user__username="reader")
        .first()
    )
    page.goto(f"/a/{annotation.pk}/")
    page.context.clear_cookies(name="csrftoken")
    page.locator(f"#a-{annotation.pk} {ENDORSE}").first.click()
    page.get_by_role("heading", name="Once more, please").wait_for()
    assert page.locator("header.top").count() == 1
    assert page.locator(".thread").count() == 0
