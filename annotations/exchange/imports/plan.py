"""What bringing in a file would do: the dry run, which writes nothing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from annotations.essays.queries import readable_blocks
from annotations.exchange.imports.foreign_annotation import (
    ForeignAnnotation,
    author_name,
    document_digest,
    document_names,
    form_data_of,
    name_key,
    own_page,
    plain_line,
    why_invalid,
    why_not_published,
    written_at,
)
from annotations.exchange.imports.place_finder import PlaceFinder, Unplaced
from annotations.exchange.imports.recognition import (
    annotations_by_key,
    annotations_by_name,
    found_here,
)
from annotations.identifiers import uuid7
from annotations.margin import rules
from annotations.margin.composing.content_form import AnnotationForm
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.web_annotation.parsing.document_values import DocumentProblem, uuid_in
from annotations.web_annotation.parsing.sent_documents import read_annotation

MAX_REPORTED = 500
MAX_ANSWER_DEPTH = 100
BATCH_SIZE = 500


@dataclass(frozen=True)
class NotBroughtIn:
    """An annotation that is not brought in, and why."""

    author: str
    quoted: str
    words: str
    reason: str


@dataclass
class ReadDocuments:
    """What the documents of a file say, and those that stay out wherever they are brought in."""

    incoming: list[ForeignAnnotation] = field(default_factory=list)
    left_out: list[NotBroughtIn] = field(default_factory=list)


@dataclass
class ImportPlan:
    """What is brought in, in an order in which nothing comes before what it answers."""

    new: list[ForeignAnnotation] = field(default_factory=list)
    # How many are in the reading already, or twice in the file.
    present: int = 0
    left_out: list[NotBroughtIn] = field(default_factory=list)

    @cached_property
    def changed(self) -> list[ForeignAnnotation]:
        """Those about words that are not quite those that were quoted."""
        return [each for each in self.new if each.place and each.place.changed]

    @property
    def authors(self) -> list[str]:
        """The names of those who wrote what is brought in, sorted."""
        return sorted({each.author for each in self.new})

    def report(self) -> dict[str, Any]:
        """Return what is kept of the plan, as JSON."""
        changed = [
            {
                "author": each.author,
                "quoted": plain_line(each.quoted, 500),
                "found": each.place.words[:500],
            }
            for each in self.changed[:MAX_REPORTED]
            if each.place
        ]
        left_out = [
            {"author": each.author, "quoted": each.quoted, "words": each.words, "why": each.reason}
            for each in self.left_out[:MAX_REPORTED]
        ]
        return {
            "new": len(self.new),
            "changed": changed,
            "number_changed": len(self.changed),
            "present": self.present,
            "left_out": left_out,
            "number_left_out": len(self.left_out),
        }


def plan_import(reading: Reading, documents: Iterable[dict[str, Any]]) -> ImportPlan:
    """Return what bringing these documents into a reading would do. Six queries, and one more for
    each further 500 documents or names."""
    return arrange_documents(reading, read_documents(reading, documents))


def read_documents(reading: Reading, documents: Iterable[dict[str, Any]]) -> ReadDocuments:
    """Return what the documents say, and what of them stays out whatever is in the reading. This
    is the slow part, which needs no lock."""
    read = ReadDocuments()
    read.incoming = list(_readable(reading, documents, read.left_out))
    return read


def arrange_documents(reading: Reading, read: ReadDocuments) -> ImportPlan:
    """Return what bringing in these read documents would do, as the reading is now."""
    plan = ImportPlan(left_out=list(read.left_out))
    known = annotations_by_key(reading, read.incoming)
    by_name = annotations_by_name(reading)
    fresh: list[ForeignAnnotation] = []
    resolved: dict[str, UUID] = {}
    seen: set[UUID] = set()
    for each in read.incoming:
        found = found_here(reading, each, known, by_name)
        if found is not None or each.key in seen:
            plan.present += 1
            if found is not None:
                resolved |= dict.fromkeys(each.names, found)
            continue
        seen.add(each.key)
        fresh.append(each)
    _choose_identifiers(fresh)
    _arrange(reading, fresh, resolved, plan)
    return plan


def _readable(
    reading: Reading, documents: Iterable[dict[str, Any]], left_out: list[NotBroughtIn]
) -> Iterator[ForeignAnnotation]:
    for document in documents:
        author = author_name(document)
        try:
            sent = read_annotation({**document, "@context": []})
            reason = why_not_published(document, sent)
            form = AnnotationForm(form_data_of(sent))
            reason = reason or why_invalid(reading, form, sent)
        except DocumentProblem as problem:
            left_out.append(_left_out(author, "", "", problem.words))
            continue
        if reason:
            private = sent.visibility == rules.PRIVATE  # other leaders see the report
            said = ("", "") if private else (sent.target.exact, sent.content.get("body", ""))
            left_out.append(_left_out(author, *said, reason))
            continue
        names = document_names(document, sent)
        key = uuid5(reading.pk, names[0] if names else document_digest(document))
        yield ForeignAnnotation(
            key, names, sent, author, written_at(document), form, page=own_page(document)
        )


def _left_out(author: str, quoted: str, words: str, reason: str) -> NotBroughtIn:
    return NotBroughtIn(author, plain_line(quoted, 300), plain_line(words, 300), reason)


def _choose_identifiers(fresh: list[ForeignAnnotation]) -> None:
    """Give the annotations that are new their identifiers: their keys, or another where some
    annotation, in whatever reading, has that. One query for each 500."""
    for at in range(0, len(fresh), BATCH_SIZE):
        batch = fresh[at : at + BATCH_SIZE]
        taken = set(
            Annotation.objects.filter(pk__in=[each.key for each in batch]).values_list(
                "pk", flat=True
            )
        )
        for each in batch:
            each.pk = uuid7() if each.key in taken else each.key


def _arrange(
    reading: Reading,
    fresh: list[ForeignAnnotation],
    resolved: dict[str, UUID],
    plan: ImportPlan,
) -> None:
    """Place annotations about the text, then their answers, and the answers to those."""
    answers: dict[UUID, list[ForeignAnnotation]] = defaultdict(list)
    answerable = _answerable(reading, fresh, resolved)
    roots = _roots(fresh, answers, {name: pk for name, (pk, _depth) in answerable.items()}, plan)
    placed = _place(reading, [each for each in roots if each.about is None], plan)
    queue = deque(each for each in roots if each.about or each.pk in placed)
    told = {each.pk for each in roots}
    depths = dict(answerable.values())
    while queue:
        each = queue.popleft()
        depths[each.pk] = depths[each.about] + 1 if each.about else 0
        if depths[each.pk] > MAX_ANSWER_DEPTH:
            reason = _("It is an answer to an answer, and so on, more than %(most)d times.")
            plan.left_out.append(_of(each, reason % {"most": MAX_ANSWER_DEPTH}))
            continue
        plan.new.append(each)
        for answer in answers.get(each.pk, ()):
            answer.about = each.pk
            told.add(answer.pk)
            queue.append(answer)
    lost = [each for some in answers.values() for each in some if each.pk not in told]
    plan.left_out += [_of(each, _("What it answers is not brought in.")) for each in lost]


def _roots(
    fresh: list[ForeignAnnotation],
    answers: dict[UUID, list[ForeignAnnotation]],
    answerable: dict[str, UUID],
    plan: ImportPlan,
) -> list[ForeignAnnotation]:
    """Return those that answer nothing in the file, and put the others among `answers`, by what
    they answer. One that answers neither that nor what is here is left out."""
    by_name: dict[str, ForeignAnnotation] = {}
    for each in fresh:
        for name in each.names:
            by_name.setdefault(name, each)
    roots = []
    for each in fresh:
        source = name_key(each.sent.target.source)
        parent = by_name.get(source)
        if parent is not None and parent is not each:
            answers[parent.pk].append(each)
            continue
        each.about = answerable.get(source)
        if each.about is None and each.is_answer:
            reason = _("It answers an annotation that is neither in the file nor here.")
            plan.left_out.append(_of(each, reason))
        else:
            roots.append(each)
    return roots


def _of(incoming: ForeignAnnotation, reason: str) -> NotBroughtIn:
    words = incoming.sent.content.get("body", "")
    return _left_out(incoming.author, incoming.quoted, words, reason)


def _answerable(
    reading: Reading, fresh: list[ForeignAnnotation], resolved: dict[str, UUID]
) -> dict[str, tuple[UUID, int]]:
    """Return the annotations here that others of the file answer and their depths, by name: those
    that everybody in the seminar sees. What a member wrote is answered only if it is in the file
    too, and so known to be the same: its identifier was the member's choice. One query for each
    500."""
    named: dict[str, UUID] = {}
    for each in fresh:
        source = name_key(each.sent.target.source)
        found = resolved.get(source) or uuid_in(source)
        if found:
            named[source] = found
    keys = list(named.values())
    the_same = set(resolved.values())
    shown = Annotation.objects.filter(
        reading=reading, visibility=rules.SEMINAR, state=rules.PUBLISHED
    )
    depths: dict[UUID, int] = {}
    for at in range(0, len(keys), BATCH_SIZE):
        rows = shown.filter(pk__in=keys[at : at + BATCH_SIZE])
        for pk, depth, guest in rows.values_list("pk", "depth", "author__guest"):
            if guest or pk in the_same:
                depths[pk] = depth
    return {name: (pk, depths[pk]) for name, pk in named.items() if pk in depths}


def _place(reading: Reading, roots: list[ForeignAnnotation], plan: ImportPlan) -> set[UUID]:
    """Set the places of annotations about the text; return which have one. One query."""
    finder = PlaceFinder(readable_blocks(reading.essay), [each.sent.target for each in roots])
    placed = set()
    for each in roots:
        try:
            each.place = finder.find(each.sent.target)
        except Unplaced as problem:
            plan.left_out.append(_of(each, str(problem)))
        else:
            placed.add(each.pk)
    return placed
