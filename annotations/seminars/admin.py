"""The admin of seminars, for superusers."""

from django.contrib import admin
from django.http import HttpRequest

from annotations.seminars.models import Member, Reading, Seminar


class MemberInline(admin.TabularInline):
    """The members of a seminar."""

    model = Member
    extra = 0
    autocomplete_fields = ["user"]
    can_delete = False


class ReadingInline(admin.TabularInline):
    """The readings of a seminar."""

    model = Reading
    extra = 0
    fields = ["slug", "prompt", "opens_at", "due_at", "position"]
    can_delete = False
    max_num = 0


@admin.register(Seminar)
class SeminarAdmin(admin.ModelAdmin):
    """A seminar with its policies, members and readings."""

    list_display = ["name", "slug", "who_may_read", "moderation", "closes_at"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [MemberInline, ReadingInline]

    def has_delete_permission(self, request: HttpRequest, obj: Seminar | None = None) -> bool:
        """Forbid deletion: the record stays, and the confirmation page would list private notes."""
        return False
