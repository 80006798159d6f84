"""Keeping a migrated SQLite database between runs, because migrating takes several seconds."""

import hashlib
import os
import sqlite3
import sys
from contextlib import closing
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def source_digest() -> str:
    """Return a digest of all that the migrated database could depend on: the project's own code,
    and the versions of Python, of SQLite and of every installed package."""
    digest = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    digest.update(repr(sorted((each.name, each.version) for each in distributions())).encode())
    for folder in ("annotations", "config"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            digest.update(f"{file.relative_to(ROOT)}".encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database, whole or not at all, even if two processes do so at once."""
    unfinished = target.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(unfinished)) as new:
        old.backup(new)
    unfinished.replace(target)
