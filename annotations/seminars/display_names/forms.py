"""The form in which a member chooses a display name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.prose.normalising import UnreadableText, normalise_line
from annotations.seminars.display_names.queries import MAX_DISPLAY_NAME_LENGTH


class DisplayNameForm(forms.Form):
    """A display name."""

    shown_as = forms.CharField(
        label=_("Name"),
        max_length=MAX_DISPLAY_NAME_LENGTH,
        strip=True,
        error_messages={"required": _("Choose a name to be called by.")},
    )

    def clean_shown_as(self) -> str:
        """Return the name on one line; raises ValidationError for invisible characters."""
        try:
            name = normalise_line(self.cleaned_data["shown_as"])
        except UnreadableText as problem:
            raise forms.ValidationError(str(problem)) from None
        if not any(character.isalnum() for character in name):
            raise forms.ValidationError(_("Choose a name with letters in it."))
        return name
