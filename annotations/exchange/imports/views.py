"""The pages on which a leader brings in annotations: choose a file, look, bring it in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from annotations.exchange.imports.actions import BroughtInBefore, bring_in, keep_file
from annotations.exchange.imports.forms import ImportForm
from annotations.exchange.imports.models import AnnotationImport
from annotations.exchange.imports.plan import plan_import
from annotations.exchange.imports.tables import KNOWN_COLUMNS
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.people.visitors import signed_in_account
from annotations.seminars.models import Reading, Seminar
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.readings.queries import get_reading_or_404


def open_reading_to_fill(request: HttpRequest, slug: str, id: UUID) -> tuple[Seminar, Reading]:
    """Return a reading into which its leader may bring annotations. Raises Http404 as
    `open_seminar` does, PermissionDenied for others and where the seminar or the text is closed."""
    seminar, _reader, _member = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    if seminar.closed or reading.is_closed:
        raise PermissionDenied
    return seminar, reading


@sign_in_to_send(_("Do you still want to bring in these annotations?"))
@require_http_methods(["GET", "HEAD", "POST"])
def import_annotations(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Take a file of annotations, and lead to its preview."""
    seminar, reading = open_reading_to_fill(request, slug, id)
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        user = signed_in_account(request.user)
        name = form.cleaned_data["file"].name or ""
        kept = keep_file(reading, form.documents, name=name, by=user)
        return redirect("annotation_import", seminar.slug, reading.pk, kept.pk)
    context = {
        "seminar": seminar,
        "reading": reading,
        "form": form,
        "columns": KNOWN_COLUMNS,
        "earlier": reading.imports.exclude(brought_in_at=None).order_by("-brought_in_at")[:20],
    }
    status = 422 if form.is_bound else 200
    return render(request, "exchange/import_annotations.html", context, status=status)


@sign_in_to_send(_("Do you still want to bring in these annotations?"))
@require_http_methods(["GET", "HEAD", "POST"])
def annotation_import(request: HttpRequest, slug: str, id: UUID, file: UUID) -> HttpResponse:
    """Show what bringing in a file would have done when it was chosen, or did; POST does it."""
    seminar, reading = open_reading_to_fill(request, slug, id)
    kept = get_object_or_404(AnnotationImport, pk=file, reading=reading)
    if request.method == "POST":
        try:
            number = len(bring_in(kept, by=signed_in_account(request.user)).new)
        except BroughtInBefore:
            messages.info(request, _("This file was brought in before."))
        except AnnotationImport.DoesNotExist:  # they chose another one meanwhile
            raise Http404 from None
        else:
            brought = ngettext(
                "%(number)d annotation was brought in.",
                "%(number)d annotations were brought in.",
                number,
            )
            messages.success(request, brought % {"number": number})
        return redirect("annotation_import", seminar.slug, reading.pk, kept.pk)
    # A file that was chosen before reports were kept with files has none.
    report = kept.report or plan_import(reading, kept.documents).report()
    context = {"seminar": seminar, "reading": reading, "file": kept, "report": report}
    return render(request, "exchange/annotation_import.html", context)
