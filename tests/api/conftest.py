"""Programs that call the API for somebody."""

import json
from typing import Any

import pytest
from django.test import Client

from annotations.api.tokens.actions import make_token

READING = "/api/s/together/on-reading"
CONTAINER = f"{READING}/annotations/"
PAGE = "http://testserver/s/together/on-reading/"
ANNO = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


class Program:
    """A program that sends JSON with somebody's token."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def __call__(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """Send a request; underscores in the names of headers are hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        options: dict[str, Any] = {"headers": {**self.headers, **named}}
        if body is not None:
            data = body if isinstance(body, str | bytes) else json.dumps(body)
            options |= {"data": data, "content_type": named.pop("Content-Type", ANNO)}
        return self.client.generic(method.upper(), address, **options)

    def get(self, address: str = CONTAINER, **headers: str) -> Any:
        return self("get", address, **headers)

    def post(self, body: Any, address: str = CONTAINER, **headers: str) -> Any:
        return self("post", address, body, **headers)


@pytest.fixture
def program(people):
    """A program for somebody: `program("reader", "write")`; without a token for nobody."""

    def program(who: str = "reader", scope: str = "write") -> Program:
        if who == "nobody":
            return Program()
        return Program(make_token(people[who], name="a program", scope=scope)[1])

    return program


def note(text: str = "What a program says.", **more: Any) -> dict[str, Any]:
    """A note on paragraph 1, as a program sends it."""
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "motivation": "commenting",
        "body": {"type": "TextualBody", "value": text, "format": "text/markdown"},
        "target": f"{PAGE}#p1",
        **more,
    }


def quoting(exact: str, **more: Any) -> dict[str, Any]:
    """The target that is these words of the text."""
    selector = {"type": "TextQuoteSelector", "exact": exact, **more}
    return {"source": PAGE, "selector": selector}
