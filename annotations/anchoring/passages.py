"""A passage, and the two answers to "where is it now?": an anchored range or an orphan."""

from dataclasses import dataclass
from typing import Literal

PARAGRAPH_BREAK = "\n\n"
"""The separator of two paragraphs in a context that includes both."""

type AnchorReason = Literal["unchanged", "shifted", "edited", "moved"]
type OrphanReason = Literal["ambiguous", "gone"]
# The same values, for queries.
ORPHAN_REASONS: tuple[OrphanReason, ...] = ("ambiguous", "gone")


@dataclass(frozen=True, slots=True)
class Passage:
    """A range of the old text: position, quotation and context (W3C Web Annotation, 4.2).

    Offsets are code points of the paragraph at index `paragraph`; `prefix` and `suffix` come from
    the paragraphs joined by two line ends.
    """

    paragraph: int
    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class AnchoredRange:
    """The passage's place in the new text, in code points of the new paragraph.

    `confidence` (0 to 1) estimates the chance that a reader would point at the same place.
    """

    paragraph: int
    start: int
    end: int
    reason: AnchorReason
    confidence: float


@dataclass(frozen=True, slots=True)
class Orphan:
    """The passage has no place in the new text.

    It is `gone`; or `ambiguous`: something like it is left, but not enough to be sure.
    """

    reason: OrphanReason
