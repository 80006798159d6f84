"""Annotations in the admin site: moderators see those that they may decide about, no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.moderation.admin_site import CounterpointAdmin, is_moderator
from annotations.moderation.models import Flag
from annotations.moderation.queries import decidable_by
from annotations.moderation.queue import bulk_views
from annotations.moderation.queue import decision_views as decisions
from annotations.moderation.queue import views as queue
from annotations.people.models import User
from annotations.people.visitors import account_of, signed_in_account
from annotations.prose.annotation_html import excerpt
from annotations.seminars.models import seminars_moderated_by


class KindFilter(admin.ChoicesFieldListFilter):
    """Filters annotations by kind."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.title = gettext_lazy("kind")


class StateFilter(admin.ChoicesFieldListFilter):
    """Filters annotations by state."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.title = gettext_lazy("state")


class FlagsFilter(admin.SimpleListFilter):
    """Filters annotations by whether members flagged them."""

    title = gettext_lazy("flags")
    parameter_name = "flags"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the values of the filter with their names."""
        return [("open", _("Open flags")), ("any", _("Ever flagged"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Annotation]
    ) -> QuerySet[Annotation]:
        """Return the annotations that have an open flag, or any flag, as chosen."""
        if self.value() == "open":
            waiting = Flag.objects.filter(settled_by=None)
            return queryset.filter(pk__in=waiting.values("annotation"))
        return queryset.filter(flags__isnull=False).distinct() if self.value() else queryset


class SeminarFilter(admin.SimpleListFilter):
    """Filters annotations by seminar, among those that the moderator moderates."""

    title = gettext_lazy("seminar")
    parameter_name = "seminar__id__exact"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the seminars that this person moderates. One query."""
        user = account_of(request.user)
        seminars = seminars_moderated_by(user).order_by("name") if user else []
        return [(str(seminar.pk), seminar.name) for seminar in seminars]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Annotation]
    ) -> QuerySet[Annotation]:
        """Return the annotations of the chosen seminar."""
        chosen = dict(self.lookup_choices).get(self.value() or "")
        return queryset.filter(seminar=UUID(self.value())) if chosen else queryset


class AuthorFilter(admin.SimpleListFilter):
    """Filters annotations by author. The pages link to it from what somebody wrote."""

    title = gettext_lazy("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return only the author that is asked for: a seminar may have hundreds of them."""
        asked = request.GET.get("author")
        return [] if asked is None else [(asked, _("This author"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Annotation]
    ) -> QuerySet[Annotation]:
        """Return what the author that is asked for wrote."""
        return queryset if self.value() is None else written_by_member(queryset, self.value() or "")


def written_by_member(queryset: QuerySet[Annotation], author: str) -> QuerySet[Annotation]:
    """Return those annotations that the member with this identifier wrote, none if it is none."""
    try:
        return queryset.filter(author=UUID(author))
    except ValueError:
        return queryset.none()


def moderator_account(request: HttpRequest) -> User:
    """Return the visitor's account. Raises PermissionDenied if nobody is signed in, which
    `admin_view` excludes."""
    return signed_in_account(request.user)


class AnnotationWithFlags(Protocol):
    """An annotation as `AnnotationAdmin.get_queryset` loads it."""

    waiting_flags: int


@admin.register(Annotation)
class AnnotationAdmin(admin.ModelAdmin):
    """What readers wrote: moderators read it and decide about it; nobody rewrites or deletes it."""

    list_display = [
        *("kind_name", "first_words", "by", "place"),
        *("seminar_name", "state_name", "open_flags", "posted_at"),
    ]
    list_display_links = ["first_words"]
    list_filter = [
        AuthorFilter,
        SeminarFilter,
        ("kind", KindFilter),
        ("state", StateFilter),
        FlagsFilter,
    ]
    list_per_page = 50
    search_fields = [
        *("body", "exact", "author__shown_as", "citation"),
        *("csl__title", "csl__container-title", "csl__publisher", "csl__URL"),
    ]
    search_help_text = gettext_lazy("Words of the annotation or its passage, or who wrote it")
    show_full_result_count = False
    ordering = ["-created_at"]
    actions = ["decide_about"]
    change_list_template = "moderation/annotation_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Annotation]:
        """Return what this person may read of the seminars that they moderate: annotations that are
        neither private, nor withdrawn, nor erased."""
        waiting = Count("flags", filter=Q(flags__settled_by=None))
        annotations: QuerySet[Annotation] = super().get_queryset(request)
        return (
            annotations.filter(decidable_by(moderator_account(request)), state__in=rules.PRESENT)
            .select_related("author", "seminar", "reading__essay", "about__author")
            .annotate(waiting_flags=waiting)
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list. For one author, the title has their name and a link leads to a decision
        about all of it."""
        asked = request.GET.get("author")
        wrote = written_by_member(self.get_queryset(request), asked).first() if asked else None
        context = {**(extra_context or {})}
        if wrote:
            context["author"] = wrote.author
            names = {"author": wrote.author.name, "seminar": wrote.seminar.name}
            context["title"] = _("What %(author)s wrote in %(seminar)s") % names
        return super().changelist_view(request, context)

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_name(self, annotation: Annotation) -> str:
        """Return its kind."""
        return annotation.get_kind_display()

    @admin.display(description=gettext_lazy("seminar"), ordering="seminar")
    def seminar_name(self, annotation: Annotation) -> str:
        """Return the name of its seminar."""
        return annotation.seminar.name

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_name(self, annotation: Annotation) -> str:
        """Return what moderation or its author has decided about it."""
        return annotation.get_state_display()

    @admin.display(description=gettext_lazy("created at"), ordering="created_at")
    def posted_at(self, annotation: Annotation) -> datetime:
        """Return when it was written."""
        return annotation.created_at

    @admin.display(description=gettext_lazy("annotation"))
    def first_words(self, annotation: Annotation) -> str:
        """Return the first words of its text, or its kind if it has none."""
        return excerpt(annotation.body, 90) or annotation.get_kind_display()

    @admin.display(
        description=pgettext_lazy("author of an annotation", "by"), ordering="author__shown_as"
    )
    def by(self, annotation: Annotation) -> str:
        """Return its author's name."""
        return annotation.author.name

    @admin.display(description=pgettext_lazy("passage of an annotation", "on"))
    def place(self, annotation: Annotation) -> str:
        """Return the passage that it is about, or the title of the essay."""
        return excerpt(annotation.exact, 50) or str(annotation.reading.essay)

    @admin.display(description=gettext_lazy("open flags"), ordering="waiting_flags")
    def open_flags(self, annotation: AnnotationWithFlags) -> int:
        """Return the number of its open flags."""
        return annotation.waiting_flags

    def get_urls(self) -> list[URLPattern]:
        """Return the admin's addresses for annotations, the pages for moderators first."""
        site = cast(CounterpointAdmin, self.admin_site)
        own: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "queue": ("queue/", site.admin_view(self.queue)),
            "selected": ("selected/", site.admin_view(self.selected)),
            "decide": ("<uuid:id>/decide/", site.decision_view(self.decide)),
            "mute": ("<uuid:id>/mute/", site.admin_view(self.mute)),
        }
        ours = [
            path(route, view, name=f"annotations_annotation_{name}")
            for name, (route, view) in own.items()
        ]
        return [*ours, *super().get_urls()]

    def queue(self, request: HttpRequest) -> HttpResponse:
        """Show what waits for this moderator's decision."""
        return queue.moderation_queue(request, moderator_account(request), self.admin_site)

    @admin.action(description=gettext_lazy("Decide about the selected"))
    def decide_about(self, request: HttpRequest, queryset: QuerySet[Annotation]) -> HttpResponse:
        """Take one step, for one reason, with several annotations: show what would change first."""
        return bulk_views.start_selection(request, queryset, self.admin_site)

    def selected(self, request: HttpRequest) -> HttpResponse:
        """Show the page of that action. Opened by a link, it selects what one author wrote."""
        visible = self.get_queryset(request)
        if request.method == "POST":
            return bulk_views.decide_about_selection(request, visible, self.admin_site)
        wrote = written_by_member(visible, request.GET.get("author", ""))
        if not wrote.exists():
            return redirect("admin:annotations_annotation_changelist")
        return bulk_views.start_selection(request, wrote, self.admin_site)

    def mute(self, request: HttpRequest, id: Any) -> HttpResponse:
        """Mute or unmute the author of an annotation."""
        return decisions.mute_author(request, moderator_account(request), id)

    def decide(self, request: HttpRequest, id: Any) -> HttpResponse:
        """Show one annotation in its context, with the steps open to this moderator.

        Raises Http404 if they may not decide about it; who moderates nothing is sent to sign in.
        """
        try:
            return decisions.decide_annotation(
                request, moderator_account(request), id, self.admin_site
            )
        except Http404:
            if is_moderator(request):
                raise
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))

    def change_view(self, request: HttpRequest, object_id: str, *rest: Any, **more: Any) -> Any:
        """Redirect from the admin's page of an annotation to the page with its decisions."""
        return decisions.redirect_to_decision(moderator_account(request), object_id)

    def history_view(self, request: HttpRequest, object_id: str, *rest: Any) -> Any:
        """Redirect to the same page: it has the record of decisions, the admin's log has not."""
        return decisions.redirect_to_decision(moderator_account(request), object_id)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Return True if the visitor moderates a seminar or is a superuser."""
        return is_moderator(request)

    def has_view_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """Return True for moderators: `get_queryset` leaves out what they may not read."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: annotations are written in the margin."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """Return False: nobody rewrites what somebody else wrote."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Annotation | None = None) -> bool:
        """Return False: what is removed or erased leaves a decision in the record."""
        return False
