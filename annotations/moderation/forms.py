"""What a flag, an appeal and a decision must say."""

from django import forms

from annotations.margin.forms import Line, Prose
from annotations.margin.models import State
from annotations.moderation.choices import CALLED, REASONS
from annotations.moderation.models import Reason

DAMAGED = "This form is damaged: open the page again."


class FlagForm(forms.Form):
    """Why somebody asks a moderator to look."""

    reason = forms.ChoiceField(
        choices=REASONS,
        widget=forms.RadioSelect,
        label="What is wrong with it?",
        error_messages={
            "required": "Choose what is wrong.",
            "invalid_choice": "Choose one of the reasons.",
        },
    )
    words = Line(required=False, max_length=500, label="Anything the moderator should know")


class AppealForm(forms.Form):
    """Why somebody asks for a second look."""

    words = Prose(
        max_length=2_000,
        label="Why should it be looked at again?",
        error_messages={"required": "Write why it should be looked at again."},
    )


class DecisionForm(forms.Form):
    """A step, its reason, what the author is told, and which text was judged."""

    step = forms.ChoiceField(
        choices=[(step.value, name) for step, name in CALLED.items()],
        error_messages={
            "required": "Choose what to do.",
            "invalid_choice": "This is not a step that a moderator can take.",
        },
    )
    reason = forms.ChoiceField(
        choices=[("", "—"), *REASONS, (Reason.LEGAL.value, Reason.LEGAL.label)],
        required=False,
        error_messages={"invalid_choice": "Choose one of the reasons."},
    )
    statement = Prose(required=False, max_length=2_000)
    remark = Prose(required=False, max_length=2_000)
    ticket = Line(required=False, max_length=80)
    #: the decision that this one leads back from
    undoes = forms.UUIDField(required=False)
    #: the number of the last decision about it that was seen, if any
    seen = forms.IntegerField(required=False)
    # What was seen when deciding: a decision about something else is none.
    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": DAMAGED, "invalid": DAMAGED}
    )
    state = forms.ChoiceField(
        choices=State.choices,
        widget=forms.HiddenInput,
        error_messages={"required": DAMAGED, "invalid_choice": DAMAGED},
    )
