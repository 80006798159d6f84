"""Running the extraction of a PDF's words in a process of its own, with limits."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.pdf import extraction
from annotations.prose.documents.pdf.lines.letters import plain_letters
from annotations.prose.documents.pdf.lines.pieces import Font, LinePiece
from annotations.prose.normalising import UnreadableText

MAX_SECONDS = 300
"""However busy the machine is: the extraction limits its processor's time itself."""
MAX_OUTPUT_BYTES = 200_000_000
_LEAST_SIZE = 0.1
_TIME_SIGNALS = frozenset({signal.SIGXCPU})
_MEMORY_SIGNALS = frozenset({signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL})
"""What ends PDFium where it gets no more memory, and what the system ends its own way."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What is on one page; `label` is the page's name in the file, `turned` its sideways text.

    `covered` is the share of it that pictures cover; `fields` counts those of a form.
    """

    pieces: tuple[LinePiece, ...]
    label: str = ""
    pictures: int = 0
    covered: float = 0
    fields: int = 0
    comments: tuple[str, ...] = ()
    turned: str = ""
    is_damaged: bool = False


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
        _refuse(_run(command, content, output, folder))
        output.seek(0)
        lines = output.read(MAX_OUTPUT_BYTES).splitlines()
    return _file(lines)


def _run(command: Sequence[str], content: bytes, output: Any, folder: str) -> int:
    """Run the command in an empty folder; returns its exit code, or minus its signal."""
    try:
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
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    return process.returncode


def _refuse(code: int) -> None:
    """Raise `UnreadableText` for an exit code other than 0; those of signals are negative."""
    if code == extraction.LOCKED:
        raise UnreadableText(
            _(
                "This PDF is locked with a password: open it with the password, print it to a new"
                " PDF, and send that."
            )
        )
    if code == extraction.TOO_MANY_PAGES:
        complaint = _("This PDF has more than %(most)s pages: split it into several essays.")
        raise UnreadableText(complaint % {"most": extraction.MAX_PAGES})
    if -code in _TIME_SIGNALS:
        raise UnreadableText(_("Reading this PDF takes too long: split it into several essays."))
    if code == extraction.OUT_OF_MEMORY or -code in _MEMORY_SIGNALS:
        raise UnreadableText(
            _("This PDF takes more memory than there is for it: split it into several essays.")
        )
    if code:
        raise UnreadableText(
            _(
                "This PDF is damaged, or written in a way that is not known here: open it in a"
                " program that shows it, print it to a new PDF, and send that."
            )
        )


def _file(lines: Sequence[bytes]) -> PdfFile:
    head, *pages = (json.loads(line) for line in lines)
    fonts = [Font(name, flags) for name, flags in pages.pop()]
    return PdfFile(
        tuple(
            PdfPage(
                tuple(
                    LinePiece(
                        plain_letters(text, fonts[font].name),
                        left,
                        right,
                        baseline,
                        max(size, _LEAST_SIZE),
                        fonts[font],
                    )
                    for text, left, right, baseline, size, font in page["pieces"]
                ),
                page.get("label", ""),
                page.get("pictures", 0),
                page.get("covered", 0),
                page.get("fields", 0),
                tuple(page.get("comments", ())),
                page.get("turned", ""),
                page.get("is_damaged", False),
            )
            for page in pages
        ),
        head["title"],
        head["author"],
        head["language"],
    )
