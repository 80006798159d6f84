"""How somebody deletes their account: what they posted stays under “former member”, or is erased,
as they choose. What only they could see goes either way."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotations.activity import Verb, record
from annotations.arguments.claims.provenance import detach_annotation, erase_members_claims
from annotations.margin import rules
from annotations.margin.models import Annotation, ReadMark
from annotations.margin.tallies.store import recount
from annotations.moderation.actions import take
from annotations.moderation.decisions.ledger import locked_head
from annotations.moderation.policy.case import Role
from annotations.moderation.policy.steps import Refused, Step
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.actions import end_membership
from annotations.seminars.models import Invitation, Reading, Seminar
from annotations.seminars.moderation_reasons import Reason

ERASING = frozenset({Role.AUTHOR, Role.ACCOUNT_ERASURE})


class FarewellForm(forms.Form):
    """What becomes of what one wrote."""

    written = forms.ChoiceField(
        choices=[
            ("stay", "stays, under “former member”"),
            ("erase", "is erased: its text goes, and an empty place holds what answers it"),
        ],
        error_messages={
            "required": "Choose what becomes of what you wrote.",
            "invalid_choice": "Choose what becomes of what you wrote.",
        },
    )


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def farewell(request: HttpRequest) -> HttpResponse:
    """Delete one's account, once it is sure who asks."""
    user = signed_in_account(request.user)
    alone = led_alone(user)
    form = FarewellForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not alone:
        erase = form.cleaned_data["written"] == "erase"
        gone = User.objects.get(pk=user.pk)
        logout(request)
        end_account(gone, erase=erase)
        messages.success(request, "Your account is deleted.")
        return redirect("home")
    context = {"form": form, "alone": alone}
    status = 422 if form.is_bound else 200
    return render(request, "people/delete_account.html", context, status=status)


def led_alone(user: User) -> list[Seminar]:
    """The seminars that would be without a leader: somebody else must lead them first, or they
    must be on their way out too."""
    active = Q(members__left_at=None, members__role="leader", members__user__isnull=False)
    mine = user.memberships.active().filter(role="leader").values("seminar")
    counted = Seminar.objects.filter(pk__in=mine, deleted_from=None).annotate(
        leaders=Count("members", filter=active)
    )
    return list(counted.filter(leaders=1))


@transaction.atomic
def end_account(user: User, *, erase: bool) -> None:
    """Delete an account. Decisions keep who took them, since the record is append-only."""
    # Held in one order before anything else, as whoever decides holds them: else two would wait
    # for each other.
    for seminar in sorted(user.memberships.values_list("seminar", flat=True)):
        locked_head(seminar)
    forget_private(user)
    if erase:
        written = Annotation.objects.filter(author__user=user).exclude(state=rules.ERASED)
        for annotation in written.order_by("depth", "id"):
            try:
                take(Step.ERASE, annotation, by=None, roles=ERASING, reason=Reason.LEGAL)
            except Refused as refused:
                if refused.code != "already":  # erased with the counterpoint that it came with
                    raise
        erase_members_claims(user.memberships.all())
    for member in user.memberships.active().exclude(seminar__in=leaving_with(user)):
        end_membership(member, by=user)
    user.memberships.update(shown_as="former member")
    ReadMark.objects.filter(member__user=user).delete()
    Invitation.objects.filter(address__iexact=user.email).exclude(address="").delete()
    user.delete()


def forget_private(user: User) -> None:
    """What somebody kept to themselves goes: nobody else ever knew of it. The answers go before
    what they answer. The record keeps that it was deleted, so that the audit misses nothing."""
    private = Annotation.objects.filter(author__user=user, visibility=rules.PRIVATE)
    readings = list(
        Reading.objects.select_related("essay").filter(pk__in=private.values("reading"))
    )
    for annotation in private.order_by("-depth"):
        detach_annotation(annotation)
        pk = annotation.pk
        annotation.delete()
        record(
            Verb.DELETED,
            by=None,
            seminar=annotation.seminar_id,
            reading=annotation.reading_id,
            subject=pk,
        )
    for reading in readings:
        recount(reading)


def leaving_with(user: User) -> list[Seminar]:
    """Seminars that are on their way out and that nobody else leads."""
    going = Seminar.objects.exclude(deleted_from=None)
    return [
        seminar
        for seminar in going.filter(members__user=user, members__role="leader")
        if not seminar.members.active()
        .filter(role="leader")
        .exclude(user=user)
        .exclude(user=None)
        .exists()
    ]
