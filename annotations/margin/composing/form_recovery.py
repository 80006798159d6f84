"""What somebody had typed when their session had ended: kept until they are back.

It is held in the session that signing in carries over, by the address of the form, so that the
page they return to can put it back. Nothing is looked up here, so nothing hidden shows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
# What the forms of a corrected text and of a new seminar hold: given back when they are out of
# date, but never kept here.
LONG_FORMS = ("markdown", "remark", "expected", "text", "name", "title", "byline", "language")


# What is shown to whoever sends a form again, by its label; the rest of the form goes along unseen.
RESENT_LABELS = {
    "body": "Your text",
    "markdown": "Your text",
    "text": "The text",
    "citation": "The source",
    "evidence": "What supports your counterpoint",
    "quotation": "Quotation",
    "claim": "The claim in one line",
    "wording": "The claim",
    "words": "What you wrote",
    "statement": "A sentence for the author",
    "remark": "A remark",
}
# What is never sent back to a browser.
SECRET_NAMES = re.compile("password|code|credential|secret", re.IGNORECASE)


@dataclass(frozen=True)
class ResentField:
    """A field of a form as it was sent; without a label it is not shown."""

    name: str
    value: str
    label: str


def fields_to_resend(request: HttpRequest) -> list[ResentField]:
    """Every field of a form that was posted, to be sent once more as it was; of a form that holds
    a secret, none. Asks nothing of the database."""
    if request.method != "POST" or any(
        SECRET_NAMES.search(name) for name in _names_without_token(request)
    ):
        return []
    return [
        ResentField(name, str(value), RESENT_LABELS.get(name, "") if value else "")
        for name in _names_without_token(request)
        for value in request.POST.getlist(name)
    ]


def _names_without_token(request: HttpRequest) -> list[str]:
    return [name for name in request.POST if name != "csrfmiddlewaretoken"]


def submitted_fields(request: HttpRequest) -> dict[str, str]:
    """What a form of ours sent, and nothing else."""
    return {
        name: request.POST[name][:MAX_COMPOSER_PASTE]
        for name in SAVED_FIELDS
        if name in request.POST
    }


def save_form(request: HttpRequest) -> None:
    """Keep what was sent until its form's page is opened again."""
    request.session["kept"] = {"path": request.path, "typed": submitted_fields(request)}


def save_until_signed_in(request: HttpRequest) -> HttpResponse:
    """Keep what was sent and ask to sign in; the way back leads to the form's page. What is too
    large, or comes too often from one client, is not kept: the answer holds it instead."""
    if not within_limit(request, "keep_form"):
        return resend_after_sign_in(request, status=429)
    if not is_small(submitted_fields(request).values()):
        return resend_after_sign_in(request, status=401)
    save_form(request)
    if not getattr(request, "htmx", False):
        return redirect_to_login(request.path)
    return session_ended(request, kept=True, status=401)


def resend_after_sign_in(request: HttpRequest, *, status: int) -> HttpResponse:
    """What was sent, to send again after signing in elsewhere; htmx left it on the page."""
    if getattr(request, "htmx", False):
        return session_ended(request, kept=False, status=status)
    context = {"typed": submitted_fields(request), "signed_out": True}
    return render(request, "margin/out_of_date.html", context, status=status)


def session_ended(request: HttpRequest, *, kept: bool, status: int) -> HttpResponse:
    """The problem beside the form that htmx has sent."""
    context = {"next": request.path, "kept": kept}
    response = render(request, "margin/signed_out.html", context, status=status)
    return reswap(retarget(response, "find [data-problems]"), "innerHTML")


def sign_in_required[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For who is signed in; what others sent is kept while they sign in."""

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
    """What was typed on this page before signing in."""
    kept = request.session.get("kept") if request.user.is_authenticated else None
    typed: dict[str, str] = kept["typed"] if kept and kept["path"] == request.path else {}
    return typed


def drop_saved_form(request: HttpRequest) -> None:
    """Drop what was kept for this page: it has been sent. What was kept for another page stays."""
    if request.session.get("kept", {}).get("path") == request.path:
        del request.session["kept"]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose CSRF token is no longer good: shown again with what was typed, if it came
    from our own page; anything else is simply refused."""
    ours = (
        request.headers.get("Sec-Fetch-Site", "") == "same-origin"
        or request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    )
    typed = submitted_fields(request) | {
        name: request.POST[name] for name in LONG_FORMS if name in request.POST
    }
    context = {"typed": typed if ours else {}}
    return render(request, "margin/out_of_date.html", context, status=403)
