"""The words of a document as our reader gives it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotations.benchmarks.import_accuracy.words import TextPiece, Word, words_of_pieces
from annotations.prose.blocks import ParsedBlock
from annotations.prose.documents.document import Document

_KINDS = {"title": "heading"}
_MARKS = frozenset("em strong sup sub a".split())
# Their words are ours: a description, a formula's reading.
_ADDED = frozenset({"picture", "formula"})


def essay_words(document: Document) -> list[Word]:
    """Return all words, those of footnotes at the end; without descriptions and formulas."""
    numbered = [*enumerate(document.essay.blocks)]
    notes = [each for each in numbered if each[1].type == "footnote"]
    others = [each for each in numbered if each[1].type != "footnote"]
    return words_of_pieces(
        piece for number, block in (*others, *notes) for piece in _pieces(number, block)
    )


def _pieces(number: int, block: ParsedBlock) -> Iterator[TextPiece]:
    spans = [span for span in block.spans if span.tag in _MARKS | _ADDED]
    edges = sorted(
        {0, len(block.text), *(edge for each in spans for edge in (each.start, each.end))}
    )
    begins = {edge: [span for span in spans if span.start == edge] for edge in edges}
    opened: list[tuple[int, str]] = []
    for start, end in pairwise(edges):
        opened = [each for each in opened if each[0] > start]
        opened += [(span.end, span.tag) for span in begins[start] if span.end > start]
        tags = frozenset(tag for _, tag in opened)
        kind = _KINDS.get(block.type, block.type)
        text = " " if tags & _ADDED else block.text[start:end]
        yield TextPiece(text, kind, number, tags & _MARKS)


def left_out_texts(document: Document) -> Sequence[str]:
    """Return what the report says of the things that were left out, and the title and byline."""
    return [document.title, document.byline] + [
        place for each in document.left_out for place in each.places
    ]
