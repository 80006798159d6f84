"""Deleting an account. What the person posted stays under “former member” or is erased, as they
choose; their private annotations are deleted either way."""

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.activity import Verb, record
from annotations.arguments.claims.provenance import detach_annotation, erase_members_claims
from annotations.margin import rules
from annotations.margin.models import Annotation, ReadMark
from annotations.margin.precomputed_tallies.store import rebuild_tallies
from annotations.moderation.actions import take_step
from annotations.moderation.decisions.ledger import lock_head
from annotations.moderation.policy.moderation_case import ActorRole
from annotations.moderation.policy.steps import Refused, Step
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.actions import end_membership
from annotations.seminars.models import Invitation, Reading, Seminar
from annotations.seminars.moderation_reasons import Reason

ERASING_ROLES = frozenset({ActorRole.AUTHOR, ActorRole.ACCOUNT_ERASURE})


CHOOSE = gettext_lazy("Choose what becomes of what you wrote.")


class AccountDeletionForm(forms.Form):
    """Whether what the person posted stays or is erased."""

    written = forms.ChoiceField(
        choices=[
            ("stay", gettext_lazy("stays, under “former member”")),
            (
                "erase",
                gettext_lazy("is erased: its text goes, and an empty place holds what answers it"),
            ),
        ],
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def account_deletion(request: HttpRequest) -> HttpResponse:
    """Delete one's account, after signing in anew."""
    user = signed_in_account(request.user)
    alone = seminars_led_alone(user)
    form = AccountDeletionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and not alone:
        erase = form.cleaned_data["written"] == "erase"
        account = User.objects.get(pk=user.pk)
        logout(request)
        delete_account(account, erase=erase)
        messages.success(request, _("Your account is deleted."))
        return redirect("home")
    context = {"form": form, "alone": alone}
    status = 422 if form.is_bound else 200
    return render(request, "people/delete_account.html", context, status=status)


def seminars_led_alone(user: User) -> list[Seminar]:
    """Return the seminars that nobody else leads and that are not being deleted.

    They would be without a leader, so the account can't be deleted yet. One query.
    """
    active = Q(members__left_at=None, members__role="leader", members__user__isnull=False)
    mine = user.memberships.active().filter(role="leader").values("seminar")
    counted = Seminar.objects.filter(pk__in=mine, deleted_from=None).annotate(
        leaders=Count("members", filter=active)
    )
    return list(counted.filter(leaders=1))


@transaction.atomic
def delete_account(user: User, *, erase: bool) -> None:
    """Delete an account; with `erase`, erase what it posted. Its decisions stay in the record.

    Raises Refused if an annotation can't be erased for another reason than that it is already.
    """
    # Locked before anything else and in one order, as every decision locks them: otherwise two
    # transactions could wait for each other.
    for seminar in sorted(user.memberships.values_list("seminar", flat=True)):
        lock_head(seminar)
    delete_private_annotations(user)
    if erase:
        written = Annotation.objects.filter(author__user=user).exclude(state=rules.ERASED)
        for annotation in written.order_by("depth", "id"):
            try:
                take_step(Step.ERASE, annotation, by=None, roles=ERASING_ROLES, reason=Reason.LEGAL)
            except Refused as refused:
                if refused.code != "already":  # erased with the counterpoint that it came with
                    raise
        erase_members_claims(user.memberships.all())
    for member in user.memberships.active().exclude(seminar__in=seminars_being_deleted(user)):
        end_membership(member, by=user)
    user.memberships.update(shown_as="former member", archived_as=None)
    ReadMark.objects.filter(member__user=user).delete()
    Invitation.objects.filter(address__iexact=user.email).exclude(address="").delete()
    user.delete()


def delete_private_annotations(user: User) -> None:
    """Delete a person's private annotations, answers before what they answer.

    Each deletion is recorded, because the audit reports annotations that are missing.
    """
    private = Annotation.objects.filter(author__user=user, visibility=rules.PRIVATE)
    readings = list(
        Reading.objects.select_related("essay").filter(pk__in=private.values("reading"))
    )
    for annotation in private.order_by("-depth"):
        detach_annotation(annotation)
        record(Verb.DELETED, annotation, by=None)
        annotation.delete()
    for reading in readings:
        rebuild_tallies(reading)


def seminars_being_deleted(user: User) -> list[Seminar]:
    """Return the seminars that are being deleted and that nobody else leads."""
    deleted = Seminar.objects.exclude(deleted_from=None)
    return [
        seminar
        for seminar in deleted.filter(members__user=user, members__role="leader")
        if not seminar.members.active()
        .filter(role="leader")
        .exclude(user=user)
        .exclude(user=None)
        .exists()
    ]
