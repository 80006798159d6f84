"""The time that re-anchoring takes on a large generated essay, the same at each run."""

import time
from collections.abc import Sequence
from random import Random

from annotations.anchoring.passages import Passage
from annotations.anchoring.reanchoring import reanchor
from annotations.anchoring.selection import expand_to_words
from annotations.anchoring.selectors import select_passage

_WORDS, _PARAGRAPH, _PASSAGES = 50_000, 100, 10_000


def measure_speed() -> str:
    """Re-anchor 10,000 and 20,000 passages over 50,000 words, half of the paragraphs edited."""
    chance = Random(29)  # noqa: S311
    old = _essay(chance)
    new = _revised(old, chance)
    passages = [_passage(old, chance) for _ in range(2 * _PASSAGES)]
    once = _seconds(old, new, passages[:_PASSAGES])
    twice = _seconds(old, new, passages)
    return (
        f"{_PASSAGES:,} passages over {_WORDS:,} words: {once:.2f} s; "
        f"twice as many passages take {twice / once:.2f} times as long"
    )


def _seconds(old: Sequence[str], new: Sequence[str], passages: Sequence[Passage]) -> float:
    began = time.perf_counter()
    reanchor(old, new, passages)
    return time.perf_counter() - began


def _essay(chance: Random) -> list[str]:
    """Return paragraphs of made-up words whose frequencies follow Zipf's law."""
    words = ["".join(chance.choices("aeionrtslmd", k=chance.randint(2, 9))) for _ in range(8_000)]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    return [
        " ".join(_sentence(chance.choices(words, weights, k=20)) for _ in range(_PARAGRAPH // 20))
        for _ in range(_WORDS // _PARAGRAPH)
    ]


def _sentence(words: list[str]) -> str:
    return " ".join(words).capitalize() + "."


def _revised(old: list[str], chance: Random) -> list[str]:
    """Replace a tenth of the words in half of the paragraphs; drop, add and move some."""
    new = []
    for paragraph in old:
        words = paragraph.split()
        if chance.random() < 0.5:
            words = [chance.choice(words) if chance.random() < 0.1 else word for word in words]
        if chance.random() < 0.95:
            new.append(" ".join(words))
    for _ in range(len(old) // 20):
        new.insert(chance.randrange(len(new)), new.pop(chance.randrange(len(new))))
        new.insert(chance.randrange(len(new)), _sentence(chance.choices(old)[0].split()[:30]))
    return new


def _passage(old: list[str], chance: Random) -> Passage:
    paragraph = chance.randrange(len(old))
    start = chance.randrange(len(old[paragraph]) - 1)
    text = old[paragraph]
    first, last = expand_to_words(text, start, start + chance.randint(5, 150))
    return select_passage(old, paragraph, first, last)
