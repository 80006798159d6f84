"""A leader's pages about readings: add a text, edit its dates and prompts, open it, move it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.essays.models import Block
from annotations.people.interrupted_posts import sign_in_to_send
from annotations.people.visitors import signed_in_account
from annotations.seminars.choices import RevealPolicy
from annotations.seminars.models import Reading
from annotations.seminars.queries import open_seminar_as_leader
from annotations.seminars.readings import actions
from annotations.seminars.readings.forms import NewReadingForm, ReadingForm
from annotations.seminars.readings.queries import (
    get_reading_or_404,
    numbered_blocks,
    prompt_rows,
)
from annotations.seminars.readings.text_preview import render_text_preview

MAX_PROMPT_LENGTH = 500

REVEAL_MESSAGES = {
    RevealPolicy.WHEN_DUE: gettext_lazy("Shown: when it is due."),
    RevealPolicy.NOW: gettext_lazy("Shown: now, whoever has written."),
    RevealPolicy.NEVER: gettext_lazy("Shown: only to who has written."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def add_reading(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a text to the list. It is shown as it will be cut before anything is stored."""
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewReadingForm(*sent, user=signed_in_account(request.user))
    if form.is_valid() and "begin" in request.POST:
        reading = actions.add_text(
            seminar,
            essay=form.essay(),
            dates=form.dates(),
            tasks=form.tasks(),
            by=signed_in_account(request.user),
        )
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
    """Show or change a reading's dates, tasks, and the prompts of its paragraphs."""
    seminar, _, member = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    initial = {name: getattr(reading, name) for name in ("prompt", "opens_at", "due_at")}
    initial |= {f"{kind}s": number for kind, number in reading.tasks.items()}
    form = ReadingForm(request.POST if request.method == "POST" else None, initial=initial)
    blocks = numbered_blocks(reading)
    submitted = submitted_prompts(request, blocks)
    too_long = [block for block in blocks if _too_long(submitted.get(block.part, ""))]
    if form.is_valid() and not too_long:
        actions.update_reading(
            reading,
            dates=form.dates(),
            tasks=form.tasks(),
            prompts={
                block.paragraph_id: " ".join(submitted[block.part].split())
                for block in blocks
                if block.part in submitted
            },
            by=signed_in_account(request.user),
        )
        messages.success(request, gettext("Kept."))
        return redirect("edit_reading", seminar.slug, reading.pk)
    context = {
        "seminar": seminar,
        "member": member,
        "reading": reading,
        "form": form,
        "rows": prompt_rows(reading, blocks, submitted),
        "too_long": too_long,
        "shown": RevealPolicy,
        "parts": reading.parts.select_related("member").order_by("name", "member__shown_as"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "seminars/readings/edit_reading.html", context, status=status)


def submitted_prompts(request: HttpRequest, blocks: list[Block]) -> dict[str, str]:
    """Return the prompts that a form holds, as typed, by `Block.part`."""
    fields = {block.part: f"prompt-{block.part}" for block in blocks}
    return {part: request.POST[name] for part, name in fields.items() if name in request.POST}


def _too_long(prompt: str) -> bool:
    return len(" ".join(prompt.split())) > MAX_PROMPT_LENGTH


@sign_in_to_send(gettext_lazy("Do you still want to change who sees what the others wrote?"))
@require_http_methods(["GET", "HEAD", "POST"])
def reveal_to_readers(request: HttpRequest, slug: str, id: UUID) -> HttpResponse:
    """Open a reading, or one of its paragraphs, to all readers; or close it again."""
    if request.method != "POST":
        return redirect("edit_reading", slug, id)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    reading = get_reading_or_404(seminar, id)
    policy = request.POST.get("shown", "")
    blocks = numbered_blocks(reading)
    opened = [block for block in blocks if request.POST.get("open") == block.part]
    closed = [block for block in blocks if request.POST.get("close") == block.part]
    actions.reveal_reading(
        reading,
        policy=policy if policy in RevealPolicy.values else "",
        opened=opened,
        closed=closed,
        by=signed_in_account(request.user),
    )
    if policy in RevealPolicy.values:
        messages.success(request, REVEAL_MESSAGES[RevealPolicy(policy)])
    for block in opened:
        messages.success(request, gettext("%(place)s is open.") % {"place": block.label})
    for block in closed:
        messages.success(request, gettext("%(place)s is closed.") % {"place": block.label})
    return redirect("edit_reading", seminar.slug, reading.pk)


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
    """Move a reading one place up on the list, or down."""
    if request.method != "POST":
        return redirect("seminar", slug)
    seminar, _, _ = open_seminar_as_leader(slug, request.user)
    try:
        actions.move_reading(seminar, id, by=1 if "down" in request.POST else -1)
    except Reading.DoesNotExist:
        raise Http404 from None
    return redirect("seminar", seminar.slug)
