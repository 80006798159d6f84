"""Packages of others, fetched by npm when a test runs; nothing of them is kept here."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest


def fetch_npm_package(package: str, folder: Path) -> Path:
    """Unpack a package in a folder, as it is published, and return the folder of its files.

    Without npm the test is skipped, visibly; under CI a package that npm can't fetch is a failure.
    """
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"npm is not installed: {package} can't be fetched.")
    fetched = subprocess.run(  # noqa: S603
        [npm, "pack", package], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    if fetched.returncode:
        missing = f"npm can't fetch {package}: {fetched.stderr[-300:]}"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"
