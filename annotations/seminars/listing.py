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

from annotations.essays.actions import create_essay
from annotations.essays.models import Block
from annotations.people.models import User
from annotations.record import Verb, record
from annotations.seminars.actions import put_on_list
from annotations.seminars.choices import PartName, Role, Shown
from annotations.seminars.forms import DatesForm, NewReadingForm, reading_slug
from annotations.seminars.founding import previewed
from annotations.seminars.models import Opening, Part, Prompt, Reading, Seminar
from annotations.seminars.queries import known, led

LONGEST_PROMPT = 500


@require_http_methods(["GET", "HEAD", "POST"])
def add_reading(request: HttpRequest, seminar: str) -> HttpResponse:
    """A further text; shown as it will be cut before it is kept."""
    found, _, member = led(seminar, request.user)
    form = NewReadingForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and "begin" in request.POST:
        reading = added(found, form, by=known(request.user))
        messages.success(request, f"“{reading.essay}” is on the list.")
        return redirect("seminar", found.slug)
    status = 422 if form.is_bound and not form.is_valid() else 200
    template = "seminars/new_reading.html"
    return previewed(request, template, form, status=status, seminar=found, member=member)


@transaction.atomic
def added(seminar: Seminar, form: NewReadingForm, *, by: User | None) -> Reading:
    """Put what a valid form holds on the list."""
    Seminar.objects.select_for_update().get(pk=seminar.pk)  # two at once get two addresses
    essay = create_essay(**form.essay(), by=by)
    dates = {name: form.cleaned_data[name] for name in ("prompt", "opens_at", "due_at")}
    slug = reading_slug(seminar, essay.title)
    reading = put_on_list(seminar, essay=essay, slug=slug, **dates)
    reading.tasks = form.tasks()
    reading.save(update_fields=["tasks"])
    return reading


@require_http_methods(["GET", "HEAD", "POST"])
def edit_reading(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """The prompt, the dates, and what each paragraph is asked."""
    found, _, member = led(seminar, request.user)
    reading = of(found, id)
    user = known(request.user)
    assert user is not None
    initial = {name: getattr(reading, name) for name in ("prompt", "opens_at", "due_at")}
    initial |= {f"{kind}s": number for kind, number in reading.tasks.items()}
    form = DatesForm(request.POST if request.method == "POST" else None, initial=initial)
    blocks = blocks_of(reading)
    too_long = [block for block in blocks if len(asked_of(request, block)) > LONGEST_PROMPT]
    if form.is_valid() and not too_long:
        keep_reading(reading, form, request, blocks, by=user)
        messages.success(request, "Kept.")
        return redirect("edit_reading", found.slug, reading.pk)
    context = {
        "seminar": found,
        "member": member,
        "reading": reading,
        "form": form,
        "rows": rows_of(request, reading, blocks),
        "too_long": too_long,
        "shown": Shown,
        "parts": reading.parts.select_related("member").order_by("name", "member__shown_as"),
    }
    return render(request, "seminars/reading.html", context, status=422 if form.is_bound else 200)


def of(seminar: Seminar, id: UUID) -> Reading:
    """A reading of this seminar, or 404."""
    readings = seminar.readings.select_related("essay__current", "seminar")
    reading = get_object_or_404(readings, pk=id)
    if reading.essay.current is None:
        raise Http404
    return reading


def blocks_of(reading: Reading) -> list[Block]:
    """The numbered paragraphs of its current revision."""
    assert reading.essay.current is not None
    return list(reading.essay.current.blocks.exclude(number=None))


def asked_of(request: HttpRequest, block: Block) -> str:
    """What a sent form asks at this paragraph."""
    return " ".join(request.POST.get(f"prompt-{block.part}", "").split())


def rows_of(request: HttpRequest, reading: Reading, blocks: list[Block]) -> list[dict[str, Any]]:
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
def keep_reading(
    reading: Reading, form: DatesForm, request: HttpRequest, blocks: list[Block], *, by: User
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
            words=asked_of(request, block),
        )
        for block in sent
        if asked_of(request, block)
    )
    configured(reading, by=by, what="reading")


def configured(reading: Reading, *, by: User, what: str) -> None:
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
def showing(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Open a reading, or one of its paragraphs, to all; or close it again."""
    found, _, _ = led(seminar, request.user)
    reading = of(found, id)
    user = known(request.user)
    assert user is not None
    if request.POST.get("shown") in Shown.values:
        reading.shown = request.POST["shown"]
        reading.save(update_fields=["shown"])
        messages.success(request, f"Shown: {reading.get_shown_display().lower()}.")
    for name in ("open", "close"):
        for block in blocks_of(reading):
            if request.POST.get(name) == block.part:
                open_paragraph(reading, block, to_all=name == "open")
                messages.success(
                    request, f"{block.label} is {'open' if name == 'open' else 'closed'}."
                )
    configured(reading, by=user, what="shown")
    return redirect("edit_reading", found.slug, reading.pk)


def open_paragraph(reading: Reading, block: Block, *, to_all: bool) -> None:
    """What others wrote there shows to everybody, or again only to who has written there."""
    place = {"reading": reading, "paragraph_id": block.paragraph_id}
    if to_all:
        Opening.objects.get_or_create(**place, defaults={"seminar_id": reading.seminar_id})
    else:
        Opening.objects.filter(**place).delete()


@require_POST
def parts(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """Give the parts out among the readers, moved on by one from reading to reading; or take
    them back."""
    found, _, _ = led(seminar, request.user)
    reading = of(found, id)
    user = known(request.user)
    assert user is not None
    with transaction.atomic():
        reading.parts.all().delete()
        if "end" not in request.POST:
            Part.objects.bulk_create(given_out(reading))
        configured(reading, by=user, what="parts")
    said = "Taken back." if "end" in request.POST else "Given out: each sees theirs when writing."
    messages.success(request, said)
    return redirect("edit_reading", found.slug, reading.pk)


def given_out(reading: Reading) -> list[Part]:
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
def move(request: HttpRequest, seminar: str, id: UUID) -> HttpResponse:
    """One place up on the list, or down."""
    found, _, _ = led(seminar, request.user)
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
