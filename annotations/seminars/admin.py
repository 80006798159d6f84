"""The admin of seminars, for superusers."""

from django.contrib import admin
from django.db.models import Field
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils.text import capfirst

from annotations.seminars.models import Member, Reading, Seminar


class LabelledInline(admin.TabularInline):
    """A table of forms in which each field has a name; the admin's own only heads its columns."""

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: object
    ) -> FormField | None:
        """Return the admin's form field, with its label as the name of its widget."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            inner = getattr(field.widget, "widget", None) or field.widget
            inner.attrs["aria-label"] = capfirst(field.label)
        return field


class MemberInline(LabelledInline):
    """The members of a seminar."""

    model = Member
    extra = 0
    autocomplete_fields = ["user"]
    can_delete = False


class ReadingInline(LabelledInline):
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
