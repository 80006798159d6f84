"""What may be chosen for a seminar, for a reading, and for a member of it."""

from django.db.models import TextChoices

from annotations.seminars import rules

# A seminar's policies by their fields, in the order in which a leader chooses them.
POLICY_FIELDS = (
    "about",
    "who_may_read",
    "open_to_join",
    "moderation",
    "flag_threshold",
    "reasons",
    "write_first",
    "pseudonyms",
    "names_to_leaders",
)


class WhoMayRead(TextChoices):
    """Who is let in without being a member."""

    MEMBERS = "members", "Members only"
    LINK = "link", "Anyone with the link"
    EVERYONE = "everyone", "Everyone"


class Moderation(TextChoices):
    """When a moderator looks at what a reader posts."""

    AFTER = "after", "After publication"
    BEFORE = "before", "Before publication"


class Role(TextChoices):
    """What a member is in a seminar."""

    LEADER = rules.LEADER, "Leader"
    MODERATOR = rules.MODERATOR, "Moderator"
    READER = rules.READER, "Reader"
    OBSERVER = rules.OBSERVER, "Observer"


class RevealPolicy(TextChoices):
    """When a reading shows everything to everybody, where one writes before one reads."""

    WHEN_DUE = "due", "When it is due"
    NOW = "now", "Now, whoever has written"
    NEVER = "never", "Only to who has written"


class PartName(TextChoices):
    """What somebody may take on for a reading, with its hint in the composer."""

    OPENS = "opens", "Opens: ask what the text wants to know"
    SUPPORTS = "supports", "Supports: make its case as strong as it can be"
    DOUBTS = "doubts", "Doubts: look for the step that does not hold"
    SOURCES = "sources", "Finds sources: see what others have shown"
