"""How a seminar is deleted: asked for by a leader, carried out after a week, called off until then.

Until it is carried out the seminar can be read and taken away. The record of decisions stays
behind, as does one entry that says where it ended, so that it can still be verified.
"""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from annotations.activity import Verb, record
from annotations.arguments.models import Claim
from annotations.essays.models import Essay
from annotations.margin.models import Annotation
from annotations.moderation.models import Head
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import open_seminar_as_leader

WAITS = timedelta(days=7)


class DeletionForm(forms.Form):
    """The seminar's name, typed: nobody deletes one by a slip of the finger."""

    name = forms.CharField(
        error_messages={"required": "Type the seminar’s name, so that it is surely this one."}
    )

    def __init__(self, *arguments: object, seminar: Seminar, **options: object) -> None:
        self.seminar = seminar
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def clean_name(self) -> str:
        """It is this one."""
        name: str = self.cleaned_data["name"]
        if name.strip() != self.seminar.name:
            raise ValidationError("This is not the name of this seminar.")
        return name


@require_http_methods(["GET", "HEAD", "POST"])
def deletion(request: HttpRequest, seminar: str) -> HttpResponse:
    """What goes and what stays; asking for it, and calling it off."""
    found, reader, member = open_seminar_as_leader(seminar, request.user)
    user = signed_in_account(request.user)
    if "end" in request.POST:
        call_off(found, by=user)
        messages.success(request, f"{found} stays.")
        return redirect("seminar", found.slug)
    form = DeletionForm(request.POST if request.method == "POST" else None, seminar=found)
    if form.is_valid():
        ask_for(found, by=user)
        return redirect("deletion", found.slug)
    context = {
        "seminar": found,
        "member": member,
        "form": form,
        "readings": found.readings.select_related("essay"),
        # what others keep to themselves goes too, uncounted
        "written": Annotation.objects.visible_to(reader).count(),
        "people": found.members.active().count(),
        "decisions": found.decisions.count(),
        "waits": WAITS.days,
    }
    status = 422 if form.is_bound else 200
    return render(request, "moderation/deletion.html", context, status=status)


@transaction.atomic
def ask_for(seminar: Seminar, *, by: User) -> None:
    """From now on it is read-only; after a week it goes. Asking twice does not begin anew."""
    if seminar.deleted_from is None:
        seminar.deleted_from = timezone.now() + WAITS
        seminar.save(update_fields=["deleted_from"])
        record(
            Verb.CONFIGURED, by=by, seminar=seminar.pk, subject=seminar.pk, what="deletion asked"
        )


@transaction.atomic
def call_off(seminar: Seminar, *, by: User) -> None:
    """It stays."""
    if seminar.deleted_from is not None:
        seminar.deleted_from = None
        seminar.save(update_fields=["deleted_from"])
        record(Verb.CONFIGURED, by=by, seminar=seminar.pk, subject=seminar.pk, what="deletion off")


def due() -> list[Seminar]:
    """The seminars whose week is over."""
    return list(Seminar.objects.filter(deleted_from__lte=timezone.now()))


@transaction.atomic
def carry_out(seminar: Seminar) -> bool:
    """Delete a seminar with its texts, its members and everything written in it; False where
    that was called off meanwhile. What protects rows from each other goes first."""
    locked = Seminar.objects.select_for_update().filter(
        pk=seminar.pk, deleted_from__lte=timezone.now()
    )
    if not locked.exists():
        return False
    head = Head.objects.filter(seminar=seminar).first()
    here = Annotation.objects.filter(seminar=seminar)
    here.update(about=None, root=None, came_with=None)
    here.delete()
    Claim.objects.filter(seminar=seminar).delete()
    essays = list(Reading.objects.filter(seminar=seminar).values_list("essay", flat=True))
    Reading.objects.filter(seminar=seminar).delete()
    Essay.objects.filter(pk__in=essays).update(current=None)
    Essay.objects.filter(pk__in=essays).delete()
    record(
        Verb.DELETED,
        by=None,
        seminar=seminar.pk,
        subject=seminar.pk,
        number=head.number if head else 0,
        mac=head.mac if head else "",
    )
    Seminar.objects.filter(pk=seminar.pk).delete()
    return True
