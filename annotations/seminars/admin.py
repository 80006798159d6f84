"""The admin of seminars, for superusers."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from annotations.seminars.models import Member, Reading, Seminar


class ReadingInline(admin.StackedInline):
    """The readings of a seminar, to look at: leaders change them on pages of their own."""

    model = Reading
    extra = 0
    fields = ("slug", "prompt", "opens_at", "due_at", "off_list_since", "deleted_from")
    readonly_fields = fields
    can_delete = False
    max_num = 0


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    """A user in a seminar, with their role and display name there."""

    list_display = ["shown_as", "user", "seminar", "role", "left_at"]
    list_select_related = ["user", "seminar"]
    list_filter = ["role"]
    search_fields = ["shown_as", "user__username", "seminar__name"]
    autocomplete_fields = ["user", "seminar"]

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        """Forbid deletion: annotations refer to their author; a membership is ended instead."""
        return False


@admin.register(Seminar)
class SeminarAdmin(admin.ModelAdmin):
    """A seminar with its policies and readings, and a link to its members: as rows of this form,
    some hundred would have more fields than a form may have, and nothing could be saved."""

    list_display = ["name", "slug", "who_may_read", "moderation", "closes_at"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ReadingInline]
    readonly_fields = ["member_list"]

    @admin.display(description=gettext_lazy("members"))
    def member_list(self, seminar: Seminar) -> str:
        """Return a link to the list of its members; "–" for a new seminar."""
        if seminar._state.adding:
            return "–"
        address = reverse("admin:annotations_member_changelist")
        number = seminar.members.count()
        return format_html('<a href="{}?seminar__id__exact={}">{}</a>', address, seminar.pk, number)

    def has_delete_permission(self, request: HttpRequest, obj: Seminar | None = None) -> bool:
        """Forbid deletion: the record stays, and the confirmation page would list private notes."""
        return False
