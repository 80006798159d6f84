"""The forms for flags, appeals and decisions."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotations.margin.choices import State
from annotations.moderation.policy.offered_steps import STEP_LABELS
from annotations.people.fields import MultilineField, SingleLineField
from annotations.seminars.models import Seminar

DAMAGED = _("This form is damaged: open the page again.")


class FlagForm(forms.Form):
    """Why a member asks a moderator to look at an annotation."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("What is wrong with it?"),
        error_messages={
            "required": _("Choose what is wrong."),
            "invalid_choice": _("Choose one of the reasons."),
        },
    )
    words = SingleLineField(
        required=False, max_length=500, label=_("Anything the moderator should know")
    )

    def __init__(self, *arguments: Any, seminar: Seminar, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast(forms.ChoiceField, self.fields["reason"]).choices = seminar.offered_reasons


class AppealForm(forms.Form):
    """Why an author asks for a second look at a decision."""

    words = MultilineField(
        max_length=2_000,
        label=_("Why should it be looked at again?"),
        error_messages={"required": _("Write why it should be looked at again.")},
    )


class DecisionForm(forms.Form):
    """A step of moderation, with its reason, the words for the author, and the version judged."""

    step = forms.ChoiceField(
        choices=[(step.value, name) for step, name in STEP_LABELS.items()],
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("This is not a step that a moderator can take."),
        },
    )
    # Taking the step checks that it is one of the seminar's reasons.
    reason = SingleLineField(required=False, max_length=20)
    statement = MultilineField(required=False, max_length=2_000)
    remark = MultilineField(required=False, max_length=2_000)
    ticket = SingleLineField(required=False, max_length=80)
    #: decide about this annotation only, not about the sources posted with it
    part = forms.BooleanField(required=False)
    #: the decision that this one undoes
    undoes = forms.UUIDField(required=False)
    #: the number of the last decision about it that the page showed
    seen = forms.IntegerField(required=False)
    # What the page showed: a decision about another version or state is refused. A request that
    # names neither is a decision about the annotation as it is now.
    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": DAMAGED, "invalid": DAMAGED}
    )
    state = forms.ChoiceField(
        choices=State.choices,
        widget=forms.HiddenInput,
        error_messages={"required": DAMAGED, "invalid_choice": DAMAGED},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in ("version", "state"):
            self.fields[name].required = name in self.data

    @property
    def brought(self) -> dict[UUID, int] | None:
        """The versions of the sources posted with it that the page showed, by identifier.

        None if the form names neither sources nor a version of the annotation. A value that can't
        be read is left out, so that a decision that applies to that source is refused.
        """
        sent = self.data.getlist("brought") if isinstance(self.data, QueryDict) else []
        if not sent and "version" not in self.data:
            return None
        versions = map(_parse_version, sent)
        return dict(each for each in versions if each)


def _parse_version(sent: str) -> tuple[UUID, int] | None:
    """Return an identifier and a version, separated by a space; None for anything else."""
    try:
        identifier, version = sent.split(" ")
        return UUID(identifier), int(version)
    except ValueError:
        return None
