"""The page behind an invitation link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.people.visitors import account_of
from annotations.seminars.actions import MemberWasRemoved
from annotations.seminars.invitations.actions import InvitationNotUsable, accept_invitation
from annotations.seminars.invitations.queries import (
    find_usable_invitation,
    seminar_already_joined,
)


@require_http_methods(["GET", "HEAD", "POST"])
def join_by_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, or join by it. One that is not usable always gets the same answer.

    The address holds the token. `Referrer-Policy: same-origin`, which every page has, keeps it
    from other sites; a stricter policy would remove the Origin header of this page's own form.
    """
    user = account_of(request.user)
    own_seminar = seminar_already_joined(token, user) if user else None
    if own_seminar:
        names = {"seminar": own_seminar.name}
        messages.info(request, _("You are in %(seminar)s already.") % names)
        return redirect("seminar", own_seminar.slug)
    invitation = find_usable_invitation(token)
    if invitation is None or invitation.seminar.closed:
        return render(request, "seminars/invitations/not_usable.html", status=404)
    if request.method == "POST" and user is not None:
        try:
            member = accept_invitation(token, user=user)
        except InvitationNotUsable:
            return render(request, "seminars/invitations/not_usable.html", status=404)
        except MemberWasRemoved:
            removed = {"seminar": invitation.seminar}
            return render(request, "seminars/members/member_removed.html", removed, status=403)
        names = {"seminar": member.seminar.name}
        messages.success(request, _("Welcome to %(seminar)s.") % names)
        return redirect("seminar", member.seminar.slug)
    context = {"invitation": invitation, "seminar": invitation.seminar}
    return render(request, "seminars/invitations/invitation.html", context)
