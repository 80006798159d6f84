"""Measuring a folder of files, one process each, and printing what was found by format."""

import multiprocessing
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotations.benchmarks.import_accuracy.browser_pages import ShownPages, shown_pages
from annotations.benchmarks.import_accuracy.comparison import ImportFinding, compare_words
from annotations.benchmarks.import_accuracy.essay_words import essay_words, left_out_texts
from annotations.benchmarks.import_accuracy.references import FORMATS, reference_of
from annotations.benchmarks.import_accuracy.words import Word, word_keys
from annotations.prose.blocks import InvalidEssay
from annotations.prose.documents.document import Document
from annotations.prose.documents.left_out import LeftOutCounter
from annotations.prose.documents.reader import read_document
from annotations.prose.normalising import UnreadableText

WORDS_GOAL, KINDS_GOAL, MARKS_GOAL = 99.5, 98.0, 98.0
_HEAD = (
    "format files refused words arrived% in-order% invented kinds% marks% silent seconds MB"
).split()
_UNLIMITED = 10**9


@dataclass(frozen=True, slots=True)
class FileReading:
    """How reading one file went: its document, or why it was refused; how long; how much memory."""

    document: Document | None
    refusal: str
    seconds: float
    megabytes: int


@dataclass(slots=True)
class FormatFinding:
    """What was found of all the files of a format."""

    files: int = 0
    refused: int = 0
    without_reference: int = 0
    has_kinds: bool = False
    seconds: float = 0.0
    megabytes: int = 0
    finding: ImportFinding = field(default_factory=ImportFinding)


def import_files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder whose format can be compared, by format and name."""
    known = [file for file in folder.rglob("*") if file.suffix.lower().lstrip(".") in FORMATS]
    yield from sorted(known, key=lambda file: (_format_of(file), file))


def measure_import(
    files: Sequence[Path], report: Callable[[str], object]
) -> dict[str, FormatFinding]:
    """Return what was found by format; tells `report` what differs, file by file."""
    found: dict[str, FormatFinding] = defaultdict(FormatFinding)
    with _pages_if_possible() as pages:
        for file in files:
            _measure_file(found[_format_of(file)], file, pages, report)
    return dict(found)


def format_import_table(found: Mapping[str, FormatFinding]) -> str:
    """Return the findings as a table."""
    rows = [_HEAD, *([name, *_cells(each)] for name, each in found.items())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )


def missed_goals(found: Mapping[str, FormatFinding]) -> list[str]:
    """Return a sentence for each goal that a format misses."""
    missed = []
    for name, each in found.items():
        finding = each.finding
        shares = (
            ("words arrived", _share(finding.arrived, finding.expected), WORDS_GOAL),
            ("kinds of blocks right", _share(finding.blocks_right, finding.blocks), KINDS_GOAL),
            ("markup right", _share(finding.marks_right, finding.marks), MARKS_GOAL),
        )
        missed += [
            f"{name}: {what} {share:.2f} %, the goal is {goal} %"
            for what, share, goal in shares
            if share < goal
        ]
        if finding.silent:
            missed.append(f"{name}: {finding.silent} words are neither in the text nor reported")
    return missed


def _format_of(file: Path) -> str:
    return FORMATS[file.suffix.lower().lstrip(".")]


@contextmanager
def _pages_if_possible() -> Iterator[ShownPages | None]:
    try:
        with shown_pages() as pages:
            yield pages
    except ImportError:
        yield None


def _measure_file(
    into: FormatFinding, file: Path, pages: ShownPages | None, report: Callable[[str], object]
) -> None:
    reading = read_apart(file)
    into.files += 1
    into.seconds += reading.seconds
    into.megabytes = max(into.megabytes, reading.megabytes)
    if reading.document is None:
        into.refused += 1
        report(f"{file.name}: refused: {reading.refusal}")
        return
    reference = reference_of(file, pages)
    if reference is None:
        into.without_reference += 1
        return
    finding = compare_words(
        reference.words,
        essay_words(reading.document),
        reported=[key for text in left_out_texts(reading.document) for key in word_keys(text)],
        layout_tables=any(each.kind == "layout table" for each in reading.document.left_out),
        has_kinds=reference.has_kinds,
    )
    if reference.marked:
        _add_kinds(finding, reference.marked, reading.document)
    into.has_kinds |= reference.has_kinds or bool(reference.marked)
    into.finding.add(finding)
    for difference in finding.differences:
        report(f"{file.name}: {difference}")


def _add_kinds(finding: ImportFinding, words: Sequence[Word], document: Document) -> None:
    """Add what is found of kinds and markup beside words by another way."""
    other = compare_words(words, essay_words(document), reported=())
    finding.blocks, finding.blocks_right = other.blocks, other.blocks_right
    finding.marks, finding.marks_right = other.marks, other.marks_right
    finding.differences += [each for each in other.differences if each.startswith(("kind", "mark"))]


def read_apart(file: Path) -> FileReading:
    """Read a file in a process of its own."""
    context = multiprocessing.get_context("fork")
    mine, other = context.Pipe(duplex=False)
    process = context.Process(target=_read_into, args=(file, other))
    process.start()
    other.close()
    try:
        reading: FileReading = mine.recv()
    except EOFError:
        reading = FileReading(None, "the reader ended without an answer", 0.0, 0)
    process.join()
    return reading


def _read_into(file: Path, pipe: Any) -> None:
    start, document, refusal = time.perf_counter(), None, ""
    counter = LeftOutCounter(most_places=_UNLIMITED, longest_place=_UNLIMITED)
    try:
        document = read_document(file.read_bytes(), file.name, left_out=counter)
    except (UnreadableText, InvalidEssay) as problem:
        refusal = str(problem)
    except Exception as problem:
        refusal = f"FAULT {problem!r}"
    seconds = time.perf_counter() - start
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(each).ru_maxrss for each in whose) // 1_000
    pipe.send(FileReading(document, refusal, seconds, peak))
    pipe.close()


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def _cells(each: FormatFinding) -> list[str]:
    found = each.finding
    kinds, marks = "-", "-"
    if each.has_kinds:
        kinds = f"{_share(found.blocks_right, found.blocks):.2f}"
        marks = f"{_share(found.marks_right, found.marks):.2f}"
    return [
        str(each.files),
        str(each.refused),
        f"{found.expected:,}",
        f"{_share(found.arrived, found.expected):.2f}",
        f"{_share(found.in_order, found.expected):.2f}",
        str(found.invented),
        kinds,
        marks,
        str(found.silent),
        f"{each.seconds:.1f}",
        str(each.megabytes),
    ]
