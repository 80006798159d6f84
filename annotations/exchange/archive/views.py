"""The address from which a leader takes a seminar's archive away."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import IO, Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from annotations.exchange.archive.seminar_archive import leaders_archive
from annotations.seminars.queries import open_seminar_as_leader

CHUNK = 1 << 16


class TemporaryFileResponse(StreamingHttpResponse):
    """A file in parts. It is closed with the response, even if nobody has read it."""

    def __init__(self, file: IO[bytes], *content: Any, **options: Any) -> None:
        self._file = file
        super().__init__(*content, **options)

    def close(self) -> None:
        """Close the response and the file."""
        super().close()
        self._file.close()


@require_safe
def seminar_archive(request: HttpRequest, seminar: str) -> HttpResponseBase:
    """Send the archive of a seminar to its leader.

    It says nothing of the members' addresses, by which a leader could learn who is behind a
    pseudonym, nor who flagged or endorsed what, and holds no text that its author has withdrawn. It
    is written to a temporary file first, so that a slow connection keeps no transaction open.
    Raises what `open_seminar_as_leader` raises.
    """
    found, _reader, _member = open_seminar_as_leader(seminar, request.user)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the response)
    leaders_archive(found).write(file)
    size = file.tell()
    file.seek(0)
    return TemporaryFileResponse(
        file,
        _asynchronous_chunks(file) if isinstance(request, ASGIRequest) else _chunks(file),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{found.slug}.zip"',
            "Content-Length": str(size),
        },
    )


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


async def _asynchronous_chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Yield the file in parts: Django would collect a synchronous iterator whole."""
    with file:
        while chunk := await sync_to_async(file.read)(CHUNK):
            yield chunk
