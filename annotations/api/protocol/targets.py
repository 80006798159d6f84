"""What a sent annotation is about: a place in the text of its container, or an annotation there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from annotations.anchoring.passages import PARAGRAPH_BREAK
from annotations.api.problems import Problem
from annotations.essays.models import Block
from annotations.essays.queries import readable_blocks
from annotations.margin.models import Annotation
from annotations.seminars.models import Reading
from annotations.seminars.queries import OpenedReading
from annotations.web_annotation.addresses import Addresses
from annotations.web_annotation.parsing.document_values import uuid_in
from annotations.web_annotation.parsing.sent_documents import SentAnnotation
from annotations.web_annotation.parsing.sent_targets import SentTarget
from annotations.web_annotation.places import place_quotation, starts_of

FRAGMENT = re.compile(r"(p|b)([0-9]{1,6})")
PART = re.compile(r"/p/(b?)([0-9]{1,6})/?")


@dataclass(frozen=True)
class FoundTarget:
    """The block that an annotation is about, with a range of its text or without (`start` is None),
    and the annotation that it answers, if any."""

    block: Block
    start: int | None = None
    end: int | None = None
    about: UUID | None = None

    def form_data(self) -> dict[str, Any]:
        """Return the fields of the form: the words as they stand in the text."""
        if self.about is not None:
            return {"about": str(self.about)}
        if self.start is None:
            return {}
        text = self.block.text
        return {
            "exact": text[self.start : self.end],
            "prefix": text[max(0, self.start - 64) : self.start],
            "suffix": text[self.end : (self.end or 0) + 64],
            "start": self.start,
            "end": self.end,
        }


def find_target(
    target: SentTarget, opened: OpenedReading, addresses: Addresses, blocks: Sequence[Block]
) -> FoundTarget:
    """Return what a target is in the current text, whose blocks with text are `blocks`.

    Raises Problem (422) for one elsewhere, and for words that are not in the text. One query for an
    annotation, none for a place.
    """
    about = _annotation_named(target.source, opened.reading, addresses)
    if about:
        return _answer(about, opened, blocks)
    fragment = _fragment(target, opened.reading, addresses)
    if target.unreadable:
        detail = _("Quote the words that it is about: send a TextQuoteSelector.")
        raise Problem(422, "unplaceable", detail)
    named = _block_named(fragment, blocks)
    if target.exact.strip():
        return _quoted(target, blocks, named)
    if target.start is not None and target.end is not None:
        return _at_position(target.start, target.end, blocks)
    if named or not fragment:
        return FoundTarget(named or blocks[0])
    raise _unplaceable()


def _unplaceable() -> Problem:
    detail = _("These words, or this place, are not in the text. Quote them exactly as they stand.")
    return Problem(
        422,
        "unplaceable",
        detail,
        errors=[{"pointer": "/target/selector", "detail": detail}],
    )


def _annotation_named(source: str, reading: Reading, addresses: Addresses) -> UUID | None:
    """Return the identifier of the annotation that an address, or a UUID, names."""
    identifier = uuid_in(source)
    if identifier is None or "/" not in source:
        return identifier
    path = addresses.path_here(source)
    named = (
        reverse("api_annotation_of", args=[reading.seminar.slug, reading.slug, identifier]),
        reverse("api_annotation", args=[identifier]),
        reverse("annotation", args=[identifier]),
    )
    return identifier if path and path.rstrip("/") + "/" in named else None


def _answer(about: UUID, opened: OpenedReading, blocks: Sequence[Block]) -> FoundTarget:
    visible = Annotation.objects.visible_to(opened.reader).filter(reading=opened.reading)
    paragraph = visible.filter(pk=about).values_list("paragraph", flat=True).first()
    block = next((each for each in blocks if each.paragraph_id == paragraph), None)
    if block is None:
        detail = _("There is no such annotation here, or none that you may see.")
        raise Problem(422, "elsewhere", detail, errors=[{"pointer": "/target", "detail": detail}])
    return FoundTarget(block, about=about)


def _fragment(target: SentTarget, reading: Reading, addresses: Addresses) -> str:
    """Return the fragment that names a block of the reading; raises Problem for a target elsewhere.

    A target without a source is the text of the container.
    """
    if not target.source:
        return target.fragment.removeprefix("#")
    place = _place_on_pages(target.source, reading, addresses)
    if place is None:
        detail = _("It is about %(source)s; here one writes about %(page)s.") % {
            "source": target.source[:300],
            "page": addresses.page(reading),
        }
        raise Problem(
            422, "elsewhere", detail, errors=[{"pointer": "/target/source", "detail": detail}]
        )
    return target.fragment.removeprefix("#") or place


def is_about_reading(source: str, reading: Reading, addresses: Addresses) -> bool:
    """True if an address is that of a reading, of a part of it, or of its text."""
    return _place_on_pages(source, reading, addresses) is not None


def _place_on_pages(source: str, reading: Reading, addresses: Addresses) -> str | None:
    """Return the fragment of an address, "" without one; None if it is not about the reading."""
    path, _hash, fragment = (addresses.path_here(source) or "").partition("#")
    named = [reading.seminar.slug, reading.slug]
    names = ("read", "api_container", "api_text", "hypothesis_page")
    pages = {reverse(name, args=named) for name in names}
    page = reverse("read", args=named)
    part = PART.fullmatch(path.removeprefix(page.rstrip("/"))) if path.startswith(page) else None
    if part:
        return f"{part[1] or 'p'}{part[2]}"
    return fragment if path.rstrip("/") + "/" in pages else None


def _block_named(fragment: str, blocks: Sequence[Block]) -> Block | None:
    found = FRAGMENT.fullmatch(fragment)
    if found is None:
        return None
    return next((block for block in blocks if block.address == fragment), None)


def _quoted(target: SentTarget, blocks: Sequence[Block], named: Block | None) -> FoundTarget:
    """Find a quotation: where its position says, or in the block that is named, or anywhere."""
    if target.start is not None and target.end is not None:
        for block, offset in starts_of(blocks):
            start, end = target.start - offset, target.end - offset
            if 0 <= start < end <= len(block.text) and block.text[start:end] == target.exact:
                return _whole_or_range(block, start, end, named)
    among = [named] if named else blocks
    hint = target.start or 0
    found = place_quotation(among, target.exact, target.prefix, target.suffix, hint)
    if found is None:
        raise _unplaceable()
    return _whole_or_range(*found, named)


def _whole_or_range(block: Block, start: int, end: int, named: Block | None) -> FoundTarget:
    """Return a range; the whole block where it is named and all of it is quoted."""
    if named == block and (start, end) == (0, len(block.text)):
        return FoundTarget(block)
    return FoundTarget(block, start, end)


def _at_position(start: int, end: int, blocks: Sequence[Block]) -> FoundTarget:
    for block, offset in starts_of(blocks):
        if offset <= start < end <= offset + len(block.text):
            return FoundTarget(block, start - offset, end - offset)
    raise _unplaceable()


def whole_text(blocks: Sequence[Block]) -> str:
    """Return the text in which positions count."""
    return PARAGRAPH_BREAK.join(block.text for block in blocks)


def check_place(
    sent: SentAnnotation,
    shown: SentAnnotation,
    opened: OpenedReading,
    annotation: Annotation,
    addresses: Addresses,
) -> None:
    """Raise Problem (409) if an edit would put an annotation elsewhere; `shown` is the document as
    its reader sees it. No query where the target is as it was shown, else one or two."""
    if sent.target == shown.target:
        return
    blocks = readable_blocks(opened.reading.essay)
    found = find_target(sent.target, opened, addresses, blocks)
    offset = next(start for block, start in starts_of(blocks) if block == found.block)
    length = len(found.block.text)
    start = offset + (found.start or 0)
    end = offset + (length if found.end is None else found.end)
    same_range = (start, end) == (shown.target.start, shown.target.end)
    answers = shown.target.start is None and annotation.about_id is not None
    if found.about == annotation.about_id if answers or found.about else same_range:
        return
    detail = _("What it is about stays: withdraw it, and send a new one about the other place.")
    raise Problem(409, "conflict", detail)
