"""What a tree says about its document: title, authors, date, language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.prose.documents.pandoc.process import Tree


@dataclass(frozen=True, slots=True)
class TreeMetadata:
    """The metadata of a tree: inline nodes of the title and of what stands below it."""

    title: list[Any]
    subtitle: list[Any]
    authors: list[list[Any]]
    date: list[Any]
    abstract: list[Any]
    language: str


def tree_metadata(tree: Tree) -> TreeMetadata:
    """Return the metadata of a tree; empty where it has none."""
    meta = tree.get("meta", {})
    return TreeMetadata(
        _inlines(meta.get("title")),
        _inlines(meta.get("subtitle")),
        [*_authors(meta.get("author"))],
        _inlines(meta.get("date")),
        _blocks(meta.get("abstract")),
        "".join(each for each in _inlines(meta.get("lang")) if isinstance(each, str)),
    )


def _inlines(value: Any) -> list[Any]:
    if not isinstance(value, dict):
        return []
    content = value.get("c")
    if value["t"] == "MetaInlines":
        return content or []
    if value["t"] == "MetaString":
        return [content]
    if value["t"] == "MetaBlocks":
        paragraphs = [each["c"] for each in content or () if each["t"] in {"Plain", "Para"}]
        return [node for paragraph in paragraphs for node in (*paragraph, " ")]
    return []


def _authors(value: Any) -> Iterator[list[Any]]:
    listed = value["c"] if isinstance(value, dict) and value["t"] == "MetaList" else [value]
    for each in listed:
        if isinstance(each, dict) and each["t"] == "MetaMap":
            each = each["c"].get("name")
        if _inlines(each):
            yield _inlines(each)


def _blocks(value: Any) -> list[Any]:
    if isinstance(value, dict) and value["t"] == "MetaBlocks":
        return value.get("c") or []
    nodes = _inlines(value)
    return [{"t": "Para", "c": nodes}] if nodes else []
