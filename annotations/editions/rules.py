"""Who may change the text under the annotations, and who may give an orphan a new place."""

from annotations.margin.rules import PRESENT, AnnotationFacts, may_see
from annotations.seminars.rules import Reader


def may_revise(reader: Reader) -> bool:
    """True for leaders, unless the seminar is closed."""
    return reader.leads and not reader.closed


def may_place(reader: Reader, annotation: AnnotationFacts) -> bool:
    """True for the annotation's author, and for leaders who may see it."""
    if annotation.state not in PRESENT or not may_see(reader, annotation):
        return False
    mine = reader.member is not None and annotation.author_id == reader.member
    return (mine and reader.writes) or may_revise(reader)
