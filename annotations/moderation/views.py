"""What readers do about moderation: flag, withdraw, bring back, appeal, show to the seminar."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.essays.models import Block
from annotations.margin import rules
from annotations.margin.composing.form_recovery import forget, kept_for, signed_in
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.rate_limits import TooMany
from annotations.margin.queries import open_annotation
from annotations.margin.views import opened_for, place_of
from annotations.moderation import actions
from annotations.moderation.forms import AppealForm, FlagForm
from annotations.moderation.policy.steps import Refused
from annotations.moderation.queries import standing_decision, threshold_of
from annotations.moderation.restrictions.flag_limits import may_flag
from annotations.moderation.transparency import transparency_report
from annotations.seminars.queries import open_seminar

FLAGGED = "A moderator will look at it. Its author isn’t told who asked."
LOOKED_AT = "You have flagged this before, and a moderator has looked at it."


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def flag_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask a moderator to look. Who asked is never told to the author."""
    opened = opened_for("flag", request, id)
    assert opened.member is not None
    form = FlagForm(
        posted_data(request), initial=kept_for(request), seminar=opened.annotation.seminar
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            may_flag(opened.member, opened.annotation)
        except TooMany as limit:
            form.add_error(None, f"{limit.words} What you wrote is kept here.")
            status = 429
        else:
            made = actions.flag(opened.annotation, by=opened.member, **form.cleaned_data)
            forget(request)
            messages.success(request, LOOKED_AT if made.settled_by_id else FLAGGED)
            return redirect("paragraph", *paragraph_address(opened.annotation))
    context = {"annotation": opened.annotation, "form": form}
    return render(request, "moderation/flag.html", context, status=status)


@signed_in
@require_POST
def withdrawal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take one's own annotation out of sight."""
    opened = opened_for("withdraw", request, id)
    assert opened.member is not None
    try:
        actions.withdraw(opened.annotation, by=opened.member)
    except (Refused, actions.Conflict) as refused:
        messages.error(request, refused.words)
    else:
        messages.success(request, "Withdrawn. For 30 days you can bring it back from “My things”.")
    return redirect("paragraph", *paragraph_address(opened.annotation))


@signed_in
@require_POST
def undo_withdrawal(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put one's own withdrawn annotation where it was."""
    opened = open_annotation(id, request.user, withdrawn=True)
    if opened.member is None or opened.annotation.author_id != opened.member.pk:
        raise PermissionDenied
    try:
        actions.bring_back(opened.annotation, by=opened.member)
    except (Refused, actions.Conflict) as refused:
        messages.error(request, refused.words)
        return redirect("me")
    return redirect(place_of(opened.annotation))


@signed_in
@require_POST
def publication(request: HttpRequest, id: UUID) -> HttpResponse:
    """Post one's own private annotation to the seminar."""
    opened = opened_for("show", request, id)
    assert opened.member is not None
    annotation = opened.annotation
    unseen = why_not_postable(annotation.about) if annotation.about else ""
    if unseen:
        messages.error(request, unseen)
        return redirect(place_of(annotation))
    try:
        actions.show(annotation, by=opened.member)
    except Refused as refused:
        messages.error(request, refused.words)
    return redirect(place_of(annotation))


def why_not_postable(answered: Annotation) -> str:
    """Why the seminar does not see what an annotation answers, so that the answer would tell of
    it; empty where it does."""
    if answered.visibility == rules.PRIVATE:
        return "It answers something only you can see: post that first."
    if answered.state != rules.PUBLISHED:
        return "What it answers doesn’t show to the seminar: it can be posted once that does."
    return ""


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ask for a second look at what was decided about one's own annotation."""
    opened = opened_for("appeal", request, id)
    assert opened.member is not None
    form = AppealForm(posted_data(request), initial=kept_for(request))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.appeal(opened.annotation, by=opened.member, words=form.cleaned_data["words"])
        except (Refused, actions.Conflict) as refused:
            form.add_error(None, refused.words)
            status = 409
        else:
            forget(request)
            messages.success(request, "Your appeal is with the moderators.")
            return redirect(place_of(opened.annotation))
    context = {
        "annotation": opened.annotation,
        "decision": standing_decision(opened.annotation),
        "form": form,
    }
    return render(request, "moderation/appeal.html", context, status=status)


@require_safe
def transparency_page(request: HttpRequest, seminar: str) -> HttpResponse:
    """What moderation did here, for whoever may read the seminar."""
    found, _, member = open_seminar(seminar, request.user)
    context = {
        "seminar": found,
        "member": member,
        "threshold": threshold_of(found),
        "account": transparency_report(found),
    }
    return render(request, "moderation/transparency.html", context)


def posted_data(request: HttpRequest) -> QueryDict | None:
    """What the form holds, if it was sent at all: even an empty one gets an answer."""
    return request.POST if request.method == "POST" else None


def paragraph_address(annotation: Annotation) -> tuple[str, str, str]:
    """The arguments of its paragraph's URL."""
    found = Block.objects.filter(
        revision=annotation.reading.essay.current_id, paragraph=annotation.paragraph_id
    ).first()
    if found is None:
        raise Http404
    return annotation.reading.seminar.slug, annotation.reading.slug, found.part
