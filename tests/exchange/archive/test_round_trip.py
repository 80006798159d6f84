"""A seminar goes out, comes into another installation, and goes out again as the same bytes."""

import re
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from annotations.arguments.models import Claim
from annotations.demo.loader import load_demo
from annotations.exchange.archive.package import open_package
from annotations.exchange.archive.seminar_import import import_seminar
from annotations.exchange.archive.tables import TABLES
from annotations.margin.models import Annotation
from annotations.people.models import User
from annotations.seminars.models import Reading, Seminar
from tests.cast import bare
from tests.exchange.archive.conftest import PRIVATE_WORDS, archive_of, empty_database

PAGES = ("read", "board", "agenda", "sources", "edition")


def files(archive: bytes) -> dict[str, list[dict[str, Any]]]:
    with open_package(BytesIO(archive)) as package:
        return {each.name: [row for _, row in package.rows(each.file)] for each in TABLES}


def pages(reading: Reading) -> dict[str, bytes]:
    """What a visitor, and whoever runs the site, sees of a seminar, without the chain's seal."""
    site = User.objects.create_superuser("site", "site@example.org", "x", id=UUID(int=1))
    slugs = [reading.seminar.slug, reading.slug]
    claims = reading.claims.filter(merged_into=None).exclude(wording__contains=PRIVATE_WORDS)
    addresses = [
        *(reverse(page, args=slugs) for page in PAGES),
        *(reverse("paragraph", args=[*slugs, number]) for number in (1, 2, 3)),
        *(reverse("claim", args=[*slugs, each.pk]) for each in claims),
        reverse("transparency", args=slugs[:1]),
    ]
    seen = {}
    for who in (None, site):
        client = Client()
        if who:
            client.force_login(who)
        for address in addresses:
            page = bare(client.get(address))
            seen[f"{who} {address}"] = re.sub(rb'class="seal">[^<]*', b"", page)
    site.delete()
    return seen


def check_record() -> str:
    said = StringIO()
    call_command("audit_moderation", stdout=said)
    call_command("doctor", stdout=said)
    return said.getvalue()


def test_a_lively_seminar_comes_in_as_the_same_and_goes_out_as_the_same_bytes(lively):
    first, seen = archive_of(lively.seminar), pages(lively)
    assert archive_of(lively.seminar) == first
    rows = files(first)
    assert [name for name, some in rows.items() if not some] == []
    private = Annotation.objects.filter(visibility="private")
    claims = Claim.objects.filter(wording__contains=PRIVATE_WORDS)
    assert (private.count(), claims.count()) == (2, 1)
    assert PRIVATE_WORDS not in str(rows)
    assert not [each.pk for each in (*private, *claims) if str(each.pk) in str(rows)]
    before = check_record()
    empty_database()
    imported = import_seminar(BytesIO(first))
    assert imported.seminar == lively.seminar
    assert files(archive_of(imported.seminar)) == rows
    assert archive_of(imported.seminar) == first
    assert check_record() == before
    there = pages(Reading.objects.get())
    assert there.keys() == seen.keys()
    for address, page in seen.items():
        assert there[address] == page, address


@pytest.mark.slow
def test_the_demonstration_goes_out_as_the_same_bytes(db):
    load_demo("x", str)
    seminar = Seminar.objects.get()
    first, seen = archive_of(seminar), pages(Reading.objects.get())
    empty_database()
    import_seminar(BytesIO(first))
    assert archive_of(Seminar.objects.get()) == first
    assert pages(Reading.objects.get()) == seen
    check_record()
