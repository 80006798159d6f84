"""Sending a file while it is written, under WSGI and ASGI, in little memory."""

from collections.abc import AsyncIterator, Iterator, Mapping

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

CHUNK_LENGTH = 60_000  # characters, at least


def streamed_file(
    request: HttpRequest,
    parts: Iterator[str],
    *,
    name: str,
    content_type: str,
    encoding: str = "utf-8",
) -> StreamingHttpResponse:
    """Return a response that sends the parts as a file to save.

    An ASGI server gets an asynchronous iterator: Django would collect a synchronous one whole.
    """
    return _streamed(
        request,
        parts,
        content_type=f"{content_type}; charset={encoding}",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
        encoding=encoding,
    )


def streamed_page(request: HttpRequest, pieces: Iterator[str]) -> StreamingHttpResponse:
    """Return a response that sends the pieces as a page."""
    return _streamed(request, pieces, content_type="text/html; charset=utf-8", headers={})


def _streamed(
    request: HttpRequest,
    parts: Iterator[str],
    *,
    content_type: str,
    headers: Mapping[str, str],
    encoding: str = "utf-8",
) -> StreamingHttpResponse:
    chunks = (each.encode(encoding) for each in _chunks(parts))
    return StreamingHttpResponse(
        _asynchronous(chunks) if isinstance(request, ASGIRequest) else chunks,
        content_type=content_type,
        headers=headers,
    )


def _chunks(parts: Iterator[str]) -> Iterator[str]:
    """Yield the parts, small ones together."""
    waiting: list[str] = []
    length = 0
    for each in parts:
        waiting.append(each)
        length += len(each)
        if length >= CHUNK_LENGTH:
            yield "".join(waiting)
            waiting, length = [], 0
    if waiting:
        yield "".join(waiting)


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the chunks; each is made, when asked for, in the thread of the database connection."""

    def next_chunk() -> bytes | None:
        return next(chunks, None)

    while (chunk := await sync_to_async(next_chunk)()) is not None:
        yield chunk
