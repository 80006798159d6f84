"""The parts of a document in JSON, checked: lists, texts, and what is wrong with others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _


class DocumentProblem(Exception):
    """Something in the document can't be taken: `pointer` says where (RFC 6901), `words` why."""

    def __init__(self, pointer: str, words: str) -> None:
        super().__init__(words)
        self.pointer = pointer
        self.words = words


def list_of(value: Any) -> list[Any]:
    """Return a list as it is, nothing as an empty list, and anything else as its only item."""
    return value if isinstance(value, list) else [] if value is None else [value]


def text_of(value: Any, pointer: str) -> str:
    """Return a text; empty where there is none. Raises DocumentProblem for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DocumentProblem(pointer, _("This is text."))
    return value


def uuid_in(name: str) -> UUID | None:
    """Return the UUID that a name is, or ends with: `urn:uuid:…`, `…/<uuid>/`, or a bare one."""
    last = name.rstrip("/").rsplit("/", 1)[-1].removeprefix("urn:uuid:").removeprefix("#")
    if len(last) != 36:
        return None
    try:
        return UUID(last)
    except ValueError:
        return None
