"""What a seminar reads: adding a text to its list, its dates and prompts, its place on the list,
and which paragraphs are open where one writes before one reads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from annotations.activity import Verb, record
from annotations.essays.actions import bring_in
from annotations.essays.models import Block
from annotations.people.models import User
from annotations.seminars.actions import create_reading
from annotations.seminars.choices import PartName, RevealPolicy, Role
from annotations.seminars.models import Opening, Part, Prompt, Reading, Seminar
from annotations.seminars.queries import account_of, open_as_leader
from annotations.seminars.readings.forms import NewReadingForm, ReadingForm, free_reading_slug
from annotations.seminars.setup.views import render_text_preview

MAX_PROMPT_LENGTH = 500


@require_http_methods(["GET", "HEAD", "POST"])
def add_reading(request: HttpRequest, seminar: str) -> HttpResponse:
    """A further text; shown as it will be cut before it is kept."""
    found, _, member = open_as_leader(seminar, request.user)
    form = NewReadingForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and "begin" in request.POST:
        reading = create_reading_from_form(found, form, by=account_of(request.user))
        messages.success(request, f"“{reading.essay}” is on the list.")
        return redirect("seminar", found.slug)
    status = 422 if form.is_bound and not form.is_valid() else 200
    template = "seminars/new_reading.html"
    return render_text_preview(request, template, form, status=status, seminar=found, member=member)


@transaction.atomic
def create_reading_from_form(seminar: Seminar, form: NewReadingForm, *, by: User | None) -> Reading:
    """Put what a valid form holds on the list."""
    Seminar.objects.select_for_update().get(pk=seminar.pk)  # two at once get two addresses
    essay = bring_in(**form.essay(), by=by)
    dates = {name: form.cleaned_data[name] for name in ("prompt", "opens_at", "due_at")}
    slug = free_reading_slug(seminar, essay.title)
    reading = create_reading(seminar, essay=essay, slug=slug, **dates)
    reading.tasks = form.tasks()
    reading.save(update_fields=["tasks"])
    return reading


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reading(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """The prompt, the dates, and what each paragraph is asked."""
    found, _, member = open_as_leader(seminar, request.user)
    reading = get_reading_or_404(found, id)
    user = account_of(request.user)
    assert user is not None
    initial = {name: getattr(reading, name) for name in ("prompt", "opens_at", "due_at")}
    initial |= {f"{kind}s": number for kind, number in reading.tasks.items()}
    form = ReadingForm(request.POST if request.method == "POST" else None, initial=initial)
    blocks = numbered_blocks(reading)
    too_long = [
        block for block in blocks if len(submitted_prompt(request, block)) > MAX_PROMPT_LENGTH
    ]
    if form.is_valid() and not too_long:
        update_reading(reading, form, request, blocks, by=user)
        messages.success(request, "Kept.")
        return redirect("edit_reading", found.slug, reading.pk)
    context = {
        "seminar": found,
        "member": member,
        "reading": reading,
        "form": form,
        "rows": prompt_rows(request, reading, blocks),
        "too_long": too_long,
        "shown": RevealPolicy,
        "parts": reading.parts.select_related("member").order_by("name", "member__shown_as"),
    }
    return render(request, "seminars/reading.html", context, status=422 if form.is_bound else 200)


def get_reading_or_404(seminar: Seminar, id: UUID) -> Reading:
    """A reading of this seminar, or 404."""
    readings = seminar.readings.select_related("essay__current", "seminar")
    reading = get_object_or_404(readings, pk=id)
    if reading.essay.current is None:
        raise Http404
    return reading


def numbered_blocks(reading: Reading) -> list[Block]:
    """The numbered paragraphs of its current revision."""
    assert reading.essay.current is not None
    return list(reading.essay.current.blocks.exclude(number=None))


def submitted_prompt(request: HttpRequest, block: Block) -> str:
    """What a sent form asks at this paragraph."""
    return " ".join(request.POST.get(f"prompt-{block.part}", "").split())


def prompt_rows(
    request: HttpRequest, reading: Reading, blocks: list[Block]
) -> list[dict[str, Any]]:
    """Each paragraph with its prompt, and whether it is open to all."""
    prompts = dict(reading.prompts.values_list("paragraph", "words"))
    open_now = set(reading.openings.values_list("paragraph", flat=True))
    return [
        {
            "block": block,
            "prompt": request.POST.get(f"prompt-{block.part}", prompts.get(block.paragraph_id, "")),
            "open": block.paragraph_id in open_now,
        }
        for block in blocks
    ]


@transaction.atomic
def update_reading(
    reading: Reading, form: ReadingForm, request: HttpRequest, blocks: list[Block], *, by: User
) -> None:
    """Keep the dates and prompts that were sent."""
    for name in ("prompt", "opens_at", "due_at"):
        setattr(reading, name, form.cleaned_data[name])
    reading.tasks = form.tasks()
    reading.save(update_fields=["prompt", "opens_at", "due_at", "tasks"])
    sent = [block for block in blocks if f"prompt-{block.part}" in request.POST]
    reading.prompts.filter(paragraph__in=[block.paragraph_id for block in sent]).delete()
    Prompt.objects.bulk_create(
        Prompt(
            seminar_id=reading.seminar_id,
            reading=reading,
            paragraph_id=block.paragraph_id,
            words=submitted_prompt(request, block),
        )
        for block in sent
        if submitted_prompt(request, block)
    )
    record_reading_change(reading, by=by, what="reading")


def record_reading_change(reading: Reading, *, by: User, what: str) -> None:
    """Tell the record."""
    record(
        Verb.CONFIGURED,
        by=by,
        seminar=reading.seminar_id,
        reading=reading.pk,
        subject=reading.pk,
        what=what,
    )


@require_POST
def reveal_reading(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Open a reading, or one of its paragraphs, to all; or close it again."""
    found, _, _ = open_as_leader(seminar, request.user)
    reading = get_reading_or_404(found, id)
    user = account_of(request.user)
    assert user is not None
    if request.POST.get("shown") in RevealPolicy.values:
        reading.shown = request.POST["shown"]
        reading.save(update_fields=["shown"])
        messages.success(request, f"Shown: {reading.get_shown_display().lower()}.")
    for name in ("open", "close"):
        for block in numbered_blocks(reading):
            if request.POST.get(name) == block.part:
                set_paragraph_open(reading, block, to_all=name == "open")
                messages.success(
                    request, f"{block.label} is {'open' if name == 'open' else 'closed'}."
                )
    record_reading_change(reading, by=user, what="shown")
    return redirect("edit_reading", found.slug, reading.pk)


