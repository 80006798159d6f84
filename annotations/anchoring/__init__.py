"""Where a passage is, and where it went when the text changed. Pure."""

from annotations.anchoring.alignment import Alignment, Block, align
from annotations.anchoring.passages import Anchor, Orphan, Passage
from annotations.anchoring.reanchoring import reanchor

__all__ = ["Alignment", "Anchor", "Block", "Orphan", "Passage", "align", "reanchor"]
