"""Links in mails lead to the site's own address, whatever host and port a request names."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from annotations.people.models import User
from annotations.seminars.models import Reading

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"host": "testserver:4444", "x-forwarded-host": "evil.example"}
PASSWORD = {"password1": "quite-a-long-one", "password2": "quite-a-long-one"}
ADDRESS = re.compile(r"(\w+://[^\s/]+)/(\S*)")


@pytest.fixture(autouse=True)
def _site(db: None, settings: Any) -> None:
    cache.clear()
    settings.SITE_ORIGIN = "https://read.example"


def links() -> list[tuple[str, str]]:
    """Where the links of the mails lead: the site, and the path's first part."""
    found = [link for message in mail.outbox for link in ADDRESS.findall(str(message.body))]
    return [(site, path.partition("/")[0]) for site, path in found]


@pytest.mark.parametrize("address", ["reader@example.org", "unknown@example.org"])
def test_a_reset_leads_to_the_site(people: dict[str, Any], address: str) -> None:
    client = Client(headers=ELSEWHERE)
    assert client.post("/accounts/password/reset/", {"email": address}).status_code == 302
    assert links() == [("https://read.example", "accounts")]
    assert mail.outbox[0].body.endswith("Counterpoint at read.example")


def test_the_link_in_a_reset_works(people: dict[str, Any]) -> None:
    Client(headers=ELSEWHERE).post("/accounts/password/reset/", {"email": "reader@example.org"})
    ((_, path),) = ADDRESS.findall(str(mail.outbox[0].body))
    client = Client()
    form = client.get(f"/{path}", follow=True)
    assert client.post(form.request["PATH_INFO"], PASSWORD).status_code == 302
    assert User.objects.get(username="reader").check_password(PASSWORD["password1"])


def test_confirming_an_address_leads_to_the_site(people: dict[str, Any]) -> None:
    client = Client(headers=ELSEWHERE)
    sent = {"username": "newcomer", "email": "new@example.org", **PASSWORD}
    assert client.post("/accounts/signup/", sent).status_code == 302
    assert links() == [("https://read.example", "accounts")]


def test_an_invitation_leads_to_the_site(
    reading: Reading, signed_in: Callable[..., Client], leader: User
) -> None:
    sent = {"role": "reader", "addresses": "ann@example.org"}
    client = signed_in(leader, headers=ELSEWHERE)
    assert client.post("/s/together/invitations/mail/", sent).status_code == 200
    assert links() == [("https://read.example", "join")]
    ((_, path),) = ADDRESS.findall(str(mail.outbox[0].body))
    assert Client().get(f"/{path}").status_code == 200


def origin_with(**environment: str) -> str:
    """`SITE_ORIGIN` in a process with this environment, or the last line of its complaint."""
    code = "from django.conf import settings; print(settings.SITE_ORIGIN)"
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("COUNTERPOINT_")}
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**inherited, "DJANGO_SETTINGS_MODULE": "config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return (answer.stdout or answer.stderr).strip().splitlines()[-1]


def test_the_address_of_the_site_comes_from_the_environment(tmp_path: Path) -> None:
    production = {
        "COUNTERPOINT_ENV": "production",
        "COUNTERPOINT_SECRET_KEY": "kR7-vB2_xQ9.mT4+wL6=nH8!pD3?sF5*cJ1&yG0#zA~uE^iO%bV(qX)",
        "COUNTERPOINT_VAR": str(tmp_path),
    }
    origins = "https://*.example,https://read.example/,https://other.example"
    assert origin_with(**production, COUNTERPOINT_ORIGINS=origins) == "https://read.example"
    hosts = ".example,read.example"
    assert origin_with(**production, COUNTERPOINT_HOSTS=hosts) == "https://read.example"
    refused = origin_with(**production, COUNTERPOINT_HOSTS="*")
    assert refused.endswith("COUNTERPOINT_ORIGINS must name the address of the site.")
    assert origin_with(COUNTERPOINT_VAR=str(tmp_path)) == "http://localhost:8000"
