"""The same seminar as in the tests of the argument; PDFs are kept in a folder of the test's own."""

import os
from pathlib import Path
from typing import Any

import pytest

from annotations.exchange.edition import pdf
from annotations.exchange.edition.pdf import PdfUnavailable
from tests.arguments.conftest import begin, signed_in

__all__ = ["begin", "signed_in"]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def pango() -> None:
    """The libraries that WeasyPrint needs; without them these tests are skipped, visibly."""
    try:
        pdf._weasyprint()
    except PdfUnavailable:
        missing = "Pango is not installed: no PDF can be made."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
