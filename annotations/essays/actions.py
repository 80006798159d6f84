"""Creating an essay, and adding a revision: Markdown is parsed into blocks that get identities."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from annotations.essays.models import Block, Direction, Essay, Paragraph, Revision
from annotations.lazy_messages import gettext_lazy as _
from annotations.people.models import User
from annotations.progress.reports import report_progress
from annotations.prose.blocks import ParsedBlock, ParsedEssay, parse_essay, spans_to_json

BATCH = 500
KEEPING = _("Keeping the paragraphs…")
# Languages that are written from right to left (Unicode CLDR, characterOrder).
RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)


def text_direction(language: str) -> str:
    """Return the direction of a language's script, by its BCP 47 tag."""
    rtl = language.lower().split("-")[0] in RIGHT_TO_LEFT
    return Direction.RTL if rtl else Direction.LTR


@transaction.atomic
def create_essay(
    *,
    markdown: str,
    parsed: ParsedEssay | None = None,
    title: str = "",
    byline: str = "",
    language: str = "en",
    by: User | None = None,
    id: UUID | None = None,
) -> Essay:
    """Create an essay with its first revision.

    `parsed` holds the blocks of a text that came in another format; `markdown` is the same text for
    correcting it by hand. Raises `UnreadableText` and `InvalidEssay` as `parse_essay` does, and
    IntegrityError if there is an essay with this `id`.
    """
    pieces = parsed or parse_essay(markdown)
    essay = Essay(
        title=shorten_title(title or pieces.title or "Untitled"),
        byline=byline,
        language=language,
        direction=text_direction(language),
    )
    essay.pk = id or essay.pk
    essay.save(force_insert=True)
    fresh = [Paragraph(essay=essay) for _ in pieces.blocks]
    Paragraph.objects.bulk_create(fresh)
    add_revision(essay, markdown, pieces, [paragraph.pk for paragraph in fresh], by=by)
    return essay


def shorten_title(title: str) -> str:
    """Return a title that fits into the column; the heading in the text keeps all its words."""
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
    """Add a revision whose blocks have these identities, in order, and make it the current one."""
    revision = Revision.objects.create(
        essay=essay,
        number=essay.revisions.count() + 1,
        markdown=markdown,
        remark=remark,
        created_by=by,
    )
    blocks = build_blocks(revision, pieces.blocks, identities)
    for start in range(0, len(blocks), BATCH):
        report_progress(KEEPING, start, len(blocks))
        Block.objects.bulk_create(blocks[start : start + BATCH])
    essay.current = revision
    essay.save(update_fields=["current"])
    return revision


def build_blocks(
    revision: Revision, pieces: Iterable[ParsedBlock], identities: Iterable[UUID]
) -> list[Block]:
    """Return unsaved rows for a revision's blocks; titles, headings and breaks have no number."""
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
