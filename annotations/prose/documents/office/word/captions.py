"""Which paragraph of a Word document is the caption of which table, as pandoc pairs them."""

from enum import Enum, auto


class CaptionState(Enum):
    """Whether a caption has no table yet (FREE), or a table no caption (MISSING)."""

    NONE = auto()
    FREE = auto()
    MISSING = auto()
    UNSURE = auto()

    def after_table(self) -> "CaptionState":
        """Return the state behind a table."""
        if self is CaptionState.UNSURE:
            return self
        return CaptionState.NONE if self is CaptionState.FREE else CaptionState.MISSING

    def after_caption(self, *, keeps_next: bool) -> "CaptionState":
        """Return the state behind a paragraph that looks like a caption; one that is kept with what
        comes next is none of the table before it."""
        if self is CaptionState.MISSING and not keeps_next:
            return CaptionState.NONE
        return self if self is CaptionState.UNSURE else CaptionState.FREE
