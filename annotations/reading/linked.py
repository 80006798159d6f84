"""Where a permanent link leads: an annotation in its thread, in whatever revision is current."""

from uuid import UUID

from annotations.editions.carrying import current
from annotations.essays.models import Block
from annotations.margin.models import Anchor, Annotation
from annotations.seminars.queries import Opened


def linked(opened: Opened, identifier: str) -> Annotation | None:
    """The annotation of this reading that a link speaks of, if the visitor sees it."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    seen = Annotation.objects.visible_to(opened.reader)
    return seen.filter(pk=wanted, reading=opened.reading).first()


def home_of(opened: Opened, annotation: Annotation) -> Block | None:
    """The block at which its thread stands."""
    blocks = current(opened.reading).blocks.select_related("paragraph", "revision")
    return blocks.filter(paragraph=annotation.paragraph_id).first()


def passage_of(opened: Opened, annotation: Annotation) -> Anchor | None:
    """The words that it, or what it answers in the end, is about, to be picked out."""
    about = annotation.root_id or annotation.pk
    return Anchor.objects.filter(revision=current(opened.reading), annotation=about).first()
