"""The host that an address leads to, in one spelling: what a rule about a domain compares.

Follows what a browser does with a host (WHATWG URL, section 3.5; UTS 46, non-transitional):
user information, port, case, invisible characters, percent signs and dots at the end make no
difference, and letters beyond ASCII become punycode (RFC 3492). Letters that only look alike stay
different hosts.
"""

import re
import unicodedata
from urllib.parse import unquote

LONGEST_HOST = 253
_SCHEME = re.compile(r"\s*(?:https?:[/\\]{0,3}|mailto:|[/\\]{2})", re.IGNORECASE)
_DOTS = re.compile("[\u3002\uff0e\uff61]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def host_of(address: str) -> str:
    """The normalised host of an http, https or mailto address, with or without its scheme; ""
    where there is none."""
    rest = address[scheme.end() :] if (scheme := _SCHEME.match(address)) else address.strip()
    authority = re.split(r"[/\\?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    if authority.startswith("["):  # IPv6
        return authority.partition("]")[0].lower() + "]"
    return normalised(re.sub(r":\d*\Z", "", authority))


def normalised(host: str) -> str:
    """The host in ASCII and lower case, without invisible characters and dots around it."""
    name = unicodedata.normalize("NFKC", _DOTS.sub(".", unquote(host))).lower()
    name = unicodedata.normalize("NFC", name)
    seen = "".join(each for each in name if unicodedata.category(each) not in ("Cf", "Cc"))
    return ".".join(map(_ascii, seen.strip(". ").split(".")))


def _ascii(label: str) -> str:
    if label.isascii():
        return label
    return f"xn--{label.encode('punycode', 'replace').decode()}"


def domain_of(line: str) -> str | None:
    """The normalised domain that somebody wrote, leniently: a scheme, a path and a leading "*."
    are left out. None where that is no domain name."""
    name = host_of(line.strip().replace("*.", "", 1))
    labels = name.split(".")
    good = len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    return name if good and len(name) <= LONGEST_HOST else None
