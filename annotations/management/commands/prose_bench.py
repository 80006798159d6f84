"""Measures parsing, highlighting and rendering, and whether twice as much takes twice as long."""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from annotations.prose.annotation_html import MAX_BODY_LENGTH, render_body
from annotations.prose.blocks import parse_essay
from annotations.prose.highlighted_html import Highlight, render_highlighted

REPEATED_PIECES = (
    *("[", "![", "![](", "[a](", "[[a][", "<", "&", "`", "``a ", "*a ", "*_", "**_", "a**b", "~~a"),
    *(
        "#\n",
        "=\n",
        "a\n-\n",
        "- ",
        "- a\n\n",
        "> ",
        "[a]: b\n",
        "<![CDATA[",
        "http://a(",
        "e\u0301",
    ),
)


class Command(BaseCommand):
    help = "Measure the processor time of parsing an essay, highlighting and rendering a body."

    def handle(self, *args: Any, **options: Any) -> None:
        for size in (10_000, 100_000):
            self._compare(f"parse {size:,} words", _parse_words, size)
            self._compare(
                f"highlight {size:,} characters with as many marks", _render_highlights, size
            )
        slowest = max(REPEATED_PIECES, key=lambda piece: _seconds(_render_repeated, piece))
        self.stdout.write(
            f"slowest body of {MAX_BODY_LENGTH:,} characters:"
            f" {_seconds(_render_repeated, slowest):.3f} s, {slowest!r} again and again"
        )

    def _compare(self, name: str, work: Callable[[int], object], size: int) -> None:
        once, twice = _seconds(work, size), _seconds(work, 2 * size)
        self.stdout.write(f"{name}: {once:.3f} s, twice as much {twice / once:.1f} times that")


def _parse_words(words: int) -> object:
    return parse_essay(("Twenty *words* to a paragraph " * 4 + "\n\n") * (words // 20))


def _render_highlights(size: int) -> str:
    text = "Qu\u0301e 👩\u200d👧 " * (size // 8)
    kinds = frozenset({"note"})
    return render_highlighted(text, (), [Highlight(i, i * 7 % size, kinds) for i in range(size)])


def _render_repeated(piece: str) -> str:
    return render_body((piece * MAX_BODY_LENGTH)[:MAX_BODY_LENGTH])


def _seconds[Work](work: Callable[[Work], object], over: Work) -> float:
    start = time.process_time()
    work(over)
    return time.process_time() - start
