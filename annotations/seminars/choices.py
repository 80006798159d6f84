"""The choices of seminars, readings and members."""

from django.db.models import TextChoices

from annotations.seminars import rules

# The fields of Seminar that are policies, in the order of the settings form.
POLICY_FIELDS = (
    "about",
    "who_may_read",
    "open_to_join",
    "moderation",
    "flag_threshold",
    "most_links",
    "held_domains",
    "refused_domains",
    "reasons",
    "write_first",
    "pseudonyms",
    "names_to_leaders",
)


class WhoMayRead(TextChoices):
    """Who may read a seminar without being a member."""

    MEMBERS = "members", "Members only"
    LINK = "link", "Anyone with the link"
    EVERYONE = "everyone", "Everyone"


class Moderation(TextChoices):
    """When a moderator looks at what readers post."""

    AFTER = "after", "After publication"
    BEFORE = "before", "Before publication"


class Role(TextChoices):
    """The role of a member."""

    LEADER = rules.LEADER, "Leader"
    MODERATOR = rules.MODERATOR, "Moderator"
    READER = rules.READER, "Reader"
    OBSERVER = rules.OBSERVER, "Observer"


class RevealPolicy(TextChoices):
    """When a reading of a write-before-you-read seminar shows everything to every reader."""

    WHEN_DUE = "due", "When it is due"
    NOW = "now", "Now, whoever has written"
    NEVER = "never", "Only to who has written"


class PartName(TextChoices):
    """The part a member may be given for a reading; the label is their hint in the composer."""

    OPENS = "opens", "Opens: ask what the text wants to know"
    SUPPORTS = "supports", "Supports: make its case as strong as it can be"
    DOUBTS = "doubts", "Doubts: look for the step that does not hold"
    SOURCES = "sources", "Finds sources: see what others have shown"
