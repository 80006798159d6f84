"""Which addresses a text contains, however they are written, and which domain covers a host."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.prose.addresses.hosts import domain_of, host_of
from annotations.prose.links import addresses_in, covering, hosts_in, strings_in

LABELS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
HOSTS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)
UNSEEN = st.sampled_from(["", "\u00ad", "\u200b", "\u2060", "\ufeff"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/x. And (https://a.example/x)!", ["https://a.example/x"]),
        ("http://a.example/ HTTPS://A.EXAMPLE", ["https://a.example"]),
        ("[here](https://a.example/x_(y)) and ![img](https://b.example/p.png)",
         ["https://a.example/x_(y)", "https://b.example/p.png"]),
        ("**https://a.example**", ["https://a.example"]),
        ("https&#58;//a.example and https\\://b.example", ["https://a.example", "https://b.example"]),
        ("<me@a.example>, mailto:you@B.example", ["mailto:me@a.example", "mailto:you@b.example"]),
        ("[there]: https://a.example\n\n[there]", ["https://a.example"]),
        ("`https://a.example`", ["https://a.example"]),
        ("https://a.example/%41 https://a.example/A", ["https://a.example/A"]),
        ("10.1000/182, https://doi.org/10.1000/182, http://dx.doi.org/10.1000/182", []),
        ("ISBN 978-3-16-148410-0, www.a.example, a.example/x, me@a.example", []),
        ("https://doi.org/about", ["https://doi.org/about"]),
        ("https://doi.org@a.example/10.1000/182", ["https://a.example/10.1000/182"]),
        ("ftp://a.example javascript:alert(1)", []),
    ],
)  # fmt: skip
def test_the_addresses_of_a_text_are_found_once_each(text, found):
    assert addresses_in(text) == found


def test_links_in_several_texts_count_once():
    assert addresses_in("https://a.example", "https://a.example/ https://b.example") == [
        "https://a.example",
        "https://b.example",
    ]


def test_every_text_in_a_record_of_a_work_is_looked_at():
    work = {"title": "T", "author": [{"literal": "https://a.example"}], "note": "https://b.example"}
    assert hosts_in(*strings_in([work, ("https://c.example", 3, None)])) == [
        "a.example",
        "b.example",
        "c.example",
    ]


@given(
    HOSTS,
    st.data(),
    st.sampled_from(["", "me@", "a.example@", "me:pw@", "https://b.example@"]),
    st.sampled_from(["", ":443", ":8080", ":"]),
    st.sampled_from(["", ".", ".."]),
    st.sampled_from(["", "/", "/path", "?q=@b.example", "#b.example", "\\@b.example"]),
)
def test_a_host_is_the_same_however_it_is_written(host, data, user, port, dots, place):
    if user.startswith("https"):
        user = user.replace("/", "%2F")
    swapped = "".join(data.draw(st.sampled_from([each, each.upper()])) for each in host)
    at = data.draw(st.integers(0, len(swapped)))
    written = swapped[:at] + data.draw(UNSEEN) + swapped[at:]
    stops = data.draw(st.sampled_from([".", "\u3002", "\uff0e", "%2E"]))
    address = f"https://{user}{written.replace('.', stops)}{dots}{port}{place}"
    assert host_of(address) == host


@given(HOSTS)
def test_wide_letters_are_the_plain_ones_and_those_that_look_alike_are_not(host):
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isalnum() else each for each in host)
    assert host_of(f"https://{wide}/") == host
    twin = host.replace("a", "\u0430")  # Cyrillic
    assert (host_of(f"https://{twin}/") == host) == ("a" not in host)


@given(st.text(alphabet="äöüßéλж", min_size=1, max_size=10))
def test_letters_beyond_ascii_are_compared_as_punycode(label):
    host = host_of(f"https://{label.upper()}.example") if label.upper().lower() == label else None
    spelled = host_of(f"https://{label}.example/x")
    assert spelled == f"xn--{label.encode('punycode').decode()}.example"
    assert host in (None, spelled)
    assert host_of(f"https://{spelled.upper()}") == spelled


@given(st.text())
def test_any_text_is_read_without_complaint(text):
    for address in addresses_in(text, f"https://{text}", f"[x](<https://{text}>)"):
        host_of(address)
    domain_of(text)


@given(HOSTS, st.lists(LABELS, max_size=2), LABELS)
def test_a_domain_covers_its_subdomains_and_nothing_else(domain, below, other):
    assert covering(".".join([*below, domain]), [domain]) == domain
    assert covering(f"{other}{domain}", [domain]) is None
    assert covering(domain, [f"{other}.{domain}"]) is None
    assert covering(f"{domain}.x-1", [domain]) is None


@pytest.mark.parametrize(
    ("line", "domain"),
    [
        ("Example.org", "example.org"),
        ("https://user@Example.org:80/x?y", "example.org"),
        ("*.example.org", "example.org"),
        (".example.org.", "example.org"),
        ("münchen.example", "xn--mnchen-3ya.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("two words", None),
        ("org", None),
        ("a..b", None),
        ("-a.org", None),
        ("[::1]", None),
        (f"{'x' * 64}.org", None),
        ("", None),
    ],
)
def test_a_domain_is_read_leniently(line, domain):
    assert domain_of(line) == domain
