"""The order in which a thread is read: depth first, each answer below what it answers."""

from collections.abc import Callable, Iterator, Sequence


def walk_threads[A](
    roots: Sequence[A], answers_to: Callable[[A], Sequence[A]]
) -> Iterator[tuple[A, int]]:
    """Yield these roots and everything below them, each with its level: 0 for a root.

    `answers_to` returns the answers to one of them in their order. No recursion, so a thread may be
    of any depth. No query.
    """
    waiting = [(root, 0) for root in reversed(roots)]
    while waiting:
        each, level = waiting.pop()
        yield each, level
        waiting.extend((answer, level + 1) for answer in reversed(answers_to(each)))
