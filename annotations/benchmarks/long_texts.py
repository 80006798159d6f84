"""A generated book, and what it takes to look at it, keep it, read it and correct it."""

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from annotations.essays.models import UploadedText
from annotations.people.models import User
from annotations.prose.documents.pandoc.process import pandoc_path
from annotations.seminars.models import Reading

CHAPTERS, PARAGRAPHS, WORDS = 135, 21, 75
"""Of Moby-Dick: 2,835 paragraphs, 212,600 words."""
MAX_SECONDS = {"preview": 5.0, "keep": 5.0, "open": 1.0, "part": 1.0, "whole": 5.0, "revise": 10.0}
MAX_MEGABYTES = 300
_SYLLABLES = "ba ce di fo gu ha le mi no pu ra se ti vo".split()
_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)

type Chapter = tuple[str, list[str]]


def measure_long_texts() -> Iterator[tuple[str, bool]]:
    """Measure one book in five formats; yield each finding with whether it is within bounds."""
    leader = User.objects.create(username="leader", email="leader@example.org")
    browser = Client()
    browser.force_login(leader)
    chapters = generate_chapters()
    for ending, write in WRITERS.items():
        for step, seconds in _steps(browser, ending, write(chapters)):
            most = MAX_SECONDS[step]
            yield f"{ending}, {step}: {seconds:.2f} s (at most {most:.0f})", seconds <= most
    for whose, process in (
        ("this process", resource.RUSAGE_SELF),
        ("largest process that was started", resource.RUSAGE_CHILDREN),
    ):
        used = resource.getrusage(process).ru_maxrss // 1024
        yield f"{whose}: {used} MB (at most {MAX_MEGABYTES})", used <= MAX_MEGABYTES


def generate_chapters() -> list[Chapter]:
    """Return the chapters of a book, each with its title; always the same."""
    random = Random(1851)  # noqa: S311
    words = ["".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(8_000)]
    return [
        (
            f"Chapter {number}",
            [
                " ".join(random.choices(words, k=WORDS)).capitalize() + "."
                for _ in range(PARAGRAPHS)
            ],
        )
        for number in range(1, CHAPTERS + 1)
    ]


def _steps(browser: Client, ending: str, content: bytes) -> Iterator[tuple[str, float]]:
    """Yield the name of each step and the seconds that it took."""
    address, name = reverse("set_up"), f"Book in {ending}"

    def sent(**fields: str) -> dict[str, Any]:
        return {**fields, "file": SimpleUploadedFile(f"book.{ending}", content)}

    yield "preview", _seconds(lambda: browser.post(address, sent(name=name)))
    stored = UploadedText.objects.order_by("created_at").last()
    kept = {"name": name, "begin": "1"}
    if ending == "md":
        kept["text"] = content.decode()
    elif stored:
        kept["upload"] = str(stored.pk)
    yield "keep", _seconds(lambda: browser.post(address, kept), status=302)
    reading = Reading.objects.select_related("seminar", "essay").get(seminar__name=name)
    place = [reading.seminar.slug, reading.slug]
    page, revision = reverse("read", args=place), reverse("new_revision", args=place)
    for step, query in (("open", ""), ("part", "?from=p1204"), ("whole", "?whole")):
        yield step, _seconds(partial(browser.get, page + query))
    expected = str(reading.essay.current_id)
    yield "revise", _seconds(lambda: browser.post(revision, sent(expected=expected)))


def _seconds(request: Callable[[], Any], *, status: int = 200) -> float:
    start = time.perf_counter()
    answer = request()
    assert answer.status_code == status, answer.content[:2_000]
    return time.perf_counter() - start


def _markdown(chapters: list[Chapter]) -> bytes:
    return "\n\n".join(
        f"## {title}\n\n" + "\n\n".join(paragraphs) for title, paragraphs in chapters
    ).encode()


def _plain(chapters: list[Chapter]) -> bytes:
    return "\n\n".join("\n\n".join([title, *paragraphs]) for title, paragraphs in chapters).encode()


def _chapter_html(title: str, paragraphs: list[str]) -> str:
    written = "".join(f"<p>{escape(each)}</p>\n" for each in paragraphs)
    return f"<section><h2>{title}</h2>\n{written}</section>"


def _html(chapters: list[Chapter]) -> bytes:
    body = "".join(_chapter_html(*chapter) for chapter in chapters)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def _epub(chapters: list[Chapter]) -> bytes:
    packed = BytesIO()
    numbers = range(len(chapters))
    items = "".join(f'<item id="c{n}" href="{n}.xhtml"/>' for n in numbers)
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    with ZipFile(packed, "w") as book:
        book.writestr("META-INF/container.xml", _CONTAINER)
        book.writestr(
            "book.opf",
            f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
            f"<spine>{spine}</spine></package>",
        )
        for n, chapter in enumerate(chapters):
            book.writestr(
                f"{n}.xhtml",
                '<html xmlns="http://www.w3.org/1999/xhtml"><body>'
                f"{_chapter_html(*chapter)}</body></html>",
            )
    return packed.getvalue()


def _docx(chapters: list[Chapter]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.docx")
        arguments = ("-f", "html", "-t", "docx", "-o", str(path))
        program = pandoc_path()
        assert program is not None
        subprocess.run([program, *arguments], input=_html(chapters), check=True)  # noqa: S603
        return path.read_bytes()


WRITERS: dict[str, Callable[[list[Chapter]], bytes]] = {
    "docx": _docx,
    "epub": _epub,
    "html": _html,
    "md": _markdown,
    "txt": _plain,
}
