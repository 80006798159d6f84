"""Sending a file as it is written, on either kind of server, in memory that stays small."""

from collections.abc import AsyncIterator, Iterator
from itertools import batched

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

PARTS = 100  # are sent together


def streamed(
    request: HttpRequest, parts: Iterator[str], *, name: str, content_type: str
) -> StreamingHttpResponse:
    """The parts as a file to keep. An asynchronous server would else gather all of them first."""
    chunks = ("".join(some).encode() for some in batched(parts, PARTS, strict=False))
    return StreamingHttpResponse(
        _in_turn(chunks) if isinstance(request, ASGIRequest) else chunks,
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _in_turn(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Each chunk made in the thread where the database is, when the one before has gone."""

    def following() -> bytes | None:
        return next(chunks, None)

    while (chunk := await sync_to_async(following)()) is not None:
        yield chunk
