"""The annotations that a member knows, without which a stored count is the number of unread ones.

They are few: a member reads and writes less than a seminar does.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from annotations.margin import rules
from annotations.margin.models import Annotation, AnnotationQuerySet, ReadMark
from annotations.seminars.rules import Reader


def known_annotations(readers: Sequence[Reader]) -> list[AnnotationQuerySet]:
    """Return the annotations that are counted for these members whoever wrote them: those that they
    wrote, and those by others that they have read. Each reader is a member of another seminar."""
    members = [reader.member for reader in readers]
    posted = Annotation.objects.filter(reduce(or_, map(rules.posted_for, readers), Q(pk__in=[])))
    marks = ReadMark.objects.filter(member__in=members)
    return [
        posted.filter(author__in=members),
        posted.filter(pk__in=marks.values("annotation")).exclude(author__in=members),
    ]
