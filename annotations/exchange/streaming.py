"""Sending a file while it is written, under WSGI and ASGI, in little memory."""

from collections.abc import AsyncIterator, Iterator
from itertools import batched

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

PARTS_PER_CHUNK = 100


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
    chunks = (
        "".join(some).encode(encoding) for some in batched(parts, PARTS_PER_CHUNK, strict=False)
    )
    return StreamingHttpResponse(
        _asynchronous(chunks) if isinstance(request, ASGIRequest) else chunks,
        content_type=f"{content_type}; charset={encoding}",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _asynchronous(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the chunks; each is made, when asked for, in the thread of the database connection."""

    def next_chunk() -> bytes | None:
        return next(chunks, None)

    while (chunk := await sync_to_async(next_chunk)()) is not None:
        yield chunk
