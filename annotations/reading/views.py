"""The reading page and a paragraph's own page, where reading and writing happen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from annotations.editions.actions import carry_to_current, lock_reading_fresh
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import IdentifierTaken
from annotations.margin.choices import Kind
from annotations.margin.composing import form_recovery
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation, AnnotationQuerySet
from annotations.margin.posting_rules.link_rules import check_links
from annotations.margin.posting_rules.rate_limits import TooMany, may_post
from annotations.margin.queries import Thread, answers_after, answers_from, roots_of, thread_at
from annotations.margin.threads.unread import mark_read
from annotations.people.visitors import signed_in_account
from annotations.reading import past_revision_views
from annotations.reading.block_lookup import (
    block_for_posted_form,
    current_block_of,
    current_passage_of,
    find_linked_annotation,
    get_block_or_404,
    is_partial_request,
    page_shows_other_revision,
)
from annotations.reading.composing.composer import (
    annotation_ids_of,
    blank_form,
    block_url,
    composer_context,
    difference_to_posted,
    form_for,
    form_for_unread_rest,
    may_join,
    post_from_form,
    why_may_not_post,
)
from annotations.reading.composing.evidence import EvidenceRefused
from annotations.reading.page import Row, reading_rows, rows_at_blocks
from annotations.reading.thread_rows import thread_rows
from annotations.seminars.actions import add_member
from annotations.seminars.queries import OpenedReading, open_reading


@require_safe
def reading_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """The essay with its margin."""
    opened = open_reading(seminar, essay, request.user)
    if "rev" in request.GET:
        return past_revision_views.past_revision_page(request, opened)
    at = find_linked_annotation(opened, request.GET.get("at", ""))
    block = current_block_of(opened, at) if at else None
    rows = reading_rows(opened, current_passage_of(opened, at) if at else None)
    context = {
        **(open_thread_context(request, opened, block, rows) if block else {}),
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "rows": rows,
        "numbered": sum(row.block.number is not None for row in rows),
    }
    return render(request, "reading/read.html", context)


def open_thread_context(
    request: HttpRequest, opened: OpenedReading, block: Block, rows: list[Row]
) -> dict[str, Any]:
    """What the reading page needs besides, to show the thread of one block open."""
    form = blank_form(request, opened, block)
    row = next(each for each in rows if each.block == block)
    return {
        **composer_context(opened, block, form),
        **thread_context(request, opened, replace(row, block=block)),
        "opened_at": block,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_page(request: HttpRequest, seminar: str, essay: str, part: str) -> HttpResponse:
    """One paragraph with its thread and a composer; on the reading page, the open thread."""
    if request.method == "POST" and not request.user.is_authenticated:
        return form_recovery.until_signed_in(request)
    opened = open_reading(seminar, essay, request.user)
    if request.method == "POST":
        return handle_composer(request, opened, block_for_posted_form(request, opened, part))
    before = (
        past_revision_views.open_past_revision(opened, request.GET["rev"])
        if "rev" in request.GET
        else None
    )
    if before:
        return past_revision_views.past_revision_paragraph_page(
            request, before, get_block_or_404(before.opened, part)
        )
    if page_shows_other_revision(request, opened):
        context = {"reading": opened.reading, "seen": request.GET["seen"]}
        return render(request, "reading/text_changed.html", context)
    block = get_block_or_404(opened, part)
    return thread_response(request, opened, block, blank_form(request, opened, block))


@require_safe
def answer_composer(request: HttpRequest, seminar: str, essay: str, part: str) -> HttpResponse:
    """A composer by itself: for the answer to one annotation, where that stands."""
    opened = open_reading(seminar, essay, request.user)
    block = get_block_or_404(opened, part)
    if not is_partial_request(request):
        asked = {name: request.GET[name] for name in ("kind", "about") if name in request.GET}
        return redirect(block_url(opened, block, **asked) + "#composer")
    form = blank_form(request, opened, block)
    return render(request, "reading/composer.html", composer_context(opened, block, form))


@require_safe
def permalink(request: HttpRequest, id: UUID) -> HttpResponse:
    """An annotation in its place; one that may not be seen answers like one that isn't there.

    Its place is the reading page with its thread open; a thread that asks gets itself again.
    """
    place = Annotation.objects.filter(pk=id).values_list("reading__seminar__slug", "reading__slug")
    if not place:
        raise Http404
    opened = open_reading(*place[0], request.user)
    annotation = find_linked_annotation(opened, str(id))
    block = current_block_of(opened, annotation) if annotation else None
    if block is None:
        raise Http404
    if is_partial_request(request):
        return redirect(block_url(opened, block, at=str(id)))
    return redirect(f"{reverse('read', args=place[0])}?at={id}#{block.address}")


def handle_composer(request: HttpRequest, opened: OpenedReading, block: Block) -> HttpResponse:
    """Attach what the composer holds, show it first if asked to, or say what is missing."""
    if "join" in request.POST and may_join(opened):
        return join_and_keep_text(request, opened, block)
    form = form_for(opened, block, request.POST)
    valid = form.is_valid()
    fits = check_links(form, opened.reading.seminar)
    if not opened.reader.writes:
        form.add_error(None, why_may_not_post(opened))
        return composer_response(request, opened, block, form, status=403)
    if "preview" in request.POST:
        form.errors.pop("visibility", None)  # that is chosen by the button that posts
        return composer_response(request, opened, block, form, preview=True)
    if not (valid and fits):
        return composer_response(request, opened, block, form, status=422)
    assert opened.member is not None  # who writes is a member
    try:
        may_post(opened.member, annotation_ids_of(form))
        annotations, carried = post_and_carry_forward(opened, block, form)
    except (TooMany, IdentifierTaken, EvidenceRefused) as refusal:
        return refused_post_response(request, opened, block, form, refusal)
    if difference := difference_to_posted(annotations, form):
        form.add_error(*difference)
        return composer_response(request, opened, block, form, status=409, id=uuid7())
    form_recovery.forget(request)
    if form.unread:
        again = form_for_unread_rest(opened, block, form, len(annotations))
        return thread_response(request, opened, block, again, status=422)
    if carried:  # the page it was written on shows the text of before
        place = reverse("annotation", args=[annotations[0].pk])
        return HttpResponseClientRedirect(place) if is_partial_request(request) else redirect(place)
    first = annotations[0].pk
    return redirect(f"{block_url(opened, block, at=str(first))}#a-{first}")


def refused_post_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    refusal: TooMany | IdentifierTaken | EvidenceRefused,
) -> HttpResponse:
    """The composer with what was typed, and why nothing of it was posted."""
    if isinstance(refusal, TooMany):
        form.add_error(None, f"{refusal.words} Your text is kept here.")
        response = composer_response(request, opened, block, form, status=429)
        response["Retry-After"] = str(refusal.seconds)
        return response
    if isinstance(refusal, EvidenceRefused):
        form.add_error("evidence", refusal.words)
        return composer_response(request, opened, block, form, status=409)
    form.add_error(None, "This could not be posted under its first number. Post it again.")
    return composer_response(request, opened, block, form, status=409, id=uuid7())


def join_and_keep_text(request: HttpRequest, opened: OpenedReading, block: Block) -> HttpResponse:
    """Make the guest a reader, with what they typed still in the composer."""
    user = signed_in_account(request.user)
    add_member(opened.reading.seminar, user=user)
    form_recovery.keep(request)
    return redirect(block_url(opened, block) + "#composer")


@transaction.atomic
def post_and_carry_forward(
    opened: OpenedReading, block: Block, form: ComposerForm
) -> tuple[list[Annotation], bool]:
    """Post what a valid form holds, and carry it along where the text has changed meanwhile."""
    lock_reading_fresh(opened.reading)
    annotations = post_from_form(opened, block, form)
    carried = [carry_to_current(each) for each in annotations]
    return annotations, any(carried)


def composer_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    *,
    status: int = 200,
    **options: Any,
) -> HttpResponse:
    """The composer again with what was typed, alone or in its page."""
    if not is_partial_request(request):
        return thread_response(request, opened, block, form, status=status, **options)
    context = composer_context(opened, block, form, **options)
    response = render(request, "reading/composer.html", context, status=status)
    return reswap(retarget(response, "this"), "outerHTML")


def thread_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    *,
    status: int = 200,
    **options: Any,
) -> HttpResponse:
    """The thread at a block: a page, or the part of it that opens on the reading page."""
    at = find_linked_annotation(opened, request.GET.get("at", ""))
    (row,) = rows_at_blocks(opened, [block], current_passage_of(opened, at) if at else None)
    context = {
        **composer_context(opened, block, form, **options),
        **thread_context(request, opened, row),
    }
    template = "reading/thread.html" if is_partial_request(request) else "reading/paragraph.html"
    return render(request, template, context, status=status)


def thread_context(request: HttpRequest, opened: OpenedReading, row: Row) -> dict[str, Any]:
    """What the thread's template needs: the rows asked for and where more of them are."""
    thread = requested_thread(request, opened, row.block)
    places = thread_rows(opened, thread)
    unread = [each.annotation.pk for each in places if each.unread]
    mark_read(opened.reader, unread)
    neighbours = row.block.revision.blocks.exclude(type="break")
    return {
        "row": row,
        "shut": not opened.reader.may_read_on(opened.reading.pk, row.block.paragraph_id),
        "thread": thread,
        "places": places,
        # Where all that others wrote is new, there is nothing to tell apart.
        "tell_new": any(each.read for each in places),
        "at": request.GET.get("at", ""),
        "only": request.GET.get("only", ""),
        "ordered": request.GET.get("order") == "endorsements",
        "may_order": has_written_at(opened, row.block),
        "before": neighbours.filter(position__lt=row.block.position).last(),
        "following": neighbours.filter(position__gt=row.block.position).first(),
    }


