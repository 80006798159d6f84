"""Django's door to the tables: every room's models, and nothing else."""

from annotations.arguments.models import (
    AgendaLine,
    Bearing,
    Claim,
    ClaimPassage,
    EarlierWording,
    Premise,
)
from annotations.essays.models import Block, Essay, Paragraph, Revision
from annotations.margin.models import Anchor, Annotation, Endorsement, Tally, Wording
from annotations.moderation.models import Appeal, Decision, Flag, Head
from annotations.people.models import User
from annotations.record import Entry
from annotations.search.models import Indexed
from annotations.seminars.models import Invitation, Member, Opening, Prompt, Reading, Seminar
from annotations.sources.models import Work

__all__ = [
    "AgendaLine",
    "Anchor",
    "Annotation",
    "Appeal",
    "Bearing",
    "Block",
    "Claim",
    "ClaimPassage",
    "Decision",
    "EarlierWording",
    "Endorsement",
    "Entry",
    "Essay",
    "Flag",
    "Head",
    "Indexed",
    "Invitation",
    "Member",
    "Opening",
    "Paragraph",
    "Premise",
    "Prompt",
    "Reading",
    "Revision",
    "Seminar",
    "Tally",
    "User",
    "Wording",
    "Work",
]
