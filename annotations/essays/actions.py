"""Bringing a text in: its first revision, cut into blocks that each get an identity."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from annotations.essays.models import Block, Direction, Essay, Paragraph, Revision
from annotations.people.models import User
from annotations.prose.blocks import ParsedBlock, ParsedEssay, parse_essay, spans_to_json

# Languages whose script runs from right to left (Unicode CLDR, characterOrder).
RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)


def text_direction(language: str) -> str:
    """Which way a language's lines run, from its BCP 47 tag."""
    rtl = language.lower().split("-")[0] in RIGHT_TO_LEFT
    return Direction.RTL if rtl else Direction.LTR


@transaction.atomic
def create_essay(
    *,
    markdown: str,
    title: str = "",
    byline: str = "",
    language: str = "en",
    by: User | None = None,
) -> Essay:
    """A new essay with its first revision.

    Raises what `parse_essay` raises when there is nothing to read in the text.
    """
    pieces = parse_essay(markdown)
    essay = Essay.objects.create(
        title=shorten_title(title or pieces.title or "Untitled"),
        byline=byline,
        language=language,
        direction=text_direction(language),
    )
    fresh = [Paragraph(essay=essay) for _ in pieces.blocks]
    Paragraph.objects.bulk_create(fresh)
    add_revision(essay, markdown, pieces, [paragraph.pk for paragraph in fresh], by=by)
    return essay


def shorten_title(title: str) -> str:
    """A title that fits; the heading itself keeps all its words."""
    longest = Essay._meta.get_field("title").max_length or len(title)
    return title if len(title) <= longest else title[: longest - 1].rstrip() + "…"


def add_revision(
    essay: Essay,
    markdown: str,
    pieces: ParsedEssay,
    identities: Iterable[UUID],
    *,
    by: User | None = None,
    remark: str = "",
) -> Revision:
    """A further revision whose blocks carry these identities, in order, and make it current."""
    revision = Revision.objects.create(
        essay=essay,
        number=essay.revisions.count() + 1,
        markdown=markdown,
        remark=remark,
        created_by=by,
    )
    Block.objects.bulk_create(build_blocks(revision, pieces.blocks, identities))
    essay.current = revision
    essay.save(update_fields=["current"])
    return revision


def build_blocks(
    revision: Revision, pieces: Iterable[ParsedBlock], identities: Iterable[UUID]
) -> list[Block]:
    """The rows for a revision's blocks; only what is neither title nor heading has a number."""
    number = 0
    rows = []
    for position, (piece, identity) in enumerate(zip(pieces, identities, strict=True)):
        number += piece.is_numbered
        rows.append(
            Block(
                revision=revision,
                paragraph_id=identity,
                position=position,
                number=number if piece.is_numbered else None,
                type=piece.type,
                level=piece.level,
                text=piece.text,
                spans=spans_to_json(piece.spans),
            )
        )
    return rows
