"""Deleting a reading. A leader asks for it; it is deleted a week later, unless a leader cancels.

Until then it can be read and exported, and nobody writes on it. With it go its essay in all
revisions and everything written on it. The record of decisions stays, and an entry says that the
reading was deleted, so that what was decided about its annotations can still be verified. The works
that they cited stay in the seminar, where other readings may cite them; a work that nothing cites
is on no page. Seminars that were started from this one read copies, which stay.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.activity import Verb, record
from annotations.arguments.models import Claim
from annotations.essays.models import Essay
from annotations.margin.models import Annotation
from annotations.moderation.models import Decision
from annotations.people.models import User
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Reading
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.readings.queries import get_reading_or_404

DELETED_AFTER = timedelta(days=7)


class ReadingDeletionForm(forms.Form):
    """The reading's title, typed, so that nobody deletes a text by mistake."""

    title = forms.CharField(
        error_messages={
            "required": gettext_lazy("Type the text’s title, so that it is surely this one.")
        }
    )

    def __init__(self, *arguments: object, reading: Reading, **options: object) -> None:
        self.reading = reading
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def clean_title(self) -> str:
        """Return the title. Raises ValidationError if it is not this reading's: letters and digits
        are compared, because few keyboards have the quotation marks and dashes of a title."""
        title: str = self.cleaned_data["title"]
        if letters_of(title) != letters_of(self.reading.essay.title):
            raise ValidationError(_("This is not the title of this text."))
        return title


def letters_of(title: str) -> str:
    """Return the letters and digits of a title, in lower case; the whole title if it has none."""
    letters = "".join(each for each in title.casefold() if each.isalnum())
    return letters or title.strip()


@require_http_methods(["GET", "HEAD", "POST"])
def reading_deletion(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Show what would be deleted; on POST, ask for the deletion or cancel it."""
    found, reader, member = open_seminar_as_leader(seminar, request.user)
    reading = get_reading_or_404(found, id)
    user = signed_in_account(request.user)
    if "end" in request.POST:
        cancel_reading_deletion(reading, by=user)
        messages.success(request, _("“%(title)s” stays.") % {"title": reading.essay.title})
        return redirect("edit_reading", found.slug, reading.pk)
    posted = request.POST if request.method == "POST" else None
    form = ReadingDeletionForm(posted, reading=reading)
    if form.is_valid():
        schedule_reading_deletion(reading, by=user)
        return redirect("reading_deletion", found.slug, reading.pk)
    here = Annotation.objects.filter(reading=reading)
    context = {
        "seminar": found,
        "member": member,
        "reading": reading,
        "form": form,
        # Other members' private annotations are deleted too, but not counted.
        "written": here.visible_to(reader).count(),
        "decisions": Decision.objects.filter(annotation__in=here).count(),
        "waits": DELETED_AFTER.days,
    }
    status = 422 if form.is_bound else 200
    return render(request, "moderation/reading_deletion.html", context, status=status)


@transaction.atomic
def schedule_reading_deletion(reading: Reading, *, by: User) -> None:
    """Close a reading, to be deleted after a week. Asking again changes nothing."""
    due = timezone.now() + DELETED_AFTER
    if Reading.objects.filter(pk=reading.pk, deleted_from=None).update(deleted_from=due):
        record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="deletion asked")


@transaction.atomic
def cancel_reading_deletion(reading: Reading, *, by: User) -> None:
    """Cancel the deletion of a reading. Does nothing if it is not to be deleted."""
    scheduled = Reading.objects.filter(pk=reading.pk).exclude(deleted_from=None)
    if scheduled.update(deleted_from=None):
        record(Verb.CONFIGURED, reading, by=by, reading=reading.pk, what="deletion off")


def readings_due_for_deletion() -> list[Reading]:
    """Return the readings that are to be deleted now, with their essays and seminars. One query."""
    due = Reading.objects.filter(deleted_from__lte=timezone.now())
    return list(due.select_related("essay", "seminar"))


@transaction.atomic
def delete_reading(reading: Reading) -> bool:
    """Delete a reading with its text and everything written on it.

    Returns False if the deletion was cancelled meanwhile.
    """
    due = Reading.objects.filter(pk=reading.pk, deleted_from__lte=timezone.now())
    if not due.select_for_update().exists():
        return False
    written = Annotation.objects.filter(reading=reading).count()
    record(Verb.DELETED, reading, by=None, reading=reading.pk, annotations=written)
    delete_reading_rows(due)
    return True


def delete_reading_rows(readings: QuerySet[Reading]) -> None:
    """Delete these readings, their essays and everything written on them.

    References between rows are emptied first, because they forbid deleting.
    """
    rows = dict(readings.order_by().values_list("pk", "essay"))
    here = Annotation.objects.filter(reading__in=rows)
    here.update(about=None, root=None, came_with=None)
    here.delete()
    Claim.objects.filter(reading__in=rows).delete()
    Reading.objects.filter(pk__in=rows).delete()
    essays = list(rows.values())
    Essay.objects.filter(pk__in=essays).update(current=None)
    Essay.objects.filter(pk__in=essays).delete()
