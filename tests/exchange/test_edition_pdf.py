"""PDFs of the edition are made one at a time, few for each client, and once for each page."""

import html
import os
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from annotations.exchange.edition import parts, pdf_cache
from annotations.exchange.edition.pdf_cache import LOCK, make_pdf, read_pdf
from annotations.moderation.actions import withdraw
from annotations.seminars.models import Reading
from tests.arguments.conftest import PLACE, SNYDER, member, write

PDF = f"{PLACE}/edition/pdf/"

type Signed = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _quick(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(pdf_cache, "MAX_WAIT", 0.3)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages of which a PDF was made: laying one out takes seconds, and is tested elsewhere."""
    pages: list[str] = []

    def render_pdf(html: str) -> bytes:
        pages.append(html)
        return f"%PDF {len(pages)}".encode()

    monkeypatch.setattr(pdf_cache, "render_pdf", render_pdf)
    return pages


def files(folder: Path) -> list[Path]:
    return sorted((folder / "pdf").iterdir()) if (folder / "pdf").exists() else []


def test_one_pdf_is_made_for_equal_pages(
    reading: Reading, signed_in: Signed, made: list[str], tmp_path: Path
) -> None:
    write(reading, kind="note", body="Is it?")
    answers = [signed_in(name).get(PDF) for name in ("reader", "another_reader", "leader")]
    assert [(each.status_code, each.content) for each in answers] == [(200, b"%PDF 1")] * 3
    assert len(made) == 1
    (file,) = files(tmp_path)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_nobody_gets_a_pdf_with_what_they_may_not_see(
    begin: Callable[..., Reading], signed_in: Signed, made: list[str]
) -> None:
    write(begin(write_first=True), kind="note", body="Read after writing.")
    assert signed_in("reader").get(PDF).content == b"%PDF 1"  # who has written
    assert signed_in("another_reader").get(PDF).content == b"%PDF 2"
    assert ["Read after writing." in page for page in made] == [True, False]
    for name in ("stranger", "nobody"):
        assert signed_in(name).get(PDF).status_code == 404
    assert len(made) == 2


def test_another_pdf_is_made_when_the_page_changes(
    reading: Reading, signed_in: Signed, made: list[str], tmp_path: Path
) -> None:
    note = write(reading, kind="note", body="Is it?")
    client = signed_in("reader")
    first = client.get(PDF).content
    assert client.get(PDF + "?names=no").content == b"%PDF 2"
    assert client.get(PDF + "?style=mla&x=1").content == client.get(PDF + "?style=mla").content
    withdraw(note, by=member(reading, "reader"))
    last = client.get(PDF).content
    assert last != first
    assert "Is it?" not in made[-1]
    assert len(files(tmp_path)) == len(made)


@pytest.mark.usefixtures("pango")
def test_the_same_page_gives_the_same_bytes() -> None:
    page = f"<html lang=en><title>Edition</title><p>Printed {date(2026, 1, 2)}</p>"
    first = make_pdf(page)
    assert read_pdf(page) == first
    assert read_pdf(page + " ") is None
    assert pdf_cache.render_pdf(page) == first


def test_a_visitor_is_asked_to_wait_while_another_pdf_is_made(
    reading: Reading, signed_in: Signed, made: list[str]
) -> None:
    client = signed_in("reader")
    cache.add(LOCK, "another process", 60)
    response = client.get(PDF)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Another PDF is being made" in response.content.decode()
    assert made == []
    assert cache.get(LOCK) == "another process"
    cache.delete(LOCK)
    assert client.get(PDF).status_code == 200
    cache.add(LOCK, "another process", 60)
    assert client.get(PDF).content == b"%PDF 1"  # one that was made needs no press


def test_the_lock_is_released_when_making_a_pdf_fails(
    reading: Reading, signed_in: Signed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(html: str) -> bytes:
        raise MemoryError

    monkeypatch.setattr(pdf_cache, "render_pdf", broken)
    with pytest.raises(MemoryError):
        signed_in("reader").get(PDF)
    assert cache.get(LOCK) is None
    assert files(tmp_path) == []


@pytest.mark.parametrize(("name", "most"), [("nobody", 2), ("reader", 3)])
def test_the_number_of_pdfs_for_one_client_is_limited(
    begin: Callable[..., Reading],
    signed_in: Signed,
    made: list[str],
    settings: Any,
    name: str,
    most: int,
) -> None:
    write(begin(who_may_read="everyone"), kind="source", csl=SNYDER, body="On waiting.")
    settings.CLIENT_LIMITS = {"edition_pdf": "3/m/user", "edition_pdf_anonymous": "2/m/ip"}
    queries = ["", "?style=mla", "?style=chicago", "?names=no", "?names=no&style=mla"]
    client = signed_in(name)
    codes = [client.get(PDF + query).status_code for query in queries]
    assert codes == [200] * most + [429] * (5 - most)
    refused = client.get(PDF + queries[-1])
    assert refused["Retry-After"] == "60"
    assert "A little slower, please" in refused.content.decode()
    assert f'href="{PLACE}/edition/"' in refused.content.decode()
    assert client.get(PDF).status_code == 200  # it is there
    assert signed_in("leader").get(PDF + queries[-1]).status_code == 200
    assert len(made) == most + 1


def test_a_pdf_is_sent_even_if_it_cannot_be_stored(
    reading: Reading, signed_in: Signed, made: list[str], settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    settings.VAR = tmp_path / "a file"
    assert signed_in("reader").get(PDF).content == b"%PDF 1"


def test_the_cache_is_limited_and_tidy_deletes_old_pdfs(
    reading: Reading,
    signed_in: Signed,
    made: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(pdf_cache, "MAX_FILES", 2)
    write(reading, kind="source", csl=SNYDER, body="On waiting.")
    client = signed_in("reader")
    for at, query in enumerate(("", "?style=mla", "?style=chicago")):
        client.get(PDF + query)
        for file in files(tmp_path):
            if file.read_bytes() == nth_pdf(at):
                os.utime(file, (time.time() - 10 + at,) * 2)
    assert sorted(file.read_bytes() for file in files(tmp_path)) == [b"%PDF 2", b"%PDF 3"]
    os.utime(files(tmp_path)[0], (time.time() - 90_000,) * 2)
    kept = files(tmp_path)[1]
    call_command("tidy")
    assert files(tmp_path) == [kept]
    assert "PDFs swept up: 1." in capsys.readouterr().out


def nth_pdf(at: int) -> bytes:
    return f"%PDF {at + 1}".encode()


def test_the_pdf_of_a_long_text_comes_in_parts_each_with_what_belongs_there(
    reading: Reading, signed_in: Signed, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SECTIONS_IN_PART", 2)
    blocks = list(reading.essay.current_revision.blocks.all())
    counterpoint = {"kind": "counterpoint", "attack": "rebut"}
    write(reading, paragraph=blocks[-1].paragraph, body="At the end.", **counterpoint)
    client = signed_in("reader")
    page = client.get(PDF).text
    links = re.findall(r'href="([^"]*[?]part=[^"]*)"', page)
    assert len(links) == -(-len(blocks) // 2) > 1
    assert made == []
    answers = [client.get(html.unescape(link)) for link in links]
    assert [each.content for each in answers] == [b"%%PDF %d" % n for n in range(1, len(links) + 1)]
    texts = ["".join(re.findall(r'class="number">(\d+)<', each)) for each in made]
    assert "".join(texts) == "".join(str(block.number) for block in blocks if block.number)
    assert ["At the end." in each for each in made] == [False] * (len(made) - 1) + [True]
    assert client.get(f"{PDF}?part=99").status_code == 404
    assert "-critical-edition-2.pdf" in answers[1]["Content-Disposition"]


def test_what_was_written_about_one_paragraph_is_spread_over_parts_in_its_order(
    reading: Reading, signed_in: Signed, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(6):
        root = write(reading, kind="note" if at % 2 else "counterpoint", body=f"Root {at}.")
        write(reading, "another_reader", about=root, body=f"Against {at}.")
    write(reading, number=2, kind="source", csl=SNYDER, body="On waiting.")
    client = signed_in("reader")
    whole = re.findall(r"Root .|Against .|On waiting", client.get(PLACE + "/edition/").text)
    assert len(whole) == 13
    monkeypatch.setattr(parts, "LENGTH_OF_PART", 250)
    page = client.get(PDF).text
    labels = re.findall(r">\s*(Part [^<]*?)\s*</a>", page)
    assert labels[:3] == [
        "Part 1: ¶\xa01",
        "Part 2: ¶\xa01, continued",
        "Part 3: ¶\xa01, continued",
    ]
    assert labels[-1] == f"Part {len(labels)}: ¶\xa02–3"
    for number in range(1, len(labels) + 1):
        assert client.get(f"{PDF}?part={number}").status_code == 200
    texts = [re.findall(r"Root .|Against .|On waiting", each) for each in made]
    assert 1 < max(map(len, texts)) < 6
    waiting = whole.pop(whole.index("On waiting"))  # about the second paragraph
    assert [each for some in texts for each in some] == [*whole, waiting]
    assert ["Nobody contradicts you" in each for each in made].count(True) == 1
    assert ['class="works"' in each for each in made] == [False] * (len(made) - 1) + [True]


def test_a_long_bibliography_has_parts_of_its_own(
    reading: Reading, signed_in: Signed, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "ENTRIES_IN_PART", 2)
    for title in ("A", "B", "C"):
        csl = {**SNYDER, "title": f"On {title}", "DOI": ""}
        write(reading, kind="source", csl=csl, body="See there.")
    client = signed_in("reader")
    assert [client.get(f"{PDF}?part={at}").status_code for at in (1, 2, 3)] == [200] * 3
    assert [each.count('class="reference"') for each in made] == [0, 2, 1]
    assert ["Nobody contradicts you" in each for each in made] == [True, False, False]
