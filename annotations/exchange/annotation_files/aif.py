"""A reading's argument in the Argument Interchange Format, as JSON (Chesñevar et al. 2006; the
JSON of AIFdb, Lawrence et al. 2012).

Claims, annotations and passages are I-nodes. What rests on something is joined to it by an RA-node,
what attacks it by a CA-node; who says it, by an L-node and a YA-node. An undercut attacks the node
by which its target bears on something.
"""

import json
from collections.abc import Iterator
from contextlib import closing
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from annotations.exchange.annotation_files.argument_rows import ArgumentRow, ArgumentRows
from annotations.exchange.annotation_files.selection import ReadingFile

IN_MEMORY_BYTES = 2_000_000


class _Graph:
    """Writes nodes at once, and keeps edges for later."""

    def __init__(self, edges: IO[str]) -> None:
        self._edges = edges
        self._first_node = self._first_edge = True
        self._number = 0
        # By annotation of the thread so far, whether it has a node that joins it to something.
        self.joined: dict[UUID, bool] = {}
        self.passages: dict[str, str] = {}
        self.people: dict[UUID, str] = {}

    def node(self, id: str, kind: str, text: str, at: str = "") -> str:
        comma = "" if self._first_node else ","
        self._first_node = False
        node = {"nodeID": id, "text": text, "type": kind, **({"timestamp": at} if at else {})}
        return f"{comma}\n{json.dumps(node, ensure_ascii=False)}"

    def edge(self, start: str, end: str) -> None:
        comma = "" if self._first_edge else ","
        self._first_edge = False
        self._number += 1
        edge = {"edgeID": str(self._number), "fromID": start, "toID": end, "formEdgeID": None}
        self._edges.write(f"{comma}\n{json.dumps(edge)}")


def aif_parts(file: ReadingFile) -> Iterator[str]:
    """Yield the argument: its nodes, then its edges, which wait in a file, and who said what."""
    with closing(SpooledTemporaryFile(IN_MEMORY_BYTES, "w+", encoding="utf-8")) as edges:
        graph = _Graph(edges)
        rows = ArgumentRows(file)
        yield '{"nodes": ['
        yield from _claims(rows, graph)
        for row in rows:
            yield from _annotation(row, rows, graph)
        yield '\n],\n"edges": ['
        edges.seek(0)
        while some := edges.read(60_000):
            yield some
        people = [
            {"participantID": str(id), "firstname": name, "surname": ""}
            for id, name in graph.people.items()
        ]
        yield f'\n],\n"participants": {json.dumps(people, ensure_ascii=False)},\n'
        yield '"locutions": []}\n'


def _claims(rows: ArgumentRows, graph: _Graph) -> Iterator[str]:
    argument = rows.argument
    for id, claim in argument.claims.items():
        yield graph.node(id, "I", claim.visible_wording)
        premises = argument.rests_on.get(id, ())
        if premises:
            scheme = claim.argumentation_scheme
            yield graph.node(f"{id}-ra", "RA", str(scheme.name) if scheme else "Default Inference")
            graph.edge(f"{id}-ra", id)
        for premise in premises:
            graph.edge(premise, f"{id}-ra")


def _annotation(row: ArgumentRow, rows: ArgumentRows, graph: _Graph) -> Iterator[str]:
    annotation = row.annotation
    id, at = str(annotation.pk), annotation.created_at.isoformat(timespec="seconds")
    if row.answers not in graph.joined:
        graph.joined.clear()
    name = graph.people.setdefault(annotation.author_id, annotation.author.name)
    yield graph.node(id, "I", row.text, at)
    yield graph.node(f"{id}-l", "L", f"{name}: {row.text}", at)
    yield graph.node(f"{id}-ya", "YA", "Asserting")
    graph.edge(f"{id}-l", f"{id}-ya")
    graph.edge(f"{id}-ya", id)
    graph.joined[annotation.pk] = bool(row.role)
    if not row.role:
        return
    supports = row.role == "support"
    text = "Default Inference" if supports else "Default Conflict"
    yield graph.node(f"{id}-s", "RA" if supports else "CA", text)
    target = _target(row, rows, graph)
    if target is None:
        target = graph.passages[row.passage] = f"{id}-p"
        yield graph.node(target, "I", row.passage)
    graph.edge(id, f"{id}-s")
    graph.edge(f"{id}-s", target)


def _target(row: ArgumentRow, rows: ArgumentRows, graph: _Graph) -> str | None:
    """Return the node that an annotation is about; None for a passage that has none yet."""
    undercuts = row.role == "undercut"
    if row.answers in graph.joined:
        return f"{row.answers}-s" if undercuts and graph.joined[row.answers] else str(row.answers)
    if row.claim:
        inferred = undercuts and row.claim in rows.argument.rests_on
        return f"{row.claim}-ra" if inferred else row.claim
    if len(graph.passages) >= 10_000:
        graph.passages.clear()
    return graph.passages.get(row.passage)
