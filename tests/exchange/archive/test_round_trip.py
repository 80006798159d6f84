import zipfile
from io import BytesIO

import pytest
from django.core.management import call_command

from annotations.demo.loader import load_demo
from annotations.exchange.archive.seminar_import import import_seminar
from annotations.seminars.models import Seminar
from tests.exchange.archive.conftest import archive_of, empty_database


@pytest.mark.django_db
def test_demo():
    load_demo("x", str)
    first = archive_of(Seminar.objects.get())
    assert first == archive_of(Seminar.objects.get())
    empty_database()
    imported = import_seminar(BytesIO(first))
    second = archive_of(imported.seminar)
    a, b = (zipfile.ZipFile(BytesIO(x)) for x in (first, second))
    for n in a.namelist():
        assert a.read(n) == b.read(n), n
    assert first == second
    call_command("audit_moderation")
    call_command("doctor")
