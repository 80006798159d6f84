"""Of two moderators who decide about one annotation at once, exactly one is heard; of eight who
decide about eight, all are. The record stays whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

# More of them with RACES=100.
RACES = int(os.environ.get("RACES", "8"))


@pytest.mark.slow
def test_of_two_who_decide_at_once_exactly_one_is_heard(tmp_path):
    database = (
        str(tmp_path / "race.sqlite3") if connection.vendor == "sqlite" else f"race_{os.getpid()}"
    )
    ran = subprocess.run(  # noqa: S603
        [sys.executable, str(Path(__file__).with_name("races.py"))],
        env={**os.environ, "RACES": str(RACES), "RACE_DATABASE": database},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1] == str(
        sorted(
            {
                "exactly one won": RACES,
                "both ended": RACES,
                "all eight were heard": RACES,
                "what was judged was seen": RACES,
                "the record is whole": 1,
                "the tallies are right": 1,
            }.items()
        )
    )
