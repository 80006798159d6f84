"""The file in which anybody exports what is stored here about them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from annotations.margin.models import Annotation, ReadMark
from annotations.moderation.models import Appeal, Flag
from annotations.moderation.queries import decisions_about_author
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Member

# The columns with what an author wrote; an export leaves out those that are empty.
WRITTEN_FIELDS = (
    *("kind", "body", "attack", "relation", "citation", "csl", "quotation", "locator", "exact"),
)


@login_required
@require_safe
def export_my_data(request: HttpRequest) -> HttpResponse:
    """Export all that is stored about the visitor, with private notes and withdrawn annotations."""
    user = signed_in_account(request.user)
    response = JsonResponse(
        personal_data(user), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="my-counterpoint.json"'
    return response


def personal_data(user: User) -> dict[str, Any]:
    """Return what a user wrote and did, and the decisions about that; nothing others wrote."""
    members = Member.objects.of(user).select_related("seminar")
    written = Annotation.objects.filter(author__user=user).select_related(
        "reading__essay", "seminar"
    )
    return {
        "name": user.get_username(),
        "email": user.email,
        "since": user.date_joined,
        "memberships": [
            {
                "seminar": member.seminar.name,
                "as": member.name,
                "role": member.role,
                "joined_at": member.joined_at,
                "left_at": member.left_at,
            }
            for member in members
        ],
        "annotations": [
            {
                "seminar": each.seminar.name,
                "essay": each.reading.essay.title,
                **annotation_data(each),
            }
            for each in written.order_by("created_at", "id")
        ],
        "read": list(
            ReadMark.objects.filter(member__user=user).values_list("annotation", flat=True)
        ),
        "flags": list(
            Flag.objects.filter(member__user=user).values("annotation", "reason", "words", "at")
        ),
        "appeals": list(
            Appeal.objects.filter(annotation__author__user=user).values("annotation", "words", "at")
        ),
        "tokens": list(user.tokens.values("name", "scope", "created_at", "expires_at", "used_on")),
        "decisions": [
            {
                "annotation": decision.annotation_id,
                "at": decision.at,
                "step": decision.step,
                "reason": decision.reason,
                "statement": decision.statement,
            }
            for decision in decisions_about_author(user)
        ],
    }


def annotation_data(annotation: Annotation) -> dict[str, Any]:
    """Return the words of an annotation, what it is about and its state, for JSON."""
    return {
        "id": annotation.pk,
        "about": annotation.about_id,
        "created_at": annotation.created_at,
        "edited_at": annotation.edited_at,
        "visibility": annotation.visibility,
        "state": annotation.state,
        **{name: getattr(annotation, name) for name in WRITTEN_FIELDS if getattr(annotation, name)},
    }
