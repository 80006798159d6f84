"""A reading's argument in Argdown (argdown.org), a language for maps of arguments.

A claim is a statement, an annotation an argument that attacks, undercuts or supports what it is
about. An undercut of a statement is written as an attack: Argdown knows it of inferences only.
"""

import re
from collections.abc import Iterator
from uuid import UUID

from annotations.exchange.annotation_files.argument_rows import ArgumentRow, ArgumentRows
from annotations.exchange.annotation_files.selection import ReadingFile

_SPECIAL = re.compile(r"([\\\[\]<>*_#@{}$|]|/(?=[/*]))")
ARROWS = {"attack": "->", "undercut": "_>", "support": "+>"}


def argdown_parts(file: ReadingFile) -> Iterator[str]:
    """Yield the argument: first the claims with what they rest on, then the annotations."""
    essay = file.reading.essay
    rows = ArgumentRows(file)
    yield f"===\ntitle: {_quoted(essay.title)}\nauthor: {_quoted(essay.byline)}\n===\n"
    names = {id: f"[Claim {at}]" for at, id in enumerate(rows.argument.claims, 1)}
    for id, claim in rows.argument.claims.items():
        yield f"\n{names[id]}: {_line(claim.visible_wording)}\n"
        for premise in rows.argument.rests_on.get(id, ()):
            yield f"  + {names[premise]}\n"
    arguments: dict[UUID, str] = {}
    passages: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        if row.answers not in arguments:  # a new thread: its answers refer to nothing before it
            arguments.clear()
        name = arguments[row.annotation.pk] = f"<{row.annotation.get_kind_display()} {number}>"
        yield f"\n{name}: {_line(row.text) or '…'} {_tags(row)}\n"
        target = _target(row, names, arguments, passages)
        if arrow := ARROWS.get(row.role):
            undercuts_statement = arrow == "_>" and target.startswith("[")
            yield f"  {'->' if undercuts_statement else arrow} {target}\n"


def _target(
    row: ArgumentRow, claims: dict[str, str], arguments: dict[UUID, str], passages: dict[str, str]
) -> str:
    if row.answers in arguments:
        return arguments[row.answers]
    if row.claim:
        return claims[row.claim]
    if row.passage in passages:
        return passages[row.passage]
    if len(passages) >= 10_000:  # those of the text so far; a few are said twice then
        passages.clear()
    name = passages[row.passage] = f"[{_title(row.passage)}]"
    return name


def _title(passage: str) -> str:
    """Return a passage as the title of a statement, which can't be escaped."""
    return " ".join(_SPECIAL.sub(" ", passage).split()) or "…"


def _tags(row: ArgumentRow) -> str:
    author = _title(row.annotation.author.name).replace("(", "").replace(")", "")
    tags = [row.annotation.attack or row.annotation.relation or "note", author]
    return " ".join(f"#({tag})" for tag in tags)


def _line(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    """Return a text as YAML has it in quotation marks."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
