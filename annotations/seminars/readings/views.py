"""A leader's pages about readings: add a text, edit it, move it, take it off the list, open it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.essays.submissions import shows_progress, submission_id
from annotations.people.interrupted_posts import next_or, sign_in_to_send
from annotations.people.visitors import signed_in_account
from annotations.seminars.choices import RevealPolicy
from annotations.seminars.models import Reading
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.readings import actions
from annotations.seminars.readings.forms import EditReadingForm, NewReadingForm, PromptForm
from annotations.seminars.readings.queries import (
    blocks_open_to_all,
    get_paragraph_or_404,
    get_reading_or_404,
    numbered_block,
    pinned_prompts,
    reading_with_essay,
)
from annotations.seminars.readings.text_preview import render_text_preview

REVEAL_MESSAGES = {
    RevealPolicy.WHEN_DUE: gettext_lazy("Shown: when it is due."),
    RevealPolicy.NOW: gettext_lazy("Shown: now, whoever has written."),
    RevealPolicy.NEVER: gettext_lazy("Shown: only to who has written."),
}


@shows_progress
@require_http_methods(["GET", "HEAD", "POST"])
def add_reading(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a text to the list. It is shown as it will be cut before anything is stored.

    A form that is sent twice adds one text.
    """
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    id = submission_id(request) if "begin" in request.POST else None
    if id and reading_with_essay(id):
        return redirect("seminar", seminar.slug)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewReadingForm(*sent, user=signed_in_account(request.user))
    if form.is_valid() and "begin" in request.POST and not form.notice:
        try:
            reading = actions.add_text(
                seminar,
                essay={**form.essay(), "id": id},
                dates=form.dates(),
                tasks=form.tasks(),
                by=signed_in_account(request.user),
            )
        except IntegrityError:
            if not (id and reading_with_essay(id)):
                raise
            return redirect("seminar", seminar.slug)  # sent twice at the same moment
        title = {"title": reading.essay.title}
        messages.success(request, gettext("“%(title)s” is on the list.") % title)
        return redirect("seminar", seminar.slug)
    status = 422 if form.is_bound and not form.is_valid() else 200
    template = "seminars/readings/add_reading.html"
    return render_text_preview(
        request, template, form, status=status, seminar=seminar, member=member
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reading(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Show or change a reading's title, author, language, dates and tasks; show its prompts."""
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    posted = request.POST if request.method == "POST" else None
    form = EditReadingForm(posted, initial=reading_settings(reading))
    if form.is_valid():
        actions.update_reading(
            reading,
            details=form.details(),
            dates=form.dates(),
            tasks=form.tasks(),
            by=signed_in_account(request.user),
        )
        messages.success(request, gettext("Kept."))
        return redirect("edit_reading", seminar.slug, reading.pk)
    context = {
        "seminar": seminar,
        "member": member,
        "reading": reading,
        "form": form,
        "prompts": pinned_prompts(reading),
        "open_to_all": blocks_open_to_all(reading) if seminar.write_first else [],
        "shown": RevealPolicy,
        "parts": reading.parts.select_related("member").order_by("name", "member__shown_as"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "seminars/readings/edit_reading.html", context, status=status)


def reading_settings(reading: Reading) -> dict[str, Any]:
    """Return the values of a reading's settings, by field of the form. No query."""
    fields = {name: getattr(reading, name) for name in ("prompt", "opens_at", "due_at")}
    essay = {name: getattr(reading.essay, name) for name in ("title", "byline", "language")}
    return fields | essay | {f"{kind}s": number for kind, number in reading.tasks.items()}


@sign_in_to_send(gettext_lazy("Do you still want to change this prompt?"))
@require_http_methods(["GET", "HEAD", "POST"])
def pinned_prompt(request: HttpRequest, slug: str, id: UUID, paragraph: UUID) -> HttpResponse:
    """Show or change the prompt of one paragraph. The form stands in the paragraph's thread too."""
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    place, block = get_paragraph_or_404(reading, paragraph)
    pinned = reading.prompts.filter(paragraph=place).first()
    settings = reverse("edit_reading", args=[seminar.slug, reading.pk]) + "#prompts"
    posted = request.POST if request.method == "POST" else None
    form = PromptForm(posted, initial={"words": pinned.words if pinned else ""})
    if form.is_valid():
        words = form.cleaned_data["words"]
        actions.pin_prompt(reading, place, words=words, by=signed_in_account(request.user))
        messages.success(request, gettext("Kept.") if words else gettext("The prompt is gone."))
        return redirect(next_or(request, settings))
    context = {
        "seminar": seminar,
        "member": member,
        "reading": reading,
        "paragraph": place,
        "asked_at": block,
        "form": form,
        "next": next_or(request, settings),
    }
    status = 422 if form.is_bound else 200
    return render(request, "seminars/readings/pinned_prompt.html", context, status=status)


@sign_in_to_send(gettext_lazy("Do you still want to change who sees what the others wrote?"))
@require_http_methods(["GET", "HEAD", "POST"])
def reveal_to_readers(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Open a reading, or one of its paragraphs, to all readers; or close it again."""
    if request.method != "POST":
        return redirect("edit_reading", slug, id)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    policy = request.POST.get("shown", "")
    opened = numbered_block(reading, request.POST.get("open", ""))
    closed = numbered_block(reading, request.POST.get("close", ""))
    actions.reveal_reading(
        reading,
        policy=policy if policy in RevealPolicy.values else "",
        opened=[opened] if opened else [],
        closed=[closed] if closed else [],
        by=signed_in_account(request.user),
    )
    if policy in RevealPolicy.values:
        messages.success(request, REVEAL_MESSAGES[RevealPolicy(policy)])
    if opened:
        messages.success(request, gettext("%(place)s is open.") % {"place": opened.label})
    if closed:
        messages.success(request, gettext("%(place)s is closed.") % {"place": closed.label})
    return redirect(next_or(request, reverse("edit_reading", args=[seminar.slug, reading.pk])))


@sign_in_to_send(
    gettext_lazy("Do you still want to give out the parts?"),
    question_to_end=gettext_lazy("Do you still want to take the parts back?"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def change_parts(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Give the readers their parts; with `end`, take the parts back."""
    if request.method != "POST":
        return redirect("edit_reading", slug, id)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    user = signed_in_account(request.user)
    if "end" in request.POST:
        actions.remove_parts(reading, by=user)
        messages.success(request, gettext("Taken back."))
    else:
        actions.assign_parts(reading, by=user)
        messages.success(request, gettext("Given out: each sees theirs when writing."))
    return redirect("edit_reading", seminar.slug, reading.pk)


@sign_in_to_send(gettext_lazy("Do you still want to move this reading?"))
@require_http_methods(["GET", "HEAD", "POST"])
def change_reading_place(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Move a reading one place up on the list, or down. Returns to its card, so that a leader who
    moves it again need not look for it."""
    if request.method != "POST":
        return redirect("seminar", slug)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    user, places = signed_in_account(request.user), 1 if "down" in request.POST else -1
    try:
        place, number = actions.move_reading(seminar, id, places=places, by=user)
    except Reading.DoesNotExist:
        raise Http404 from None
    moved = gettext("It is number %(place)d of %(number)d now.")
    messages.success(request, moved % {"place": place, "number": number})
    return redirect(reverse("seminar", args=[seminar.slug]) + f"#reading-{id}")


@sign_in_to_send(
    gettext_lazy("Do you still want to take this text off the list?"),
    question_to_end=gettext_lazy("Do you still want to put this text back on the list?"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def change_listing(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Take a reading off the list; with `end`, put it back."""
    if request.method != "POST":
        return redirect("edit_reading", slug, id)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    user, title = signed_in_account(request.user), {"title": reading.essay.title}
    if "end" in request.POST:
        actions.put_on_list(reading, by=user)
        messages.success(request, gettext("“%(title)s” is on the list again.") % title)
    else:
        actions.take_off_list(reading, by=user)
        messages.success(request, gettext("“%(title)s” is off the list.") % title)
    return redirect("seminar", seminar.slug)


@sign_in_to_send(
    gettext_lazy("Do you still want to switch the Hypothesis client on?"),
    question_to_end=gettext_lazy("Do you still want to switch the Hypothesis client off?"),
)
@require_http_methods(["GET", "HEAD", "POST"])
def change_hypothesis_access(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Open a reading to the Hypothesis client; with `end`, close it."""
    if request.method != "POST":
        return redirect("edit_reading", slug, id)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    reading, allowed = get_reading_or_404(seminar, id), "end" not in request.POST
    user = signed_in_account(request.user)
    actions.allow_hypothesis_client(reading, allowed=allowed, by=user)
    said = gettext("The Hypothesis client is on.") if allowed else gettext("It is off again.")
    messages.success(request, said)
    return redirect("edit_reading", seminar.slug, reading.pk)
