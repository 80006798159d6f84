"""The members' page: who belongs to a seminar, who is invited, and what a leader does about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.seminars.actions import (
    LastLeader,
    MemberWasRemoved,
    add_member,
    change_role,
    end_membership,
)
from annotations.seminars.choices import Role
from annotations.seminars.invitations.actions import (
    MAX_ADDRESSES,
    InvitationNotUsable,
    accept_invitation,
    count_mailed_today,
    find_usable_invitation,
    revoke_invitation,
    seminar_already_joined,
)
from annotations.seminars.invitations.invitation_mail import (
    InvitationMail,
    create_mailed_invitations,
    renew_unsent_invitations,
    send_invitations,
)
from annotations.seminars.models import Member
from annotations.seminars.queries import account_of, open_as_leader, open_seminar
from annotations.seminars.readings.forms import InvitationLinkForm, InvitationMailForm, RoleForm
from annotations.seminars.setup.views import redirect_with_new_link

LAST_LEADER_CANNOT_LEAVE = (
    "You are the last leader here. Make somebody else a leader first, or close the seminar in "
    "its settings."
)
# So many links to pass on by hand are shown.
MAX_LINKS_SHOWN = 50
LAST_LEADER_KEEPS_ROLE = "The last leader stays one: make somebody else a leader first."


@require_safe
def members(request: HttpRequest, seminar: str) -> HttpResponse:
    """Who belongs to the seminar; for leaders, also how others come in."""
    response = render_members_page(request, seminar)
    response.delete_cookie("invitation", path=request.path)
    return response


def render_members_page(
    request: HttpRequest, slug: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page, with the forms as they are handed in."""
    seminar, reader, member = open_seminar(slug, request.user)
    belong = seminar.members.active().select_related("user").order_by("joined_at")
    context = {
        "seminar": seminar,
        "reader": reader,
        "member": member,
        "members": belong,
        "roles": Role,
        "invitation_form": InvitationLinkForm(),
        "mail_form": InvitationMailForm(),
        **more,
    }
    if reader.leads:
        context |= {
            "invitations": seminar.invitations.good(),
            "unsent": seminar.invitations.good().unsent().count(),
            "removed": seminar.members.exclude(left_at=None).filter(removed=True),
            "link": link_from_cookie(request),
        }
    return render(request, "seminars/members.html", context, status=status)


def link_from_cookie(request: HttpRequest) -> str:
    """The link that was made a moment ago in this browser, if it still opens something."""
    try:
        token = str(request.get_signed_cookie("invitation", max_age=300))
    except (KeyError, BadSignature):
        return ""
    return (
        request.build_absolute_uri(reverse("join_by", args=[token]))
        if find_usable_invitation(token)
        else ""
    )


@require_POST
def invitation_link(request: HttpRequest, seminar: str) -> HttpResponse:
    """A new link to hand round."""
    found, _, member = open_as_leader(seminar, request.user)
    form = InvitationLinkForm(request.POST)
    if not form.is_valid():
        return render_members_page(request, seminar, status=422, invitation_form=form)
    return redirect_with_new_link(found, member, **form.cleaned_data)


@require_POST
def mail_invitations(request: HttpRequest, seminar: str) -> HttpResponse:
    """Invite a list of addresses by mail; those that can't be used are told with their line."""
    found, _, member = open_as_leader(seminar, request.user)
    form = InvitationMailForm(request.POST)
    if form.is_valid():
        read = form.cleaned_data["addresses"]
        left = MAX_ADDRESSES - count_mailed_today(found)
        if len(read.good) > left:
            form.add_error("addresses", f"{max(0, left):,} more can be written to today.")
    if not form.is_valid():
        return render_members_page(request, seminar, status=422, mail_form=form)
    role = form.cleaned_data["role"]
    made = create_mailed_invitations(read.good, seminar=found, by=member, role=role)
    return mail_and_report(request, seminar, made, read.problems)


