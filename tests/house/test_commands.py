"""Commands on a database that they can't work with: one sentence that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
COMMANDS = (
    ("audit_moderation",),
    ("doctor",),
    ("import_essay", "essay.md"),
    ("look_up_sources",),
    ("revise_essay", "together/on-reading", "essay.md"),
    ("tidy",),
    ("token", "reader"),
)


def run_command(folder, *command):
    """Run a command on a database in a folder; return its exit code, output and errors."""
    ended = subprocess.run(  # noqa: S603
        [sys.executable, str(HOME / "manage.py"), *command],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"},
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return ended.returncode, ended.stdout, ended.stderr.strip()


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_that_is_not_migrated_is_told_in_one_sentence(tmp_path, command):
    code, out, said = run_command(tmp_path, *command)
    sentence = "is not yet as this version needs it: run “manage.py migrate” first."
    assert (code, out) == (1, "")
    assert said == f"CommandError: The database {tmp_path}/db.sqlite3 {sentence}"


def test_a_missing_database_is_told_in_one_sentence(tmp_path):
    code, out, said = run_command(tmp_path / "nowhere", "doctor")
    assert (code, out) == (1, "")
    assert said.startswith(f"CommandError: Can't use the database {tmp_path}/nowhere/db.sqlite3 (")
    assert len(said.splitlines()) == 1
