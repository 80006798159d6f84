"""Moderation in the admin site: a seminar's moderators find what they may decide, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.admin_site import asks_itself, is_moderator
from annotations.moderation.models import Flag
from annotations.moderation.queries import decidable_by
from annotations.moderation.queue import bulk_views
from annotations.moderation.queue import decision_views as decisions
from annotations.moderation.queue import views as queue
from annotations.people.models import User
from annotations.people.visitors import account_of, signed_in_account
from annotations.prose.annotation_html import excerpt
from annotations.seminars.models import seminars_moderated_by


class FlagsFilter(admin.SimpleListFilter):
    """By whether members asked a moderator to look."""

    title = "flags"
    parameter_name = "flags"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The choices."""
        return [("open", "Open flags"), ("any", "Ever flagged")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Annotation]
    ) -> QuerySet[Annotation]:
        """The chosen ones."""
        if self.value() == "open":
            waiting = Flag.objects.filter(settled_by=None)
            return queryset.filter(pk__in=waiting.values("annotation"))
        return queryset.filter(flags__isnull=False).distinct() if self.value() else queryset


class SeminarFilter(admin.SimpleListFilter):
    """By seminar, of those that the moderator moderates."""

    title = "seminar"
    parameter_name = "seminar__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Nobody's filter names a seminar that they don't moderate."""
        user = account_of(request.user)
        found = seminars_moderated_by(user).order_by("name") if user else []
        return [(str(seminar.pk), seminar.name) for seminar in found]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Annotation]
    ) -> QuerySet[Annotation]:
        """The chosen seminar's."""
        chosen = dict(self.lookup_choices).get(self.value() or "")
        return queryset.filter(seminar=UUID(self.value())) if chosen else queryset


