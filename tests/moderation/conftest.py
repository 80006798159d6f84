"""How a moderator's decision is sent."""

from functools import cache

import pytest


@pytest.fixture
def decide(people, signed_in):
    """`decide("moderator", annotation, "hide", reason="spam")`, as its page was when opened."""
    browser = cache(lambda name: signed_in(people[name]))

    def decide(who, annotation, step, **said):
        form = {"step": step, "version": annotation.version, "state": annotation.state, **said}
        return browser(who).post(f"/admin/annotations/annotation/{annotation.pk}/decide/", form)

    return decide
