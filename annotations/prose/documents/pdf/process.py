"""Running the extraction of a PDF's words in a process of its own, with limits."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.pdf import extraction
from annotations.prose.documents.pdf.lines.pieces import Font, LinePiece
from annotations.prose.normalising import UnreadableText

MAX_SECONDS = 60
MAX_OUTPUT_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What is on one page; `label` is the page's name in the file, `turned` its sideways text."""

    pieces: tuple[LinePiece, ...]
    label: str = ""
    pictures: int = 0
    fields: int = 0
    turned: str = ""


@dataclass(frozen=True, slots=True)
class PdfFile:
    """The pages of a PDF and what it says about itself."""

    pages: tuple[PdfPage, ...]
    title: str = ""
    author: str = ""
    language: str = ""


def read_pdf_file(content: bytes) -> PdfFile:
    """Return the words of a PDF at their places.

    Raises `UnreadableText` for a file that is locked, damaged, or beyond the limits of pages, time
    or memory.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-I", str(Path(extraction.__file__))]
        try:
            code = _run(command, content, output, folder)
        except subprocess.TimeoutExpired:
            raise UnreadableText(
                _("Reading this file takes too long. Split it into several essays.")
            ) from None
        _refuse(code)
        output.seek(0)
        lines = output.read(MAX_OUTPUT_BYTES).splitlines()
    return _file(lines)


def _run(command: Sequence[str], content: bytes, output: Any, folder: str) -> int:
    process = subprocess.run(  # noqa: S603  (this Python, a file of our own)
        command,
        input=content,
        stdout=output,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"HOME": folder, "TMPDIR": folder, "LANG": "C.UTF-8"},
        timeout=MAX_SECONDS,
        check=False,
    )
    return process.returncode


def _refuse(code: int) -> None:
    if code == extraction.LOCKED:
        raise UnreadableText(_("This file is locked with a password."))
    if code == extraction.TOO_MANY_PAGES:
        complaint = _("This PDF has more than %(most)s pages. Split it into several essays.")
        raise UnreadableText(complaint % {"most": extraction.MAX_PAGES})
    if code == extraction.OUT_OF_MEMORY or code < 0:
        raise UnreadableText(
            _("This file takes more memory than there is for it. Split it into several essays.")
        )
    if code:
        raise UnreadableText(_("This PDF is damaged: it can’t be read."))


def _file(lines: Sequence[bytes]) -> PdfFile:
    head, *pages = (json.loads(line) for line in lines)
    fonts = [Font(name, flags) for name, flags in pages.pop()]
    return PdfFile(
        tuple(
            PdfPage(
                tuple(
                    LinePiece(text, left, right, baseline, size, fonts[font])
                    for text, left, right, baseline, size, font in page["pieces"]
                ),
                page.get("label", ""),
                page["pictures"],
                page["fields"],
                page["turned"],
            )
            for page in pages
        ),
        head["title"],
        head["author"],
        head["language"],
    )
