"""The agenda as a visitor reads it, and as its leader arranges it."""

import re

from django.test import Client

from tests.arguments.conftest import PLACE

AGENDA = f"{PLACE}/agenda/"


def titles(page: str) -> list[str]:
    lines = page.partition('<ol class="lines">')[2].partition("</ol>")[0]
    return re.findall(r"<h2>(?:<a [^>]*>)?<bdi>(.*?)</bdi>", lines)


def agenda(client: Client) -> list[str]:
    return titles(client.get(AGENDA).content.decode())


def order(client: Client, deed: str, key: str, **more: str) -> int:
    return client.post(f"{AGENDA}order/", {"deed": deed, "key": key, **more}).status_code
