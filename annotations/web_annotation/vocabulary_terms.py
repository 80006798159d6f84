"""The names that annotations are written in: those of the W3C, and our own with their context.

Our context is published by each installation and the same in all of them. Nobody fetches it, nor
any other, to read a document that is sent here.
"""

from typing import Any

ANNO_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
LDP_CONTEXT = "http://www.w3.org/ns/ldp.jsonld"
# Contexts that a sent document may name besides our own; with either scheme.
KNOWN_CONTEXTS = frozenset(
    f"{scheme}://www.w3.org/ns/{name}.jsonld"
    for scheme in ("http", "https")
    for name in ("anno", "ldp")
)
# The path of our own context, on any host: another installation's is the same.
CONTEXT_PATH = "/api/context.jsonld"
PREFIX = "counterpoint:"
NAMESPACE = "urn:counterpoint:"
HTML_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3236"

# What each of our own terms says, for the page that explains the API.
CONTEXT: dict[str, Any] = {
    "@context": {
        "@version": 1.1,
        "counterpoint": {"@id": NAMESPACE, "@prefix": True},
        "citation": {"@id": f"{PREFIX}citation", "@type": "@json"},
        **{
            f"{PREFIX}{term}": {"@id": f"{NAMESPACE}{term}"}
            for term in (
                *("kind", "attack", "relation", "visibility", "state", "editWaits"),
                *("citedAs", "quotation", "locator", "html", "orphan"),
            )
        },
        f"{PREFIX}selectedAs": {"@id": f"{NAMESPACE}selectedAs", "@type": "@json"},
    }
}
