"""How Django finds the app."""

from functools import partial

from django.apps import AppConfig
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext

from annotations import lazy_messages


class AnnotationsConfig(AppConfig):
    """The whole product: one app, one line of migrations."""

    name = "annotations"
    verbose_name = "Counterpoint"

    def ready(self) -> None:
        """Let the modules that import no Django speak the reader's language."""
        number = partial(number_format, force_grouping=True)
        lazy_messages.translate_with(gettext, pgettext, ngettext, number)
