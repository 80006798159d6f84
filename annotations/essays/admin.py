"""The essays in the admin: to look at. Commands and leaders bring them in."""

from django.contrib import admin
from django.http import HttpRequest

from annotations.essays.models import Essay


@admin.register(Essay)
class EssayAdmin(admin.ModelAdmin):
    """Title, byline and language of every essay."""

    list_display = ["title", "byline", "language", "created_at"]
    search_fields = ["title", "byline"]
    fields = ["title", "byline", "language", "direction"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a new essay needs its text (`manage.py import_essay`)."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Essay | None = None) -> bool:
        """Refuse: annotations refer to the essay."""
        return False
