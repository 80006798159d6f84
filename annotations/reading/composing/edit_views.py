"""Changing the words of one's own annotation."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotations.margin import rules
from annotations.margin.actions import EditConflict
from annotations.margin.choices import Attack, Relation
from annotations.margin.composing.form_recovery import drop_saved_form, saved_form, sign_in_required
from annotations.margin.composing.forms import EditForm
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.link_rules import check_links
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_change_limit
from annotations.margin.queries import OpenedAnnotation
from annotations.margin.views import annotation_url, open_for_action
from annotations.moderation.actions import edit_waits, reword
from annotations.sources.actions import get_or_create_work


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_annotation(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show the form that edits an annotation, or save the edit. If it was edited meanwhile, answer
    409 with both texts."""
    opened = open_for_action("edit", request, id)
    annotation = opened.annotation
    sent = request.POST if request.method == "POST" else saved_form(request) or None
    form = EditForm(sent, annotation=annotation)
    status, retry_after = 200, 0
    if request.method == "POST":
        status = 422
        if form.is_valid() and links_allowed(form, annotation):
            try:
                save_edit(opened, form)
            except EditConflict as stale:
                annotation, status = stale.annotation, 409
            except PostingLimitReached as limit:
                form.add_error(None, " ".join([limit.words, _("What you wrote is kept here.")]))
                status, retry_after = 429, limit.seconds
            else:
                drop_saved_form(request)
                return redirect(annotation_url(annotation))
    newest = annotation.waiting_edit or annotation
    context = {
        "annotation": annotation,
        "newest": newest,
        "form": form,
        "stale": status == 409,
        "waits": edit_waits(annotation),
        "attacks": Attack,
        "relations": Relation,
    }
    response = render(request, "margin/edit.html", context, status=status)
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def links_allowed(form: EditForm, annotation: Annotation) -> bool:
    """True if the edit keeps to the seminar's rules about links. Those are not for what only its
    author sees."""
    private = annotation.visibility == rules.PRIVATE
    return private or check_links(form, annotation.seminar)


@transaction.atomic
def save_edit(opened: OpenedAnnotation, form: EditForm) -> Annotation:
    """Save the edit of a valid form, and return the annotation.

    Raises EditConflict if it was edited meanwhile, and PostingLimitReached if its author has
    changed too much in a while.
    """
    assert opened.member is not None
    check_change_limit(opened.member)
    said = form.content()
    newest = opened.annotation.waiting_edit or opened.annotation
    if said["citation"] != newest.citation:  # else it cites what it was described as since
        for found in form.cleaned_data.get("works", ()):
            said |= {
                "work": get_or_create_work(opened.annotation.seminar, found.work),
                "csl": dict(found.work),
            }
            said |= {"described_at": None, "described_by": None}
    version = form.cleaned_data["version"]
    return reword(opened.annotation, by=opened.member, version=version, said=said)
