"""Removing a member. What they wrote stays or is withdrawn, as the leader decides.

It is part of moderation because withdrawing is one of its steps, with a decision in the record.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from annotations.margin.choices import Visibility
from annotations.margin.models import Annotation
from annotations.moderation.actions import take_step
from annotations.moderation.decisions.ledger import lock_head
from annotations.moderation.policy.moderation_case import ActorRole, State
from annotations.moderation.policy.steps import Refused, Step
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.actions import LastLeader, end_membership
from annotations.seminars.members.views import LAST_LEADER_KEEPS_ROLE
from annotations.seminars.models import Member
from annotations.seminars.queries import open_seminar_as_leader

DEPARTURE_ROLES = frozenset({ActorRole.DEPARTURE})
WITHDRAWABLE = (State.PENDING, State.PUBLISHED, State.HIDDEN)


@transaction.atomic
def remove_member(member: Member, *, by: User, withdraw: bool) -> int:
    """End a membership and return how many annotations were withdrawn, 0 unless `withdraw`.

    Each decision names the leader. Private annotations stay with their author. Raises LastLeader if
    the seminar would have no leader.
    """
    lock_head(member.seminar_id)  # before anything else, as every decision locks it
    end_membership(member, by=by, removed=True)
    return withdraw_annotations_of(member, by=by) if withdraw else 0


def withdraw_annotations_of(member: Member, *, by: User) -> int:
    """Withdraw what a member posted to the seminar, except what is removed or erased. Returns how
    many annotations that were."""
    written = Annotation.objects.filter(
        author=member, visibility=Visibility.SEMINAR, state__in=WITHDRAWABLE
    )
    before = written.count()
    for annotation in written.order_by("depth", "id"):
        # Refused: it was withdrawn with its counterpoint, or somebody decided about it meanwhile.
        with suppress(Refused):
            take_step(Step.WITHDRAW, annotation, by=by, roles=DEPARTURE_ROLES)
    return before - written.count()


@sign_in_to_send(gettext_lazy("Do you still want to remove this member?"))
@require_http_methods(["GET", "HEAD", "POST"])
def member_removal(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Remove a member from a seminar. Raises Http404 if the seminar has no such member."""
    if request.method != "POST":
        return redirect("members", seminar)
    found, _reader, _member = open_seminar_as_leader(seminar, request.user)
    member = get_object_or_404(found.members.active(), pk=id)
    user = signed_in_account(request.user)
    withdraw = request.POST.get("written") == "withdraw"
    try:
        withdrawn = remove_member(member, by=user, withdraw=withdraw)
    except LastLeader:
        messages.error(request, LAST_LEADER_KEEPS_ROLE)
        return redirect("members", found.slug)
    if withdraw:
        words = ngettext(
            "%(name)s is no longer a member. %(count)d annotation of theirs withdrawn.",
            "%(name)s is no longer a member. %(count)d annotations of theirs withdrawn.",
            withdrawn,
        )
    else:
        words = _("%(name)s is no longer a member. What they wrote stays.")
    messages.success(request, words % {"name": member.name, "count": withdrawn})
    return redirect("members", found.slug)
