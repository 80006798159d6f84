"""The reading page, the page of a paragraph, and sending a composer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from annotations.editions.actions import carry_to_current, lock_reading_fresh
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import IdentifierTaken
from annotations.margin.choices import Kind
from annotations.margin.composing import form_recovery
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.link_rules import check_links
from annotations.margin.posting_rules.posting_rights import may_join, why_may_not_post
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_posting_limit
from annotations.margin.queries import open_annotation
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
    blank_form,
    block_url,
    composer_context,
    form_for,
    form_for_unread_rest,
)
from annotations.reading.composing.evidence import EvidenceRefused
from annotations.reading.composing.posting import (
    annotation_ids_of,
    difference_to_posted,
    post_from_form,
)
from annotations.reading.rows.text_parts import reading_text
from annotations.reading.thread.page import row_context, thread_context, thread_response
from annotations.reading.thread.posted_annotations import posted_response, redrawn_thread
from annotations.seminars.actions import add_member
from annotations.seminars.queries import OpenedReading, open_reading


@require_safe
def reading_page(request: HttpRequest, seminar: str, essay: str) -> HttpResponse:
    """Show the essay with its margin; with `at`, with the thread of that annotation open, and with
    `rev` as it was at that revision.

    Of a long text the part is shown that `at` is in, or the block whose address is `from`; for htmx
    that part alone. With `whole` everything is shown.
    """
    opened = open_reading(seminar, essay, request.user)
    if "rev" in request.GET:
        return past_revision_views.past_revision_page(request, opened)
    at = find_linked_annotation(opened, request.GET.get("at", ""))
    block = current_block_of(opened, at) if at else None
    thread = open_thread_context(request, opened, block, at) if block else {}
    # Counted once the thread has marked as read what it shows.
    text = reading_text(
        opened,
        near=block or request.GET.get("from", ""),
        whole="whole" in request.GET,
        on=current_passage_of(opened, at) if at else None,
    )
    if block:
        row = next(each for each in text.rows if each.block == block)
        thread |= row_context(request, replace(row, block=block, unread=text.unread))
    context = {
        **thread,
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "text": text,
    }
    if "from" in request.GET and is_partial_request(request):
        return render(request, "reading/text_part.html", context)
    return render(request, "reading/read.html", context)


def open_thread_context(
    request: HttpRequest, opened: OpenedReading, block: Block, at: Annotation | None
) -> dict[str, Any]:
    """Return what the reading page needs besides its rows, to show the thread of one block open at
    an annotation."""
    form = blank_form(request, opened, block)
    thread = thread_context(request, opened, block, at)
    claims = thread["claims_at_block"]
    composer = composer_context(request, opened, block, form, claims=claims)
    return {**thread, **composer, "opened_at": block}


@form_recovery.sign_in_to_post
@require_http_methods(["GET", "HEAD", "POST"])
def paragraph_page(request: HttpRequest, seminar: str, essay: str, part: str) -> HttpResponse:
    """Show one paragraph with its thread and a composer; for htmx only the thread. POST sends the
    composer."""
    opened = open_reading(seminar, essay, request.user)
    if request.method == "POST":
        return handle_composer(request, opened, block_for_posted_form(request, opened, part))
    past = (
        past_revision_views.open_past_revision(opened, request.GET["rev"])
        if "rev" in request.GET
        else None
    )
    if past:
        return past_revision_views.past_revision_paragraph_page(
            request, past, get_block_or_404(past.opened, part)
        )
    if page_shows_other_revision(request, opened):
        context = {"reading": opened.reading, "seen": request.GET["seen"]}
        return render(request, "reading/text_changed.html", context)
    block = get_block_or_404(opened, part)
    return thread_response(request, opened, block, blank_form(request, opened, block))


@require_safe
def answer_composer(request: HttpRequest, seminar: str, essay: str, part: str) -> HttpResponse:
    """Show a composer alone, for an answer to an annotation; without htmx, redirect to its page."""
    opened = open_reading(seminar, essay, request.user)
    block = get_block_or_404(opened, part)
    if not is_partial_request(request):
        query = {name: request.GET[name] for name in ("kind", "about") if name in request.GET}
        return redirect(block_url(opened, block, **query) + "#composer")
    form = blank_form(request, opened, block)
    context = composer_context(request, opened, block, form, below=True)
    return render(request, "reading/composer.html", context)


@require_safe
def permalink(request: HttpRequest, id: UUID) -> HttpResponse:
    """Redirect to the reading page with the annotation's thread open; for htmx to the thread alone.

    404 if there is no such annotation, and likewise if this visitor may not see it. Its author is
    redirected to their own things if the reading is off the list and they may not open it.
    """
    place = Annotation.objects.filter(pk=id).values_list("reading__seminar__slug", "reading__slug")
    if not place:
        raise Http404
    try:
        opened = open_reading(*place[0], request.user)
    except Http404:
        open_annotation(id, request.user)
        return redirect(reverse("me") + "#written")
    annotation = find_linked_annotation(opened, str(id))
    block = current_block_of(opened, annotation) if annotation else None
    if block is None:
        raise Http404
    if is_partial_request(request):
        return redirect(block_url(opened, block, at=str(id)))
    return redirect(f"{reverse('read', args=place[0])}?at={id}#a-{id}")


def handle_composer(request: HttpRequest, opened: OpenedReading, block: Block) -> HttpResponse:
    """Answer a composer that was sent: post it, show its preview, or show it with its errors."""
    if "join" in request.POST and may_join(opened):
        return join_and_keep_text(request, opened, block)
    form = form_for(opened, block, request.POST)
    valid = form.is_valid()
    links_are_allowed = check_links(form, opened.reading.seminar)
    if reason := why_may_not_post(opened):
        form.add_error(None, " ".join([reason, _("Your text is kept below.")]))
        return composer_response(request, opened, block, form, status=403)
    if "preview" in request.POST:
        form.errors.pop("visibility", None)  # that is chosen by the button that posts
        return composer_response(request, opened, block, form, preview=True)
    if not (valid and links_are_allowed):
        return composer_response(request, opened, block, form, status=422)
    assert opened.member is not None  # who writes is a member
    began = timezone.now()
    try:
        check_posting_limit(opened.member, annotation_ids_of(form))
        annotations, carried = post_and_carry_forward(opened, block, form)
    except (PostingLimitReached, IdentifierTaken, EvidenceRefused) as refusal:
        return refused_post_response(request, opened, block, form, refusal)
    if difference := difference_to_posted(annotations, form):
        form.add_error(*difference)
        return composer_response(request, opened, block, form, status=409, id=uuid7())
    form_recovery.drop_saved_form(request)
    return accepted_post_response(request, opened, block, form, annotations, carried, began)


def accepted_post_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    annotations: list[Annotation],
    carried: bool,
    began: datetime,
) -> HttpResponse:
    """Return where what was posted is shown; for htmx what it has changed in the open thread.

    `carried`: the text has changed meanwhile, and it was carried there. Of annotations from before
    `began`, the same form had been sent before.
    """
    if form.unread:
        again = form_for_unread_rest(opened, block, form, len(annotations))
        return thread_response(request, opened, block, again, status=422)
    if carried:  # the page it was written on shows the text of before
        place = reverse("annotation", args=[annotations[0].pk])
        return HttpResponseClientRedirect(place) if is_partial_request(request) else redirect(place)
    first = annotations[0]
    if not is_partial_request(request):
        return redirect(f"{block_url(opened, block, at=str(first.pk))}#a-{first.pk}")
    was_posted_before = any(each.created_at < began for each in annotations)
    alone = not (was_posted_before or changes_more_than_itself(request, opened, block, form))
    answer = posted_response if alone else redrawn_thread
    return answer(request, opened, block, annotations)


def changes_more_than_itself(
    request: HttpRequest, opened: OpenedReading, block: Block, form: ComposerForm
) -> bool:
    """True if what was posted may show more of the thread, or change where its other annotations
    stand; or if the thread shows only a part, or another order."""
    cleaned, reading = form.cleaned_data, opened.reading
    argues = cleaned["about"] is not None and cleaned["kind"] != Kind.NOTE
    opens = not opened.reader.may_read_on(reading.pk, block.paragraph_id)
    return "redraw" in request.POST or argues or opens or bool(cleaned["claim"])


def refused_post_response(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    refusal: PostingLimitReached | IdentifierTaken | EvidenceRefused,
) -> HttpResponse:
    """Return the composer with what was typed, and the reason why nothing was posted."""
    if isinstance(refusal, PostingLimitReached):
        form.add_error(None, " ".join([refusal.words, _("Your text is kept here.")]))
        response = composer_response(request, opened, block, form, status=429)
        response["Retry-After"] = str(refusal.seconds)
        return response
    if isinstance(refusal, EvidenceRefused):
        form.add_error("evidence", refusal.words)
        return composer_response(request, opened, block, form, status=409)
    form.add_error(None, _("This could not be posted as it was sent. Post it again."))
    return composer_response(request, opened, block, form, status=409, id=uuid7())


def join_and_keep_text(request: HttpRequest, opened: OpenedReading, block: Block) -> HttpResponse:
    """Make the guest a reader, and redirect to the composer, which still holds what they typed."""
    user = signed_in_account(request.user)
    add_member(opened.reading.seminar, user=user)
    form_recovery.save_form(request)
    return redirect(block_url(opened, block) + "#composer")


@transaction.atomic
def post_and_carry_forward(
    opened: OpenedReading, block: Block, form: ComposerForm
) -> tuple[list[Annotation], bool]:
    """Post the annotations of a valid form, and carry them to the current revision if the text has
    changed meanwhile. Returns them, and whether one was carried.

    Raises IdentifierTaken and EvidenceRefused, as `post_from_form` does.
    """
    now = lock_reading_fresh(opened.reading)
    annotations = post_from_form(opened, block, form)
    carried = [carry_to_current(each, now) for each in annotations]
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
    """Return the composer with what was typed: alone for htmx, else in its page."""
    if not is_partial_request(request):
        return thread_response(request, opened, block, form, status=status, **options)
    context = composer_context(request, opened, block, form, **options)
    response = render(request, "reading/composer.html", context, status=status)
    return reswap(retarget(response, "this"), "outerHTML")
