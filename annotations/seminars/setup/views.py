"""The pages that create a seminar: from a name and a text, or as a copy of another seminar."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from annotations.people.visitors import account_of, signed_in_account
from annotations.seminars.invitations.link_cookie import redirect_with_link
from annotations.seminars.queries import open_as_leader
from annotations.seminars.readings.text_preview import render_text_preview
from annotations.seminars.setup.actions import create_seminar_copy, create_seminar_with_text
from annotations.seminars.setup.forms import CopySeminarForm, NewSeminarForm, seminar_slug

TEMPLATE = "seminars/setup/set_up.html"
# The longest text, in code points, that is kept for somebody who has to sign in first.
MAX_TEXT_IN_SESSION = 300_000
SESSION_KEY = "new_seminar"
NAME_TAKEN_MEANWHILE = "Somebody has just begun a seminar of this name: add a year, or a place."


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Create a seminar. The text is shown as it will be cut before anything is stored."""
    user = account_of(request.user)
    if user is None and request.method != "POST":
        return login_required(set_up)(request)
    form = NewSeminarForm(initial=form_data_from_session(request))
    if request.method == "POST":
        form = NewSeminarForm(request.POST, request.FILES)
    if user is None:  # the session has ended; the pasted text must not be lost
        return save_and_ask_to_sign_in(request, form)
    if form.is_valid() and "begin" in request.POST:
        name = form.cleaned_data["name"]
        try:
            seminar, token = create_seminar_with_text(
                name=name, slug=seminar_slug(name), essay=form.essay(), leader=user
            )
        except IntegrityError:
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


def save_and_ask_to_sign_in(request: HttpRequest, form: NewSeminarForm) -> HttpResponse:
    """Keep what was sent in the session and go to the sign-in page, which leads back here.

    A text longer than MAX_TEXT_IN_SESSION stays on the page instead, with status 401.
    """
    form.is_valid()
    if len(form.document.markdown) > MAX_TEXT_IN_SESSION:
        form.add_error(None, "You are signed out. Sign in in another tab, then send this again.")
        return render_text_preview(request, TEMPLATE, form, status=401)
    fields = ("name", "title", "byline", "language")
    typed = {name: form.data.get(name, "")[:300] for name in fields}
    request.session[SESSION_KEY] = {**typed, "text": form.document.markdown}
    return redirect_to_login(request.path)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy_seminar(request: HttpRequest, seminar: str) -> HttpResponse:
    """Create a seminar with this one's texts, prompts and policies, and without its people."""
    original, _, _ = open_as_leader(seminar, request.user)
    form = CopySeminarForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        name, leader = form.cleaned_data["name"], signed_in_account(request.user)
        try:
            copy, token = create_seminar_copy(
                original, name=name, slug=seminar_slug(name), leader=leader
            )
        except IntegrityError:
            form.add_error("name", NAME_TAKEN_MEANWHILE)
        else:
            return redirect_with_link(copy, token)
    readings = original.readings.select_related("essay")
    context = {"seminar": original, "form": form, "readings": readings}
    status = 422 if form.is_bound else 200
    return render(request, "seminars/setup/copy_seminar.html", context, status=status)
