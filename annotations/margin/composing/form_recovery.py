"""Saves a form that was sent after the session had ended, until its author has signed in again.

It is stored in the anonymous session, which survives signing in, with the path of the form's page,
so that the page can fill the form in again. Nothing is looked up here, so nothing hidden shows.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from annotations.margin.composing.forms import MAX_COMPOSER_PASTE, ComposerForm
from annotations.people.client_limits import is_small, within_limit
from annotations.people.interrupted_posts import (
    RESENT_LABELS,
    allow_unsigned_post,
    redirect_to_sign_in,
    stores_unsigned_post,
)

# Composing and editing, flagging and appealing, deciding, describing a work.
SAVED_FIELDS = [
    *ComposerForm.base_fields,
    *("version", "reason", "words", "wording", "part", "revision"),
    *("step", "state", "statement", "remark", "ticket"),
    *("seen", "type", "title", "authors", "editors", "issued", "container", "publisher"),
    *("publisher_place", "edition", "volume", "issue", "pages", "DOI", "ISBN", "URL"),
]
# Fields of the forms for a corrected text and a new seminar: sent back when the CSRF token is
# outdated, but too long to be saved in a session.
LONG_FORMS = ("markdown", "remark", "expected", "text", "name", "title", "byline", "language")


def submitted_fields(request: HttpRequest) -> dict[str, str]:
    """Return the fields of our own forms that were sent, each cut to the longest paste."""
    return {
        name: request.POST[name][:MAX_COMPOSER_PASTE]
        for name in SAVED_FIELDS
        if name in request.POST
    }


def save_form(request: HttpRequest) -> None:
    """Save what was sent until the page of its form is opened again."""
    request.session["kept"] = {"path": request.path, "typed": submitted_fields(request)}


def save_until_signed_in(request: HttpRequest) -> HttpResponse:
    """Save what was sent and ask the visitor to sign in, which leads back to the form's page.

    A form that is too large, or the next of too many from one client, is not saved: the response
    contains it. For htmx a message is shown beside the form, unless nothing was typed into it.
    """
    htmx = getattr(request, "htmx", False)
    if htmx and not any(request.POST.get(name) for name in RESENT_LABELS):
        return redirect_to_sign_in(request)
    if not within_limit(request, "keep_form"):
        return resend_after_sign_in(request, status=429)
    if not is_small(submitted_fields(request).values()):
        return resend_after_sign_in(request, status=401)
    save_form(request)
    if not htmx:
        return redirect_to_login(request.path)
    return session_ended(request, kept=True, status=401)


def resend_after_sign_in(request: HttpRequest, *, status: int) -> HttpResponse:
    """Show the form again, to be sent after signing in in another tab. For htmx only a message: the
    form is still on its page."""
    if getattr(request, "htmx", False):
        return session_ended(request, kept=False, status=status)
    context = {"typed": submitted_fields(request), "signed_out": True}
    return render(request, "margin/resend_form.html", context, status=status)


def session_ended(request: HttpRequest, *, kept: bool, status: int) -> HttpResponse:
    """Show a message beside the form that htmx has sent."""
    context = {"next": request.path, "kept": kept}
    response = render(request, "margin/session_ended.html", context, status=status)
    return reswap(retarget(response, "find [data-problems]"), "innerHTML")


def sign_in_required[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Decorate a view for signed-in visitors. What others sent is saved while they sign in."""
    posting = sign_in_to_post(view)

    @wraps(posting)
    def guarded(*arguments: P.args, **options: P.kwargs) -> HttpResponse:
        request = arguments[0]
        assert isinstance(request, HttpRequest)
        if request.method == "POST" or request.user.is_authenticated:
            return posting(*arguments, **options)
        return redirect_to_login(request.get_full_path())

    return guarded


def sign_in_to_post[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Decorate a view that everybody may open, and signed-in visitors post to. What others sent is
    saved while they sign in."""

    @wraps(view)
    def guarded(*arguments: P.args, **options: P.kwargs) -> HttpResponse:
        request = arguments[0]
        assert isinstance(request, HttpRequest)
        if request.method == "POST" and not request.user.is_authenticated:
            return save_until_signed_in(request)
        return view(*arguments, **options)

    return allow_unsigned_post(guarded)


def saved_form(request: HttpRequest) -> dict[str, str]:
    """Return the fields that were saved for this page before signing in; empty if there are
    none."""
    saved = request.session.get("kept") if request.user.is_authenticated else None
    typed: dict[str, str] = saved["typed"] if saved and saved["path"] == request.path else {}
    return typed


def drop_saved_form(request: HttpRequest) -> None:
    """Drop the saved form of this page, once it has been sent. Those of other pages stay."""
    if request.session.get("kept", {}).get("path") == request.path:
        del request.session["kept"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form whose CSRF token is invalid (`CSRF_FAILURE_VIEW`).

    If it was sent from a page of this site, nothing is lost: it is shown again with what was typed,
    or saved until its sender has signed in, if the session has ended as well. That changes nothing
    but the sender's own session, and needs a valid token to be sent after all.
    """
    ours = (
        request.headers.get("Sec-Fetch-Site", "") == "same-origin"
        or request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    )
    if ours and (match := request.resolver_match) and stores_unsigned_post(request):
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
    typed = submitted_fields(request) | {
        name: request.POST[name] for name in LONG_FORMS if name in request.POST
    }
    context = {"typed": typed if ours else {}}
    return render(request, "margin/resend_form.html", context, status=403)
