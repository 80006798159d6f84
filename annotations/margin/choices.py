"""The labels for what an annotation is, what it does, who sees it and what became of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotations.vocabulary import (
    AnnotationKind,
    AnnotationState,
    AnnotationVisibility,
    SourceRelation,
)


class Kind(TextChoices):
    """What an annotation is, with its name."""

    NOTE = AnnotationKind.NOTE, pgettext_lazy("kind of annotation", "Note")
    COUNTERPOINT = (
        AnnotationKind.COUNTERPOINT,
        pgettext_lazy("kind of annotation", "Counterpoint"),
    )
    SOURCE = AnnotationKind.SOURCE, pgettext_lazy("kind of annotation", "Source")

    @property
    def shape(self) -> str:
        """Its sign in margins and lists, so that kinds are not told by colour alone."""
        return {"note": "●", "counterpoint": "◆", "source": "▲"}[self.value]


class Attack(TextChoices):
    """What a counterpoint says is wrong, in a reader's words."""

    REBUT = "rebut", _("It isn’t so")
    UNDERMINE = "undermine", _("The ground is doubtful")
    UNDERCUT = "undercut", _("It doesn’t follow")
    UNCLEAR = "unclear", _("It’s unclear")

    @property
    def term(self) -> str:
        """The field's term for it (Pollock; ASPIC+)."""
        return str(ATTACK_TERMS[self.value])

    @property
    def explanation(self) -> str:
        """What it says, in half a sentence."""
        return str(ATTACK_EXPLANATIONS[self.value])


ATTACK_TERMS = {
    "rebut": _("rebuttal"),
    "undermine": _("undermining"),
    "undercut": _("undercutting"),
    "unclear": _("ambiguity"),
}
ATTACK_EXPLANATIONS = {
    "rebut": _("the conclusion is false"),
    "undermine": _("a premise is false or unsupported"),
    "undercut": _("the inference is bad"),
    "unclear": _("the terms don’t mean one thing"),
}


class Relation(TextChoices):
    """What a source does for its target."""

    SUPPORTS = SourceRelation.SUPPORTS, pgettext_lazy("relation of a source", "supports")
    DISPUTES = SourceRelation.DISPUTES, pgettext_lazy("relation of a source", "disputes")
    CONTEXT = SourceRelation.CONTEXT, pgettext_lazy("relation of a source", "gives context")


class Visibility(TextChoices):
    """Whom its author shows it to."""

    PRIVATE = AnnotationVisibility.PRIVATE, _("Only me")
    SEMINAR = AnnotationVisibility.SEMINAR, _("The seminar")


class State(TextChoices):
    """What moderation, or its author, has decided about it."""

    PENDING = AnnotationState.PENDING, _("Waiting for a moderator")
    PUBLISHED = AnnotationState.PUBLISHED, _("Published")
    HIDDEN = AnnotationState.HIDDEN, _("Hidden by a moderator")
    REMOVED = AnnotationState.REMOVED, _("Removed by a moderator")
    WITHDRAWN = AnnotationState.WITHDRAWN, _("Withdrawn by its author")
    ERASED = AnnotationState.ERASED, pgettext_lazy("state of an annotation", "Erased")
