"""The demonstration in Cyrillic letters: what people wrote can then be told from our own words."""

import json
import re
import string
from pathlib import Path
from typing import Any

from annotations.demo import loader

CYRILLIC = "".join(map(chr, [*range(0x0410, 0x042A), *range(0x0430, 0x044A)]))
LETTERS = str.maketrans(string.ascii_uppercase + string.ascii_lowercase, CYRILLIC)
# What is a code to us, and what a program must be able to read.
CODES = {
    *("slug", "username", "role", "by", "kind", "key", "about", "attack", "relation", "scheme"),
    *("visibility", "state", "moderation", "who_may_read", "file", "language", "endorsed_by"),
    *("type", "DOI", "URL", "ISBN", "ISSN", "issued", "accessed", "reason"),
}
ADDRESS = re.compile(r"(https?://\S+)")


def cyrillic(text: str) -> str:
    """The text with each Latin letter replaced by a Cyrillic one; addresses are unchanged."""
    parts = ADDRESS.split(text)
    return "".join(part if ADDRESS.fullmatch(part) else part.translate(LETTERS) for part in parts)


def transliterated(value: Any, key: str = "") -> Any:
    """A JSON value with the texts in Cyrillic letters and the codes as they were."""
    if isinstance(value, dict):
        return {name: transliterated(each, name) for name, each in value.items()}
    if key in CODES and not (key == "about" and isinstance(value, dict)):
        return value
    if isinstance(value, list):
        return [transliterated(each, key) for each in value]
    return cyrillic(value) if isinstance(value, str) else value


def write_demonstration(folder: Path) -> Path:
    """Write the transliterated demonstration into a folder and return its main file."""
    story = json.loads(loader.DEMO_FILE.read_text(encoding="utf-8"))
    essay = story["essay"]["file"]
    text = (loader.DEMO_FOLDER / essay).read_text(encoding="utf-8")
    (folder / essay).write_text(cyrillic(text), encoding="utf-8")
    file = folder / loader.DEMO_FILE.name
    file.write_text(json.dumps(transliterated(story), ensure_ascii=False), encoding="utf-8")
    return file
