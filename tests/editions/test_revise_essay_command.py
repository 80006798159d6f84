"""`manage.py revise_essay`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotations.seminars.models import Member, Reading
from tests.editions.sample_essay import SECOND, reload, revise, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "corrected.md"
    path.write_text(SECOND, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("revise_essay", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def margin(reading: Reading, members: dict[str, Member]) -> None:
    write(reading, members["reader"], number=2, words="waits for a second reader")
    write(reading, members["reader"], number=3, words="the old wooden bridge")
    write(reading, members["reader"], number=3, words="in April", visibility="private")


REPORT = """1 annotation shifted, 1 orphaned.
  orphaned: note of reader
    ¶\u00a03: the old wooden bridge
    ¶\u00a03: kept here
"""


def test_the_command_publishes_and_reports(reading: Reading, margin: None, file: Path) -> None:
    printed = run("together/on-reading", file, "--remark", "no bridge")
    assert printed == REPORT + "Revision 2 is the text now.\n"
    assert reload(reading).essay.current.remark == "no bridge"
    assert run("together/on-reading", file) == (
        "This is the text as it stands: nothing was published.\n"
    )


def test_a_dry_run_only_reports(reading: Reading, margin: None, file: Path) -> None:
    assert run("together/on-reading", file, "--dry-run") == REPORT + "Nothing was published.\n"
    assert reading.essay.revisions.count() == 1


def test_errors_of_the_command_are_explained(reading: Reading, tmp_path: Path, file: Path) -> None:
    pdf = tmp_path / "text.md"
    pdf.write_bytes(b"%PDF-1.7")
    for arguments, words in [
        (("nowhere/at-all", file), "There is no essay nowhere/at-all. Give it as SEMINAR/ESSAY."),
        (("together/on-reading", tmp_path / "none.md"), "No such file or directory."),
        (("together/on-reading", pdf), "This PDF is damaged, or written in a way"),
    ]:
        with pytest.raises(CommandError) as refused:
            run(*arguments)
        assert words in str(refused.value)
    revise(reading, SECOND)
    assert reload(reading).essay.current.number == 2
