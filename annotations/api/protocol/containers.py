"""A reading's annotations as a container: described, and in pages by key.

The order is that of creation, and each page costs the same, however deep it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q

from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.queries import parse_position_key, position_key
from annotations.seminars.queries import OpenedReading
from annotations.web_annotation.addresses import Addresses
from annotations.web_annotation.annotation_documents import (
    Document,
    annotation_documents,
    for_documents,
)
from annotations.web_annotation.vocabulary_terms import ANNO_CONTEXT, LDP_CONTEXT

PAGE_SIZE = 200
ORDER = ("created_at", "id")


@dataclass(frozen=True)
class PageRequest:
    """Which page of a container is asked for. At most one of the keys is set; none for the first
    page."""

    after: str = ""
    before: str = ""
    last: bool = False


@dataclass(frozen=True)
class ContainerSummary:
    """How many annotations there are for a reader, when one last changed, and how many there are
    before a page."""

    total: int
    modified: datetime | None
    preceding: int = 0


@dataclass(frozen=True)
class ContainerView:
    """A container as one reader asks for it, with whole annotations or with addresses (`iris`)."""

    opened: OpenedReading
    addresses: Addresses
    iris: bool

    @property
    def visible(self) -> AnnotationQuerySet:
        """The annotations of the reading that the reader may see."""
        visible = Annotation.objects.visible_to(self.opened.reader)
        return visible.filter(reading=self.opened.reading)

    def address(self, **query: str) -> str:
        """Return the address of the collection, or of a page of it."""
        chosen = urlencode({"iris": int(self.iris), **query})
        return f"{self.addresses.container(self.opened.reading)}?{chosen}"

    def collection(self, *, minimal: bool) -> Document:
        """Return the description of the container, with its first page unless it is minimal."""
        summary = self.summarize()
        document: Document = {
            "@context": [ANNO_CONTEXT, LDP_CONTEXT, self.addresses.context],
            "id": self.address(),
            "type": ["BasicContainer", "AnnotationCollection"],
            "label": self.opened.reading.essay.title,
            **self._described(summary),
        }
        if summary.total:
            first = self.address(page="first")
            document["first"] = first if minimal else self._page(PageRequest(), summary)
            document["last"] = self.address(page="last")
        return document

    def page(self, asked: PageRequest) -> Document:
        """Return one page, with its context."""
        rows = self._rows(asked)
        summary = self.summarize(rows[0] if rows else None)
        contexts = [ANNO_CONTEXT, self.addresses.context]
        return {"@context": contexts, **self._page(asked, summary, rows)}

    def summarize(self, first: Annotation | None = None) -> ContainerSummary:
        """Return the numbers of the container; `first` is the first annotation of a page. One
        query."""
        before = _before(first.created_at, first.pk) if first else Q(pk=None)
        numbers = self.visible.order_by().aggregate(
            total=Count("pk"),
            created=Max("created_at"),
            edited=Max("edited_at"),
            preceding=Count("pk", filter=before),
        )
        moments = [each for each in (numbers["created"], numbers["edited"]) if each]
        return ContainerSummary(numbers["total"], max(moments, default=None), numbers["preceding"])

    def _described(self, summary: ContainerSummary) -> dict[str, Any]:
        described: dict[str, Any] = {"total": summary.total}
        if summary.modified:
            described["modified"] = summary.modified.strftime("%Y-%m-%dT%H:%M:%SZ")
        return described

    def _rows(self, asked: PageRequest) -> list[Annotation]:
        """Return the annotations of a page, and the one after it. One query, or two for the
        last page, which has the same bounds as on the way from the first."""
        rows = for_documents(self.visible).order_by(*ORDER)
        if asked.last:
            number = self.visible.count()
            size = number % PAGE_SIZE or min(number, PAGE_SIZE)
            return list(rows.reverse()[:size])[::-1]
        if asked.before and (key := parse_position_key(asked.before)):
            page = list(rows.filter(_before(*key)).reverse()[:PAGE_SIZE])[::-1]
            # Something follows: the page that the key is from.
            return [*page, *rows.filter(~_before(*key))[:1]] if page else []
        if asked.after and (key := parse_position_key(asked.after)):
            rows = rows.filter(~_before(*key)).exclude(pk=key[1])
        return list(rows[: PAGE_SIZE + 1])

    def _page(
        self, asked: PageRequest, summary: ContainerSummary, rows: list[Annotation] | None = None
    ) -> Document:
        found = self._rows(asked) if rows is None else rows
        shown = found[:-1] if asked.before else found[:PAGE_SIZE]
        named = {"after": asked.after} if asked.after else {"before": asked.before}
        if asked.last or not (asked.after or asked.before):
            named = {"page": "last" if asked.last else "first"}
        document: Document = {
            "id": self.address(**named),
            "type": "AnnotationPage",
            "partOf": {
                "id": self.address(),
                "type": "AnnotationCollection",
                **self._described(summary),
            },
            "startIndex": summary.preceding,
        }
        if summary.preceding:
            document["prev"] = self.address(before=position_key(shown[0]))
        if len(found) > len(shown):
            document["next"] = self.address(after=position_key(shown[-1]))
        document["items"] = self._items(shown)
        return document

    def _items(self, shown: list[Annotation]) -> list[Any]:
        reading, reader = self.opened.reading, self.opened.reader
        if self.iris:
            return [self.addresses.annotation(reading, each.pk) for each in shown]
        return annotation_documents(shown, reading, reader, self.addresses)


def _before(moment: datetime, id: Any) -> Q:
    return Q(created_at=moment, pk__lt=id) | Q(created_at__lt=moment)
