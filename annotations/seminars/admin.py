"""Seminars and their members, for whoever runs the site."""

from django.contrib import admin
from django.http import HttpRequest

from annotations.seminars.models import Member, Reading, Seminar


class MemberInline(admin.TabularInline):
    """Who belongs to it."""

    model = Member
    extra = 0
    autocomplete_fields = ["user"]
    can_delete = False


class ReadingInline(admin.TabularInline):
    """What it reads."""

    model = Reading
    extra = 0
    fields = ["slug", "prompt", "opens_at", "due_at", "position"]
    can_delete = False
    max_num = 0


@admin.register(Seminar)
class SeminarAdmin(admin.ModelAdmin):
    """A seminar with its policies."""

    list_display = ["name", "slug", "who_may_read", "moderation", "closes_at"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MemberInline, ReadingInline]

    def has_delete_permission(self, request: HttpRequest, obj: Seminar | None = None) -> bool:
        """Its record stays, and asking would list what its members keep to themselves."""
        return False
