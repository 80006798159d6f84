"""HTML that is rendered once in a process for the same values, and kept up to a number of bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from django.utils.safestring import SafeString


class KeptHtml:
    """The HTML of one template by everything that it depends on: so it is never stale, and tells
    nobody more than they would be told anyway."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, SafeString] = OrderedDict()
        self._lock = Lock()

    def get_or_render(self, key: Hashable, render: Callable[[], SafeString]) -> SafeString:
        """Return what is kept for the key, else what `render` returns, and keep that.

        What is longer than a hundredth of all that may be kept is not kept.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        html = render()
        size = len(html.encode())
        if size <= self._most_bytes // 100:
            with self._lock:
                self._keep(key, html, size)
        return html

    def _keep(self, key: Hashable, html: SafeString, size: int) -> None:
        if key in self._kept:
            return
        self._kept[key] = html
        self._bytes += size
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.encode())
