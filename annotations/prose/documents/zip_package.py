"""How much of a ZIP file is looked into, and when it is refused (DOCX and EPUB are ZIP files).

Everything stays in memory; an entry's name is only ever compared, never used as a path. Sizes
are believed because `zipfile` reads no further than an entry says, and then its checksum fails.
"""

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

from annotations.prose.normalising import Unreadable, decode

MOST_ENTRIES = 2_000
LARGEST_ENTRY = 8_000_000
LARGEST_READ = 16_000_000
"""Bytes of text, unpacked; pictures are never unpacked."""
HIGHEST_RATIO = 200
MOST_NODES = 40_000
DEEPEST_NODE = 200

DAMAGED = "This file is damaged: it can’t be unpacked."
TOO_MUCH = "This file unpacks to more than can be read here. Split it into several essays."


class Package:
    """A ZIP file whose entries are read one by one, within bounds.

    Raises `Unreadable` for what is damaged, locked, or has too many entries.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._read = 0
        try:
            self._zip = ZipFile(BytesIO(content))
        except (BadZipFile, ValueError, OSError, NotImplementedError, UnicodeError):
            raise Unreadable(DAMAGED) from None
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        if len(self._zip.infolist()) > MOST_ENTRIES:
            raise Unreadable(f"This file has more than {MOST_ENTRIES:,} parts.")

    @property
    def names(self) -> frozenset[str]:
        """What its entries are called."""
        return frozenset(self._entries)

    def bytes_of(self, name: str) -> bytes:
        """The content of an entry, if it and all read before it keep within bounds."""
        entry = self._entries.get(name)
        if entry is None:
            raise Unreadable("This file is damaged: a part of it is missing.")
        if entry.flag_bits & 1:
            raise Unreadable("This file is locked with a password.")
        self._read += entry.file_size
        ratio = entry.file_size / max(1, entry.compress_size)
        if entry.file_size > 100_000 and ratio > HIGHEST_RATIO:
            raise Unreadable(TOO_MUCH)
        if entry.file_size > LARGEST_ENTRY or self._read > LARGEST_READ:
            raise Unreadable(TOO_MUCH)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Unreadable(DAMAGED)
        try:
            return self._zip.read(entry)
        except (BadZipFile, BadDeflate, OSError, EOFError, RuntimeError, ValueError):
            raise Unreadable(DAMAGED) from None

    def text(self, name: str) -> str:
        """An entry that is text in UTF-8."""
        return decode(self.bytes_of(name))

    def xml(self, name: str) -> Element:
        """An entry that is XML without a document type."""
        content = self.bytes_of(name)
        _check(content)
        root: Element = fromstring(content, forbid_dtd=True)
        return root

    def check_xml(self) -> None:
        """Look at every XML entry before somebody else parses it."""
        for name in sorted(self._entries):
            if name.endswith((".xml", ".rels")):
                _check(self.bytes_of(name))


class _Count(ContentHandler):
    """Nodes and depth."""

    nodes = depth = 0

    def startElement(self, name: str, attrs: Any) -> None:
        self.nodes += 1
        self.depth += 1
        if self.nodes > MOST_NODES:
            raise Unreadable(TOO_MUCH)
        if self.depth > DEEPEST_NODE:
            raise Unreadable("The elements of this file are nested too deep.")

    def endElement(self, name: str) -> None:
        self.depth -= 1


def _check(content: bytes) -> None:
    try:
        parseString(content, _Count(), forbid_dtd=True)
    except DefusedXmlException:
        raise Unreadable(
            "This file has parts that are not allowed here (a document type)."
        ) from None
    except (SAXException, ParseError, ValueError, LookupError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable("This file is damaged: a part of it is not XML.") from None
