"""PDFs that were made, kept as files named by the digest of the page they were made from.

Whoever asks has their own page made first, from what they may see: only who would get exactly the
same page gets the same file.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache

from annotations.exchange.edition.pdf import Busy, pdf_of, style

# One at a time on the whole site: each takes a core for seconds, and some hundred megabytes.
LOCK = "pdf_lock"
LOCK_LASTS = 120  # seconds after which a lock is taken to be left over from a crash
PATIENCE = 3.0  # seconds to wait for another PDF
MOST_FILES = 200
MOST_AGE = 60 * 60 * 24  # seconds; the date is on the page, so that older ones are not asked for


def read_pdf(html: str) -> bytes | None:
    """The PDF of this page, if it has been made; it then counts as used a moment ago."""
    file = _file_of(html)
    try:
        os.utime(file)
        return file.read_bytes()
    except OSError:
        return None


def make_pdf(html: str) -> bytes:
    """Make the PDF of this page and keep it, or read the one that was made while this waited.
    Raises pdf.NoPress, and pdf.Busy where another is still being made after a few seconds."""
    with _one_at_a_time():
        made = read_pdf(html)
        if made is None:
            made = pdf_of(html)
            _write(_file_of(html), made)
        return made


def sweep_pdfs() -> int:
    """Delete the files that nobody asks for any more; says how many."""
    return _delete(file for file, used in _files() if used < time.time() - MOST_AGE)


def _file_of(html: str) -> Path:
    made_from = "\0".join((html, style(), version("weasyprint")))
    return _folder() / f"{sha256(made_from.encode()).hexdigest()}.pdf"


def _folder() -> Path:
    return Path(settings.VAR) / "pdf"


def _write(file: Path, made: bytes) -> None:
    """Keep a PDF, readable for this server alone. Where nothing can be written, none is kept."""
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{uuid4().hex}")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(made)
        unfinished.replace(file)
        by_use = sorted(_files(), key=lambda each: each[1], reverse=True)
        _delete(file for file, _ in by_use[MOST_FILES:])


def _files() -> list[tuple[Path, float]]:
    """Each file with when it was last used, in seconds since 1970."""
    found = []
    with suppress(OSError):
        for file in _folder().iterdir():
            with suppress(OSError):  # another process has just deleted it
                found.append((file, file.stat().st_mtime))
    return found


def _delete(files: Iterator[Path]) -> int:
    number = 0
    for file in files:
        file.unlink(missing_ok=True)
        number += 1
    return number


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the lock, which all processes share through the cache. Raises pdf.Busy."""
    mine, ends = uuid4().hex, time.monotonic() + PATIENCE
    while not cache.add(LOCK, mine, LOCK_LASTS):
        if time.monotonic() > ends:
            raise Busy
        time.sleep(0.2)
    try:
        yield
    finally:
        if cache.get(LOCK) == mine:
            cache.delete(LOCK)
