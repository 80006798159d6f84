"""Which kind of document an uploaded file is: HTML, DOCX, EPUB, plain text or Markdown.

Limits are checked before a library parses a file (`zip_package`, `html`), since a small file can
cause much work. Nothing is fetched, no picture is kept, nothing is written to a disk.
"""

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.document import Document
from annotations.prose.documents.docx import read_docx
from annotations.prose.documents.epub import read_epub
from annotations.prose.documents.html import decode_html, looks_like_html, read_html
from annotations.prose.documents.plain_text import plain_to_markdown
from annotations.prose.documents.zip_package import ZipPackage
from annotations.prose.normalising import UnreadableText, decode_utf8


def read_document(content: bytes, name: str = "") -> Document:
    """Return the document in a file, recognised by its content and the extension of its name.

    Raises `UnreadableText` for another kind of file, and for one that is damaged or beyond the
    limits.
    """
    ending = name.lower().rpartition(".")[2]
    if content.startswith(b"PK\x03\x04"):
        return read_package(ZipPackage(content))
    if ending in ("html", "htm", "xhtml") or looks_like_html(content):
        return read_html(decode_html(content))
    text = decode_utf8(content)
    return Document(plain_to_markdown(text) if ending == "txt" else text)


def read_package(package: ZipPackage) -> Document:
    """Return the document in a DOCX or EPUB file; raises `UnreadableText` for another or damaged
    one.
    """
    if "word/document.xml" in package.names:
        package.check_xml()
        return read_docx(package.content)
    if "META-INF/container.xml" in package.names:
        return read_epub(package)
    raise UnreadableText(_("This is a ZIP file, but neither a DOCX nor an EPUB file."))
