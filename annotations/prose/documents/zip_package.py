"""ZIP files (DOCX, ODT and EPUB are such), and the limits beyond which they are refused.

Everything stays in memory; an entry's name is only compared, never used as a path. The sizes that a
file states are trusted because `zipfile` reads no further than stated, and then the checksum fails.
"""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile
from zlib import error as BadDeflate

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from defusedxml.sax import parseString

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.encodings import decode_text
from annotations.prose.normalising import UnreadableText

MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 40_000_000
MAX_UNPACKED_BYTES = 64_000_000
"""Bytes of text, unpacked; pictures are never unpacked."""
MAX_COMPRESSION_RATIO = 200
MAX_XML_NODES = 1_000_000
MAX_XML_DEPTH = 200

_NAMED_DOCTYPE = re.compile(
    rb"\A((?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>\s*)?)<!DOCTYPE\s[^<>\[\]]*>", re.IGNORECASE
)
# Folders of OpenDocument files with programs and settings, which are no text.
_UNREAD = ("Basic/", "Configurations2/", "Dialogs/", "Scripts/")
DAMAGED_FILE = _("This file is damaged: it can’t be unpacked.")
UNPACKS_TO_TOO_MUCH = _(
    "This file unpacks to more than can be read here. Split it into several essays."
)


class ZipPackage:
    """A ZIP file whose entries are read one by one, within limits.

    Raises `UnreadableText` for a file that is damaged or has too many entries.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._read = 0
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise UnreadableText(DAMAGED_FILE) from None
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        if len(self._zip.infolist()) > MAX_ENTRIES:
            raise UnreadableText(
                _("This file has more than %(most)s parts.") % {"most": MAX_ENTRIES}
            )

    @property
    def names(self) -> frozenset[str]:
        """The names of the entries."""
        return frozenset(self._entries)

    def size_of(self, name: str) -> int:
        """Return the unpacked size of an entry, as the file states it."""
        return self._entries[name].file_size

    def bytes_of(self, name: str) -> bytes:
        """Return the content of an entry.

        Raises `UnreadableText` where the entry is missing, damaged or locked, or where it, or all
        that was read before it, goes beyond the limits.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise UnreadableText(_("This file is damaged: a part of it is missing."))
        if entry.flag_bits & 1:
            raise UnreadableText(_("This file is locked with a password."))
        self._read += entry.file_size
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > 100_000 and ratio > MAX_COMPRESSION_RATIO:
            raise UnreadableText(UNPACKS_TO_TOO_MUCH)
        if entry.file_size > MAX_ENTRY_BYTES or self._read > MAX_UNPACKED_BYTES:
            raise UnreadableText(UNPACKS_TO_TOO_MUCH)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableText(DAMAGED_FILE)
        try:
            return self._zip.read(entry)
        except (BadZipFile, BadDeflate, OSError, EOFError, RuntimeError, ValueError):
            raise UnreadableText(DAMAGED_FILE) from None

    def text(self, name: str) -> str:
        """Return an entry that is text; raises `UnreadableText` otherwise."""
        return decode_text(self.bytes_of(name))[0]

    def xml(self, name: str) -> Element:
        """Return the root of an entry that is XML, and declares no entities.

        Raises `UnreadableText` for anything else.
        """
        content = _without_doctype(self.bytes_of(name))
        _check(content)
        root: Element = fromstring(content, forbid_dtd=True)
        return root

    def checked_xml_package(
        self, repair: Callable[[str, bytes], bytes] = lambda _name, content: content
    ) -> bytes:
        """Return a ZIP file of the XML entries, after a check of each; other entries are empty.

        `repair` returns what becomes of an entry, given its name and its checked content.
        What another program unpacks is then about as large as what was checked.
        Raises `UnreadableText` for an entry that is too large, or no plain XML.
        """
        checked = BytesIO()
        with ZipFile(checked, "w", ZIP_STORED) as package:
            for name in sorted(self._entries):
                is_xml = name.endswith((".xml", ".rels")) and not name.startswith(_UNREAD)
                content = self.bytes_of(name) if is_xml or name == "mimetype" else b""
                if content and name != "mimetype":  # some programs leave empty parts behind
                    content = _without_doctype(content)
                    _check(content)
                    content = repair(name, content)
                package.writestr(name, content)
        return checked.getvalue()


class ElementCounter(ContentHandler):
    """Counts nodes and depth of an entry; raises `UnreadableText` beyond the limits."""

    nodes = depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.nodes += 1
        self.depth += 1
        if self.nodes > MAX_XML_NODES:
            raise UnreadableText(UNPACKS_TO_TOO_MUCH)
        if self.depth > MAX_XML_DEPTH:
            raise UnreadableText(_("The elements of this file are nested too deep."))

    def endElement(self, name: str) -> None:
        self.depth -= 1


def _without_doctype(content: bytes) -> bytes:
    """Return XML without a document type that only names one; old programs write such."""
    return _NAMED_DOCTYPE.sub(rb"\1", content, count=1)


def _check(content: bytes) -> None:
    try:
        parseString(content, ElementCounter(), forbid_dtd=True)
    except DefusedXmlException:
        raise UnreadableText(
            _("This file has parts that are not allowed here (a document type).")
        ) from None
    except (SAXException, ParseError, ValueError, LookupError) as problem:
        if isinstance(problem, UnreadableText):
            raise
        raise UnreadableText(_("This file is damaged: a part of it is not XML.")) from None
