"""The page that creates a seminar from a name and a text. `exchange.seeds` copies one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.essays.submissions import shows_progress, submission_id
from annotations.essays.uploads import markdown_of
from annotations.people.client_limits import is_small, within_limit
from annotations.people.interrupted_posts import redirect_to_sign_in
from annotations.people.visitors import account_of
from annotations.seminars.invitations.link_cookie import redirect_with_link
from annotations.seminars.readings.queries import reading_with_essay
from annotations.seminars.readings.text_preview import render_text_preview
from annotations.seminars.setup.actions import create_seminar_with_text
from annotations.seminars.setup.forms import NewSeminarForm, seminar_slug

TEMPLATE = "seminars/setup/set_up.html"
SESSION_KEY = "new_seminar"
SHORT_FIELDS = ("name", "title", "byline", "language")
NAME_TAKEN_MEANWHILE = gettext_lazy(
    "Somebody has just begun a seminar of this name: add a year, or a place."
)


@shows_progress
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Create a seminar. The text is shown as it will be cut before anything is stored.

    A form that is sent twice creates one seminar.
    """
    user = account_of(request.user)
    if user is None and request.method != "POST":
        return login_required(set_up)(request)
    if user is None:  # the session has ended; the pasted text must not be lost
        return save_and_ask_to_sign_in(request)
    id = submission_id(request) if "begin" in request.POST else None
    if id and (kept := reading_with_essay(id)):
        return redirect("members", kept.seminar.slug)
    form = NewSeminarForm(initial=form_data_from_session(request), user=user)
    if request.method == "POST":
        form = NewSeminarForm(request.POST, request.FILES, user=user)
    if form.is_valid() and "begin" in request.POST and not form.notice:
        name = form.cleaned_data["name"]
        try:
            seminar, token = create_seminar_with_text(
                name=name,
                slug=seminar_slug(name),
                essay={**form.essay(), "id": id},
                leader=user,
            )
        except IntegrityError:
            if id and (kept := reading_with_essay(id)):  # sent twice at the same moment
                return redirect("members", kept.seminar.slug)
            form.add_error("name", NAME_TAKEN_MEANWHILE)
        else:
            request.session.pop(SESSION_KEY, None)
            return redirect_with_link(seminar, token)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render_text_preview(request, TEMPLATE, form, status=status)


def form_data_from_session(request: HttpRequest) -> dict[str, str]:
    """Return what was sent to this form before signing in, or an empty dictionary."""
    if not request.user.is_authenticated:
        return {}
    saved: dict[str, str] = request.session.get(SESSION_KEY, {})
    return saved


def save_and_ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Keep what was sent in the session and go to the sign-in page, which leads back here.

    What is too large to keep stays on the page instead, with status 401; so does what comes too
    often from one client, with status 429.
    """
    typed = {name: request.POST.get(name, "")[:300] for name in SHORT_FIELDS}
    typed["text"] = request.POST.get("text", "")
    if not within_limit(request, "keep_form"):  # before a file is read, which takes a while
        return render_signed_out(request, typed, status=429)
    if request.POST.get("upload") and not (typed["text"] or request.FILES):
        request.session[SESSION_KEY] = {**typed, "upload": request.POST["upload"][:36]}
        return redirect_to_sign_in(request)
    form = NewSeminarForm(request.POST, request.FILES)
    form.is_valid()
    typed["text"] = markdown_of(form.document) if form.document else form.typed
    if not is_small(typed.values()):
        return render_signed_out(request, typed, status=401)
    if form.document and not form.document.markdown:
        form.keep_upload()
        typed |= {"text": "", "upload": str(form.upload_id)}
    request.session[SESSION_KEY] = typed
    return redirect_to_sign_in(request)


def render_signed_out(request: HttpRequest, typed: dict[str, str], *, status: int) -> HttpResponse:
    """Render the form with what was typed, to be sent again after signing in elsewhere."""
    context = {"form": NewSeminarForm(initial=typed), "signed_out": True}
    return render(request, TEMPLATE, context, status=status)
