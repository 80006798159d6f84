"""Who may change the text under the annotations, and who may give an orphan a new place."""

from annotations.margin.rules import PRESENT, Seen, may_see
from annotations.seminars.rules import Reader


def may_revise(reader: Reader) -> bool:
    """Those who lead, while the seminar is open: a closed one is read-only."""
    return reader.leads and not reader.closed


def may_place(reader: Reader, annotation: Seen) -> bool:
    """Its author, or a leader who sees it."""
    if annotation.state not in PRESENT or not may_see(reader, annotation):
        return False
    mine = reader.member is not None and annotation.author_id == reader.member
    return (mine and reader.writes) or may_revise(reader)
