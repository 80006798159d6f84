"""The labels for what an annotation is, what it does, who sees it and what became of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext, pgettext_lazy

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


def number_of_kind(kind: Kind, number: int) -> str:
    """Return a number with the name of a kind: “1 source”, “2 counterpoints”."""
    words = {
        Kind.NOTE: npgettext("kind of annotation", "%(number)d note", "%(number)d notes", number),
        Kind.COUNTERPOINT: npgettext(
            "kind of annotation", "%(number)d counterpoint", "%(number)d counterpoints", number
        ),
        Kind.SOURCE: npgettext(
            "kind of annotation", "%(number)d source", "%(number)d sources", number
        ),
    }
    return words[kind] % {"number": number}


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

    @property
    def option(self) -> str:
        """Its label where a form offers it."""
        return str(RELATION_OPTIONS[self.value])


RELATION_OPTIONS = {
    "supports": pgettext_lazy("relation of a source", "Supports"),
    "disputes": pgettext_lazy("relation of a source", "Disputes"),
    "context": pgettext_lazy("relation of a source", "Gives context"),
}


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

    @property
    def tag(self) -> str:
        """Its name in one word, for the tag beside an annotation's author."""
        return str(STATE_TAGS[self.value])


STATE_TAGS = {
    "pending": pgettext_lazy("state of an annotation", "waiting"),
    "published": pgettext_lazy("state of an annotation", "published"),
    "hidden": pgettext_lazy("state of an annotation", "hidden"),
    "removed": pgettext_lazy("state of an annotation", "removed"),
    "withdrawn": pgettext_lazy("state of an annotation", "withdrawn"),
    "erased": pgettext_lazy("state of an annotation", "erased"),
}
