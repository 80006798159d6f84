"""A seminar's page: what it reads, who belongs to it, and what was written there of late."""

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.essays.models import Block, Essay
from annotations.margin import rules
from annotations.margin.kinds import Kind
from annotations.margin.models import Annotation
from annotations.prose.bodies import excerpt
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import open_seminar
from annotations.seminars.rules import Reader

LATELY = 8


@dataclass(frozen=True)
class Lately:
    """An annotation, in a line."""

    annotation: Annotation
    essay: Essay
    # Where it stands; None where the text has lost that paragraph.
    block: Block | None

    @property
    def shape(self) -> str:
        """The sign of its kind."""
        return Kind(self.annotation.kind).shape

    @property
    def words(self) -> str:
        """How it begins."""
        return excerpt(self.annotation.body or self.annotation.citation, 110)


@require_safe
def seminar(request: HttpRequest, seminar: str) -> HttpResponse:
    """A seminar, for whoever may enter it."""
    found, reader, member = open_seminar(seminar, request.user)
    readings = list(found.readings.select_related("essay"))
    shown = [each for each in readings if reader.moderates or not each.unopened]
    context = {
        "seminar": found,
        "reader": reader,
        "member": member,
        "readings": readings,
        "lately": lately(found, reader, shown),
        "members": found.members.active().select_related("user").order_by("joined_at"),
        "may_join": member is None and found.may_be_joined,
    }
    return render(request, "seminars/seminar.html", context)


def lately(seminar: Seminar, reader: Reader, readings: list[Reading]) -> list[Lately]:
    """The last annotations posted to these readings that this reader may see. Two queries."""
    posted = Annotation.objects.filter(seminar=seminar, state=rules.PUBLISHED)
    newest = (
        posted.visible_to(reader)
        .filter(visibility=rules.SEMINAR, reading__in=readings)
        .select_related("author")
        .order_by("-created_at", "-id")[:LATELY]
    )
    essays = {each.pk: each.essay for each in readings}
    annotations = list(newest)
    blocks = Block.objects.filter(
        revision=F("revision__essay__current"),
        paragraph__in=[each.paragraph_id for each in annotations],
    )
    at = {block.paragraph_id: block for block in blocks}
    return [
        Lately(each, essays[each.reading_id], at.get(each.paragraph_id)) for each in annotations
    ]
