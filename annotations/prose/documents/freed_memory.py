"""Giving back to the system the memory that a C library has freed.

The trees of a book's pages take some hundred megabytes. When they are gone, glibc keeps their
memory for later, and Python's objects, which it keeps elsewhere, never use it.
"""

import ctypes
from contextlib import suppress


def give_back_freed_memory() -> None:
    """Give it back, where the C library can do that."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
