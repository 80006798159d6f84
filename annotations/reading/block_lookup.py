"""The block that an address, a permalink or a posted form refers to, and in which revision."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    Field,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from django.utils import timezone

from annotations.arguments.models import Bearing, ClaimPassage
from annotations.essays.models import Block, Revision
from annotations.margin.models import Anchor, Annotation, AnnotationQuerySet
from annotations.margin.posting_rules.first_look import FIRST_FEW, open_mutes, published_by
from annotations.margin.posting_rules.rate_limits import POSTS, writings_since
from annotations.prepared_queries.compilation import prepared
from annotations.reading.queries import with_prompts
from annotations.seminars.models import Part
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader

# With their types: those of a sub-query are not known for a foreign key.
PASSAGE_COLUMNS: dict[str, Field[Any, Any]] = {
    "paragraph": UUIDField(),
    "start": IntegerField(),
    "end": IntegerField(),
}


def find_linked_annotation(opened: OpenedReading, identifier: str) -> Annotation | None:
    """Return the annotation of this reading with this identifier, if the visitor may see it. One
    query at most."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    revision = opened.reading.essay.current_revision.pk
    return next(iter(_linked(wanted, opened.reading.pk, revision, opened.reader)), None)


@prepared
def _linked(identifier: UUID, reading: UUID, revision: UUID, reader: Reader) -> AnnotationQuerySet:
    """Return the annotation with this identifier, and the passage of its thread: `on_…`."""
    visible = Annotation.objects.visible_to(reader).filter(pk=identifier, reading=reading)
    root = Coalesce(OuterRef("root_id"), OuterRef("pk"))
    passage = Anchor.objects.filter(revision=revision, annotation=root)
    columns = {
        f"on_{name}": Subquery(passage.values(name)[:1], output_field=kind)
        for name, kind in PASSAGE_COLUMNS.items()
    }
    return visible.annotate(**columns)[:1]


def current_block_of(opened: OpenedReading, annotation: Annotation) -> Block | None:
    """Return the block of the current revision at which the annotation's thread is, or None. One
    query, which reads what it does of `find_block`."""
    return find_block(opened, "paragraph", annotation.paragraph_id)


def current_passage_of(opened: OpenedReading, annotation: Annotation) -> Anchor | None:
    """Return the passage of the current revision that the annotation's thread is about, or None.
    One query, unless `find_linked_annotation` has read it along."""
    if "on_paragraph" in vars(annotation):
        columns = {name: vars(annotation)[f"on_{name}"] for name in PASSAGE_COLUMNS}
        paragraph = columns.pop("paragraph")
        return Anchor(paragraph_id=paragraph, **columns) if paragraph else None
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
        return get_block_or_404(opened, part, posting=True)
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


def get_block_or_404(opened: OpenedReading, part: str, *, posting: bool = False) -> Block:
    """Return the block that `/p/<part>/` names in the current revision, as `find_block` does. One
    query.

    Raises Http404 if there is none.
    """
    block = None
    if re.fullmatch(r"[0-9]{1,6}", part):
        block = find_block(opened, "number", int(part), posting=posting)
    elif re.fullmatch(r"b[0-9]{1,6}", part):
        block = find_block(opened, "position", int(part[1:]), posting=posting)
    if block is None:
        raise Http404
    return block


def find_block(
    opened: OpenedReading, column: str, value: UUID | int, *, posting: bool = False
) -> Block | None:
    """Return the block of the current revision with this value in a column; None if there is none.

    One query, which also reads its paragraph, its prompt, and of a member what the thread there
    depends on (`Member.muted` and following); for `posting`, also what the limits depend on.
    """
    revision, member = opened.reading.essay.current_revision, opened.member
    here = opened.reading.pk, revision.pk, value
    if member is None:
        found = _blocks_for_visitor(*here, column=column)
    elif posting:
        who = member.pk, opened.reader.user or member.pk, opened.reader.seminar
        found = _blocks_for_author(*here, *who, timezone.now() - POSTS.within, column=column)
    else:
        found = _blocks_for_member(*here, member.pk, column=column)
    if not found:
        return None
    found[0].revision = revision
    if member is not None:
        facts = vars(found[0])
        member.muted, member.is_new = facts["own_mute"], not facts["own_settled"]
        member.part_here = facts["own_part"] or ""
        member.has_written_here = facts["own_written"]
        member.written_lately = facts.get("own_lately")
    return found[0]


@prepared
def _blocks_for_visitor(
    reading: UUID, revision: UUID, value: UUID | int, *, column: str
) -> QuerySet[Block]:
    return _blocks(reading, revision, column, value)


@prepared
def _blocks_for_member(
    reading: UUID, revision: UUID, value: UUID | int, member: UUID, *, column: str
) -> QuerySet[Block]:
    return _with_member(_blocks(reading, revision, column, value), reading, member)


def _with_member(blocks: QuerySet[Block], reading: UUID, member: UUID) -> QuerySet[Block]:
    parts = Part.objects.filter(reading=reading, member=member).order_by("pk")
    here = Annotation.objects.filter(reading=reading, paragraph=OuterRef("paragraph"))
    return blocks.annotate(
        own_mute=Exists(open_mutes(member)),
        own_settled=Exists(published_by(member)[FIRST_FEW - 1 :]),
        own_part=Subquery(parts.values("name")[:1]),
        own_written=Exists(here.filter(author=member)),
    )


@prepared
def _blocks_for_author(
    reading: UUID,
    revision: UUID,
    value: UUID | int,
    member: UUID,
    user: UUID,
    seminar: UUID,
    since: datetime,
    *,
    column: str,
) -> QuerySet[Block]:
    writings = writings_since(member, user, seminar, since)
    numbers = [
        Coalesce(Subquery(each.values(all=Value(1)).annotate(n=Count("pk")).values("n")), 0)
        for each in writings
    ]
    facts = {"own_lately": numbers[0] + numbers[1]}
    return _with_member(_blocks(reading, revision, column, value), reading, member).annotate(
        **facts
    )


def _blocks(reading: UUID, revision: UUID, column: str, value: UUID | int) -> QuerySet[Block]:
    blocks = Block.objects.filter(**{"revision": revision, column: value}).order_by("position")
    here = OuterRef("paragraph")
    bearing = Exists(Bearing.objects.filter(claim__reading=reading, annotation__paragraph=here))
    passage = Exists(ClaimPassage.objects.filter(claim__reading=reading, paragraph=here))
    blocks = with_prompts(blocks, reading).annotate(has_claims=bearing | passage)
    return blocks.select_related("paragraph")[:1]


def may_have_claims(block: Block) -> bool:
    """False if it is known that nobody has made a claim at this block, whoever may see it. No
    query."""
    return bool(vars(block).get("has_claims", True))
