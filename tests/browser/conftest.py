"""A real browser on a running server that shows the demonstration seminar.

Without Chromium these tests are skipped, visibly; under CI that is a failure. A page on which
anything goes to the console as an error, a breach of the content security policy included,
fails its test.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from annotations.demo import loader
from annotations.moderation.decisions import append_only
from annotations.moderation.models import Decision
from tests.browser.axe import axe_problems

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
READING = "/s/open-seminar/military-cooperation/"
# What the browser and htmx say of an answer above 399, which we mean, of a database that was busy,
# and of a connection that a test cut.
MEANT = re.compile(
    r"Failed to load resource: (the server responded with a status of (4|503)|net::ERR_INTERNET)"
    r"|htmx:(afterRequest|sendError)|Response Status Error Code (4|503)"
)

# Playwright runs an event loop in the test's own thread; Django would refuse to query there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is here drives a browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        missing = "Chromium is not installed: the tests that drive a browser can't run."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def site(live_server: LiveServer) -> Iterator[LiveServer]:
    """A server with the demonstration on it."""
    loader.load_demo("read-together", lambda step: None)
    yield live_server
    # What is only ever appended would stop the emptying of the database after the test.
    append_only.drop_triggers(connection)
    Decision.objects.all().delete()
    append_only.install_triggers(connection)


type Visit = Callable[..., Page]


@pytest.fixture
def visit(site: LiveServer, browser: Browser) -> Iterator[Visit]:
    """Open a page as somebody: `visit("reader", width=390, scheme="dark", javascript=False)`."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def visit(
        name: str | None = None,
        path: str = READING,
        *,
        width: int = 1280,
        scheme: str = "light",
        javascript: bool = True,
        zone: str | None = None,
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 844 if width < 500 else 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id=zone,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(30_000)  # the first page of a loaded machine
        contexts.append(context)
        if name:
            client = Client()
            client.force_login(get_user_model().objects.get(username=name))
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [each for each in problems if not MEANT.match(each)] == []


@pytest.fixture
def accessible() -> Callable[..., None]:
    """Assert that axe finds nothing wrong with a page, or `within` a part of it."""

    def check(page: Page, *, within: str | None = None) -> None:
        assert axe_problems(page, within=within) == []

    return check
