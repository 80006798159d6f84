"""Ending somebody's membership: what they wrote stays, or is withdrawn, as the leader decides.

It stands in this room because withdrawing is a step of moderation, with a decision in the record.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from annotations.margin.choices import Visibility
from annotations.margin.models import Annotation
from annotations.moderation.actions import take
from annotations.moderation.decisions.ledger import locked_head
from annotations.moderation.policy.case import Role, State
from annotations.moderation.policy.steps import Refused, Step
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.actions import LastLeader, end_membership
from annotations.seminars.members.views import LAST_LEADER_KEEPS_ROLE
from annotations.seminars.models import Member
from annotations.seminars.queries import open_seminar_as_leader

DEPARTURE = frozenset({Role.DEPARTURE})
IN_SIGHT = (State.PENDING, State.PUBLISHED, State.HIDDEN)


@transaction.atomic
def remove(member: Member, *, by: User, withdraw: bool) -> int:
    """End a membership; says how many annotations were withdrawn. Raises LastLeader.

    They are withdrawn in the author's stead, so that what answers them keeps its place, by a
    decision that names who did it. What the author kept private stays with them.
    """
    locked_head(member.seminar_id)  # before anything else, as whoever decides holds it
    end_membership(member, by=by, removed=True)
    return withdraw_all(member, by=by) if withdraw else 0


def withdraw_all(member: Member, *, by: User) -> int:
    """Withdraw everything that a member posted to the seminar and that is in sight."""
    written = Annotation.objects.filter(
        author=member, visibility=Visibility.SEMINAR, state__in=IN_SIGHT
    )
    before = written.count()
    for annotation in written.order_by("depth", "id"):
        # Refused: it went with the counterpoint that it came with, or by another hand meanwhile.
        with suppress(Refused):
            take(Step.WITHDRAW, annotation, by=by, roles=DEPARTURE)
    return before - written.count()


@require_POST
def removal(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Remove a member from the seminar."""
    found, _, _ = open_seminar_as_leader(seminar, request.user)
    member = get_object_or_404(found.members.active(), pk=id)
    user = signed_in_account(request.user)
    withdraw = request.POST.get("written") == "withdraw"
    try:
        done = remove(member, by=user, withdraw=withdraw)
    except LastLeader:
        messages.error(request, LAST_LEADER_KEEPS_ROLE)
        return redirect("members", found.slug)
    wrote = "What they wrote stays."
    if withdraw:
        wrote = f"{done} annotation{'' if done == 1 else 's'} of theirs withdrawn."
    messages.success(request, f"{member.name} is no longer a member. {wrote}")
    return redirect("members", found.slug)
