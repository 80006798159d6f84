"""What the page about the API shows: its addresses, and requests to be run as they stand."""

from django.utils.translation import gettext_lazy as _

READING = "/api/s/<seminar>/<essay>"
# Each address, what is there, and what may be done with it.
ADDRESSES = (
    (
        "/api/",
        _("This page; as JSON, the readings that you may read, with their addresses."),
        "GET HEAD OPTIONS",
    ),
    (
        f"{READING}/annotations/",
        _("The container of a reading’s annotations."),
        "GET HEAD OPTIONS POST",
    ),
    (f"{READING}/annotations/<id>/", _("One annotation."), "GET HEAD OPTIONS PUT DELETE"),
    (
        "/api/a/<id>/",
        _("The same annotation, at a short address that stays if the text gets another one."),
        "GET HEAD OPTIONS PUT DELETE",
    ),
    (
        f"{READING}/text/",
        _("The current text, as JSON by paragraphs or as text/plain. Positions count in it."),
        "GET HEAD OPTIONS",
    ),
)
ESSAY = "open-seminar/military-cooperation"

NOTE = """{
  "@context": "http://www.w3.org/ns/anno.jsonld",
  "id": "urn:uuid:7c1f9f0e-5c0a-4d0e-9a35-2f6f0a9b7d11",
  "type": "Annotation",
  "motivation": "commenting",
  "body": {"type": "TextualBody", "value": "Is that so?", "format": "text/markdown"},
  "target": {
    "source": "%(page)s",
    "selector": {
      "type": "TextQuoteSelector",
      "exact": "the words that it is about",
      "prefix": "what stands before ",
      "suffix": " and after"
    }
  }
}"""
COUNTERPOINT = """{
  "type": "Annotation",
  "motivation": "assessing",
  "counterpoint:attack": "undermine",
  "body": {"type": "TextualBody", "value": "The figures are from 1990."},
  "target": "%(page)s#p4"
}"""
SOURCE = """{
  "type": "Annotation",
  "motivation": "linking",
  "counterpoint:relation": "supports",
  "body": {
    "type": "SpecificResource",
    "purpose": "linking",
    "source": "https://doi.org/10.1000/182",
    "citation": {"type": "book", "title": "On Liberty", "issued": {"date-parts": [[1859]]}},
    "counterpoint:locator": "p. 12"
  },
  "target": "%(page)s#p4"
}"""
ANSWER = """{
  "type": "Annotation",
  "motivation": "replying",
  "body": {"type": "TextualBody", "value": "It is, see page 3."},
  "target": "%(container)s7c1f9f0e-5c0a-4d0e-9a35-2f6f0a9b7d11/"
}"""
PROBLEM = """{
  "type": "%(site)s/api/#unplaceable",
  "title": "The words are not in the text",
  "status": 422,
  "detail": "…",
  "errors": [{"pointer": "/target/selector", "detail": "…"}]
}"""


def example_requests(site: str) -> dict[str, str]:
    """Return the examples by name, with addresses on this site."""
    page = f"{site}/s/{ESSAY}/"
    container = f"{site}/api/s/{ESSAY}/annotations/"
    places = {"page": page, "container": container}
    curl = 'curl -H "Authorization: Bearer $TOKEN"'
    anno = "Content-Type: application/ld+json"
    one = f"{container}7c1f9f0e-5c0a-4d0e-9a35-2f6f0a9b7d11/"
    return {
        "entry": f"TOKEN=cpt_…\n{curl} {site}/api/",
        "text": f"{curl} {site}/api/s/{ESSAY}/text/",
        "list": f"{curl} {container}",
        "iris": f"{curl} \\\n  -H 'Prefer: return=representation;"
        'include="http://www.w3.org/ns/oa#PreferContainedIRIs"\' \\\n'
        f"  {container}",
        "minimal": f"{curl} \\\n  -H 'Prefer: return=representation;"
        'include="http://www.w3.org/ns/ldp#PreferMinimalContainer"\' \\\n'
        f"  {container}",
        "note": NOTE % places,
        "counterpoint": COUNTERPOINT % places,
        "source": SOURCE % places,
        "answer": ANSWER % places,
        "create": f"{curl} -i -H '{anno}' \\\n  --data @note.json {container}",
        "read": f"{curl} -i {one}",
        "update": f"{curl} -i -X PUT -H '{anno}' \\\n  -H 'If-Match: \"…\"' "
        f"--data @note.json {one}",
        "delete": f"{curl} -i -X DELETE -H 'If-Match: \"…\"' {one}",
        "problem": PROBLEM % {"site": site},
    }
