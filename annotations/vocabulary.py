"""The values stored for what an annotation is, whom it is for, and what became of it.

They stand here, below every room and without Django, because the rules of seminars, margin,
arguments and moderation all ask for them. `margin.choices` gives them labels.
"""

from enum import StrEnum


class AnnotationKind(StrEnum):
    """What an annotation is."""

    NOTE = "note"
    COUNTERPOINT = "counterpoint"
    SOURCE = "source"


class SourceRelation(StrEnum):
    """What a source does for its target (CiTO: supports, disputes, obtainsBackgroundFrom)."""

    SUPPORTS = "supports"
    DISPUTES = "disputes"
    CONTEXT = "context"


class AnnotationVisibility(StrEnum):
    """Whom an author shows an annotation to."""

    PRIVATE = "private"
    SEMINAR = "seminar"


class AnnotationState(StrEnum):
    """What moderation, or its author, has decided about an annotation."""

    PENDING = "pending"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    REMOVED = "removed"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"