def requested_thread(request: HttpRequest, opened: OpenedReading, block: Block) -> Thread:
    """The part of a thread that the query string asks for; what makes no sense is passed over."""
    query = request.GET
    threads = roots_of(opened.reading, block.paragraph, opened.reader)
    root = find_annotation(threads, query.get("under", ""))
    if root:
        return answers_after(root.pk, opened.reader, query.get("after", ""))
    seen = Annotation.objects.visible_to(opened.reader).filter(reading=opened.reading)
    at = find_annotation(seen.about(block.paragraph), query.get("at", ""))
    narrowed = {"kind": query["only"]} if query.get("only") in Kind.values else {}
    thread = thread_at(
        opened.reading,
        block.paragraph,
        opened.reader,
        whole="whole" in query,
        after=query.get("after", ""),
        by_endorsements=query.get("order") == "endorsements" and has_written_at(opened, block),
        only=Q(**narrowed) if narrowed else None,
        including=(at.root_id or at.pk) if at else None,
    )
    if at and at.root_id and all(place.annotation.pk != at.pk for place in thread.places):
        return answers_from(at, opened.reader)  # further down a long thread
    return thread


def has_written_at(opened: OpenedReading, block: Block) -> bool:
    """This member has something here: early votes steer the herd (Muchnik, Aral and Taylor
    2013), so until then endorsements order nothing."""
    mine = Annotation.objects.filter(author=opened.reader.member, reading=opened.reading)
    return bool(opened.member) and mine.about(block.paragraph).exists()


def find_annotation(seen: AnnotationQuerySet, identifier: str) -> Annotation | None:
    """The annotation with this identifier among those that the visitor sees."""
    try:
        wanted = UUID(identifier)
    except ValueError:
        return None
    return seen.filter(pk=wanted).first()
