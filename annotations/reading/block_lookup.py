"""The block that an address, a permalink or a posted form refers to, and in which revision."""

import re
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.prepared_queries.compilation import prepared
from annotations.reading.queries import with_prompts
from annotations.seminars.queries import OpenedReading


def find_linked_annotation(opened: OpenedReading, identifier: str) -> Annotation | None:
    """Return the annotation of this reading with this identifier, if the visitor may see it. One
    query at most."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    visible = Annotation.objects.visible_to(opened.reader)
    return visible.filter(pk=wanted, reading=opened.reading).first()


def current_block_of(opened: OpenedReading, annotation: Annotation) -> Block | None:
    """Return the block of the current revision at which the annotation's thread is, or None."""
    blocks = with_prompts(opened.reading.essay.current_revision.blocks.all(), opened.reading)
    blocks = blocks.select_related("paragraph", "revision")
    return blocks.filter(paragraph=annotation.paragraph_id).first()


def current_passage_of(opened: OpenedReading, annotation: Annotation) -> Anchor | None:
    """Return the passage of the current revision that the annotation's thread is about, or None."""
    root = annotation.root_id or annotation.pk
    return Anchor.objects.filter(
        revision=opened.reading.essay.current_revision, annotation=root
    ).first()


def block_for_posted_form(request: HttpRequest, opened: OpenedReading, part: str) -> Block:
    """Return the block that a composer was sent for: `part` in the revision its writer was reading.

    An answer goes to the block where the annotation that it answers is today. If the writer was
    reading a past revision, that one becomes `opened.reading.essay.current` in memory. Raises
    Http404 if there is no such block.
    """
    past = past_revision_of_form(opened, request.POST.get("revision", ""))
    if past is None:
        return get_block_or_404(opened, part)
    about = find_linked_annotation(opened, request.POST.get("about", ""))
    block = current_block_of(opened, about) if about else None
    if block is not None:
        return block
    # What is posted is anchored in the revision it was written about, and carried forward then.
    opened.reading.essay.current = past
    return get_block_or_404(opened, part)


def past_revision_of_form(opened: OpenedReading, identifier: str) -> Revision | None:
    """Return the past revision that a form was made for; None for the current one, or if the
    identifier is no revision of this essay."""
    if identifier == str(opened.reading.essay.current_id):
        return None
    try:
        return opened.reading.essay.revisions.filter(pk=UUID(identifier)).first()
    except ValueError:
        return None


def is_partial_request(request: HttpRequest) -> bool:
    """True if htmx asks for a part of a page."""
    return bool(getattr(request, "htmx", False))


def page_shows_other_revision(request: HttpRequest, opened: OpenedReading) -> bool:
    """True if a thread is asked for from a page that shows another revision than the current one,
    where the same part may be another paragraph."""
    seen = request.GET.get("seen", "")
    return (
        is_partial_request(request)
        and seen.isdecimal()
        and seen != str(opened.reading.essay.current_revision.number)
    )


def get_block_or_404(opened: OpenedReading, part: str) -> Block:
    """Return the block that `/p/<part>/` names in the current revision. One query.

    Raises Http404 if there is none.
    """
    revision, reading = opened.reading.essay.current_revision, opened.reading
    if re.fullmatch(r"[0-9]{1,6}", part):
        found = _numbered_blocks(reading.pk, revision.pk, int(part))
    elif re.fullmatch(r"b[0-9]{1,6}", part):
        found = _blocks_at_position(reading.pk, revision.pk, int(part[1:]))
    else:
        found = []
    if not found:
        raise Http404
    found[0].revision = revision
    return found[0]


@prepared
def _numbered_blocks(reading: UUID, revision: UUID, number: int) -> QuerySet[Block]:
    return _blocks(reading, revision).filter(number=number)[:1]


@prepared
def _blocks_at_position(reading: UUID, revision: UUID, position: int) -> QuerySet[Block]:
    return _blocks(reading, revision).filter(position=position)[:1]


def _blocks(reading: UUID, revision: UUID) -> QuerySet[Block]:
    blocks = Block.objects.filter(revision=revision).order_by("position")
    return with_prompts(blocks, reading).select_related("paragraph")