class AuthorFilter(admin.SimpleListFilter):
    """By who wrote it: a member of one seminar, asked for by a link from something they wrote."""

    title = "author"
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Whoever is asked for, and nobody else: a seminar may have hundreds of authors."""
        asked = request.GET.get("author")
        return [] if asked is None else [(asked, "This author")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Annotation]
    ) -> QuerySet[Annotation]:
        """What they wrote, of what this moderator may read."""
        return queryset if self.value() is None else written_by_member(queryset, self.value() or "")


def written_by_member(queryset: QuerySet[Annotation], author: str) -> QuerySet[Annotation]:
    """Those of the queryset that the member with this identifier wrote."""
    try:
        return queryset.filter(author=UUID(author))
    except ValueError:
        return queryset.none()


def moderator_account(request: HttpRequest) -> User:
    """Return the account of whoever asks; `admin_view` lets only signed-in people in."""
    return signed_in_account(request.user)


@admin.register(Annotation)
class AnnotationAdmin(admin.ModelAdmin):
    """What readers wrote: to look at and decide about, never to rewrite or delete."""

    list_display = ["kind", "said", "by", "place", "seminar", "state", "open_flags", "created_at"]
    list_display_links = ["said"]
    list_filter = [AuthorFilter, SeminarFilter, "kind", "state", FlagsFilter]
    list_per_page = 50
    search_fields = [
        *("body", "exact", "author__shown_as", "citation"),
        *("csl__title", "csl__container-title", "csl__publisher", "csl__URL"),
    ]
    search_help_text = "Words of the annotation or its passage, or who wrote it"
    show_full_result_count = False
    ordering = ["-created_at"]
    actions = ["decide_about"]
    change_list_template = "moderation/annotation_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Annotation]:
        """Of the seminars this person moderates, what they may read: neither private, nor
        withdrawn, nor erased."""
        waiting = Count("flags", filter=Q(flags__settled_by=None))
        found: QuerySet[Annotation] = super().get_queryset(request)
        return (
            found.filter(decidable_by(moderator_account(request)), state__in=rules.PRESENT)
            .select_related("author", "seminar", "reading__essay", "about__author")
            .annotate(waiting_flags=waiting)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; of one author's it says whose it is, and leads to deciding about all of it."""
        asked = request.GET.get("author")
        wrote = written_by_member(self.get_queryset(request), asked).first() if asked else None
        context = {**(extra_context or {})}
        if wrote:
            context["author"] = wrote.author
            context["title"] = f"What {wrote.author.name} wrote in {wrote.seminar.name}"
        return super().changelist_view(request, context)

    @admin.display(description="annotation")
    def said(self, annotation: Annotation) -> str:
        """Its first words."""
        return excerpt(annotation.body, 90) or annotation.get_kind_display()

    @admin.display(description="by", ordering="author__shown_as")
    def by(self, annotation: Annotation) -> str:
        """Who wrote it."""
        return annotation.author.name

    @admin.display(description="on")
    def place(self, annotation: Annotation) -> str:
        """What it is about."""
        return excerpt(annotation.exact, 50) or str(annotation.reading.essay)

    @admin.display(description="open flags", ordering="waiting_flags")
    def open_flags(self, annotation: Annotation) -> int:
        """How many members wait for a moderator's look."""
        number: int = vars(annotation)["waiting_flags"]
        return number

    def get_urls(self) -> list[URLPattern]:
        """The page that decides, before the admin's own."""
        own: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "queue": ("queue/", self.admin_site.admin_view(self.queue)),
            "selected": ("selected/", self.admin_site.admin_view(self.selected)),
            "decide": ("<uuid:id>/decide/", self.admin_site.admin_view(self.decide)),
            "mute": ("<uuid:id>/mute/", self.admin_site.admin_view(self.mute)),
        }
        ours = [
            path(route, view, name=f"annotations_annotation_{name}")
            for name, (route, view) in own.items()
        ]
        return [*ours, *super().get_urls()]

    def queue(self, request: HttpRequest) -> HttpResponse:
        """What waits for this moderator's decision."""
        return queue.moderation_queue(request, moderator_account(request), self.admin_site)

    @admin.action(description="Decide about the selected")
    def decide_about(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse:
        """One step and one reason for several: first what would change, then the change."""
        return bulk_views.start_selection(request, queryset, self.admin_site)

    def selected(self, request: HttpRequest) -> HttpResponse:
        """The page of that action. Opened by a link, it begins with what one author wrote."""
        visible = self.get_queryset(request)
        if request.method == "POST":
            return bulk_views.decide_about_selection(request, visible, self.admin_site)
        wrote = written_by_member(visible, request.GET.get("author", ""))
        if not wrote.exists():
            return redirect("admin:annotations_annotation_changelist")
        return bulk_views.start_selection(request, wrote, self.admin_site)

    def mute(self, request: HttpRequest, id: Any) -> HttpResponse:
        """Whether its author's posts wait for a moderator."""
        return decisions.mute_author(request, moderator_account(request), id)

    @asks_itself
    def decide(self, request: HttpRequest, id: Any) -> HttpResponse:
        """One annotation in its context, and the steps open to this moderator."""
        try:
            return decisions.decide_annotation(
                request, moderator_account(request), id, self.admin_site
            )
        except Http404:
            if is_moderator(request):
                raise
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))

    def change_view(self, request: HttpRequest, object_id: str, *rest: Any, **more: Any) -> Any:
        """An annotation's page in the admin is the page that decides."""
        return decisions.redirect_to_decision(moderator_account(request), object_id)

    def history_view(self, request: HttpRequest, object_id: str, *rest: Any) -> Any:
        """So is its history: the admin's own log is not the record."""
        return decisions.redirect_to_decision(moderator_account(request), object_id)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever moderates somewhere."""
        return is_moderator(request)

    def has_view_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """What the queryset lets through."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Annotations are written in the margin."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """Nobody rewrites what somebody else said."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """Nothing vanishes without a trace."""
        return False
