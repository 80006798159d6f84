"""The server's log holds no secret: no token, no searched word, no address of a member."""

import logging
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from config.logs import MaskedRecord, masked

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "Zm9yLW9uZS1wZXJzb24tYWxvbmU-x_12"
SECRET = [
    (f"/join/{TOKEN}/", "/join/***/"),
    (f"/s/together/link/{TOKEN}/", "/s/together/link/***/"),
    (f"/accounts/confirm-email/MQ:1v{TOKEN}/", "/accounts/confirm-email/***/"),
    (f"/accounts/password/reset/key/1a-{TOKEN}/", "/accounts/password/reset/key/***/"),
    ("/s/together/on-reading/search/?q=melancholia", "/s/together/on-reading/search/?***"),
    (f"/accounts/login/?next=/join/{TOKEN}/", "/accounts/login/?***"),
    ("/?melancholia", "/?***"),
    ('/?a="melancholia', "/?***"),
    ("/people/ann@example.org/", "/people/***/"),
    ("/people/ann%40example.org/", "/people/***/"),
]
LEAKS = re.compile(rf"{re.escape(TOKEN)}|melancholia|ann(@|%40)|example\.org")


@pytest.mark.parametrize(("path", "written"), SECRET)
def test_a_secret_in_an_address_is_masked(path: str, written: str) -> None:
    assert LEAKS.search(path)
    assert masked(path) == written
    line = f'127.0.0.1:1 - "GET {path} HTTP/1.1" 200'
    assert masked(line) == f'127.0.0.1:1 - "GET {written} HTTP/1.1" 200'


@pytest.mark.parametrize(
    "line",
    [
        "Is it in use? Try: manage.py demo --port 8001",
        '127.0.0.1:53210 - "GET /s/together/on-reading/p/2/ HTTP/1.1" 200 OK',
        "Watching for file changes with StatReloader",
        "/joined/by/",
    ],
)
def test_what_is_no_secret_is_written_as_it_is(line: str) -> None:
    assert masked(line) == line


def test_every_address_with_a_key_or_token_is_masked() -> None:
    def patterns(resolver: URLResolver, before: str = "/") -> Iterator[str]:
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield route
            else:
                yield from patterns(each, route)

    secret = [
        route
        for route in patterns(get_resolver())
        if re.search(r"(key|token|code)>", route) and "admin/" not in route
    ]
    assert len(secret) == 5
    for route in secret:
        filled = re.sub(r"[\^$\\]|\(\?P|\[[^\]]*\]\+|\.\+|\)", "", route)
        filled = re.sub(r"<[^<>]*(key|token|code)>", TOKEN, filled)
        assert TOKEN in filled
        assert TOKEN not in masked(filled), route


def test_records_of_any_logger_are_masked_with_arguments_and_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("uvicorn.access")
    with caplog.at_level(logging.INFO, logger="uvicorn.access"):
        try:
            raise ValueError("ann@example.org")
        except ValueError:
            log.exception('%s "%s" %d', "203.0.113.1", f"/join/{TOKEN}/?q=melancholia", 200)
        log.info(f"/?{'melancholia'}")
        log.info("To %(whom)s", {"whom": "ann@example.org"})
        log.info("/search/?q=%s and %s", "melancholia", 1)
    assert [type(record) for record in caplog.records] == [MaskedRecord] * 4
    assert caplog.records[0].args == ("203.0.113.1", "/join/***/?***", 200)
    text = caplog.text
    assert text.count("\nValueError: ***\n") == 1
    assert LEAKS.findall(text) == []


def test_masking_a_long_line_takes_no_time() -> None:
    began = time.monotonic()
    for text in ("a" * 200_000, "?" * 200_000, "/join/" * 30_000, "a@" * 100_000, "%40" * 60_000):
        masked(text)
    assert time.monotonic() - began < 5


def test_what_django_says_of_a_missing_page_is_masked(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    assert client.get(f"/join/{TOKEN}/?q=melancholia").status_code == 404
    assert "Not Found: /join/***/" in caplog.text
    assert LEAKS.findall(caplog.text) == []


def command_for_production() -> list[str]:
    """How the README says to serve the app."""
    readme = (ROOT / "README.md").read_text()
    (command,) = re.findall(r"^python3 -m uv run uvicorn (config.asgi:.*)$", readme, re.M)
    return [sys.executable, "-m", "uvicorn", *command.split()]


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("The server does not listen.")


def test_the_server_as_the_readme_starts_it_writes_no_secret(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "COUNTERPOINT_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    server = subprocess.Popen(  # noqa: S603
        [*command_for_production(), "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(port)
        for path, _ in SECRET:  # there are no tables: what fails is logged with its traceback
            address = f"http://127.0.0.1:{port}{path}"
            try:
                urllib.request.urlopen(address, timeout=20)
            except urllib.error.HTTPError as answer:
                answer.close()
    finally:
        server.terminate()
        written, _ = server.communicate(timeout=30)
    lines = re.findall(r'"GET (\S+) HTTP', written)
    assert lines[: len(SECRET)] == [masked for _, masked in SECRET]
    assert "Traceback" in written
    assert LEAKS.findall(written) == []
