"""The file of an archive: a zip with a manifest and one file of lines for each table.

Written and read line by line, in little memory. Nothing in it depends on when it was written: the
same lines make the same bytes. What is wrong with a file is found before anything else is done: the
reader looks at the names, the sizes and the digests, and hands out lines only then.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from annotations.exchange.archive.tables import TABLES
from annotations.exchange.archive.values import ArchiveProblem, WrongValue, read_line

FORMAT = "counterpoint-seminar"
VERSION = 1
MANIFEST = "manifest.json"
MOST_MANIFEST = 1_000_000
# An essay of a million words is a line of some megabytes.
MOST_IN_LINE = 32_000_000
MOST_BYTES = 20_000_000_000
# Annotations that are all alike reach a hundred.
MOST_RATIO, RATIO_FROM = 400, 10_000_000
EPOCH = (1980, 1, 1, 0, 0, 0)
CHUNK = 1 << 20

type Manifest = dict[str, Any]
NOT_WHOLE = "This is no whole archive: it is not a zip file, or a part of it is missing."


@dataclass(frozen=True)
class WrittenFile:
    """A file of the archive as its manifest describes it."""

    rows: int
    bytes: int
    sha256: str


class PackageWriter:
    """Writes an archive to a file that is open for writing."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w")
        self.files: dict[str, WrittenFile] = {}

    def write_lines(self, name: str, lines: Iterable[bytes]) -> None:
        """Write a file of lines."""
        rows, size, digest = 0, 0, hashlib.sha256()
        with self._zip.open(_entry(name), "w", force_zip64=True) as file:
            for line in lines:
                file.write(line)
                digest.update(line)
                rows, size = rows + 1, size + len(line)
        self.files[name] = WrittenFile(rows, size, digest.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, with what it says of the files, and end the archive."""
        files = {name: vars(each) for name, each in self.files.items()}
        content = {"format": FORMAT, "version": VERSION, **manifest, "files": files}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1)
        self._zip.writestr(_entry(MANIFEST), text.encode() + b"\n")
        self._zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    """A file's entry: without the time and the system on which it was written."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
    entry.external_attr = 0o600 << 16
    return entry


class PackageReader:
    """Reads an archive whose names, sizes and digests were found right."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._zip = package
        _check_entries(package.infolist())
        self.manifest: Manifest = _read_manifest(package)
        for name in (each.file for each in TABLES):
            _check_entry(package.getinfo(name))
            self._check_digest(name)

    def rows(self, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the rows of a file, each with the number of its line. Raises ArchiveProblem."""
        with self._zip.open(name) as file:
            for number, line in enumerate(iter(lambda: file.readline(MOST_IN_LINE), b""), 1):
                try:
                    yield number, read_line(line)
                except WrongValue as wrong:
                    raise ArchiveProblem(f"Line {number} of {name} {wrong}.") from None

    def _check_digest(self, name: str) -> None:
        digest, rows, size = hashlib.sha256(), 0, 0
        with self._zip.open(name) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                rows, size = rows + chunk.count(b"\n"), size + len(chunk)
        said = self.manifest["files"].get(name)
        if said != vars(WrittenFile(rows, size, digest.hexdigest())):
            raise ArchiveProblem(f"{name} is not as the manifest says: it was changed since.")


@contextmanager
def open_package(source: IO[bytes]) -> Iterator[PackageReader]:
    """Open an archive for reading; raises ArchiveProblem if it is none, or is not whole."""
    try:
        with zipfile.ZipFile(source) as package:
            yield PackageReader(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as wrong:
        if isinstance(wrong, RecursionError):
            raise
        raise ArchiveProblem(NOT_WHOLE) from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raise ArchiveProblem for a name that no archive has, has twice, or must have and lacks, and
    for an archive that is too large unpacked. Newer versions may have other files."""
    names = [each.filename for each in entries]
    if len(names) > 10 * len(TABLES):
        raise ArchiveProblem("The archive has far more files than it may have.")
    for name in names:
        if "/" in name or "\\" in name or name.startswith("."):
            raise ArchiveProblem(f"The archive names a file outside of itself: {name[:100]!r}.")
        if names.count(name) > 1:
            raise ArchiveProblem(f"The archive has {name[:100]!r} twice.")
    if MANIFEST not in names:
        raise ArchiveProblem("This is no archive of a seminar: it has no manifest.json.")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Raise ArchiveProblem for a file that is too large unpacked, or packed more than any text."""
    packed, size = entry.compress_size, entry.file_size
    if size > MOST_BYTES or (size > RATIO_FROM and size > MOST_RATIO * max(packed, 1)):
        raise ArchiveProblem(
            f"{entry.filename} would have {size:,} bytes, packed into {packed:,}: no archive is "
            "like that."
        )


def _read_manifest(package: zipfile.ZipFile) -> Manifest:
    """Return the manifest. Raises ArchiveProblem if it is none, of another format or version, or
    does not fit the files."""
    entry = package.getinfo(MANIFEST)
    if entry.file_size > MOST_MANIFEST:
        raise ArchiveProblem("The manifest is too large.")
    try:
        manifest = json.loads(package.read(entry))
        format_name, version = manifest["format"], manifest["version"]
    except (ValueError, RecursionError, KeyError, TypeError):
        raise ArchiveProblem("The manifest can't be read.") from None
    if format_name != FORMAT:
        raise ArchiveProblem("This is no archive of a seminar: its manifest says another format.")
    if type(version) is not int:
        raise ArchiveProblem("The manifest can't be read.")
    if version > VERSION:
        raise ArchiveProblem(
            f"This archive was made by a newer version of Counterpoint: it has format {version}, "
            f"and this version reads format {VERSION}. Upgrade first."
        )
    expected = {MANIFEST, *(each.file for each in TABLES)}
    names = set(package.namelist())
    if unknown := sorted(names - expected):
        raise ArchiveProblem(f"{unknown[0]} is no part of an archive.")
    if missing := sorted(expected - names):
        raise ArchiveProblem(f"The archive lacks {missing[0]}.")
    if not isinstance(manifest.get("files"), dict) or set(manifest["files"]) != expected - {
        MANIFEST
    }:
        raise ArchiveProblem("The manifest does not list the files of the archive.")
    return dict(manifest)
