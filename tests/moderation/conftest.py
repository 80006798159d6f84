"""How a moderator's decision is sent."""

import pytest


@pytest.fixture
def decide(people, signed_in):
    """`decide("moderator", annotation, "hide", reason="spam")`, as its page was when opened."""
    browsers = {name: signed_in(people[name]) for name in people}

    def decide(who, annotation, step, **said):
        form = {"step": step, "version": annotation.version, "state": annotation.state, **said}
        return browsers[who].post(f"/admin/annotations/annotation/{annotation.pk}/decide/", form)

    return decide
