"""The words for what an annotation is, what it does, who sees it and how it fares."""

from django.db.models import TextChoices

from annotations.margin import rules


class Kind(TextChoices):
    """What an annotation is. The shape goes with the word, so that colour never stands alone."""

    NOTE = "note", "Note"
    COUNTERPOINT = "counterpoint", "Counterpoint"
    SOURCE = "source", "Source"

    @property
    def shape(self) -> str:
        """Its sign in margins and lists."""
        return {"note": "●", "counterpoint": "◆", "source": "▲"}[self.value]


class Attack(TextChoices):
    """What a counterpoint says is wrong, in a reader's words."""

    REBUT = "rebut", "It isn’t so"
    UNDERMINE = "undermine", "The ground is doubtful"
    UNDERCUT = "undercut", "It doesn’t follow"
    UNCLEAR = "unclear", "It’s unclear"

    @property
    def term(self) -> str:
        """The field's term for it (Pollock; ASPIC+)."""
        return {
            "rebut": "rebuttal",
            "undermine": "undermining",
            "undercut": "undercutting",
            "unclear": "ambiguity",
        }[self.value]

    @property
    def explanation(self) -> str:
        """What it says, in half a sentence."""
        return {
            "rebut": "the conclusion is false",
            "undermine": "a premise is false or unsupported",
            "undercut": "the inference is bad",
            "unclear": "the terms don’t mean one thing",
        }[self.value]


class Relation(TextChoices):
    """What a source does for its target (CiTO: supports, disputes, obtainsBackgroundFrom)."""

    SUPPORTS = "supports", "supports"
    DISPUTES = "disputes", "disputes"
    CONTEXT = "context", "gives context"


class Visibility(TextChoices):
    """Whom its author shows it to."""

    PRIVATE = rules.PRIVATE, "Only me"
    SEMINAR = rules.SEMINAR, "The seminar"


class State(TextChoices):
    """What moderation, or its author, has made of it."""

    PENDING = rules.PENDING, "Waiting for a moderator"
    PUBLISHED = rules.PUBLISHED, "Published"
    HIDDEN = rules.HIDDEN, "Hidden by a moderator"
    REMOVED = rules.REMOVED, "Removed by a moderator"
    WITHDRAWN = rules.WITHDRAWN, "Withdrawn by its author"
    ERASED = rules.ERASED, "Erased"
