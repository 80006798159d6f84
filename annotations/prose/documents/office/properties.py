"""Files of word processors (DOCX, ODT): what they say about themselves, and what they hold besides
their text."""

import re
from xml.etree.ElementTree import Element

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.epub import PackageMetadata, package_metadata
from annotations.prose.documents.left_out import LeftOutCounter
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
    for comment in content.iterfind(".//{*}annotation"):
        left_out.add("comment", _words(comment))
    for deletion in content.iterfind(".//{*}tracked-changes//{*}deletion"):
        left_out.add("deletion", _words(deletion))
    for insertion in content.iterfind(".//{*}tracked-changes//{*}insertion"):
        left_out.add("insertion", _words(insertion))
    for drawing in content.iterfind(".//{*}frame/{*}object"):
        left_out.add("formula" if _is_formula(package, drawing) else "picture")
    styles = {"Title"} | {
        _attribute(style, "name")
        for style in content.iterfind(".//{*}automatic-styles/{*}style")
        if _attribute(style, "parent-style-name") == "Title"
    }
    for paragraph in content.iterfind(".//{*}text//*"):
        if paragraph.tag.endswith(("}p", "}h")) and _attribute(paragraph, "style-name") in styles:
            return _words(paragraph)
    return ""


def _is_formula(package: ZipPackage, drawing: Element) -> bool:
    name = f"{_attribute(drawing, 'href').removeprefix('./').rstrip('/')}/content.xml"
    return name in package.names and package.xml(name).tag.endswith("}math")


def _metadata(package: ZipPackage, name: str) -> PackageMetadata:
    return package_metadata(package.xml(name)) if name in package.names else _NO_METADATA


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
