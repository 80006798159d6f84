"""A counterpoint that is posted with its evidence, and who sees and decides about it."""

import re
from html import unescape

import pytest

from annotations.margin.models import Annotation
from tests.moderation.brought_along.pages import (
    DECIDE,
    DOORS,
    LIST,
    NUMBER,
    READERS,
    SAID,
)
from tests.reading.composers import COUNTERPOINT, P1


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


@pytest.fixture
def in_bulk(people, signed_in):
    """What the page about several selected annotations answers to this form."""
    browser = signed_in(people["moderator"])
    return lambda **form: unescape(browser.post(f"{LIST}selected/", form).content.decode())


@pytest.fixture
def send(people, signed_in):
    """Send the form of one counterpoint, again and again, as the reader."""

    def send(**said):
        form = {**COUNTERPOINT, **SAID, "id": NUMBER, **said}
        return signed_in(people["reader"]).post(P1, form)

    return send
