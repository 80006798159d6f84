"""The pages on which readers flag, withdraw, bring back and post annotations, and appeal."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.composing.form_recovery import drop_saved_form, saved_form, sign_in_required
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.rate_limits import PostingLimitReached
from annotations.margin.queries import open_annotation
from annotations.margin.views import annotation_url, open_for_action
from annotations.moderation import actions
from annotations.moderation.forms import AppealForm, FlagForm
from annotations.moderation.policy.steps import Refused
from annotations.moderation.queries import standing_decision, threshold_of
from annotations.moderation.restrictions.flag_limits import check_flag_limit
from annotations.moderation.transparency import transparency_report
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.seminars.queries import open_seminar

FLAGGED = gettext_lazy("A moderator will look at it. Its author isn’t told who asked.")
LOOKED_AT = gettext_lazy("You have flagged this before, and a moderator has looked at it.")


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def flag_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask a moderator to look at an annotation. Its author never learns who asked."""
    opened = open_for_action("flag", request, id)
    assert opened.member is not None
    form = FlagForm(
        posted_data(request), initial=saved_form(request), seminar=opened.annotation.seminar
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            check_flag_limit(opened.member, opened.annotation)
        except PostingLimitReached as limit:
            words = _("%(problem)s What you wrote is kept here.") % {"problem": limit.words}
            form.add_error(None, words)
            status = 429
        else:
            made = actions.flag_annotation(opened.annotation, by=opened.member, **form.cleaned_data)
            drop_saved_form(request)
            messages.success(request, LOOKED_AT if made.settled_by_id else FLAGGED)
            return redirect("paragraph", *paragraph_address(opened.annotation))
    context = {"annotation": opened.annotation, "form": form}
    return render(request, "moderation/flag.html", context, status=status)


@sign_in_to_send(gettext_lazy("Do you still want to withdraw this?"))
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Withdraw an annotation of one's own."""
    if request.method != "POST":
        return redirect("annotation", id)
    opened = open_for_action("withdraw", request, id)
    assert opened.member is not None
    try:
        actions.withdraw(opened.annotation, by=opened.member)
    except Refused as refused:
        messages.error(request, refused.words)
    else:
        messages.success(
            request,
            _("Withdrawn. For 30 days you can bring it back from “My things”."),
            extra_tags=reverse("bring_back", args=[id]),  # the address that undoes it
        )
    if not opened.reader.may_open(opened.annotation.reading):  # it is off the list
        return redirect("me")
    return redirect("paragraph", *paragraph_address(opened.annotation))


@sign_in_to_send(gettext_lazy("Do you still want to bring this back?"))
@require_http_methods(["GET", "HEAD", "POST"])
def undo_withdrawal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Bring back an annotation of one's own that was withdrawn.

    Raises PermissionDenied for other members' annotations.
    """
    if request.method != "POST":
        return redirect("me")
    opened = open_annotation(id, request.user, withdrawn=True)
    if opened.member is None or opened.annotation.author_id != opened.member.pk:
        raise PermissionDenied
    try:
        actions.bring_back_annotation(opened.annotation, by=opened.member)
    except Refused as refused:
        messages.error(request, refused.words)
        return redirect("me")
    return redirect(annotation_url(opened.annotation))


@sign_in_to_send(gettext_lazy("Do you still want to post this to the seminar?"))
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: HttpRequest, id: UUID) -> HttpResponse:
    """Post a private annotation of one's own to the seminar."""
    if request.method != "POST":
        return redirect("annotation", id)
    opened = open_for_action("show", request, id)
    assert opened.member is not None
    annotation = opened.annotation
    problem = why_not_postable(annotation.about) if annotation.about else ""
    if problem:
        messages.error(request, problem)
        return redirect(annotation_url(annotation))
    try:
        actions.show_with_sources(annotation, by=opened.member)
    except Refused as refused:
        messages.error(request, refused.words)
    return redirect(annotation_url(annotation))


def why_not_postable(answered: Annotation) -> str:
    """Return why the answer to an annotation can't be posted to the seminar; "" if it can.

    An answer to an annotation that the seminar does not see would tell of it.
    """
    if answered.visibility == rules.PRIVATE:
        return _("It answers something only you can see: post that first.")
    if answered.state != rules.PUBLISHED:
        return _("What it answers doesn’t show to the seminar: it can be posted once that does.")
    return ""


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Appeal against the decision about an annotation of one's own."""
    opened = open_for_action("appeal", request, id)
    assert opened.member is not None
    form = AppealForm(posted_data(request), initial=saved_form(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.appeal_decision(
                opened.annotation, by=opened.member, words=form.cleaned_data["words"]
            )
        except Refused as refused:
            form.add_error(None, refused.words)
            status = 409
        else:
            drop_saved_form(request)
            messages.success(request, _("Your appeal is with the moderators."))
            return redirect(annotation_url(opened.annotation))
    context = {
        "annotation": opened.annotation,
        "decision": standing_decision(opened.annotation),
        "form": form,
    }
    return render(request, "moderation/appeal.html", context, status=status)


@require_safe
def transparency_page(request: HttpRequest, seminar: str) -> HttpResponse:
    """Show the numbers of a seminar's moderation to everybody who may read the seminar."""
    found, _reader, member = open_seminar(seminar, request.user)
    context = {
        "seminar": found,
        "member": member,
        "threshold": threshold_of(found),
        "report": transparency_report(found),
    }
    return render(request, "moderation/transparency.html", context)


def posted_data(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, which may be empty; None for other methods."""
    return request.POST if request.method == "POST" else None


def paragraph_address(annotation: Annotation) -> tuple[str, str, str]:
    """Return the arguments of the URL of an annotation's paragraph.

    Raises Http404 if the current revision does not have the paragraph any more.
    """
    found = Block.objects.filter(
        revision=annotation.reading.essay.current_id, paragraph=annotation.paragraph_id
    ).first()
    if found is None:
        raise Http404
    return annotation.reading.seminar.slug, annotation.reading.slug, found.part
