"""Which web addresses may be kept and shown as links: absolute, http or https, not internal.

Nothing here resolves a host name or opens a connection; who fetches an address must check where its
name leads.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from annotations.lazy_messages import LazyMessage
from annotations.lazy_messages import gettext_lazy as _

_INTERNAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "localdomain")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069<>\"\\^`{|}]")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*(?=:)")
_EXECUTED_SCHEMES = frozenset(
    "about blob data file filesystem javascript jar livescript mhtml vbscript".split()
)
"""Schemes whose addresses a browser runs or opens on the reader's own machine."""
_NUMERIC = re.compile(r"(?:0[xX][0-9a-fA-F]*|\d+)(?:\.(?:0[xX][0-9a-fA-F]*|\d+))*")


def address_problem(address: str) -> LazyMessage | None:
    """Return why the address is refused, in words a reader understands, or None if it is accepted.

    Source: RFC 3986 for the parts; `inet_aton` for the numeric forms of IPv4 addresses.
    """
    if _UNSAFE.search(address):
        return _("An address may not contain spaces, quotes or invisible characters.")
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return _("That is not a complete web address.")
    if parts.scheme not in ("http", "https"):
        return _("Only addresses that begin with http:// or https:// are accepted.")
    if not parts.netloc or not host:
        return _("That is not a complete web address.")
    if "@" in parts.netloc:
        return _("An address with a user name or password in it is not accepted.")
    if _is_internal(host):
        return _("That address leads inside a private network, not to a public page.")
    return None


def drop_unsafe_address(work: dict[str, Any]) -> tuple[dict[str, Any], tuple[LazyMessage, ...]]:
    """Return the work without an address that would run, such as javascript:, and a sentence about
    it.

    Other addresses stay as they are written, such as papers3: and urn:; only those that
    `address_problem` accepts are ever shown as links.
    """
    address = str(work.get("URL") or "")
    scheme = _SCHEME.match(_UNSAFE.sub("", address))  # seen through white space and controls
    if not scheme or scheme[0].lower() not in _EXECUTED_SCHEMES:
        return work, ()
    rest = {field: value for field, value in work.items() if field != "URL"}
    doubt = _("Its address was left out: %(address)s is not a web address.")
    return rest, (doubt % {"address": address},)


def _is_internal(host: str) -> bool:
    name = unicodedata.normalize("NFKC", unquote(host)).lower().rstrip(".")
    name = name.replace("\u3002", ".")
    if ":" in name:
        return not _is_public(name.split("%")[0])
    if _NUMERIC.fullmatch(name):
        # Only the plain dotted form is a public address; 2130706433 and 0x7f.1 hide one.
        return name.count(".") != 3 or not _is_public(name)
    if "." not in name:
        return True
    return any(name == each or name.endswith(f".{each}") for each in _INTERNAL_NAMES)


def _is_public(name: str) -> bool:
    try:
        address = ip_address(name)
    except ValueError:
        return False
    if isinstance(address, IPv6Address):
        return _carries_public(address)
    return address.is_global and not address.is_multicast


def _carries_public(address: IPv6Address) -> bool:
    """True if the address is public, and so is any IPv4 address it wraps (RFC 4291, 3056, 6052)."""
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and int(address) >> 32 == 0x0064FF9B << 64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    if inner is not None:
        return inner.is_global and not inner.is_multicast
    return address.is_global and not address.is_multicast
