"""A web server in a process of its own, started as the README says for real use."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

STARTS_WITHIN = 30
"""Seconds."""
HOST = "127.0.0.1"


class Server:
    """A uvicorn process that serves one application on a free port while the context lasts."""

    def __init__(self, application: str) -> None:
        with socket.create_server((HOST, 0)) as free:
            self.port: int = free.getsockname()[1]
        self._command = [sys.executable, "-m", "uvicorn", application, f"--port={self.port}",
                         "--log-level=warning", "--no-access-log"]  # fmt: skip

    def __enter__(self) -> "Server":
        """Start the process. Raises TimeoutError if it does not listen in time."""
        self._process = subprocess.Popen(self._command)  # noqa: S603
        ends = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < ends and self._process.poll() is None:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.1)
        self._stop()
        raise TimeoutError(f"{self._command[3]} does not listen.")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the process."""
        self._stop()

    def megabytes(self) -> int:
        """Return the memory that the process has now, in MB; 0 where the system does not say."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) // 1024

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
