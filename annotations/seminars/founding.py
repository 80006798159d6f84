"""Setting up a seminar: a name and a text, the paragraphs to look at, and it stands."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotations.essays.actions import create_essay
from annotations.people.client_limits import is_small, within_limit
from annotations.people.models import User
from annotations.prose.blocks import ParsedEssay
from annotations.prose.highlighted_html import render_highlighted
from annotations.seminars.actions import found, put_on_list
from annotations.seminars.choices import POLICIES
from annotations.seminars.forms import (
    CopyForm,
    SetUpForm,
    TextForm,
    address_of,
    reading_slug,
)
from annotations.seminars.invitations import invite
from annotations.seminars.models import Member, Prompt, Reading, Seminar
from annotations.seminars.queries import known, led

# A preview shows how the text is cut, not the whole of a long book.
MOST_SHOWN = 400
KEPT = "new_seminar"
SHORT = ("name", "title", "byline", "language")
TAKEN_MEANWHILE = "Somebody has just begun a seminar of this name: add a year, or a place."


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """A new seminar. The text is shown as it will be cut before anything is kept."""
    user = known(request.user)
    if user is None and request.method != "POST":
        return login_required(set_up)(request)
    if user is None:  # a session that ended must not cost a pasted text
        return until_signed_in(request)
    form = SetUpForm(initial=kept_for(request))
    if request.method == "POST":
        form = SetUpForm(request.POST, request.FILES)
    if form.is_valid() and "begin" in request.POST:
        try:
            answer = begun(form, user)
            request.session.pop(KEPT, None)
            return answer
        except IntegrityError:
            form.add_error("name", TAKEN_MEANWHILE)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return previewed(request, "seminars/new.html", form, status=status)


def kept_for(request: HttpRequest) -> dict[str, str]:
    """What was sent here before signing in."""
    kept: dict[str, str] = request.session.get(KEPT, {}) if request.user.is_authenticated else {}
    return kept


def until_signed_in(request: HttpRequest) -> HttpResponse:
    """Keep what was sent, and ask to sign in; the way back leads to this form. What is too large
    to be kept for who has no account yet, or comes too often from one client, stays on the page."""
    typed = {name: request.POST.get(name, "")[:300] for name in SHORT}
    typed["text"] = request.POST.get("text", "")
    if not within_limit(request, "keep_form"):  # before a file is read, which takes a while
        return still_typed(request, typed, status=429)
    form = SetUpForm(request.POST, request.FILES)
    form.is_valid()
    typed["text"] = form.document.markdown
    if not is_small(typed.values()):
        return still_typed(request, typed, status=401)
    request.session[KEPT] = typed
    return redirect_to_login(request.path)


def still_typed(request: HttpRequest, typed: dict[str, str], *, status: int) -> HttpResponse:
    """The form with what was typed, to be sent again after signing in elsewhere."""
    context = {"form": SetUpForm(initial=typed), "signed_out": True}
    return render(request, "seminars/new.html", context, status=status)


def previewed(
    request: HttpRequest, template: str, form: TextForm, *, status: int, **more: Any
) -> HttpResponse:
    """A form with a text, and beside it the paragraphs that the text is cut into."""
    context = {"form": form, **more}
    if form.pieces:
        context |= {"pieces": pieces_of(form.pieces), "cut": form.pieces}
        context["further"] = max(0, len(form.pieces.blocks) - MOST_SHOWN)
    return render(request, template, context, status=status)


def pieces_of(cut: ParsedEssay) -> list[dict[str, Any]]:
    """The blocks of a text as a preview shows them."""
    number, shown = 0, []
    for block in cut.blocks[:MOST_SHOWN]:
        number += block.is_numbered
        html = render_highlighted(block.text, block.spans, [])
        shown.append({"type": block.type, "number": block.is_numbered and number, "html": html})
    return shown


@transaction.atomic
def begun(form: SetUpForm, user: User) -> HttpResponse:
    """The seminar, its text and a link for its readers; on to the page that shows the link."""
    name = form.cleaned_data["name"]
    seminar = found(name=name, slug=address_of(name), leader=user)
    essay = create_essay(**form.essay(), by=user)
    put_on_list(seminar, essay=essay, slug=reading_slug(seminar, essay.title))
    return to_link(seminar, seminar.members.get())


def to_link(seminar: Seminar, by: Member | None, **options: Any) -> HttpResponse:
    """On to the members' page, which shows the new link once. It travels in a cookie of the one
    browser, so that the database never holds it."""
    _, token = invite(seminar, by=by, **options)
    response = redirect("members", seminar.slug)
    response.set_signed_cookie(
        "invitation",
        token,
        max_age=300,
        path=response.url,
        httponly=True,
        samesite="Lax",
    )
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, seminar: str) -> HttpResponse:
    """A new seminar with this one’s texts, prompts and policies, and none of its people."""
    old, _, _ = led(seminar, request.user)
    user = known(request.user)
    assert user is not None
    form = CopyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return copied(old, form.cleaned_data["name"], user)
        except IntegrityError:
            form.add_error("name", TAKEN_MEANWHILE)
    context = {"seminar": old, "form": form, "readings": old.readings.select_related("essay")}
    return render(request, "seminars/copy.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def copied(old: Seminar, name: str, user: User) -> HttpResponse:
    """The copy, led by whoever made it."""
    policies = {field: getattr(old, field) for field in POLICIES}
    new = found(name=name, slug=address_of(name), leader=user, **policies)
    for reading in old.readings.select_related("essay__current"):
        read_again(reading, new, user)
    return to_link(new, new.members.get())


def read_again(reading: Reading, seminar: Seminar, user: User) -> None:
    """The same text, as it is now, on another seminar's list: dates are left behind."""
    old = reading.essay
    assert old.current is not None
    essay = create_essay(
        markdown=old.current.markdown,
        title=old.title,
        byline=old.byline,
        language=old.language,
        by=user,
    )
    assert essay.current is not None
    new = put_on_list(seminar, essay=essay, slug=reading.slug, prompt=reading.prompt)
    new.tasks = reading.tasks
    new.save(update_fields=["tasks"])
    places = dict(old.current.blocks.values_list("paragraph", "position"))
    paragraphs = dict(essay.current.blocks.values_list("position", "paragraph"))
    Prompt.objects.bulk_create(
        Prompt(
            seminar=seminar,
            reading=new,
            paragraph_id=paragraphs[places[prompt.paragraph_id]],
            words=prompt.words,
        )
        for prompt in reading.prompts.all()
        if places.get(prompt.paragraph_id) in paragraphs
    )
