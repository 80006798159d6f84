"""How long cutting, weaving and rendering take, and whether twice as much takes twice as long."""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from annotations.prose.annotation_html import MAX_BODY_LENGTH, render_body
from annotations.prose.blocks import parse_essay
from annotations.prose.highlighted_html import Highlight, render_highlighted

HARD_BODIES = (
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
    help = "Times the prose room: processor seconds for a size and for twice that size."

    def handle(self, *args: Any, **options: Any) -> None:
        for size in (10_000, 100_000):
            self._compare(f"cut {size:,} words", _cut, size)
            self._compare(f"weave {size:,} characters and as many marks", _weave, size)
        slowest = max(HARD_BODIES, key=lambda piece: _seconds(_hard, piece))
        self.stdout.write(
            f"slowest body of {MAX_BODY_LENGTH:,} characters: {_seconds(_hard, slowest):.3f} s,"
            f" {slowest!r} again and again"
        )

    def _compare(self, name: str, work: Callable[[int], object], size: int) -> None:
        once, twice = _seconds(work, size), _seconds(work, 2 * size)
        self.stdout.write(f"{name}: {once:.3f} s, twice as much {twice / once:.1f} times that")


def _cut(words: int) -> object:
    return parse_essay(("Twenty *words* to a paragraph " * 4 + "\n\n") * (words // 20))


def _weave(size: int) -> str:
    text = "Qu\u0301e 👩\u200d👧 " * (size // 8)
    kinds = frozenset({"note"})
    return render_highlighted(text, (), [Highlight(i, i * 7 % size, kinds) for i in range(size)])


def _hard(piece: str) -> str:
    return render_body((piece * MAX_BODY_LENGTH)[:MAX_BODY_LENGTH])


def _seconds[Work](work: Callable[[Work], object], over: Work) -> float:
    start = time.process_time()
    work(over)
    return time.process_time() - start
