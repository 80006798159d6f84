"""Creating, changing and withdrawing what programs send, through the actions of the pages."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotations.api.negotiation import stale
from annotations.api.problems import Problem
from annotations.api.protocol.forms import (
    SentForm,
    edited_content,
    kind_differs,
    refuse_invalid,
)
from annotations.api.protocol.targets import FoundTarget
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin import rules
from annotations.margin.actions import EditConflict, IdentifierTaken
from annotations.margin.composing.forms import EditForm
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.link_rules import check_links
from annotations.margin.posting_rules.posting_rights import why_may_not_post
from annotations.margin.posting_rules.rate_limits import PostingLimitReached, check_posting_limit
from annotations.margin.queries import OpenedAnnotation
from annotations.moderation.actions import Conflict, show_with_sources, take_step
from annotations.moderation.policy.steps import Refused, Step
from annotations.moderation.queries import version_of
from annotations.moderation.views import why_not_postable
from annotations.reading.composing.edit_views import links_allowed, save_edit
from annotations.reading.views import post_and_carry_forward
from annotations.seminars.queries import OpenedReading
from annotations.web_annotation.models import Origin
from annotations.web_annotation.parsing.sent_documents import SentAnnotation


def create_annotation(
    opened: OpenedReading, found: FoundTarget, sent: SentAnnotation
) -> tuple[Annotation, bool]:
    """Post a sent annotation as the composer would. Return it, as `for_documents` loads it, and
    whether the text changed meanwhile, so that it was carried into the new one.

    Under an identifier that was posted before, the same content returns what was posted. Raises
    Problem (409, 422, 429).
    """
    form = _form(opened, found, sent)
    valid = form.is_valid()
    check_links(form, opened.reading.seminar)
    if not valid or form.errors:
        refuse_invalid(form)
    assert opened.member is not None  # who writes is a member
    try:
        check_posting_limit(opened.member, [form.cleaned_data["id"]])
        annotation, moved = _post(opened, found.block, form, sent)
    except PostingLimitReached as limit:
        raise too_many(limit) from None
    except IdentifierTaken:
        detail = _("This id is taken. Choose another one.")
        raise Problem(409, "conflict", detail) from None
    elsewhere = annotation.paragraph_id != found.block.paragraph_id and not moved
    if elsewhere or _differs(annotation, form):
        detail = _("This id was sent before, with other content. Change that one, or choose a new.")
        raise Problem(409, "conflict", detail)
    if annotation.about is not None:
        annotation.about.reading = opened.reading
    return annotation, moved


def _form(opened: OpenedReading, found: FoundTarget, sent: SentAnnotation) -> SentForm:
    data: dict[str, Any] = {
        **sent.content,
        **found.form_data(),
        "kind": sent.kind,
        "visibility": sent.visibility or rules.SEMINAR,
        "id": str(sent.identifier or uuid7()),
    }
    return SentForm(data, reading=opened.reading, reader=opened.reader, block=found.block)


def _post(
    opened: OpenedReading, block: Block, form: SentForm, sent: SentAnnotation
) -> tuple[Annotation, bool]:
    """Post, and keep the names that the annotation had elsewhere in the same transaction."""
    if not (sent.canonical or sent.via or sent.name):
        annotations, moved = post_and_carry_forward(opened, block, form)
        if sent.identifier is None:  # it is new, and has no names: nobody need ask the database
            Annotation._meta.get_field("origin").set_cached_value(annotations[0], None)
        return annotations[0], moved
    with transaction.atomic():
        annotations, moved = post_and_carry_forward(opened, block, form)
        annotation = annotations[0]
        if getattr(annotation, "origin", None) is None:  # else it was posted before
            named = [] if sent.name in sent.via or not sent.name else [sent.name]
            annotation.origin = Origin.objects.create(
                annotation=annotation,
                seminar_id=annotation.seminar_id,
                canonical=sent.canonical,
                via=[*sent.via, *named],
            )
    return annotation, moved


def _differs(annotation: Annotation, form: SentForm) -> bool:
    """True if an annotation was posted before with other content, or is no more to be seen."""
    cleaned, passage = form.cleaned_data, form.cleaned_data.get("passage")
    about = cleaned.get("about")
    said = {
        **form.content(),
        "kind": cleaned["kind"],
        "visibility": cleaned["visibility"],
        "about_id": about.pk if about else None,
        "exact": passage.exact if passage else "",
    }
    same = all(getattr(annotation, name) == value for name, value in said.items())
    return not same or annotation.state not in rules.PRESENT


def check_may_write(opened: OpenedReading) -> None:
    """Raise Problem (403) if the caller may not post here; before anything costly is done."""
    if reason := why_may_not_post(opened):
        raise Problem(403, "forbidden", reason)


def too_many(limit: PostingLimitReached) -> Problem:
    """Return the problem that somebody has written as much as one may in a while."""
    headers = {
        "Retry-After": str(limit.seconds),
        "RateLimit": f'"posts";r=0;t={limit.seconds}',
    }
    return Problem(429, "too-many", limit.words, headers=headers)


def update_annotation(opened: OpenedAnnotation, sent: SentAnnotation) -> None:
    """Change what an annotation says, and post it to the seminar if the document says so.

    Raises Problem (403, 409, 412, 422, 429).
    """
    annotation = opened.annotation
    allowed = rules.permitted_actions(opened.reader, annotation)
    if "edit" not in allowed:
        raise Problem(403, "forbidden", _("Only its author changes an annotation."))
    problem = kind_differs(sent, annotation) or _origin_differs(annotation, sent)
    if problem:
        raise problem
    newest = annotation.waiting_edit or annotation
    data = {**edited_content(sent, newest), "version": newest.version}
    form = EditForm(data, annotation=annotation)
    if not (form.is_valid() and links_allowed(form, annotation)):
        refuse_invalid(form)
    shows = sent.visibility not in ("", annotation.visibility)
    if shows and (sent.visibility != rules.SEMINAR or "show" not in allowed):
        detail = _("What was posted to the seminar stays there. Withdraw it instead.")
        raise Problem(409, "conflict", detail)
    _save(opened, form, shows=shows)


def _save(opened: OpenedAnnotation, form: EditForm, *, shows: bool) -> None:
    assert opened.member is not None
    answered = opened.annotation.about
    if shows and answered and (reason := why_not_postable(answered)):
        raise Problem(409, "conflict", reason)
    try:
        with transaction.atomic():
            saved = save_edit(opened, form)
            if shows:
                show_with_sources(saved, by=opened.member)
    except EditConflict:
        raise stale() from None
    except PostingLimitReached as limit:
        raise too_many(limit) from None
    except Refused as refused:
        raise Problem(422, "invalid", refused.words) from None


def _origin_differs(annotation: Annotation, sent: SentAnnotation) -> Problem | None:
    """Return the problem that a document would change where the annotation came from (Protocol,
    5.3)."""
    origin = getattr(annotation, "origin", None)
    kept = (origin.canonical, origin.via) if origin else ("", [])
    same_name = sent.identifier in (None, annotation.pk)
    if same_name and (sent.canonical or kept[0], sent.via or kept[1]) == kept:
        return None
    detail = _("“id”, “canonical” and “via” stay as they are.")
    return Problem(409, "conflict", detail)


def withdraw_annotation(opened: OpenedAnnotation) -> None:
    """Withdraw an annotation of one's own; for 30 days its author can bring it back.

    Raises Problem (403, 409, 412).
    """
    annotation = opened.annotation
    if "withdraw" not in rules.permitted_actions(opened.reader, annotation):
        raise Problem(403, "forbidden", _("Only its author withdraws an annotation."))
    assert opened.member is not None
    version = version_of(annotation)
    try:
        take_step(Step.WITHDRAW, annotation, by=opened.member.user, version=version)
    except Conflict:
        raise stale() from None
    except Refused as refused:
        raise Problem(409, "conflict", refused.words) from None
