"""Deleting a seminar. A leader asks for it; it is deleted a week later, unless a leader cancels.

Until then the seminar can be read and exported. The record of decisions is not deleted, and an
entry says where it ended, so that it can still be verified.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.activity import Verb, record
from annotations.margin.models import Annotation
from annotations.moderation.leaving.delete_reading import DELETED_AFTER, delete_reading_rows
from annotations.moderation.models import Head
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Seminar
from annotations.seminars.queries import open_seminar_as_leader


class SeminarDeletionForm(forms.Form):
    """The seminar's name, typed, so that nobody deletes a seminar by mistake."""

    name = forms.CharField(
        error_messages={
            "required": gettext_lazy("Type the seminar’s name, so that it is surely this one.")
        }
    )

    def __init__(self, *arguments: object, seminar: Seminar, **options: object) -> None:
        self.seminar = seminar
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def clean_name(self) -> str:
        """Return the name. Raises ValidationError if it is not this seminar's."""
        name: str = self.cleaned_data["name"]
        if name.strip() != self.seminar.name:
            raise ValidationError(_("This is not the name of this seminar."))
        return name


@require_http_methods(["GET", "HEAD", "POST"])
def seminar_deletion(request: HttpRequest, seminar: str) -> HttpResponse:
    """Show what would be deleted; on POST, ask for the deletion or cancel it."""
    found, reader, member = open_seminar_as_leader(seminar, request.user)
    user = signed_in_account(request.user)
    if "end" in request.POST:
        cancel_deletion(found, by=user)
        messages.success(request, _("%(seminar)s stays.") % {"seminar": found.name})
        return redirect("seminar", found.slug)
    form = SeminarDeletionForm(request.POST if request.method == "POST" else None, seminar=found)
    if form.is_valid():
        schedule_deletion(found, by=user)
        return redirect("deletion", found.slug)
    context = {
        "seminar": found,
        "member": member,
        "form": form,
        "readings": found.readings.select_related("essay"),
        # Other members' private annotations are deleted too, but not counted.
        "written": Annotation.objects.visible_to(reader).count(),
        "people": found.members.active().count(),
        "decisions": found.decisions.count(),
        "waits": DELETED_AFTER.days,
    }
    status = 422 if form.is_bound else 200
    return render(request, "moderation/deletion.html", context, status=status)


@transaction.atomic
def schedule_deletion(seminar: Seminar, *, by: User) -> None:
    """Make a seminar read-only, to be deleted after a week. Asking again changes nothing."""
    if seminar.deleted_from is None:
        seminar.deleted_from = timezone.now() + DELETED_AFTER
        seminar.save(update_fields=["deleted_from"])
        record(Verb.CONFIGURED, seminar, by=by, seminar=seminar.pk, what="deletion asked")


@transaction.atomic
def cancel_deletion(seminar: Seminar, *, by: User) -> None:
    """Cancel the deletion of a seminar. Does nothing if it is not to be deleted."""
    if seminar.deleted_from is not None:
        seminar.deleted_from = None
        seminar.save(update_fields=["deleted_from"])
        record(Verb.CONFIGURED, seminar, by=by, seminar=seminar.pk, what="deletion off")


def seminars_due_for_deletion() -> list[Seminar]:
    """Return the seminars that are to be deleted now. One query."""
    return list(Seminar.objects.filter(deleted_from__lte=timezone.now()))


@transaction.atomic
def delete_seminar(seminar: Seminar) -> bool:
    """Delete a seminar with its texts, its members and everything written in it.

    Returns False if the deletion was cancelled meanwhile.
    """
    locked = Seminar.objects.select_for_update().filter(
        pk=seminar.pk, deleted_from__lte=timezone.now()
    )
    if not locked.exists():
        return False
    head = Head.objects.filter(seminar=seminar).first()
    delete_reading_rows(seminar.readings.all())
    record(
        Verb.DELETED,
        seminar,
        by=None,
        seminar=seminar.pk,
        number=head.number if head else 0,
        mac=head.mac if head else "",
    )
    Seminar.objects.filter(pk=seminar.pk).delete()
    return True
