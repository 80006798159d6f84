"""Saving the form of a work: limits, concurrent changes, and an ended session."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from annotations.exchange.works.forms import WorkForm
from annotations.margin.posting_rules import rate_limits
from annotations.margin.posting_rules.rate_limits import PostingLimit
from annotations.seminars.models import Reading
from tests.exchange.cited_works import (
    DOI,
    Signed,
    address,
    cite,
    describe,
    reload,
    token,
)


def test_descriptions_and_edits_count_towards_the_posting_limit(
    reading: Reading, signed_in: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        rate_limits, "POSTS", PostingLimit(2, timedelta(minutes=1), rate_limits.POSTS.words)
    )
    client = signed_in("reader")
    cited = cite(reading)
    assert describe(client, cited, "First").status_code == 302
    answer = describe(client, cited, "Second")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "one can write or change 2 things a minute" in answer.text
    assert 'value="Second"' in answer.text
    sent = {"kind": "source", "relation": "supports", "citation": DOI, "body": "Kept", "version": 2}
    edited = client.post(f"/a/{cited.pk}/edit/", sent)
    assert (edited.status_code, ">Kept</textarea>" in edited.text) == (429, True)
    assert edited["Retry-After"]
    assert reload(cited).csl["title"] == "First"
    theirs = cite(reading, "another_reader")
    assert describe(signed_in("another_reader"), theirs).status_code == 302


def test_a_concurrent_description_is_refused_and_keeps_what_was_typed(
    reading: Reading, signed_in: Signed
) -> None:
    client, cited = signed_in("reader"), cite(reading)
    seen = token(client.get(address(cited)).text)
    describe(client, cited, "Meanwhile")
    answer = client.post(
        address(cited), {"type": "book", "title": "Typed", "DOI": DOI, "seen": seen}
    )
    assert answer.status_code == 409
    assert 'value="Typed"' in answer.text
    assert "Meanwhile" in answer.text
    assert reload(cited).csl["title"] == "Meanwhile"
    again = {"type": "book", "title": "Typed", "DOI": DOI, "seen": token(answer.text)}
    assert client.post(address(cited), again).status_code == 302
    assert reload(cited).csl["title"] == "Typed"


def test_what_was_typed_when_the_session_had_ended_is_in_the_form_after_signing_in(
    reading: Reading, people: dict[str, Any], signed_in: Signed
) -> None:
    cited = cite(reading)
    page = address(cited)
    typed = {name: f"{name} as typed" for name in WorkForm.base_fields} | {"type": "thesis"}
    seen = token(signed_in("reader").get(page).text)
    browser = Client()
    assert browser.post(page, {**typed, "seen": seen}).status_code == 302
    describe(signed_in("moderator"), cited, "Said meanwhile")
    browser.force_login(people["reader"])
    form = browser.get(page).text
    shown = dict(re.findall(r'name="(\w+)"[^>]*? value="([^"]*)"', form))
    shown |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)', form))
    shown |= {"type": re.findall(r'value="([\w-]+)" selected', form)[0]}
    assert {name: shown.get(name) for name in typed} == typed
    described = {"type": "book", "title": "As typed", "seen": token(form)}
    assert browser.post(page, described).status_code == 409
    again = {**described, "seen": token(browser.post(page, described).text)}
    assert browser.post(page, again).status_code == 302
    assert "as typed" not in browser.get(page).text
    assert reload(cited).csl["title"] == "As typed"
