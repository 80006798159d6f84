"""The annotations of an edition as they are printed, thread by thread, few of them at once.

The marginalia are the threads that begin with a note or a source; the apparatus has those that
begin with a counterpoint.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from annotations.arguments.standing.semantics import ArgumentNode, NodeKind, grounded_labelling
from annotations.margin.choices import Kind
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.threads.walk import walk_threads

MAX_LEVEL = 4  # deeper answers are indented no further
IN_MEMORY = 500  # annotations that are loaded at once
# What a remark takes beside its words, in characters of the text.
REMARK_LENGTH = 40
_NODE_KINDS: Mapping[str, NodeKind] = {kind.value: kind for kind in NodeKind}
_PARAGRAPH_BREAK = re.compile(r"</p>\s*<p[^>]*>")
_PARAGRAPH_TAG = re.compile(r"</?p(?: [^>]*)?>")

# Returns the reference to a work in running text, given a locator.
type CiteAt = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Remark:
    """One annotation in print. `author_name` is "" in an edition without names."""

    kind: str
    shape: str
    label: str
    # The quoted words of the text; "" for an answer.
    lemma: str
    author_name: str
    body: SafeString
    # The short reference of the cited work, or "".
    citation: str
    quotation: str
    level: int
    answered: bool

    @property
    def length(self) -> int:
        """Roughly the space that it takes, in characters of the text."""
        words = len(self.lemma) + len(self.body) + len(self.citation) + len(self.quotation)
        return words + REMARK_LENGTH


@dataclass(frozen=True, slots=True)
class PlacedAnnotation:
    """An annotation at its place in a thread. `answered` if a counterpoint about it stands."""

    pk: UUID
    level: int
    answered: bool
    in_apparatus: bool


class RemarkThreads:
    """The annotations of a set that stand at some paragraphs, as threads in the order of time.

    An answer to what is not in the set begins a thread of its own. Of the annotations only
    identifiers are held, and, where they are few, the rows. Two queries; one for each further 500
    annotations of a paragraph that has more.
    """

    def __init__(self, rows: AnnotationQuerySet, paragraphs: Sequence[UUID]) -> None:
        self._rows = rows.defer("body", "citation", "csl", "prefix", "suffix")
        self._kinds: dict[UUID, str] = {}
        self._answers: dict[UUID, list[UUID]] = defaultdict(list)
        self._roots: dict[UUID, list[UUID]] = defaultdict(list)
        found = rows.filter(paragraph__in=paragraphs).order_by("created_at", "id")
        columns = [*found.values_list("pk", "about", "kind", "paragraph")]
        for pk, _about, kind, _paragraph in columns:
            self._kinds[pk] = kind
        for pk, about, _kind, paragraph in columns:
            if about in self._kinds:
                self._answers[about].append(pk)
            else:
                self._roots[paragraph].append(pk)
        few = 0 < len(columns) <= IN_MEMORY
        self._loaded = self._rows.in_bulk([*self._kinds]) if few else {}

    def placed(self, paragraph: UUID) -> Iterator[PlacedAnnotation]:
        """Yield the marginalia of a paragraph, then its apparatus, depth first. No query."""
        roots = self._roots.get(paragraph, ())
        for in_apparatus in (False, True):
            for root in roots:
                if (self._kinds[root] == Kind.COUNTERPOINT) == in_apparatus:
                    yield from self._thread(root, in_apparatus)

    def _thread(self, root: UUID, in_apparatus: bool) -> Iterator[PlacedAnnotation]:
        thread = [*walk_threads([root], lambda pk: self._answers.get(pk, ()))]
        stands = self._standing([pk for pk, _level in thread])
        for pk, level in thread:
            answered = not stands.get(str(pk), True)
            yield PlacedAnnotation(pk, min(level, MAX_LEVEL), answered, in_apparatus)

    def annotations(
        self, placed: Iterator[PlacedAnnotation]
    ) -> Iterator[tuple[Annotation, PlacedAnnotation]]:
        """Yield the annotations at these places, without those withdrawn a moment ago."""
        for some in batched(placed, IN_MEMORY, strict=False):
            loaded = self._loaded or self._rows.in_bulk([each.pk for each in some])
            for each in some:
                if each.pk in loaded:
                    yield loaded[each.pk], each

    def _standing(self, thread: Sequence[UUID]) -> Mapping[str, bool]:
        """Return which counterpoints and sources of a thread stand."""
        if len(thread) == 1:
            return {}
        about = {answer: pk for pk in thread for answer in self._answers.get(pk, ())}
        nodes = [
            ArgumentNode(str(pk), kind, str(about[pk]) if pk in about else None)
            for pk in thread
            if (kind := _NODE_KINDS.get(self._kinds[pk]))
        ]
        return grounded_labelling(nodes).stands


def build_remark(
    annotation: Annotation,
    placed: PlacedAnnotation,
    names: Mapping[UUID, str] | None,
    cite_work: Mapping[UUID, CiteAt],
) -> Remark:
    """Return an annotation as it is printed. Without `names` it tells nobody's."""
    kind = Kind(annotation.kind)
    cite_at = cite_work.get(annotation.work_id) if annotation.work_id else None
    former = _("former member")
    return Remark(
        kind=kind.value,
        shape=kind.shape,
        label=annotation.get_attack_display() or annotation.get_relation_display(),
        lemma="" if placed.level else annotation.exact,
        author_name="" if names is None else names.get(annotation.author_id, former),
        body=_on_one_line(annotation.body_html),
        citation=cite_at(annotation.locator).rstrip(".") if cite_at else "",
        quotation=annotation.quotation,
        level=placed.level,
        answered=placed.answered,
    )


def _on_one_line(html: str) -> SafeString:
    """Return a body with “¶” between its paragraphs instead of paragraph elements.

    That takes a third of the boxes to lay out, and of the space. The HTML was sanitized when it
    was saved.
    """
    return mark_safe(_PARAGRAPH_TAG.sub("", _PARAGRAPH_BREAK.sub(" ¶ ", html.strip())))  # noqa: S308
