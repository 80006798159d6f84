"""Essays are brought in by commands and leaders; in the admin they can be looked at."""

from django.contrib import admin
from django.http import HttpRequest

from annotations.essays.models import Essay


@admin.register(Essay)
class EssayAdmin(admin.ModelAdmin):
    """For whoever runs the site; what it says is not changed here."""

    list_display = ["title", "byline", "language", "created_at"]
    search_fields = ["title", "byline"]
    fields = ["title", "byline", "language", "direction"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """New essays come with their text: `manage.py import_essay`."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Essay | None = None) -> bool:
        """Annotations stand on it."""
        return False
