"""My things: what I wrote, what I withdrew, and what moderators decided about it."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.editions.queries import orphans_by_author
from annotations.essays.models import Block
from annotations.margin.author_queries import trash_of, written_by
from annotations.margin.models import Annotation
from annotations.margin.threads.summary import AnnotationSummary, blocks_of_annotations
from annotations.moderation.queries import decisions_about_author
from annotations.people.visitors import signed_in_account
from annotations.seminars.archived_members.queries import unclaimed_members

PAGE_SIZE = 50


@login_required
@require_safe
def my_page(request: HttpRequest) -> HttpResponse:
    """Show everything that I wrote in every seminar, and what moderators decided about it."""
    user = signed_in_account(request.user)
    page = Paginator(written_by(user), PAGE_SIZE).get_page(request.GET.get("page"))
    written, trash = list(page), list(trash_of(user))
    at = blocks_of_annotations([*written, *trash])
    context = {
        "page": page,
        "written": [summarize_annotation(each, at) for each in written],
        "trash": [summarize_annotation(each, at) for each in trash],
        "decisions": decisions_about_author(user),
        "orphans": orphans_by_author(user),
        "archived_members": unclaimed_members().exists(),
        "memberships": user.memberships.active().select_related("seminar"),
    }
    return render(request, "people/my_page.html", context)


def summarize_annotation(annotation: Annotation, at: Mapping[UUID, Block]) -> AnnotationSummary:
    """Return what the list shows of an annotation. No query."""
    return AnnotationSummary(annotation, annotation.reading.essay, at.get(annotation.paragraph_id))
