"""Which kind of document an uploaded file is: HTML, DOCX, EPUB, plain text or Markdown.

What a file may hold is bounded before a library works on it (`zip_package` and `html`), since a
small file can ask for much work. Nothing is fetched, no picture is kept, nothing is written to a
disk.
"""

from annotations.prose.documents.document import Document
from annotations.prose.documents.docx import from_docx
from annotations.prose.documents.epub import from_epub
from annotations.prose.documents.html import decode_html, from_html, looks_like_html
from annotations.prose.documents.plain_text import from_plain
from annotations.prose.documents.zip_package import Package
from annotations.prose.normalising import Unreadable, decode


def read_document(content: bytes, name: str = "") -> Document:
    """What a file says, by its content and the ending of its name.

    Raises `Unreadable` for what is none of the five, broken, or asks for too much.
    """
    ending = name.lower().rpartition(".")[2]
    if content.startswith(b"PK\x03\x04"):
        return from_package(Package(content))
    if ending in ("html", "htm", "xhtml") or looks_like_html(content):
        return from_html(decode_html(content))
    text = decode(content)
    return Document(from_plain(text) if ending == "txt" else text)


def from_package(package: Package) -> Document:
    """A DOCX or EPUB file."""
    if "word/document.xml" in package.names:
        package.check_xml()
        return from_docx(package.content)
    if "META-INF/container.xml" in package.names:
        return from_epub(package)
    raise Unreadable("This is a ZIP file, but neither a DOCX nor an EPUB file.")
