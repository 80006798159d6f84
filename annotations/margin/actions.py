"""Posting, editing and endorsing annotations. Each action is one transaction and records itself.

Only `moderation.actions` changes states.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from annotations.activity import Verb, record
from annotations.anchoring.passages import Passage
from annotations.essays.models import Paragraph
from annotations.margin import rules
from annotations.margin.models import (
    CONTENT_FIELDS,
    Anchor,
    Annotation,
    Endorsement,
    Proposal,
    Wording,
)
from annotations.margin.precomputed_tallies import update
from annotations.margin.precomputed_tallies.standing_invalidation import mark_thread_stale
from annotations.prose.annotation_html import render_body
from annotations.seals import update_row
from annotations.seminars.models import Member, Reading


class IdentifierTaken(Exception):
    """An annotation by somebody else, or in another reading, already has this identifier."""


class EditConflict(Exception):
    """The annotation was edited elsewhere since this edit began; `annotation` is the row as it is
    now."""

    def __init__(self, annotation: Annotation) -> None:
        super().__init__("edited meanwhile")
        self.annotation = annotation


def post_annotation(
    *,
    id: UUID,
    reading: Reading,
    paragraph: Paragraph,
    author: Member,
    kind: str,
    visibility: str,
    state: str,
    about: Annotation | None = None,
    passage: Passage | None = None,
    came_with: Annotation | None = None,
    **content: Any,
) -> Annotation:
    """Create an annotation. Posting the same identifier again returns the existing one.

    `content` holds columns of `CONTENT_FIELDS`. Raises IdentifierTaken.
    """
    try:
        with transaction.atomic():
            return _save_new(
                Annotation(
                    id=id,
                    seminar_id=reading.seminar_id,
                    reading=reading,
                    paragraph=paragraph,
                    author=author,
                    kind=kind,
                    visibility=visibility,
                    state=state,
                    about=about,
                    came_with=came_with,
                    root_id=(about.root_id or about.pk) if about else None,
                    depth=about.depth + 1 if about else 0,
                    revision=reading.essay.current_revision,
                    body_html=render_body(content.get("body", "")),
                    **(_selectors(passage) if passage else {}),
                    **content,
                )
            )
    except IntegrityError:
        earlier = Annotation.objects.filter(pk=id, author=author, reading=reading).first()
        if earlier is None:
            raise IdentifierTaken from None
        return earlier


def _selectors(passage: Passage) -> dict[str, Any]:
    return {name: getattr(passage, name) for name in ("start", "end", "exact", "prefix", "suffix")}


def _save_new(annotation: Annotation) -> Annotation:
    with update.tallies_updated(annotation):
        annotation.save(force_insert=True)
        # No other wording can be proposed of it yet: nobody need ask the database.
        Annotation._meta.get_field("proposal").set_cached_value(annotation, None)
        if annotation.passage:
            Anchor.objects.create(
                seminar_id=annotation.seminar_id,
                annotation=annotation,
                revision=annotation.revision,
                paragraph=annotation.paragraph,
                start=annotation.start,
                end=annotation.end,
            )
    _record_post(annotation, by=annotation.author)
    return annotation


@transaction.atomic
def reword_annotation(
    annotation: Annotation,
    *,
    by: Member,
    version: int,
    content: Mapping[str, Any],
    waits: bool = False,
) -> Annotation:
    """Change what an annotation says and keep the earlier wording.

    `version` is the one that the author saw. If the edit `waits` for a moderator and the annotation
    is published, others go on seeing it as it is. Raises EditConflict if `version` is no longer the
    newest.
    """
    locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
    proposal = Proposal.objects.filter(annotation=locked).first()
    newest = proposal or locked
    if newest.version != version:
        raise EditConflict(locked)
    if all(getattr(newest, name) == value for name, value in content.items()):
        return locked
    if proposal:
        _keep_wording(locked, proposal)
    if waits and (locked.visibility, locked.state) == (rules.SEMINAR, rules.PUBLISHED):
        _propose(locked, newest, content)
    else:
        Proposal.objects.filter(annotation=locked).delete()
        _reword(locked, content, version=version + 1)
    record(Verb.EDITED, locked, by=by.user, version=version + 1)
    return locked


@transaction.atomic
def change_description(
    annotation: Annotation, *, version: int, content: Mapping[str, Any]
) -> Annotation:
    """Change what a source cites: `csl`, `work`, who described it and when.

    An edit of its author that waits goes on waiting. If that edit leaves the description as it is,
    it takes over the new one. Raises EditConflict if `version` is no longer the newest.
    """
    locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
    proposal = Proposal.objects.filter(annotation=locked).first()
    newest = proposal or locked
    if newest.version != version:
        raise EditConflict(locked)
    if proposal:
        _keep_wording(locked, proposal)
        carried = content if proposal.csl == locked.csl else {}
        for name, value in {**carried, "version": version + 2}.items():
            setattr(proposal, name, value)
        proposal.save()
    _reword(locked, content, version=version + 1)
    record(Verb.EDITED, locked, by=content["described_by"].user, version=version + 1)
    return locked


def accept_edit(annotation: Annotation, proposal: Proposal) -> bool:
    """Make the waiting edit the annotation's text.

    Returns False if either was changed meanwhile; the caller must roll back then.
    """
    deleted, _ = Proposal.objects.filter(pk=proposal.pk, version=proposal.version).delete()
    content = {name: getattr(proposal, name) for name in CONTENT_FIELDS}
    return bool(deleted) and _reword(annotation, content, version=proposal.version)


def _keep_wording(annotation: Annotation, text: Annotation | Proposal) -> None:
    content = {name: getattr(text, name) for name in CONTENT_FIELDS}
    Wording.objects.create(
        annotation=annotation,
        version=text.version,
        visibility=annotation.visibility,
        state=rules.PENDING if isinstance(text, Proposal) else annotation.state,
        **content,
    )


def _reword(annotation: Annotation, content: Mapping[str, Any], *, version: int) -> bool:
    """Change the row's content. Returns False, and changes nothing, if the row is not as it was
    loaded."""
    _keep_wording(annotation, annotation)
    if content.get("relation", annotation.relation) != annotation.relation:
        mark_thread_stale(annotation)
    changes = {**content, "body_html": render_body(content.get("body", annotation.body))}
    return update_row(annotation, **changes, version=version, edited_at=timezone.now())


def _propose(
    annotation: Annotation, newest: Annotation | Proposal, content: Mapping[str, Any]
) -> None:
    whole = {name: getattr(newest, name) for name in CONTENT_FIELDS} | dict(content)
    Proposal.objects.update_or_create(
        annotation=annotation,
        defaults={**whole, "version": newest.version + 1, "body_html": render_body(whole["body"])},
    )


@transaction.atomic
def show_to_seminar(annotation: Annotation, *, by: Member, state: str) -> Annotation:
    """Post a private annotation to the seminar in this state. Does nothing if it was posted
    already."""
    locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
    if locked.visibility == rules.PRIVATE:
        with update.tallies_updated(locked):
            update_row(locked, visibility=rules.SEMINAR, state=state)
        _record_post(locked, by=by)
    return locked


@transaction.atomic
def endorse(annotation: Annotation, *, by: Member) -> None:
    """Endorse an annotation: say that it is worth reading. Idempotent."""
    _, new = Endorsement.objects.get_or_create(annotation=annotation, member=by)
    if new:
        Annotation.objects.filter(pk=annotation.pk).update(endorsed=F("endorsed") + 1)
        record(Verb.ENDORSED, annotation, by=by.user)


@transaction.atomic
def withdraw_endorsement(annotation: Annotation, *, by: Member) -> None:
    """Withdraw an endorsement. Idempotent."""
    deleted, _ = Endorsement.objects.filter(annotation=annotation, member=by).delete()
    if deleted:
        Annotation.objects.filter(pk=annotation.pk).update(endorsed=F("endorsed") - 1)
        record(Verb.UNENDORSED, annotation, by=by.user)


def _record_post(annotation: Annotation, *, by: Member) -> None:
    record(
        Verb.POSTED,
        annotation,
        by=by.user,
        kind=annotation.kind,
        state=annotation.state,
        visibility=annotation.visibility,
    )
