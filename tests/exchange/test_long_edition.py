"""The edition of a reading with many annotations is sent while it is written, in little memory."""

import re
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from annotations.benchmarks.reading_pages import build_annotation, save_annotations
from annotations.exchange.edition.remarks import IN_MEMORY
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, block

NUMBER = 3 * IN_MEMORY


@pytest.fixture
def filled(reading: Reading) -> Reading:
    """Many annotations, most of them about one paragraph."""
    members = list(reading.seminar.members.all())
    many, few = [block(reading, 2)], [block(reading, number) for number in (1, 3)]
    numbers = range(NUMBER)
    save_annotations([build_annotation(reading, many, members, n) for n in numbers])
    save_annotations([build_annotation(reading, few, members, n) for n in numbers if n % 5 == 0])
    return reading


@pytest.fixture
def alive(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many annotations were loaded, and how many of them are held."""
    count = {"loaded": 0, "held": 0}
    load = Annotation.from_db.__func__  # type: ignore[attr-defined]

    def dropped() -> None:
        count["held"] -= 1

    def from_db(cls: type[Annotation], *arguments: Any, **options: Any) -> Annotation:
        row: Annotation = load(cls, *arguments, **options)
        count["loaded"] += 1
        count["held"] += 1
        weakref.finalize(row, dropped)
        return row

    monkeypatch.setattr(Annotation, "from_db", classmethod(from_db))
    return count


def test_a_long_edition_is_sent_while_it_is_written_and_holds_few_annotations(
    filled: Reading, signed_in: Callable[[str], Client], alive: dict[str, int]
) -> None:
    response = signed_in("reader").get(f"{PLACE}/edition/")
    assert isinstance(response, StreamingHttpResponse)
    chunks, loaded, most = [], [], 0
    for chunk in response:
        chunks.append(chunk)
        loaded.append(alive["loaded"])
        most = max(most, alive["held"])
    printed = Annotation.objects.filter(visibility="seminar", state="published").count()
    assert printed > NUMBER * 0.8
    assert alive["loaded"] == printed
    assert loaded[0] <= 2 * IN_MEMORY < printed
    assert most <= 2 * IN_MEMORY  # those of a batch, and those of the one before
    page = b"".join(chunks).decode()
    assert len(re.findall(r'<div class="remark ', page)) == printed
    assert page.startswith("<!doctype html>")
    assert page.endswith("</html>\n")
