"""Which annotations of a reading a file holds, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotations.arguments.eligibility import eligible_annotations
from annotations.margin import rules
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.seminars.models import Reading
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader
from annotations.web_annotation.addresses import Addresses

# What a file holds: all that its reader sees, their own private notes included; what of it was
# posted to the seminar, whatever a moderator decided since; or what everybody there sees.
type Scope = Literal["seen", "posted", "published"]


@dataclass(frozen=True)
class ReadingFile:
    """A reading as one person takes it away.

    A file for programs holds the annotations of its `scope`; one for handing on holds what is
    published, or if the scope is "posted", as a leader takes a seminar away, that.
    """

    opened: OpenedReading
    addresses: Addresses
    scope: Scope = "seen"

    @property
    def reading(self) -> Reading:
        """The reading."""
        return self.opened.reading

    @property
    def reader(self) -> Reader:
        """Who takes it away, as the rules know them."""
        return self.opened.reader

    @property
    def rows(self) -> AnnotationQuerySet:
        """The annotations of a file for programs."""
        if self.scope == "published":
            return eligible_annotations(self.reading, self.reader)
        seen = Annotation.objects.visible_to(self.reader).filter(reading=self.reading)
        return seen.filter(visibility=rules.SEMINAR) if self.scope == "posted" else seen

    @property
    def handed_on(self) -> AnnotationQuerySet:
        """The annotations of a file for handing on."""
        if self.scope == "posted":
            return self.rows
        return eligible_annotations(self.reading, self.reader)
