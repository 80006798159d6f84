"""Reports of how far a long piece of work is: whoever does the work need not know who listens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from annotations.lazy_messages import LazyMessage


@dataclass(frozen=True, slots=True)
class Progress:
    """The step that is being worked on, and how much of it is done; `total` is 0 if not known."""

    step: LazyMessage
    done: int = 0
    total: int = 0


_listener: ContextVar[Callable[[Progress], None] | None] = ContextVar("listener", default=None)


def report_progress(step: LazyMessage, done: int = 0, total: int = 0) -> None:
    """Tell the listener, if there is one, which step is being worked on, and how far it is."""
    listener = _listener.get()
    if listener:
        listener(Progress(step, done, total))


@contextmanager
def listening(listener: Callable[[Progress], None]) -> Iterator[None]:
    """Let a function hear what is reported meanwhile, in this thread."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
