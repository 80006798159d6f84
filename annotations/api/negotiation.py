"""What a request prefers and requires: representations, validators, preferences."""

import hashlib
import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from annotations.api.problems import Problem
from annotations.web_annotation.vocabulary_terms import ANNO_CONTEXT

JSON_LD = f'application/ld+json; profile="{ANNO_CONTEXT}"'
JSON = "application/json"
MINIMAL = "http://www.w3.org/ns/ldp#PreferMinimalContainer"
IRIS = "http://www.w3.org/ns/oa#PreferContainedIRIs"
DESCRIPTIONS = "http://www.w3.org/ns/oa#PreferContainedDescriptions"

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PARTS = re.compile(rf"(?:{_QUOTED}|[^,\"])+")
_RETURN = re.compile(r"return\s*=\s*\"?representation\"?", re.IGNORECASE)
_INCLUDE = re.compile(rf";\s*include\s*=\s*({_QUOTED}|[^\s;,]+)", re.IGNORECASE)
_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class ContainerPreference:
    """How a container shall be shown (Protocol, 4.2.1)."""

    minimal: bool = False
    iris: bool = False
    stated: bool = False


def chosen_type(request: HttpRequest, *offered: str) -> str:
    """Return the media type that the client accepts best; of equals, the first that is offered.

    Raises Problem (406) if it accepts none.
    """
    accepted = request.headers.get("Accept", "").strip() or "*/*"
    best, weight = "", 0.0
    for offer in offered:
        quality = _quality(accepted, offer.partition(";")[0])
        if quality > weight:
            best, weight = offer, quality
    if not best:
        detail = _("It can be had as: %(types)s.") % {"types": ", ".join(offered)}
        raise Problem(406, "not-acceptable", detail)
    return best


def _quality(accepted: str, offer: str) -> float:
    """Return how well a type is accepted, by the most specific range that it is in."""
    found, precision = 0.0, -1
    for part in _PARTS.findall(accepted):
        kind, *parameters = (each.strip() for each in part.split(";"))
        kind = kind.lower()
        specific = [offer, f"{offer.split('/')[0]}/*", "*/*"]
        if kind not in specific or len(specific) - specific.index(kind) < precision:
            continue
        precision = len(specific) - specific.index(kind)
        stated = [each[2:] for each in parameters if each.lower().startswith("q=")]
        try:
            found = max(0.0, min(1.0, float(stated[-1]))) if stated else 1.0
        except ValueError:
            found = 0.0
    return found


def container_preference(request: HttpRequest) -> ContainerPreference:
    """Return what the `Prefer` header asks for. Raises Problem (400) for what excludes itself."""
    included: set[str] = set()
    for part in _PARTS.findall(request.headers.get("Prefer", "")):
        if _RETURN.match(part.strip()):
            for value in _INCLUDE.findall(part):
                included |= set(value.strip('"').split())
    if {IRIS, DESCRIPTIONS} <= included:
        detail = _("Addresses and whole annotations can’t both be preferred.")
        raise Problem(400, "malformed", detail)
    return ContainerPreference(
        minimal=MINIMAL in included,
        iris=IRIS in included,
        stated=bool(included & {MINIMAL, IRIS, DESCRIPTIONS}),
    )


def entity_tag(content: bytes) -> str:
    """Return the entity tag of a representation."""
    return f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'


def require_match(request: HttpRequest, tag: str) -> None:
    """Raise Problem (428, 412) unless `If-Match` names the current version.

    A tag that was made weak on its way, as compression does, names the same version.
    """
    stated = request.headers.get("If-Match", "").strip()
    if not stated:
        detail = _("Send the ETag that you last got in If-Match.")
        raise Problem(428, "precondition-required", detail)
    if stated != "*" and tag not in _ENTITY_TAG.findall(stated):
        raise stale(tag)


def stale(tag: str = "") -> Problem:
    """Return the problem that a version is not the current one."""
    detail = _("The version that you mean is not the current one. Get it, and try again.")
    return Problem(412, "stale", detail, headers={"ETag": tag} if tag else {})


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """True if `If-None-Match` names this version."""
    stated = request.headers.get("If-None-Match", "").strip()
    return stated == "*" or tag in _ENTITY_TAG.findall(stated)
