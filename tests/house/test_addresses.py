"""Every address of the site, asked for by everybody: an answer, never an accident; and what every
answer says to the browser for its reader's safety."""

import re
from itertools import pairwise

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from annotations.moderation.actions import take_step
from annotations.moderation.policy.steps import Step
from tests.cast import EVERYBODY

HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def routes(patterns, prefix=""):
    """Every route of the URLconf, as it is written there."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def addresses(reading, annotations):
    """Every route with something put into its places."""
    known = {
        "seminar": reading.seminar.slug,
        "essay": reading.slug,
        "part": "1",
        "app_label": "annotations",
        "content_type_id": "1",
        "key": "a-b",
        "uidb36": "a",
        "format": "json",
        "url": "nonsense",
        "path": "x",
    }
    for route in routes(get_resolver().url_patterns):
        for annotation in annotations if re.search(r"<(uuid:id|path:object_id)>", route) else [""]:
            values = {**known, "id": str(annotation), "object_id": str(annotation)}
            if "user/" in route:
                values["id"] = values["object_id"] = str(reading.seminar.members.first().user_id)
            yield "/" + filled(route, values)


def filled(route, values):
    """A route with its places filled, be it a path or a regular expression."""
    for place in (r"<(?:\w+:)?(\w+)>", r"\(\?P<(\w+)>[^)]*\)"):
        route = re.sub(place, lambda found: values.get(found.group(1), "1"), route)
    return re.sub(r"[\^$]|\\Z|\(\?:|\\", "", route)


@pytest.fixture
def every_address(reading, people, write):
    """With annotations in every state to point at."""
    notes = [write(reading, "another_reader") for _ in range(2)]
    take_step(Step.HIDE, notes[1], by=people["moderator"], reason="spam")
    found = list(dict.fromkeys(addresses(reading, [each.pk for each in notes])))
    assert "/s/together/on-reading/p/1/" in found
    assert "/accounts/login/" in found
    assert len(found) > 70
    return found


def unsafe(response):
    """What an answer does not say though it ought to."""
    missing = {
        name: response.get(name) for name, value in HEADERS.items() if response.get(name) != value
    }
    policy = response.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy or "*" in policy:
        missing["Content-Security-Policy"] = policy
    for needed in ("frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):
        if needed not in policy:
            missing[needed] = policy
    return missing


@pytest.mark.slow
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_answers_everybody(every_address, people, signed_in, who, method):
    odd = {}
    client = signed_in(people[who])
    for previous, address in pairwise(["", *every_address]):
        if "logout" in previous:
            client = signed_in(people[who])
        answer = getattr(client, method)(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
        # 501 is meant: what would be needed is not installed, and the page says so.
        failed = answer.status_code >= 500 and answer.status_code != 501
        if failed or unsafe(answer):
            odd[address] = (answer.status_code, unsafe(answer))
    assert odd == {}


@pytest.mark.parametrize("path", ["/nothing/", "/static/nothing.css", "/.git/config", "/a/1/"])
def test_what_is_not_there_is_as_safe_and_says_nothing(db, client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert unsafe(answer) == {}
    assert "Traceback" not in answer.content.decode()
    assert "Not here" in answer.content.decode()
