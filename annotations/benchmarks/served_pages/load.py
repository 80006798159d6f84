"""Requests over loopback by one client or several, each on a connection of its own.

The client does as little as it can: it shares the machine with the server that it measures.
"""

import re
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

from annotations.benchmarks.served_pages.server import HOST

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_MAX_SECONDS = 60


@dataclass(frozen=True)
class Target:
    """One request: a path, its headers, and the fields that are posted, made anew each time."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    fields: Callable[[], dict[str, str]] | None = None
    status: int = 200

    def message(self) -> bytes:
        """Return the request as HTTP/1.1."""
        body = urlencode(self.fields()).encode() if self.fields else b""
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https", **self.headers}
        if self.fields:
            headers |= {"Content-Length": str(len(body)),
                        "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        lines = [f"{'POST' if self.fields else 'GET'} {self.path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class ServerAnswer:
    """What came back: the status, the headers with their names, and the number of bytes."""

    status: int
    head: bytes
    size: int

    def header(self, name: str) -> str:
        """Return a header's value; empty if there is none."""
        found = re.search(rb"\r\n" + name.encode() + rb": *([^\r]*)", self.head, re.IGNORECASE)
        return found[1].decode() if found else ""


class Connection:
    """A connection that stays open from one request to the next."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=_MAX_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, message: bytes) -> ServerAnswer:
        """Send a request and read the whole answer. Raises OSError if the connection breaks."""
        self._socket.sendall(message)
        read = self._more(b"")
        while (end := read.find(b"\r\n\r\n")) < 0:
            read = self._more(read)
        head = read[: end + 2]
        status = int(head[9:12])
        if length := _LENGTH.search(head):
            whole = end + 4 + int(length[1])
            while len(read) < whole:
                read = self._more(read)
        elif status not in {204, 304}:
            while not read.endswith(_LAST_CHUNK):
                read = self._more(read)
        return ServerAnswer(status, head, len(read))

    def exchange(self, target: Target, message: bytes) -> ServerAnswer:
        """Send the request of a target, follow one redirect as a browser does, and return the last
        answer. Raises ValueError if it has another status than the target's."""
        answer = self.request(message)
        if answer.status == 302:
            following = Target(answer.header("location").partition("#")[0], target.headers)
            answer = self.request(following.message())
        if answer.status != target.status:
            raise ValueError(f"{target.path} answers {answer.status}")
        return answer

    def _more(self, read: bytes) -> bytes:
        more = self._socket.recv(1 << 18)
        if not more:
            raise ConnectionError("The server has closed the connection.")
        return read + more

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()


def seconds_of_each(port: int, target: Target, *, times: int) -> list[float]:
    """Return how long each of so many requests took, one after the other, on one connection.

    Raises ValueError at the first answer with another status than the target's.
    """
    took = []
    with closing(Connection(port)) as connection:
        for _ in range(times):
            message, begun = target.message(), time.perf_counter()
            connection.exchange(target, message)
            took.append(time.perf_counter() - begun)
    return took


def request_once(port: int, target: Target) -> ServerAnswer:
    """Return the answer to one request. Raises ValueError if its status is another."""
    with closing(Connection(port)) as connection:
        return connection.exchange(target, target.message())


def seconds_together(port: int, target: Target, *, clients: int, times: int) -> float:
    """Return how long it took until each of several clients had so many answers, divided by the
    number of answers."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        running = [
            pool.submit(seconds_of_each, port, target, times=times) for _client in range(clients)
        ]
        for each in running:
            each.result()
    return (time.perf_counter() - begun) / (clients * times)
