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

from annotations.margin.composing.forms import LONGEST_PASTE, ComposerForm
from annotations.people.client_limits import is_small, within_limit

# Composing and editing, flagging and appealing, deciding, describing a work.
FIELDS = [
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
SHOWN = {
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
SECRET = re.compile("password|code|credential|secret", re.IGNORECASE)


@dataclass(frozen=True)
class Field:
    """A field of a form as it was sent; without a label it is not shown."""

    name: str
    value: str
    label: str


def to_send_again(request: HttpRequest) -> list[Field]:
    """Every field of a form that was posted, to be sent once more as it was; of a form that holds
    a secret, none. Asks nothing of the database."""
    if request.method != "POST" or any(SECRET.search(name) for name in _besides_token(request)):
        return []
    return [
        Field(name, str(value), SHOWN.get(name, "") if value else "")
        for name in _besides_token(request)
        for value in request.POST.getlist(name)
    ]


def _besides_token(request: HttpRequest) -> list[str]:
    return [name for name in request.POST if name != "csrfmiddlewaretoken"]


def typed_in(request: HttpRequest) -> dict[str, str]:
    """What a form of ours sent, and nothing else."""
    return {name: request.POST[name][:LONGEST_PASTE] for name in FIELDS if name in request.POST}


def keep(request: HttpRequest) -> None:
    """Keep what was sent until its form's page is opened again."""
    request.session["kept"] = {"path": request.path, "typed": typed_in(request)}


def until_signed_in(request: HttpRequest) -> HttpResponse:
    """Keep what was sent and ask to sign in; the way back leads to the form's page. What is too
    large, or comes too often from one client, is not kept: the answer holds it instead."""
    if not within_limit(request, "keep_form"):
        return not_kept(request, status=429)
    if not is_small(typed_in(request).values()):
        return not_kept(request, status=401)
    keep(request)
    if not getattr(request, "htmx", False):
        return redirect_to_login(request.path)
    return signed_out(request, kept=True, status=401)


def not_kept(request: HttpRequest, *, status: int) -> HttpResponse:
    """What was sent, to send again after signing in elsewhere; htmx left it on the page."""
    if getattr(request, "htmx", False):
        return signed_out(request, kept=False, status=status)
    context = {"typed": typed_in(request), "signed_out": True}
    return render(request, "margin/out_of_date.html", context, status=status)


def signed_out(request: HttpRequest, *, kept: bool, status: int) -> HttpResponse:
    """The problem beside the form that htmx has sent."""
    context = {"next": request.path, "kept": kept}
    response = render(request, "margin/signed_out.html", context, status=status)
    return reswap(retarget(response, "find [data-problems]"), "innerHTML")


def signed_in[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """For who is signed in; what others sent is kept while they sign in."""

    @wraps(view)
    def guarded(*arguments: P.args, **options: P.kwargs) -> HttpResponse:
        request = arguments[0]
        assert isinstance(request, HttpRequest)
        if request.user.is_authenticated:
            return view(*arguments, **options)
        if request.method == "POST":
            return until_signed_in(request)
        return redirect_to_login(request.get_full_path())

    return guarded


def kept_for(request: HttpRequest) -> dict[str, str]:
    """What was typed on this page before signing in."""
    kept = request.session.get("kept") if request.user.is_authenticated else None
    typed: dict[str, str] = kept["typed"] if kept and kept["path"] == request.path else {}
    return typed


def forget(request: HttpRequest) -> None:
    """Drop what was kept for this page: it has been sent. What was kept for another page stays."""
    if request.session.get("kept", {}).get("path") == request.path:
        del request.session["kept"]


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose CSRF token is no longer good: shown again with what was typed, if it came
    from our own page; anything else is simply refused."""
    ours = (
        request.headers.get("Sec-Fetch-Site", "") == "same-origin"
        or request.headers.get("Origin", "") == f"{request.scheme}://{request.get_host()}"
    )
    typed = typed_in(request) | {
        name: request.POST[name] for name in LONG_FORMS if name in request.POST
    }
    context = {"typed": typed if ours else {}}
    return render(request, "margin/out_of_date.html", context, status=403)
