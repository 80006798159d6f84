"""Where a link may lead."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.addresses.link_addresses import safe_address


@pytest.mark.parametrize(
    "address",
    [
        "http://a.example",
        "HTTPS://A.example/b?c=d#e",
        "https://a.example:8443/b/@c",
        "http://127.0.0.1/",
        "https://doi.org/10.1000/182_(x);y",
        "https://a.example?b=http://c@d",
        "mailto:a.b+c@d.example",
    ],
)
def test_absolute_web_and_mail_addresses_are_safe(address: str) -> None:
    assert safe_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "/a", "//a.example", "?a", "#a", "http:", "http://", "http:///a", "http:/a"),
        *("javascript:x", "data:text/html,x", "vbscript:x", "file:///a", "ftp://a", "tel:1"),
        *(
            "http://a@b",
            "http://a:b@c",
            "http://@a",
            "http://a%40b",
            "http://a:b",
            "http://a:999999",
        ),
        *("http://a\\b", "http:\\\\a", " http://a", "http://a ", "http://a\n", "http://a\tb"),
        *("http://a/\x00", "http://a/\x7f", "http://a/\x85", "http://a/\u202e", "http://a/\u200b"),
        *('http://a/"', "http://a/<", "http://a/>", "\ufeffhttp://a", "http://a/\u00a0"),
        *(
            "mailto:",
            "mailto:a",
            "mailto:a@b?cc=c@d",
            "mailto:a@b,c@d",
            "mailto:a@b%0a",
            "mailto://a@b",
        ),
    ],
)
def test_other_addresses_are_not_safe(address: str) -> None:
    assert safe_address(address) is None


@given(st.tuples(st.sampled_from(["http://", "https://", "//"]), st.text("ab/@:.\\?#\n \x00%[]")))
def test_the_host_of_a_safe_address_is_what_it_seems(parts: tuple[str, str]) -> None:
    address = safe_address("".join(parts))
    if address:
        seen = urlsplit(address)
        assert seen.hostname == parts[1].split("/")[0].split("?")[0].split("#")[0].split(":")[0]
        assert seen.username is None
