"""Which block an address, a permanent link or a form speaks of, and in which revision."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest

from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation
from annotations.reading.page import with_prompts
from annotations.seminars.queries import OpenedReading


def find_linked_annotation(opened: OpenedReading, identifier: str) -> Annotation | None:
    """The annotation of this reading that a link speaks of, if the visitor sees it."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    seen = Annotation.objects.visible_to(opened.reader)
    return seen.filter(pk=wanted, reading=opened.reading).first()


def current_block_of(opened: OpenedReading, annotation: Annotation) -> Block | None:
    """The block at which its thread stands."""
    blocks = opened.reading.essay.current_revision.blocks.select_related("paragraph", "revision")
    return blocks.filter(paragraph=annotation.paragraph_id).first()


def current_passage_of(opened: OpenedReading, annotation: Annotation) -> Anchor | None:
    """The words that it, or what it answers in the end, is about, to be picked out."""
    about = annotation.root_id or annotation.pk
    return Anchor.objects.filter(
        revision=opened.reading.essay.current_revision, annotation=about
    ).first()


def block_for_posted_form(request: HttpRequest, opened: OpenedReading, part: str) -> Block:
    """The block that a composer speaks of: `part` in the revision that its writer was reading.

    An answer goes to where what it answers stands today.
    """
    seen = past_revision_of_form(opened, request.POST.get("revision", ""))
    if seen is None:
        return get_block_or_404(opened, part)
    about = find_linked_annotation(opened, request.POST.get("about", ""))
    home = current_block_of(opened, about) if about else None
    if home is not None:
        return home
    # The essay in memory takes it for the current one: what is posted stands there first.
    opened.reading.essay.current = seen
    return get_block_or_404(opened, part)


def past_revision_of_form(opened: OpenedReading, identifier: str) -> Revision | None:
    """The earlier revision that a form was made for; None for the current, or a senseless one."""
    if identifier == str(opened.reading.essay.current_id):
        return None
    try:
        return opened.reading.essay.revisions.filter(pk=UUID(identifier)).first()
    except ValueError:
        return None


def is_partial_request(request: HttpRequest) -> bool:
    """A page that is open already asks for a part of itself."""
    return bool(getattr(request, "htmx", False))


def page_shows_other_revision(request: HttpRequest, opened: OpenedReading) -> bool:
    """A thread is asked for by a page that shows another revision, where this is another place."""
    seen = request.GET.get("seen", "")
    return (
        is_partial_request(request)
        and seen.isdecimal()
        and seen != str(opened.reading.essay.current_revision.number)
    )


def get_block_or_404(opened: OpenedReading, part: str) -> Block:
    """The block that `/p/<part>/` names in the current revision, or 404."""
    blocks = with_prompts(opened.reading.essay.current_revision.blocks.all(), opened.reading)
    blocks = blocks.select_related("paragraph", "revision")
    if re.fullmatch(r"[0-9]{1,6}", part):
        block = blocks.filter(number=int(part)).first()
    elif re.fullmatch(r"b[0-9]{1,6}", part):
        block = blocks.filter(position=int(part[1:])).first()
    else:
        block = None
    if block is None:
        raise Http404
    return block
