"""References in plain words whose author, year and title are certain: two simple patterns.

“Darwin, C. (1859). On the Origin of Species.” and “Waltz, Kenneth. Theory of International
Politics. 1979.” Any other form is left as it is, without guessing.
"""

import re

from annotations.sources.csl.items import CslItem
from annotations.sources.csl.names import read_inverted_name

MAX_REFERENCE_LENGTH = 500
"""Code points; longer text is not a plain reference."""

_CAPITAL = r"[^a-zß-öø-ÿ\W\d_]"
_WORD = rf"{_CAPITAL}[\w’'\-‐]+"
_PARTICLES = r"(?:(?:van|von|der|den|de|del|della|da|di|du|la|le|ten|ter)\s){0,3}"
_FAMILY = rf"{_PARTICLES}{_WORD}(?:\s{_WORD})?"
_INITIALS = rf"{_CAPITAL}\.(?:[\s\-‐]?{_CAPITAL}\.){{0,3}}"
# A title may stand where the given name would: of several words none is a given name.
_GIVEN = (
    rf"(?!(?:The|An?|On|Of|In|De[rs]?|Die|Das|Les?|La|El|Los|Las|Il|Lo)\b){_WORD}(?:\s{_INITIALS})?"
)
_PERSON = rf"{_FAMILY},\s{_INITIALS}"
_PEOPLE = rf"{_PERSON}(?:(?:,|,?\s(?:&|and))\s{_PERSON}){{0,20}}"
_YEAR = r"(?P<year>1\d{3}|20\d\d)"
_TITLE = rf"(?P<title>[“\"‘'¿¡(]?(?:{_CAPITAL}|\d)[^.?!]+[?!]?)"
_SHAPES = (
    re.compile(rf"(?P<people>{_PEOPLE}|{_FAMILY},\s{_GIVEN}),?\s\({_YEAR}\)[.,]?\s{_TITLE}\.?"),
    re.compile(
        rf"(?P<people>{_PERSON}(?=\s)|{_FAMILY},\s{_GIVEN}\.?)\s{_TITLE}(?:\.|(?<=[?!]))\s{_YEAR}\.?"
    ),
)


def read_reference(words: str) -> CslItem | None:
    """Return the author, year and title of a reference on one line, or None if they are not
    certain.
    """
    if len(words) > MAX_REFERENCE_LENGTH:
        return None
    for shape in _SHAPES:
        if found := shape.fullmatch(words):
            people = re.findall(rf"{_PERSON}|{_FAMILY},\s{_GIVEN}", found["people"])
            return {
                "type": "document",
                "author": [read_inverted_name(name) for name in people],
                "issued": {"date-parts": [[int(found["year"])]]},
                "title": found["title"].strip(),
            }
    return None