def set_paragraph_open(reading: Reading, block: Block, *, to_all: bool) -> None:
    """What others wrote there shows to everybody, or again only to who has written there."""
    place = {"reading": reading, "paragraph_id": block.paragraph_id}
    if to_all:
        Opening.objects.get_or_create(**place, defaults={"seminar_id": reading.seminar_id})
    else:
        Opening.objects.filter(**place).delete()


@require_POST
def assign_parts(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Give the parts out among the readers, moved on by one from reading to reading; or take
    them back."""
    found, _, _ = open_as_leader(seminar, request.user)
    reading = get_reading_or_404(found, id)
    user = account_of(request.user)
    assert user is not None
    with transaction.atomic():
        reading.parts.all().delete()
        if "end" not in request.POST:
            Part.objects.bulk_create(build_parts(reading))
        record_reading_change(reading, by=user, what="parts")
    said = "Taken back." if "end" in request.POST else "Given out: each sees theirs when writing."
    messages.success(request, said)
    return redirect("edit_reading", found.slug, reading.pk)


def build_parts(reading: Reading) -> list[Part]:
    """A part for each reader, in the order in which they joined."""
    readers = reading.seminar.members.active().filter(role=Role.READER).order_by("joined_at", "id")
    names = PartName.values
    return [
        Part(
            seminar_id=reading.seminar_id,
            reading=reading,
            member=member,
            name=names[(place + reading.position) % len(names)],
        )
        for place, member in enumerate(readers)
    ]


@require_POST
def move_reading(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """One place up on the list, or down."""
    found, _, _ = open_as_leader(seminar, request.user)
    with transaction.atomic():
        readings = list(found.readings.select_for_update())
        here = next((n for n, reading in enumerate(readings) if reading.pk == id), None)
        if here is None:
            raise Http404
        there = here + (1 if "down" in request.POST else -1)
        if 0 <= there < len(readings):
            readings[here], readings[there] = readings[there], readings[here]
        for position, reading in enumerate(readings):
            reading.position = position
        Reading.objects.bulk_update(readings, ["position"])
    return redirect("seminar", found.slug)
