"""The form that starts a seminar from another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.exchange.seeds.queries import Seed
from annotations.seminars.setup.forms import CopySeminarForm

# How many a page lists to choose from; all can go along however many there are.
MAX_LISTED = 400
NONE, ALL, CHOSEN = "none", "all", "chosen"


class SeedForm(CopySeminarForm):
    """The name of a copy of a seminar, and which of the leader's annotations go along."""

    take = forms.ChoiceField(
        required=False,
        initial=NONE,
        choices=[
            (NONE, _("None of what I wrote")),
            (ALL, _("All of it")),
            (CHOSEN, _("What I choose below")),
        ],
        error_messages={"invalid_choice": _("Choose what goes along.")},
    )

    def __init__(self, *arguments: Any, seeds: list[Seed], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.seeds = seeds
        self.fields["seed"] = forms.TypedMultipleChoiceField(
            required=False,
            choices=[(str(seed.annotation.pk), "") for seed in seeds[:MAX_LISTED]],
            error_messages={"invalid_choice": _("One of these is not there any more. Look again.")},
        )

    def chosen_seeds(self) -> list[Seed]:
        """Return those of a valid form, each after what it answers."""
        if self.cleaned_data["take"] == ALL:
            return self.seeds
        if self.cleaned_data["take"] != CHOSEN:
            return []
        chosen = {*self.cleaned_data["seed"]}
        return [seed for seed in self.seeds if str(seed.annotation.pk) in chosen]
