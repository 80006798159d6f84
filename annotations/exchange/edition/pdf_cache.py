"""A cache of PDFs: files named by the hash of the page that they were made from.

The page is rendered for each visitor first, from what they may see, so visitors share a file only
if their pages are equal.
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

from annotations.exchange.edition.pdf import PdfBusy, edition_css, render_pdf

# The whole site makes one PDF at a time: each takes a core for seconds and some hundred megabytes.
LOCK = "pdf_lock"
LOCK_TIMEOUT = 120  # seconds after which a lock is taken to be left over from a crash
MAX_WAIT = 3.0  # seconds to wait while another PDF is made
MAX_FILES = 200
MAX_AGE = 60 * 60 * 24  # seconds since the last use; the page has its date, so none is used longer


def read_pdf(html: str) -> bytes | None:
    """Return the cached PDF of this page and mark it as just used; None if there is none."""
    file = _file_of(html)
    try:
        os.utime(file)
        return file.read_bytes()
    except OSError:
        return None


def make_pdf(html: str) -> bytes:
    """Return the PDF of this page: make and cache it, unless another process did so meanwhile.

    Raises PdfUnavailable, and PdfBusy if another PDF is still being made after `MAX_WAIT`.
    """
    with _site_wide_lock():
        pdf = read_pdf(html)
        if pdf is None:
            pdf = render_pdf(html)
            _write(_file_of(html), pdf)
        return pdf


def delete_unused_pdfs() -> int:
    """Delete the files that were not used for a day; return their number."""
    oldest = time.time() - MAX_AGE
    return _delete(file for file, used_at in _files() if used_at < oldest)


def _file_of(html: str) -> Path:
    source = "\0".join((html, edition_css(), version("weasyprint")))
    return _folder() / f"{sha256(source.encode()).hexdigest()}.pdf"


def _folder() -> Path:
    return Path(settings.VAR) / "pdf"


def _write(file: Path, pdf: bytes) -> None:
    """Store a PDF that only this server's user can read, and delete the least recently used ones.

    Does nothing if the file cannot be written.
    """
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{uuid4().hex}")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(pdf)
        unfinished.replace(file)
        by_use = sorted(_files(), key=lambda each: each[1], reverse=True)
        _delete(file for file, _ in by_use[MAX_FILES:])


def _files() -> list[tuple[Path, float]]:
    """Return each file with the time of its last use, in seconds since 1970."""
    files = []
    with suppress(OSError):
        for file in _folder().iterdir():
            with suppress(OSError):  # another process has just deleted it
                files.append((file, file.stat().st_mtime))
    return files


def _delete(files: Iterator[Path]) -> int:
    """Delete these files; return their number."""
    number = 0
    for file in files:
        file.unlink(missing_ok=True)
        number += 1
    return number


@contextmanager
def _site_wide_lock() -> Iterator[None]:
    """Hold the lock that all processes share through the cache. Raises PdfBusy."""
    token, deadline = uuid4().hex, time.monotonic() + MAX_WAIT
    while not cache.add(LOCK, token, LOCK_TIMEOUT):
        if time.monotonic() > deadline:
            raise PdfBusy
        time.sleep(0.2)
    try:
        yield
    finally:
        if cache.get(LOCK) == token:
            cache.delete(LOCK)
