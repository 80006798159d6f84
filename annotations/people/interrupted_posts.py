"""Forms that are sent once the session has ended: their fields, and a page that offers to send them
again after signing in.

A form is stored in the anonymous session, which survives signing in, with the path that it was sent
to. Nothing is looked up here, so nothing hidden shows.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from annotations.people.client_limits import is_small, within_limit

SESSION_KEY = "interrupted_post"
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
    "addresses": _("Addresses"),
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
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    if request.method != "POST" or any(SECRET_NAMES.search(name) for name in names):
        return []
    return _labelled([(name, str(value)) for name in names for value in request.POST.getlist(name)])


def sign_in_to_send[**P](
    question: str | Promise, *, question_to_end: str | Promise = ""
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Decorate a view that takes a form from another page, for signed-in visitors.

    What others send is stored while they sign in. After that the same path answers GET with the
    question and the form, to be sent again; a form with `end` may have another question. With
    `skip`, or if nothing is stored, the view answers, with a redirect to where the form is.
    """

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def guarded(*arguments: P.args, **options: P.kwargs) -> HttpResponse:
            request = arguments[0]
            assert isinstance(request, HttpRequest)
            if not request.user.is_authenticated:
                return _store_until_signed_in(request)
            stored = request.session.get(SESSION_KEY, {})
            if stored.get("path") != request.path:
                return view(*arguments, **options)
            if request.method == "GET" and "skip" not in request.GET:
                ends = question_to_end and any(name == "end" for name, _value in stored["fields"])
                context = {
                    "question": question_to_end if ends else question,
                    "fields": _labelled(stored["fields"]),
                }
                return render(request, "people/send_again.html", context)
            response = view(*arguments, **options)
            if response.status_code < 400:
                del request.session[SESSION_KEY]
            return response

        return allow_unsigned_post(guarded)

    return decorate


def allow_unsigned_post[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Mark a view that stores what anonymous visitors send, and returns it; see
    `stores_unsigned_post`."""
    vars(view)["stores_unsigned_post"] = True
    return view


def stores_unsigned_post(request: HttpRequest) -> bool:
    """True if the visitor is signed out and sent a form that its view stores until they sign in."""
    match = request.resolver_match
    marked = match is not None and getattr(match.func, "stores_unsigned_post", False)
    return request.method == "POST" and marked and not request.user.is_authenticated


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to signing in, which leads back to this path. htmx leaves the page for it."""
    response = redirect_to_login(request.path)
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(response.url)
    return response


def next_or(request: HttpRequest, default: str) -> str:
    """Return the path in `next` of a posted form if it is one on this site, else the default."""
    path = request.POST.get("next", "")
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else default


def _store_until_signed_in(request: HttpRequest) -> HttpResponse:
    """Store a form, if it is small and not one of too many from one client, and redirect to signing
    in. What was typed and can't be stored comes back in the page (401 or 429)."""
    fields = [(each.name, each.value) for each in fields_to_resend(request)]
    if request.method != "POST":
        return redirect_to_sign_in(request)
    status = 429 if not within_limit(request, "keep_form") else 401
    if status == 401 and is_small(value for _name, value in fields):
        request.session[SESSION_KEY] = {"path": request.path, "fields": fields}
        return redirect_to_sign_in(request)
    labelled = _labelled(fields)
    if not any(each.label for each in labelled):
        return redirect_to_sign_in(request)  # nothing typed is lost
    context = {"fields": labelled, "signed_out": True}
    return render(request, "people/send_again.html", context, status=status)


def _labelled(fields: list[tuple[str, str]]) -> list[ResentField]:
    return [
        ResentField(name, value, str(RESENT_LABELS.get(name, "")) if value else "")
        for name, value in fields
    ]
