"""What somebody pasted: its format, recognised from the text itself, and the works in it."""

import re

from annotations.character_folding.invisible_characters import without_invisible_amid_ascii
from annotations.lazy_messages import gettext_lazy as _
from annotations.sources.csl.items import replace_unstorable
from annotations.sources.formats.bibtex.reader import looks_like_bibtex, read_bibtex
from annotations.sources.formats.csl_json.reader import looks_like_csl, read_csl
from annotations.sources.formats.parse_result import ParseResult
from annotations.sources.formats.plain.reader import read_plain
from annotations.sources.formats.ris.reader import read_ris
from annotations.sources.formats.ris.records import looks_like_ris

MAX_PASTE_LENGTH = 2_000_000
"""Code points that are parsed within one request."""


def parse_sources(text: str, longest: int = MAX_PASTE_LENGTH) -> ParseResult:
    """Return the works in a paste of identifiers, addresses, BibTeX, RIS, CSL-JSON or plain words.

    The identifiers are DOIs, ISBNs, arXiv numbers, PMIDs and PMCIDs.

    Args:
        text: as pasted; any line ends.
        longest: how many code points it may have.

    Returns:
        the works in the order of the text and the entries that could not be read, each with its
        line. Nothing is looked up.

    Raises:
        ValueError: the text is longer.
    """
    if len(text) > longest:
        raise ValueError(_("At most %(most)s characters can be read at once.") % {"most": longest})
    text = replace_unstorable(re.sub(r"\r\n?|\u2028|\u2029", "\n", text.removeprefix("\ufeff")))
    if looks_like_csl(text):
        return read_csl(text)
    if looks_like_ris(text):
        return read_ris(text)
    if looks_like_bibtex(text):
        return read_bibtex(text)
    return read_plain(without_invisible_amid_ascii(text))
