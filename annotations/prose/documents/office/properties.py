"""Files of word processors (DOCX, ODT): what they say about themselves, and what they hold besides
their text."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.epub import PackageMetadata, package_metadata
from annotations.prose.documents.left_out import LeftOutCounter, words_between
from annotations.prose.documents.zip_package import ZipPackage
from annotations.prose.normalising import UnreadableText

_NO_METADATA = PackageMetadata("", "", "")
_RUNNING_HEAD = re.compile(r"word/(?:header|footer)\d*\.xml")


def docx_metadata(package: ZipPackage) -> PackageMetadata:
    """Return the properties of a Word document."""
    return _metadata(package, "docProps/core.xml")


def count_running_heads(package: ZipPackage, left_out: LeftOutCounter) -> None:
    """Count the headers and footers of a Word document's pages, which are not in its text."""
    for name in sorted(filter(_RUNNING_HEAD.fullmatch, package.names)):
        words = _words(package.xml(name))
        if words.strip("0123456789 "):
            left_out.add("running head", words)


_MARKED = frozenset({"annotation", "change", "change-start", "object"})


def odt_metadata(package: ZipPackage) -> PackageMetadata:
    """Return the properties of an OpenDocument text.

    Raises `UnreadableText` for one that is locked with a password.
    """
    if "META-INF/manifest.xml" in package.names:
        manifest = package.xml("META-INF/manifest.xml")
        if manifest.find(".//{*}encryption-data") is not None:
            raise UnreadableText(_("This file is locked with a password."))
    return _metadata(package, "meta.xml")


def odt_title(package: ZipPackage, left_out: LeftOutCounter) -> str:
    """Return the words of the paragraph with the style Title; counts comments and formulas."""
    content = package.xml("content.xml")
    _count_changes(content, package, left_out)
    styles = {"Title"} | {
        _attribute(style, "name")
        for style in content.iterfind(".//{*}automatic-styles/{*}style")
        if _attribute(style, "parent-style-name") == "Title"
    }
    for paragraph in content.iterfind(".//{*}text//*"):
        if paragraph.tag.endswith(("}p", "}h")) and _attribute(paragraph, "style-name") in styles:
            return _words(paragraph)
    return ""


def _count_changes(content: Element, package: ZipPackage, left_out: LeftOutCounter) -> None:
    """Count comments, tracked changes, formulas and other objects, where they stand."""
    changes = {
        _attribute(region, "id"): (kind, _words(change))
        for region in content.iterfind(".//{*}tracked-changes/{*}changed-region")
        for kind in ("deletion", "insertion")
        if (change := region.find(f"{{*}}{kind}")) is not None
    }
    for before, element, after in _marks(content):
        name = element.tag.rpartition("}")[2]
        if name == "annotation":
            words = _words(element)
            left_out.add("comment", words, context=words_between(before, words, after))
        elif name == "object":
            kind = "formula" if _is_formula(package, element) else "picture"
            left_out.add(kind, context=words_between(before, "", after))
        else:
            kind, words = changes.pop(_attribute(element, "change-id"), ("", ""))
            if kind:
                left_out.add(kind, words, context=words_between(before, words, after))
    for kind, words in changes.values():
        left_out.add(kind, words)


def _marks(content: Element) -> Iterator[tuple[str, Element, str]]:
    """Yield comments, places of changes and objects, with the words of their paragraphs before and
    after them."""
    for paragraph in content.iterfind(".//{*}text//*"):
        if not paragraph.tag.endswith(("}p", "}h")):
            continue
        texts: list[str] = []
        found: list[tuple[int, Element]] = []
        _collect(paragraph, texts, found)
        for at, element in found:
            yield "".join(texts[:at]), element, "".join(texts[at:])


def _collect(element: Element, texts: list[str], found: list[tuple[int, Element]]) -> None:
    """Collect the texts in an element, and what is marked between them."""
    texts.append(element.text or "")
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name in _MARKED:
            found.append((len(texts), child))
        if name not in {"annotation", "note", "object"}:
            _collect(child, texts, found)
        texts.append(child.tail or "")


def _is_formula(package: ZipPackage, drawing: Element) -> bool:
    name = f"{_attribute(drawing, 'href').removeprefix('./').rstrip('/')}/content.xml"
    return name in package.names and package.xml(name).tag.endswith("}math")


def _metadata(package: ZipPackage, name: str) -> PackageMetadata:
    return package_metadata(package.xml(name)) if name in package.names else _NO_METADATA


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
