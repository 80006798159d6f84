"""Uploaded texts with the mends that were made in their preview."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.db.models import F

from annotations.essays.models import UploadedText
from annotations.essays.uploads import uploads_open_to
from annotations.people.models import User
from annotations.prose.blocks import checked_essay
from annotations.prose.documents.document import Document, document_from_json, parsed_blocks
from annotations.prose.preview.mends import (
    MAX_MENDED_POSITIONS,
    MAX_MENDS,
    ImpossibleMend,
    Mend,
    MendCounts,
    Piece,
    apply_mend,
    count_mends,
    kept_blocks,
    mended_pieces,
    mends_from_json,
    mends_to_json,
)


class OlderPreview(Exception):
    """The text was mended since this preview was shown, in another tab perhaps."""


@dataclass(frozen=True)
class MendedText:
    """A text in its preview: the document without what is dropped, and all pieces in order.

    `upload` is the id of what is kept of it, None for a text that is not kept yet; `version` says
    how often it was changed, and `mends` how many changes it has now.
    """

    document: Document
    pieces: list[Piece]
    counts: MendCounts
    upload: UUID | None = None
    version: int = 0
    mends: int = 0


def unmended_text(document: Document) -> MendedText:
    """Return the preview of a document that was just read. No query."""
    return MendedText(document, mended_pieces(document.blocks_to_preview, []), MendCounts())


def find_mended_text(id: UUID, owner: User | None) -> MendedText | None:
    """Return an uploaded text, if it is this user's or was uploaded before signing in."""
    stored = uploads_open_to(owner).filter(pk=id).first()
    return _mended(stored) if stored else None


@transaction.atomic
def mend_text(
    id: UUID, *, owner: User | None, version: int | None, mend: Mend | None
) -> MendedText:
    """Add a mend to an uploaded text, or with None take back the last one; return the text.

    Raises UploadedText.DoesNotExist, OlderPreview if `version` is given and not the present one,
    ImpossibleMend, and InvalidEssay if no paragraph would be left, or one too long.
    """
    stored = uploads_open_to(owner).select_for_update().get(pk=id)
    if version is not None and version != stored.version:
        raise OlderPreview
    mends = mends_from_json(stored.mends)
    if mend is None:
        mends = mends[:-1]
    else:
        _refuse_too_many([*mends, mend])
        blocks = document_from_json(stored.document).blocks_to_preview
        apply_mend(mended_pieces(blocks, mends), mend)
        mends.append(mend)
    stored.mends, stored.version = mends_to_json(mends), stored.version + 1
    text = _mended(stored)
    checked_essay(text.document.essay.blocks)
    UploadedText.objects.filter(pk=id).update(mends=stored.mends, version=F("version") + 1)
    return text


def _refuse_too_many(mends: list[Mend]) -> None:
    positions = sum(len(mend.at) for mend in mends)
    if len(mends) > MAX_MENDS or positions > MAX_MENDED_POSITIONS:
        raise ImpossibleMend


def _mended(stored: UploadedText) -> MendedText:
    document, mends = document_from_json(stored.document), mends_from_json(stored.mends)
    pieces = mended_pieces(document.blocks_to_preview, [])
    for number, mend in enumerate(mends):
        try:
            apply_mend(pieces, mend, is_new=False)
        except ImpossibleMend:  # after an update of the program, which reads mends otherwise
            mends = mends[:number]
            break
    if mends or document.with_suspected:
        document = replace(document, essay=parsed_blocks(tuple(kept_blocks(pieces))))
    counts = count_mends(pieces, mends)
    return MendedText(document, pieces, counts, stored.pk, stored.version, len(mends))
