"""The members' page, joining and leaving, and what a leader does with members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotations.people.interrupted_posts import next_or, sign_in_to_send
from annotations.people.visitors import signed_in_account
from annotations.seminars.actions import (
    LastLeader,
    MemberWasRemoved,
    add_member,
    change_role,
    end_membership,
)
from annotations.seminars.choices import Role
from annotations.seminars.invitations.forms import (
    CHOOSE_A_ROLE,
    InvitationLinkForm,
    InvitationMailForm,
)
from annotations.seminars.invitations.link_cookie import COOKIE, link_from_cookie
from annotations.seminars.members.forms import RoleForm
from annotations.seminars.models import Member
from annotations.seminars.queries import open_seminar, open_seminar_as_leader

LAST_LEADER_CANNOT_LEAVE = gettext_lazy(
    "You are the last leader here. Make somebody else a leader first, or close the seminar in "
    "its settings."
)
LAST_LEADER_KEEPS_ROLE = gettext_lazy(
    "The last leader stays one: make somebody else a leader first."
)


@require_safe
def members_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the members; to leaders also the invitations, and a new link the first time."""
    response = render_members_page(request, slug)
    response.delete_cookie(COOKIE, path=request.path)
    return response


def render_members_page(
    request: HttpRequest, slug: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Render the members' page; `more` replaces or adds to its context, such as a bound form."""
    seminar, reader, member = open_seminar(slug, request.user)
    active = seminar.members.active().select_related("user").order_by("joined_at")
    context = {
        "seminar": seminar,
        "reader": reader,
        "member": member,
        "members": active,
        "roles": Role,
        "invitation_form": InvitationLinkForm(),
        "mail_form": InvitationMailForm(),
        **more,
    }
    if reader.leads:
        context |= {
            "invitations": seminar.invitations.usable(),
            "unsent": seminar.invitations.usable().unsent().count(),
            "removed": seminar.members.exclude(left_at=None).filter(removed=True),
            "link": link_from_cookie(request),
        }
    return render(request, "seminars/members/members.html", context, status=status)


@sign_in_to_send(
    gettext_lazy("Do you still want to join this seminar?"),
    question_to_end=gettext_lazy("Do you still want to leave this seminar?"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def join_or_leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Join a seminar that is open to join, and go on at `next`; with `end`, leave it."""
    if request.method != "POST":
        return redirect("seminar", slug)
    user = signed_in_account(request.user)
    seminar, _, member = open_seminar(slug, user)
    if member is not None and "end" in request.POST:
        return leave_seminar(request, member)
    if member is None:
        if not seminar.can_be_joined or "end" in request.POST:
            raise PermissionDenied
        try:
            add_member(seminar, user=user)
        except MemberWasRemoved:
            context = {"seminar": seminar}
            return render(request, "seminars/members/member_removed.html", context, status=403)
        messages.success(request, gettext("Welcome to %(seminar)s.") % {"seminar": seminar.name})
    return redirect(next_or(request, reverse("seminar", args=[seminar.slug])))


def leave_seminar(request: HttpRequest, member: Member) -> HttpResponse:
    """End this member's membership; what they wrote stays. The last leader can't leave."""
    try:
        end_membership(member, by=member.user)
    except LastLeader:
        messages.error(request, LAST_LEADER_CANNOT_LEAVE)
        return redirect("members", member.seminar.slug)
    message = gettext("You have left %(seminar)s. What you wrote there stays.")
    messages.success(request, message % {"seminar": member.seminar})
    return redirect("home")


@sign_in_to_send(gettext_lazy("Do you still want to change this member’s role?"))
@require_http_methods(["GET", "HEAD", "POST"])
def member_role(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Give a member another role."""
    if request.method != "POST":
        return redirect("members", slug)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    member = get_object_or_404(seminar.members.active(), pk=id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, CHOOSE_A_ROLE)
        return redirect("members", seminar.slug)
    try:
        change_role(member, to=form.cleaned_data["role"], by=signed_in_account(request.user))
    except LastLeader:
        messages.error(request, LAST_LEADER_KEEPS_ROLE)
    else:
        member.refresh_from_db()
        names = {"name": member.name, "role": member.role_in_sentence}
        messages.success(request, gettext("%(name)s is %(role)s now.") % names)
    return redirect("members", seminar.slug)


@sign_in_to_send(gettext_lazy("Do you still want to readmit this member?"))
@require_http_methods(["GET", "HEAD", "POST"])
def member_readmission(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Readmit somebody whose membership a leader had ended, as a reader."""
    if request.method != "POST":
        return redirect("members", slug)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    member = get_object_or_404(seminar.members.filter(removed=True), pk=id)
    if member.user is None:  # the account was deleted
        raise Http404
    add_member(seminar, user=member.user, readmit=True)
    messages.success(request, gettext("%(name)s is a reader again.") % {"name": member.name})
    return redirect("members", seminar.slug)
