"""A generated book, and what it takes to look at it, keep it, read it and correct it."""

import resource
from collections.abc import Callable, Collection, Iterator
from functools import partial
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from annotations.benchmarks.book_files import WRITERS, Chapter
from annotations.essays.models import UploadedText
from annotations.people.models import User
from annotations.seminars.models import Reading

CHAPTERS, PARAGRAPHS, WORDS = 135, 21, 75
"""Of Moby-Dick: 2,835 paragraphs, 212,600 words."""
MAX_SECONDS = {"preview": 5.0, "keep": 5.0, "open": 1.0, "part": 1.0, "whole": 5.0, "revise": 10.0}
MAX_MEGABYTES = 300
_PROCESSES = {
    "this process": resource.RUSAGE_SELF,
    "largest process that was started": resource.RUSAGE_CHILDREN,
}
_SYLLABLES = "ba ce di fo gu ha le mi no pu ra se ti vo".split()


def measure_long_texts(only: Collection[str] = ()) -> Iterator[tuple[str, bool]]:
    """Measure one book in all formats, or in these only; yield each finding with whether it is
    within bounds. Memory is the most that was taken so far."""
    leader = User.objects.create(username="leader", email="leader@example.org")
    browser = Client()
    browser.force_login(leader)
    chapters = generate_chapters()
    for ending, write in WRITERS.items():
        if only and ending not in only:
            continue
        for step, seconds in _steps(browser, ending, write(chapters)):
            most = MAX_SECONDS[step]
            yield f"{ending}, {step}: {seconds:.2f} s (at most {most:.0f})", seconds <= most
        for whose, process in _PROCESSES.items():
            used = resource.getrusage(process).ru_maxrss // 1024
            yield f"{ending}, {whose}: {used} MB (at most {MAX_MEGABYTES})", used <= MAX_MEGABYTES


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
    file_name = f"book.{ending.partition(' ')[0]}"

    def sent(**fields: str) -> dict[str, Any]:
        return {**fields, "file": SimpleUploadedFile(file_name, content)}

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
    """Return the processor time that a request takes, with that of the processes it starts."""
    start = _processor_time()
    answer = request()
    assert answer.status_code == status, answer.content[:2_000]
    return _processor_time() - start


def _processor_time() -> float:
    used = (resource.getrusage(each) for each in _PROCESSES.values())
    return sum(each.ru_utime + each.ru_stime for each in used)
