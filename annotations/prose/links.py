"""Which web addresses a text contains, and whether a seminar's rules about domains cover them.

A link is an http, https or mailto address anywhere in a text, or whatever our Markdown renderer
makes a link of. The address of a DOI identifies a work and is none.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

from annotations.prose.addresses.hosts import host_of
from annotations.prose.addresses.link_addresses import trim_address
from annotations.prose.annotation_html import MAX_BODY_LENGTH, render_body
from annotations.prose.normalising import UnreadableText

_ADDRESS = re.compile(
    r"https?://[^\s<>\"`{}|^\[\]]+|mailto:[^\s<>\"`{}|^\[\]()]+@[^\s<>\"`{}|^\[\]()]+",
    re.IGNORECASE,
)
_HREF = re.compile(r'<a href="([^"]*)"')
# Without one of these the renderer makes links of nothing but what `_ADDRESS` finds.
_MARKUP = re.compile(r"[<\[&\\]")
_RESOLVERS = ("doi.org", "dx.doi.org", "www.doi.org")
_DOI_PATH = re.compile(r"/10\.\d{4,9}(?:\.\d+)*/")


def addresses_in(*texts: str) -> list[str]:
    """The addresses that these texts contain, each once and in the order found.

    Each is normalised: its host as `prose.hosts` spells it, percent signs resolved, without the
    punctuation that ends a sentence. The addresses of DOIs are left out.
    """
    found = [each for text in texts for each in _all_in(text)]
    return [each for each in dict.fromkeys(found) if not _identifies_a_work(each)]


def hosts_in(*texts: str) -> list[str]:
    """The normalised hosts of those addresses, each once and in the order found."""
    return list(dict.fromkeys(filter(None, map(host_of, addresses_in(*texts)))))


def covering(host: str, domains: Iterable[str]) -> str | None:
    """The one of these normalised domains that the host is, or is a subdomain of."""
    labels = host.split(".")
    above = {".".join(labels[at:]) for at in range(len(labels))}
    return next((domain for domain in domains if domain in above), None)


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a value: in the lists and mappings in it too, such as CSL-JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in strings_in(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in strings_in(each))


def _all_in(text: str) -> Iterator[str]:
    written = [_normalised(each.group()) for each in _ADDRESS.finditer(text)]
    rendered = [_normalised(each) for each in _rendered(text)]
    yield from rendered
    # The same address cut off elsewhere, between Markdown's own signs, is no second one.
    yield from (each for each in written if not any(_is_cut(each, other) for other in rendered))


def _is_cut(one: str, other: str) -> bool:
    begins_alike = one.startswith(other) or other.startswith(one)
    return begins_alike and host_of(one) == host_of(other)


def _rendered(text: str) -> list[str]:
    """What the renderer links to; a text longer than any body is never rendered."""
    if len(text) > MAX_BODY_LENGTH or not _MARKUP.search(text):
        return []
    try:
        return [unescape(href) for href in _HREF.findall(render_body(text))]
    except UnreadableText:
        return []


def _normalised(address: str) -> str:
    address = trim_address(address)
    scheme, _, rest = address.partition(":")
    rest = rest.lstrip("/\\")
    host = host_of(address)
    if scheme.lower() == "mailto":
        return f"mailto:{rest.partition('@')[0]}@{host}"
    place = re.search(r"[/\\?#].*", rest, re.DOTALL)
    return f"https://{host}{unquote(place[0]).rstrip('/') if place else ''}"


def _identifies_a_work(address: str) -> bool:
    host, place = host_of(address), address.removeprefix("https://").partition("/")
    return host in _RESOLVERS and _DOI_PATH.match(f"/{place[2]}") is not None
