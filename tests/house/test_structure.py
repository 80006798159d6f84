"""The structure itself: what the rules of the house say, held by tests."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent


def run(*command, **environment):
    """Run a tool of ours in the project's folder, without what only the browser tests allow."""
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(  # noqa: S603
        command,
        cwd=ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def tracked():
    listed = run("git", "ls-files").stdout.splitlines()
    assert "manage.py" in listed
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def test_imports_only_go_down():
    answer = run(TOOLS / "lint-imports", "--no-cache")
    assert answer.returncode == 0, answer.stdout


def test_no_lock_file_is_kept():
    assert [file for file in tracked() if re.search(r"(\.lock|-lock\.\w+)$", file.name)] == []


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    # Put together here so that this file does not name them either.
    hosts = ["files.python" + "hosted.org", "registry." + "npmjs.org", "pypi" + ".org/simple"]
    places = ["/" + name for name in ("work/shared", "work/main", "tmp/wt/")]
    found = []
    for file in tracked():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(file.name, word) for word in hosts + places if word in text]
    assert found == []


def test_migrations_are_complete(db, capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert capsys.readouterr().out == "No changes detected\n"


PRODUCTION = {
    "COUNTERPOINT_ENV": "production",
    "COUNTERPOINT_SECRET_KEY": "kR7-vB2_xQ9.mT4+wL6=nH8!pD3?sF5*cJ1&yG0#zA~uE^iO%bV(qX)",
    "COUNTERPOINT_HOSTS": "counterpoint.example",
    "COUNTERPOINT_SMTP": "smtp://mail.example:587",
    "DATABASE_URL": "sqlite://:memory:",
    "COUNTERPOINT_DEBUG": "1",  # has no say there
}


def test_production_settings_have_nothing_to_warn_of(tmp_path):
    answer = run(
        sys.executable,
        "-W",
        "error",
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        **PRODUCTION,
        COUNTERPOINT_VAR=str(tmp_path),
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize("secret", ["", "short", "a" * 60, "abab" * 20])
def test_production_refuses_a_weak_secret(tmp_path, secret):
    environment = {**PRODUCTION, "COUNTERPOINT_SECRET_KEY": secret}
    answer = run(
        sys.executable, "manage.py", "check", **environment, COUNTERPOINT_VAR=str(tmp_path)
    )
    assert answer.returncode != 0
    assert "COUNTERPOINT_SECRET_KEY must hold at least 50 varied characters" in answer.stderr


def test_the_demonstration_with_its_known_passwords_refuses_production(tmp_path):
    answer = run(sys.executable, "manage.py", "demo", **PRODUCTION, COUNTERPOINT_VAR=str(tmp_path))
    assert answer.returncode != 0
    assert "not for production" in answer.stderr


def test_no_folder_holds_more_than_ten_modules():
    folders = {}
    for file in tracked():
        parts = file.relative_to(ROOT).parts
        if parts[0] == "annotations" and file.suffix == ".py" and file.name != "__init__.py":
            folders.setdefault(parts[:-1], []).append(file.name)
    # One file for each command and each migration: Django looks for them there.
    kept = {name: files for name, files in folders.items() if name[1:2] != ("migrations",)}
    kept.pop(("annotations", "management", "commands"))
    assert {"/".join(name): len(files) for name, files in kept.items() if len(files) > 10} == {}
