"""Books in EPUB: their chapters as one HTML document, and their metadata."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.left_out import ONLY_PICTURES, LeftOutCounter
from annotations.prose.documents.web.pages import (
    JoinedPages,
    join_pages,
    joined_path,
    metadata_line,
)
from annotations.prose.documents.zip_package import ZipPackage
from annotations.prose.normalising import UnreadableText

# Fonts may be made unreadable for other programs; that is no lock on the text.
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
MAX_SHEET_BYTES = 1_000_000
_NO_CHAPTERS = _("This EPUB file is damaged: it lists no chapters.")
_ENCRYPTION = "META-INF/encryption.xml"


@dataclass(frozen=True, slots=True)
class PackageMetadata:
    """The title, creators and language that a package names; `""` where it names none."""

    title: str
    creators: str
    language: str


def read_epub(package: ZipPackage, left_out: LeftOutCounter) -> tuple[JoinedPages, PackageMetadata]:
    """Return the chapters of a book as HTML, in the order of its spine (EPUB 3.3, section 5.7).

    Raises `UnreadableText` for a damaged or locked book, or one that lists no chapters.
    """
    _refuse_locked(package)
    container = package.xml("META-INF/container.xml")
    rootfile = container.find(".//{*}rootfile")
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    book = package.xml(path)
    folder = path.rpartition("/")[0]
    items = {
        item.get("id"): item.get("href", "") for item in book.iterfind(".//{*}manifest/{*}item")
    }
    chapters: dict[str, str] = {}
    unlisted, has_pictures = set(), False
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        href = items.get(reference.get("idref"))
        if not href:
            continue
        name = joined_path(folder, href)
        if name.lower().endswith((".svg", ".jpg", ".jpeg", ".png", ".gif")):
            left_out.add("picture")
            has_pictures = True
            continue
        chapters.setdefault(name, package.text(name))
        if reference.get("linear") == "no":
            unlisted.add(name)
    if not chapters:
        raise UnreadableText(ONLY_PICTURES if has_pictures else _NO_CHAPTERS)
    sheets = {
        name: package.text(name)
        for name in sorted(package.names)
        if name.lower().endswith(".css") and package.size_of(name) <= MAX_SHEET_BYTES
    }
    pages = join_pages([*chapters.items()], left_out, unlisted, sheets)
    return pages, package_metadata(book)


def package_metadata(root: Element) -> PackageMetadata:
    """Return the Dublin Core metadata below an element."""

    def values(name: str) -> list[str]:
        found = root.iterfind(f".//{{http://purl.org/dc/elements/1.1/}}{name}")
        return [line for line in (metadata_line(each.text) for each in found) if line]

    language = next(iter(values("language")), "")
    is_tag = re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", language)
    return PackageMetadata(
        next(iter(values("title")), ""),
        ", ".join(dict.fromkeys(values("creator")))[:300],
        language if is_tag and language.lower() != "und" else "",
    )


def _refuse_locked(package: ZipPackage) -> None:
    """Refuse a book whose text is encrypted (digital rights management)."""
    methods = []
    if _ENCRYPTION in package.names:
        root = package.xml(_ENCRYPTION)
        methods = [
            each.get("Algorithm", "")
            for each in root.iterfind(".//{*}EncryptedData/{*}EncryptionMethod")
        ]
    if "META-INF/rights.xml" in package.names or any(
        method not in _FONT_METHODS for method in methods
    ):
        raise UnreadableText(
            _("This book is locked against copying (DRM), so its text can’t be read here.")
        )
