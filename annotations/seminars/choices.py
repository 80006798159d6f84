"""The choices of seminars, readings and members."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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

    MEMBERS = "members", _("Members only")
    LINK = "link", _("Anyone with the link")
    EVERYONE = "everyone", _("Everyone")


class Moderation(TextChoices):
    """When a moderator looks at what readers post."""

    AFTER = "after", _("After publication")
    BEFORE = "before", _("Before publication")


class Role(TextChoices):
    """The role of a member."""

    LEADER = rules.LEADER, pgettext_lazy("role in a seminar", "Leader")
    MODERATOR = rules.MODERATOR, pgettext_lazy("role in a seminar", "Moderator")
    READER = rules.READER, pgettext_lazy("role in a seminar", "Reader")
    OBSERVER = rules.OBSERVER, pgettext_lazy("role in a seminar", "Observer")


# The labels of the roles as they stand within a sentence, by the role's value.
ROLES_IN_SENTENCE = {
    rules.LEADER: pgettext_lazy("role in a seminar", "leader"),
    rules.MODERATOR: pgettext_lazy("role in a seminar", "moderator"),
    rules.READER: pgettext_lazy("role in a seminar", "reader"),
    rules.OBSERVER: pgettext_lazy("role in a seminar", "observer"),
}


class RevealPolicy(TextChoices):
    """When a reading of a write-before-you-read seminar shows everything to every reader."""

    WHEN_DUE = "due", _("When it is due")
    NOW = "now", _("Now, whoever has written")
    NEVER = "never", _("Only to who has written")


class PartName(TextChoices):
    """The part a member may be given for a reading; the label is their hint in the composer."""

    OPENS = "opens", _("Opens: ask what the text wants to know")
    SUPPORTS = "supports", _("Supports: make its case as strong as it can be")
    DOUBTS = "doubts", _("Doubts: look for the step that does not hold")
    SOURCES = "sources", _("Finds sources: see what others have shown")
