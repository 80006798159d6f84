"""What a flag, an appeal and a decision must say."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from annotations.margin.choices import State
from annotations.moderation.policy.offered_steps import STEP_LABELS
from annotations.people.fields import MultilineField, SingleLineField
from annotations.seminars.models import Seminar

DAMAGED = "This form is damaged: open the page again."


class FlagForm(forms.Form):
    """Why somebody asks a moderator to look."""

    reason = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What is wrong with it?",
        error_messages={
            "required": "Choose what is wrong.",
            "invalid_choice": "Choose one of the reasons.",
        },
    )
    words = SingleLineField(
        required=False, max_length=500, label="Anything the moderator should know"
    )

    def __init__(self, *arguments: Any, seminar: Seminar, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast(forms.ChoiceField, self.fields["reason"]).choices = seminar.offered_reasons


class AppealForm(forms.Form):
    """Why somebody asks for a second look."""

    words = MultilineField(
        max_length=2_000,
        label="Why should it be looked at again?",
        error_messages={"required": "Write why it should be looked at again."},
    )


class DecisionForm(forms.Form):
    """A step, its reason, what the author is told, and which text was judged."""

    step = forms.ChoiceField(
        choices=[(step.value, name) for step, name in STEP_LABELS.items()],
        error_messages={
            "required": "Choose what to do.",
            "invalid_choice": "This is not a step that a moderator can take.",
        },
    )
    # Whether it is one of the seminar's is asked where the step is taken.
    reason = SingleLineField(required=False, max_length=20)
    statement = MultilineField(required=False, max_length=2_000)
    remark = MultilineField(required=False, max_length=2_000)
    ticket = SingleLineField(required=False, max_length=80)
    #: decide about this one only, and part it from what it brought along
    part = forms.BooleanField(required=False)
    #: the decision that this one leads back from
    undoes = forms.UUIDField(required=False)
    #: the number of the last decision about it that was seen, if any
    seen = forms.IntegerField(required=False)
    # What was seen when deciding: a decision about something else is none. A request that names
    # neither decides about what is there now.
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
        """The versions of what came with it that were seen, by identifier: none of them where the
        form names what was seen of the annotation and no source. None where it names neither.
        What makes no sense names nothing, so that a decision that it follows is refused."""
        sent = self.data.getlist("brought") if isinstance(self.data, QueryDict) else []
        if not sent and "version" not in self.data:
            return None
        found = map(_seen_version, sent)
        return dict(each for each in found if each)


def _seen_version(sent: str) -> tuple[UUID, int] | None:
    try:
        identifier, version = sent.split(" ")
        return UUID(identifier), int(version)
    except ValueError:
        return None
