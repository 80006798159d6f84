"""The page on which people find memberships of theirs that came in an archive."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from annotations.people.visitors import signed_in_account
from annotations.seminars.archived_members.actions import claim_membership
from annotations.seminars.archived_members.queries import offered_memberships
from annotations.seminars.models import Member


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archived_memberships(request: HttpRequest) -> HttpResponse:
    """List the memberships that have an address of the visitor's; on POST, take one over.

    Raises Http404 for a membership that is not offered to the visitor.
    """
    user = signed_in_account(request.user)
    if request.method != "POST":
        context = {"offered": list(offered_memberships(user).order_by("seminar__name", "pk"))}
        return render(request, "seminars/archived_members/archived_memberships.html", context)
    try:
        found = Member.objects.get(pk=UUID(request.POST.get("member", "")))
        member = claim_membership(found, by=user)
    except (ValueError, Member.DoesNotExist):
        raise Http404 from None
    values = {"name": member.name, "seminar": member.seminar.name}
    messages.success(request, gettext("You are %(name)s in %(seminar)s now.") % values)
    return redirect("me") if member.left_at else redirect("seminar", member.seminar.slug)
