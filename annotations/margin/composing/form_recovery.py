"""Saves a form that was sent after the session had ended, until its author has signed in again.

It is stored in the anonymous session, which survives signing in, with the path of the form's page,
so that the page can fill the form in again. Nothing is looked up here, so nothing hidden shows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django_htmx.http import reswap, retarget

from annotations.margin.composing.forms import MAX_COMPOSER_PASTE, ComposerForm
from annotations.people.client_limits import is_small, within_limit

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

# Labels of the fields that are shown when a form is sent again; the others are hidden fields.
RESENT_LABELS = {
    "body": _("Your text"),
    "markdown": _("Your text"),
    "text": _("The text"),
    "citation": _("The source"),
    "evidence": _("What supports your counterpoint"),
    "quotation": _("Quotation"),
    "claim": _("The claim in one line"),
    "wording": _("The claim"),
    "words": _("What you wrote"),
    "statement": _("A sentence for the author"),
    "remark": _("A remark"),
}
# A form with such a field is never sent back to a browser.
SECRET_NAMES = re.compile("password|code|credential|secret", re.IGNORECASE)


@dataclass(frozen=True)
class ResentField:
    """A field of a form as it was sent. It is hidden if its label is empty."""

    name: str
    value: str
    label: str


def fields_to_resend(request: HttpRequest) -> list[ResentField]:
    """Return every field of a posted form, to be sent again as it was; none if the form has a
    password or the like. No query."""
    if request.method != "POST" or any(
        SECRET_NAMES.search(name) for name in _names_without_token(request)
    ):
        return []
    return [
        ResentField(name, str(value), str(RESENT_LABELS.get(name, "")) if value else "")
        for name in _names_without_token(request)
        for value in request.POST.getlist(name)
    ]


def _names_without_token(request: HttpRequest) -> list[str]:
    return [name for name in request.POST if name != "csrfmiddlewaretoken"]


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
    contains it.
    """
    if not within_limit(request, "keep_form"):
        return resend_after_sign_in(request, status=429)
    if not is_small(submitted_fields(request).values()):
        return resend_after_sign_in(request, status=401)
    save_form(request)
    if not getattr(request, "htmx", False):
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

    @wraps(view)
    def guarded(*arguments: P.args, **options: P.kwargs) -> HttpResponse:
        request = arguments[0]
        assert isinstance(request, HttpRequest)
        if request.user.is_authenticated:
            return view(*arguments, **options)
        if request.method == "POST":
            return save_until_signed_in(request)
        return redirect_to_login(request.get_full_path())

    return guarded


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

    If it was sent from a page of this site, it is shown again with what was typed.
    """
    ours = (
        request.headers.get("Sec-Fetch-Site", "") == "same-origin"
        or request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    )
    typed = submitted_fields(request) | {
        name: request.POST[name] for name in LONG_FORMS if name in request.POST
    }
    context = {"typed": typed if ours else {}}
    return render(request, "margin/resend_form.html", context, status=403)
