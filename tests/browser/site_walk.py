"""A walk over the site along its links."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

LINKS = "[...document.links].map(link => link.href)"


def walk(page: Page, start: str) -> Iterator[str]:
    """Go from a page along the links, to one address for each route. Yields each address at which
    there is a page, while the browser is there."""
    waiting, routes = [start], set()
    while waiting:
        address = waiting.pop(0)
        try:
            route = resolve(urlsplit(address).path).route
        except Resolver404:
            continue
        if route in routes:
            continue
        routes.add(route)
        try:
            answer = page.goto(address)
        except Error:  # a file to keep
            continue
        if answer is None or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        base, links = page.evaluate("location.origin"), page.evaluate(LINKS)
        yield address
        waiting += [
            link.removeprefix(base).split("#")[0] for link in links if link.startswith(base)
        ]
