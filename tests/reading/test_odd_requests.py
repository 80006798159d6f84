"""Addresses, methods and bodies that nobody meant get a clear answer: never a 500."""

import json

import pytest
from django.test import Client

from annotations.margin.models import Annotation
from tests.reading.composers import BASE, NOTE, P1, check_clean

ODD = [
    "?after=",
    "?after=x",
    "?after=2020-01-01T00:00:00+00:00_x",
    "?after=0001-01-01T00:00:00%2B14:00_01890000-0000-7000-8000-000000000000",
    "?after=9999-12-31T23:59:59-14:00_01890000-0000-7000-8000-000000000000",
    "?after=2020-01-01_01890000-0000-7000-8000-000000000000",
    "?after=%00",
    "?under=x",
    "?under=%00",
    "?under=01890000-0000-7000-8000-000000000000&after=%00",
    "?at=x",
    "?at=01890000-0000-7000-8000-000000000000",
    "?at=%22%3E%3Cscript%3E",
    "?only=x",
    "?only=%00",
    "?only=note&only=source",
    "?order=random",
    "?page=-1",
    "?page=9999999999999999999999",
    "?whole=%F0%9F",
    "?kind=x&about=x&exact=%00",
    "?kind=%3Cscript%3E&about=%3Cscript%3E",
    "?name=read&opened=1&block=2",
    "?" + "&".join(f"a{n}=1" for n in range(900)),
]


@pytest.mark.parametrize("query", ODD)
@pytest.mark.parametrize("who", ["reader", "nobody"])
def test_an_odd_query_is_passed_over(reading, people, write, signed_in, who, query):
    write(reading, words="alone")
    client = signed_in(people[who])
    for address in ("/", "/s/together/", BASE, P1, P1 + "composer/"):
        for headers in ({}, {"HX-Request": "true"})[: 1 + (address == P1)]:
            answer = client.get(address + query, headers=headers)
            assert answer.status_code in (200, 302), (address, answer.status_code)
            check_clean(answer)
    assert client.get("/me/" + query).status_code == (302 if who == "nobody" else 200)


@pytest.mark.parametrize(
    "path",
    [
        "p/0/", "p/99/", "p/999999999/", "p/-1/", "p/x/", "p/b99/", "p/b/", "p/b-1/", "p/1.0/",
        "p/%00/", "p/٣/", "p/1%0d%0a/", "p/p1/", "p/²/", "p/1/composer/x/",
    ],
)  # fmt: skip
def test_a_paragraph_that_is_not_there_is_not_there(reading, people, signed_in, path):
    for client in (signed_in(people["reader"]), Client()):
        assert client.get(BASE + path).status_code == 404
    assert signed_in(people["reader"]).post(BASE + path, NOTE).status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET"), ("/s/together/", "GET"), (BASE, "GET"), (P1, "GET POST"),
        (P1 + "composer/", "GET"), ("/s/together/membership/", "GET POST"), ("/me/", "GET"),
        ("/a/{}/", "GET"), ("/a/{}/edit/", "GET POST"), ("/a/{}/endorsement/", "GET POST DELETE"),
        ("/a/{}/flag/", "GET POST"), ("/a/{}/withdrawal/", "GET POST"),
        ("/a/{}/return/", "GET POST"), ("/a/{}/publication/", "GET POST"),
        ("/a/{}/appeal/", "GET POST"), ("/health/", "GET"),
    ],
)  # fmt: skip
def test_a_method_that_is_not_meant_is_refused(reading, people, write, signed_in, path, allowed):
    address = path.format(write(reading, "leader").pk)
    client = signed_in(people["reader"])
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - set(allowed.split()):
        assert client.generic(method, address).status_code == 405, method


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"\x00\xff\xfe", "multipart/form-data; boundary=x"),
        (b"{}", "multipart/form-data"),
        (b"kind=note&body=%ff%fe", "application/x-www-form-urlencoded"),
        (b"kind=note&body=x", "application/x-www-form-urlencoded; charset=klingon"),
        (json.dumps(NOTE).encode(), "application/json"),
        (b"x" * 2_600_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(1_001)), "application/x-www-form-urlencoded"),
        (b"body=" + b"x" * 2_600_000, "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_answered(reading, people, signed_in, body, kind):
    answer = signed_in(people["reader"]).generic("POST", P1, body, content_type=kind)
    assert answer.status_code in (400, 413, 422), answer.status_code
    assert "<h1" in answer.content.decode()
    assert Annotation.objects.count() == 0


def test_a_form_with_too_many_fields_is_refused_in_clear_words(reading, people, signed_in):
    body = b"&".join(b"a%d=1" % n for n in range(1_001))
    kind = "application/x-www-form-urlencoded"
    answer = signed_in(people["reader"]).generic("POST", P1, body, content_type=kind)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "has more fields than one form takes here. Nothing was saved" in page
    assert "5 MB" not in page
