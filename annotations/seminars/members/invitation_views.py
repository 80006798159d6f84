"""What a leader does with invitations on the members' page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from annotations.people.interrupted_posts import sign_in_to_send
from annotations.people.visitors import signed_in_account
from annotations.seminars.invitations.actions import (
    InvitationWithToken,
    create_invitation,
    create_mailed_invitations,
    renew_unsent_invitations,
    revoke_invitation,
)
from annotations.seminars.invitations.addresses import MAX_ADDRESSES
from annotations.seminars.invitations.forms import InvitationLinkForm, InvitationMailForm
from annotations.seminars.invitations.invitation_mail import send_invitations
from annotations.seminars.invitations.link_cookie import redirect_with_link
from annotations.seminars.invitations.queries import count_mailed_today
from annotations.seminars.members.views import render_members_page
from annotations.seminars.queries import open_seminar_as_leader

# The page shows this many links of invitations that could not be sent.
MAX_LINKS_SHOWN = 50


@sign_in_to_send(gettext_lazy("Do you still want a new invitation link?"))
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Create an invitation link to pass on, and show it once."""
    if request.method != "POST":
        return redirect("members", slug)
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    form = InvitationLinkForm(request.POST)
    if not form.is_valid():
        return render_members_page(request, slug, status=422, invitation_form=form)
    _, token = create_invitation(seminar, by=member, **form.cleaned_data)
    return redirect_with_link(seminar, token)


@sign_in_to_send(gettext_lazy("Do you still want to send these invitations?"))
@require_http_methods(["GET", "HEAD", "POST"])
def mail_invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite a list of addresses by mail; lines that are no address are reported."""
    if request.method != "POST":
        return redirect("members", slug)
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    form = InvitationMailForm(request.POST)
    if form.is_valid():
        addresses = form.cleaned_data["addresses"]
        left = max(0, MAX_ADDRESSES - count_mailed_today(seminar))
        if len(addresses.good) > left:
            message = ngettext(
                "%(count)s more can be written to today.",
                "%(count)s more can be written to today.",
                left,
            )
            count = number_format(left, force_grouping=True)
            form.add_error("addresses", message % {"count": count})
    if not form.is_valid():
        return render_members_page(request, slug, status=422, mail_form=form)
    role = form.cleaned_data["role"]
    created = create_mailed_invitations(addresses.good, seminar=seminar, by=member, role=role)
    return send_and_report(request, slug, created, addresses.problems)


@sign_in_to_send(gettext_lazy("Do you still want to send the invitations again?"))
@require_http_methods(["GET", "HEAD", "POST"])
def resend_invitations(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the invitations that could not be sent before."""
    if request.method != "POST":
        return redirect("members", slug)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    return send_and_report(request, slug, renew_unsent_invitations(seminar))


def send_and_report(
    request: HttpRequest,
    slug: str,
    invitations: list[InvitationWithToken],
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    """Send invitations and render the members' page with what was sent.

    It shows the links of those that could not be sent, for the leader to pass on.
    """
    report = send_invitations(invitations)
    unsent = [*report.refused, *((each, report.problem) for each in report.waiting)]
    links = [
        (each.invitation.address, problem, request.build_absolute_uri(f"/join/{each.token}/"))
        for each, problem in unsent[:MAX_LINKS_SHOWN]
    ]
    return render_members_page(
        request, slug, report=report, links=links, unsent_now=len(unsent), problems=problems
    )


@sign_in_to_send(gettext_lazy("Do you still want to take this invitation back?"))
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_revocation(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Revoke an invitation."""
    if request.method != "POST":
        return redirect("members", slug)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    invitation = get_object_or_404(seminar.invitations, pk=id)
    revoke_invitation(invitation, by=signed_in_account(request.user))
    messages.success(request, gettext("Taken back: that link opens nothing any more."))
    return redirect("members", seminar.slug)
