"""Reads what a sent annotation is about: its target, with selectors that may refine each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from annotations.web_annotation.parsing.document_values import DocumentProblem, list_of, text_of

MAX_SELECTORS = 20
# How deep selectors may refine one another.
MAX_REFINEMENTS = 5


@dataclass(frozen=True)
class SentTarget:
    """What a document says it is about. `source` is empty where it does not say."""

    source: str = ""
    fragment: str = ""
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None
    # True if it has selectors, and none of them is of a type that is read here.
    unreadable: bool = False


def read_target(document: dict[str, Any]) -> SentTarget:
    """Return what a document is about. Raises DocumentProblem for more than one thing."""
    answered = [each for each in list_of(document.get("references")) if isinstance(each, str)]
    if answered:
        return SentTarget(source=answered[-1])
    targets = list_of(document.get("target"))
    uri = text_of(document.get("uri"), "/uri")
    if not targets and not uri:
        raise DocumentProblem("/target", _("An annotation has a target: what it is about."))
    if len(targets) > 1:
        raise DocumentProblem("/target/1", _("Here an annotation is about one place only."))
    if not targets:
        return SentTarget(source=uri)
    pointer = "/target/0" if isinstance(document["target"], list) else "/target"
    target = targets[0]
    if isinstance(target, str):
        return SentTarget(source=target)
    if not isinstance(target, dict):
        raise DocumentProblem(pointer, _("A target is an object, or the address of one."))
    source = target.get("source", target.get("id", uri))
    if isinstance(source, dict):
        source = source.get("id")
    return _with_selectors(text_of(source, f"{pointer}/source"), target, pointer)


def _with_selectors(source: str, target: dict[str, Any], pointer: str) -> SentTarget:
    found: dict[str, Any] = {}
    selectors = list(_selectors(target.get("selector"), f"{pointer}/selector", 0))
    for selector, place in selectors:
        match selector.get("type"):
            case "TextQuoteSelector":
                for name in ("exact", "prefix", "suffix"):
                    found.setdefault(name, text_of(selector.get(name), f"{place}/{name}"))
            case "TextPositionSelector":
                for name in ("start", "end"):
                    found.setdefault(name, _position(selector.get(name), f"{place}/{name}"))
            case "FragmentSelector":
                found.setdefault("fragment", text_of(selector.get("value"), f"{place}/value"))
    return SentTarget(source=source, unreadable=bool(selectors) and not found, **found)


def _selectors(value: Any, pointer: str, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield selectors with those that refine them, and alternatives."""
    selectors = list_of(value)
    if len(selectors) > MAX_SELECTORS or depth > MAX_REFINEMENTS:
        raise DocumentProblem(pointer, _("These are too many selectors."))
    for number, selector in enumerate(selectors):
        place = f"{pointer}/{number}" if isinstance(value, list) else pointer
        if not isinstance(selector, dict):
            raise DocumentProblem(place, _("A selector is an object."))
        yield selector, place
        for name in ("refinedBy", "items"):
            if name in selector:
                yield from _selectors(selector[name], f"{place}/{name}", depth + 1)


def _position(value: Any, pointer: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise DocumentProblem(pointer, _("A position is a whole number, counted from 0."))
    return value
