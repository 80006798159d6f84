"""The form in which one chooses how one is told."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotations.notices.models import MailChoice
from annotations.notices.queries import Preferences
from annotations.seminars.models import Seminar


class NoticePreferencesForm(forms.Form):
    """A choice for all seminars, and one for each of some seminars."""

    default = forms.ChoiceField(label=_("In all seminars"), choices=MailChoice.choices)

    def __init__(
        self, data: QueryDict | None, *, seminars: list[Seminar], now: Preferences
    ) -> None:
        super().__init__(data, initial={"default": now.default})
        self.seminars = {f"seminar-{each.pk}": each for each in seminars}
        for name, seminar in self.seminars.items():
            self.fields[name] = forms.ChoiceField(
                label=seminar.name,
                required=False,
                choices=[("", _("as in all seminars")), *MailChoice.choices],
                initial=now.by_seminar.get(seminar.pk, ""),
            )

    @property
    def choices(self) -> dict[Seminar | None, str]:
        """What was chosen, by seminar; None is for all seminars."""
        chosen: dict[Seminar | None, str] = {None: self.cleaned_data["default"]}
        for name, seminar in self.seminars.items():
            chosen[seminar] = self.cleaned_data[name]
        return chosen
