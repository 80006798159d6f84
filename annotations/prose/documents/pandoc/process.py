"""Running pandoc: in its sandbox, on bytes that we checked, with limits of time and memory."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from annotations.lazy_messages import gettext_lazy as _
from annotations.prose.documents.pandoc.wide_letters import with_wide_letters
from annotations.prose.normalising import UnreadableText

MAX_SECONDS = 60
MAX_MEMORY = "768M"
MAX_OUTPUT_BYTES = 200_000_000
MAX_LOG_LENGTH = 1_000_000
_HEAP_EXHAUSTED = 251

Tree = dict[str, Any]


@cache
def pandoc_path() -> str | None:
    """Return the path of the pandoc of the wheel, else of that on the PATH, else None."""
    wheel = find_spec("pypandoc")
    for folder in (wheel.submodule_search_locations or ()) if wheel else ():
        program = Path(folder, "files", "pandoc.exe" if os.name == "nt" else "pandoc")
        if program.is_file():
            return str(program)
    return shutil.which("pandoc")


def read_tree(
    content: bytes, source: str, *options: str, seconds: float | None = None
) -> tuple[Tree, str]:
    """Return pandoc's tree of a document in the format `source`, and what it reported.

    In the tree, a word or a space between words is a string of its own, instead of a node.
    Raises `UnreadableText` where pandoc is missing, refuses the document, or goes beyond the limits
    of time (`seconds`, or `MAX_SECONDS`), memory or nesting.
    """
    arguments = ("-f", source, "-t", "json", "--verbose", *options)
    output, log = run_pandoc(content, *arguments, seconds=seconds)
    if source == "rtf":
        output = with_wide_letters(output)
    try:
        tree: Tree = json.loads(output, object_hook=_compact)
    except RecursionError:
        raise UnreadableText(_("The elements of this file are nested too deep.")) from None
    return tree, log


def _compact(node: dict[str, Any]) -> Any:
    """Return a word or space of the tree as a string: most of its nodes are such."""
    kind = node.get("t")
    if kind == "Str":
        return node["c"]
    return " " if kind == "Space" else node


def run_pandoc(content: bytes, *arguments: str, seconds: float | None = None) -> tuple[bytes, str]:
    """Run pandoc with `content` as its input; returns its output and its log.

    It reads no other file and no address (`--sandbox`). Raises `UnreadableText` as `read_tree`
    does.
    """
    program = pandoc_path()
    if program is None:
        raise UnreadableText(
            _(
                "This kind of file can’t be read here, because pandoc is not installed on this"
                " server. Send the text as Markdown or plain text."
            )
        )
    limits = ("+RTS", f"-M{MAX_MEMORY}", "-RTS")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as output:
        code, log = _run(
            [program, "--sandbox", *arguments, *limits], content, output, folder, seconds
        )
        if code == 0:
            output.seek(0)
            return output.read(MAX_OUTPUT_BYTES), log
    if code == _HEAP_EXHAUSTED or code < 0:
        raise UnreadableText(
            _("This file takes more memory than there is for it. Split it into several essays.")
        )
    raise UnreadableText(_("This file is damaged: it can’t be read."))


def _run(
    command: Sequence[str], content: bytes, output: Any, folder: str, seconds: float | None
) -> tuple[int, str]:
    """Run the command in an empty folder with limits; returns its exit code and its messages."""
    most = MAX_SECONDS if seconds is None else max(seconds, 0)
    environment = {"HOME": folder, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TMPDIR": folder}
    with subprocess.Popen(  # noqa: S603  (a fixed program, arguments of our own)
        command,
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
    ) as process:
        _limit(process.pid)
        try:
            messages = process.communicate(content, timeout=most)[1]
        except subprocess.TimeoutExpired:
            process.kill()
            raise UnreadableText(
                _("Reading this file takes too long. Split it into several essays.")
            ) from None
        except BrokenPipeError:
            messages = b""
    return process.returncode, messages[:MAX_LOG_LENGTH].decode(errors="replace")


def _limit(process: int) -> None:
    """Limit the processor time and output of a process, where the system can do that."""
    if sys.platform != "linux":
        return
    limits = (
        (resource.RLIMIT_CPU, 2 * MAX_SECONDS),
        (resource.RLIMIT_FSIZE, MAX_OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        try:
            resource.prlimit(process, kind, (most, most))
        except (ProcessLookupError, PermissionError):
            return  # it has ended already
