"""Books in EPUB as Markdown."""

from urllib.parse import unquote

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.document import Document
from annotations.prose.documents.html import html_body, html_to_markdown, metadata_text
from annotations.prose.documents.zip_package import ZipPackage
from annotations.prose.normalising import UnreadableText


def read_epub(package: ZipPackage) -> Document:
    """Return the chapters of a book in the order of its spine (EPUB 3.3, section 5.7).

    Raises `UnreadableText` for a damaged book, or one that lists no chapters.
    """
    container = package.xml("META-INF/container.xml")
    rootfile = container.find(".//{*}rootfile")
    path = rootfile.get("full-path", "") if rootfile is not None else ""
    book = package.xml(path)
    folder = path.rpartition("/")[0]
    hrefs = {
        item.get("id"): item.get("href", "") for item in book.iterfind(".//{*}manifest/{*}item")
    }
    chapters = []
    for reference in book.iterfind(".//{*}spine/{*}itemref"):
        href = hrefs.get(reference.get("idref"))
        if href and reference.get("linear") != "no":
            chapters.append(html_body(package.text(_joined(folder, unquote(href)))))
    if not chapters:
        raise UnreadableText(_("This EPUB file is damaged: it lists no chapters."))
    metadata = {
        name: metadata_text(book.findtext(f".//{{*}}metadata/{{*}}{name}"))
        for name in ("title", "creator", "language")
    }
    return Document(
        html_to_markdown("\n".join(chapters)),
        metadata["title"],
        metadata["creator"],
        metadata["language"],
    )


def _joined(folder: str, href: str) -> str:
    path = f"{folder}/{href}" if folder else href
    return path.partition("#")[0]
