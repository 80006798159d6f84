"""How Django finds the app."""

from django.apps import AppConfig


class AnnotationsConfig(AppConfig):
    """The whole product: one app, one line of migrations."""

    name = "annotations"
    verbose_name = "Counterpoint"