@require_POST
def resend_invitations(request: HttpRequest, seminar: str) -> HttpResponse:
    """Send the invitations that the mail server did not take before."""
    found, _, _ = open_as_leader(seminar, request.user)
    return mail_and_report(request, seminar, renew_unsent_invitations(found))


def mail_and_report(
    request: HttpRequest, slug: str, made: list[InvitationMail], problems: tuple[str, ...] = ()
) -> HttpResponse:
    """Send letters, and say what became of them; who could not be written to has a link that the
    leader can pass on."""
    outcome = send_invitations(made, site=request.build_absolute_uri("/").rstrip("/"))
    left = [*outcome.refused, *((letter, outcome.why) for letter in outcome.waiting)]
    links = [
        (letter.invitation.address, why, request.build_absolute_uri(f"/join/{letter.token}/"))
        for letter, why in left[:MAX_LINKS_SHOWN]
    ]
    return render_members_page(
        request, slug, outcome=outcome, links=links, left=len(left), problems=problems
    )


@require_POST
def invitation_revocation(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Take an invitation back."""
    found, _, _ = open_as_leader(seminar, request.user)
    user = account_of(request.user)
    assert user is not None
    revoke_invitation(get_object_or_404(found.invitations, pk=id), by=user)
    messages.success(request, "Taken back: that link opens nothing any more.")
    return redirect("members", found.slug)


@require_POST
def member_role(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Make a member something else."""
    found, _, _ = open_as_leader(seminar, request.user)
    member = get_object_or_404(found.members.active(), pk=id)
    form, user = RoleForm(request.POST), account_of(request.user)
    assert user is not None
    if not form.is_valid():
        messages.error(request, "Choose leader, moderator, reader or observer.")
        return redirect("members", found.slug)
    try:
        change_role(member, to=form.cleaned_data["role"], by=user)
    except LastLeader:
        messages.error(request, LAST_LEADER_KEEPS_ROLE)
    else:
        member.refresh_from_db()
        messages.success(request, f"{member.name} is {member.get_role_display().lower()} now.")
    # Whoever gave away the lead has no more business on this page's forms.
    return redirect("members", found.slug)


@require_POST
def member_readmission(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Let somebody back in whose membership a leader had ended."""
    found, _, _ = open_as_leader(seminar, request.user)
    member = get_object_or_404(found.members.filter(removed=True).exclude(user=None), pk=id)
    assert member.user is not None
    add_member(found, user=member.user, readmit=True)
    messages.success(request, f"{member.name} is a reader again.")
    return redirect("members", found.slug)


def leave_seminar(request: HttpRequest, member: Member) -> HttpResponse:
    """Leave a seminar; what one wrote stays."""
    try:
        end_membership(member, by=member.user)
    except LastLeader:
        messages.error(request, LAST_LEADER_CANNOT_LEAVE)
        return redirect("members", member.seminar.slug)
    messages.success(request, f"You have left {member.seminar}. What you wrote there stays.")
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation. One that is spent, ended, taken back or made up gets one and the same answer.

    The address holds the secret; `Referrer-Policy: same-origin`, which all our pages have, keeps
    it from other sites (a stricter one would take the Origin from this page's own form).
    """
    user = account_of(request.user)
    already = seminar_already_joined(token, user) if user else None
    if already:
        messages.info(request, f"You are in {already.name} already.")
        return redirect("seminar", already.slug)
    invitation = find_usable_invitation(token)
    if invitation is None or invitation.seminar.closed:
        return render(request, "seminars/no_invitation.html", status=404)
    seminar = invitation.seminar
    if request.method == "POST" and user is not None:
        try:
            member = accept_invitation(token, user=user)
        except InvitationNotUsable:
            return render(request, "seminars/no_invitation.html", status=404)
        except MemberWasRemoved:
            return render(request, "seminars/removed.html", {"seminar": seminar}, status=403)
        messages.success(request, f"Welcome to {member.seminar.name}.")
        return redirect("seminar", member.seminar.slug)
    context = {"invitation": invitation, "seminar": seminar}
    return render(request, "seminars/invitation.html", context)
