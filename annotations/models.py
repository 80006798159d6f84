"""Django's door to the tables: every room's models, and nothing else."""

from annotations.activity import Entry
from annotations.api.tokens.models import Token
from annotations.arguments.models import (
    AgendaLine,
    Bearing,
    Claim,
    ClaimPassage,
    EarlierWording,
    Premise,
)
from annotations.essays.models import Block, Essay, Paragraph, Revision
from annotations.exchange.imports.models import AnnotationImport
from annotations.margin.models import (
    Anchor,
    Annotation,
    Endorsement,
    OwnTally,
    Proposal,
    ReadMark,
    Tally,
    Wording,
)
from annotations.moderation.models import Appeal, Decision, Flag, Head, Look, Mute
from annotations.notices.models import Notice, NoticeMail, NoticePreference, RecordPosition
from annotations.people.models import User
from annotations.search.models import Indexed
from annotations.seminars.models import Invitation, Member, Opening, Part, Prompt, Reading, Seminar
from annotations.sources.models import Work
from annotations.web_annotation.models import Origin

__all__ = [
    "AgendaLine",
    "Anchor",
    "Annotation",
    "AnnotationImport",
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
    "Look",
    "Member",
    "Mute",
    "Notice",
    "NoticeMail",
    "NoticePreference",
    "Opening",
    "Origin",
    "OwnTally",
    "Paragraph",
    "Part",
    "Premise",
    "Prompt",
    "Proposal",
    "ReadMark",
    "Reading",
    "RecordPosition",
    "Revision",
    "Seminar",
    "Tally",
    "Token",
    "User",
    "Wording",
    "Work",
]
