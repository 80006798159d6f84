"""The writes of the margin: posting, editing, endorsing. Each is one transaction and
records itself. States are moderation's to change (`moderation.actions`)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from annotations.anchoring.passages import Passage
from annotations.essays.models import Paragraph
from annotations.margin import rules, tallying
from annotations.margin.models import Anchor, Annotation, Endorsement, Proposal, Wording
from annotations.margin.unsettling import unsettle
from annotations.prose.annotation_html import render_body
from annotations.record import Verb, record
from annotations.seminars.models import Member, Reading

# What a kind says beside its body; an edit may change these and the body, and nothing else.
SAID = ("body", "attack", "relation", "work", "citation", "quotation", "locator")


class IdentifierTaken(Exception):
    """Somebody else's, or another reading's, annotation already has this identifier."""


class Stale(Exception):
    """The text was edited elsewhere since this edit began; `annotation` is as it is now."""

    def __init__(self, annotation: Annotation) -> None:
        super().__init__("edited meanwhile")
        self.annotation = annotation


def post(
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
    **said: Any,
) -> Annotation:
    """Attach an annotation. Posting the same identifier again returns the first.

    `said` holds what its kind says (`SAID`). Raises IdentifierTaken.
    """
    try:
        with transaction.atomic():
            return _posted(
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
                    root_id=(about.root_id or about.pk) if about else None,
                    depth=about.depth + 1 if about else 0,
                    revision=reading.essay.current,
                    body_html=render_body(said.get("body", "")),
                    **(_selectors(passage) if passage else {}),
                    **said,
                )
            )
    except IntegrityError:
        earlier = Annotation.objects.filter(pk=id, author=author, reading=reading).first()
        if earlier is None:
            raise IdentifierTaken from None
        return earlier


def _selectors(passage: Passage) -> dict[str, Any]:
    return {name: getattr(passage, name) for name in ("start", "end", "exact", "prefix", "suffix")}


def _posted(annotation: Annotation) -> Annotation:
    with tallying.in_step(annotation):
        annotation.save(force_insert=True)
        if annotation.passage:
            Anchor.objects.create(
                seminar_id=annotation.seminar_id,
                annotation=annotation,
                revision=annotation.revision,
                paragraph=annotation.paragraph,
                start=annotation.start,
                end=annotation.end,
            )
    _record(Verb.POSTED, annotation, by=annotation.author, kind=annotation.kind)
    return annotation


@transaction.atomic
def edit(
    annotation: Annotation,
    *,
    by: Member,
    version: int,
    said: Mapping[str, Any],
    waits: bool = False,
) -> Annotation:
    """Change what an annotation says, keeping the earlier wording.

    `version` is the one the author saw; raises Stale when it is no longer the newest one. An
    edit that `waits` for a moderator leaves what others see of a published one as it is.
    """
    locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
    proposal = Proposal.objects.filter(annotation=locked).first()
    newest = proposal or locked
    if newest.version != version:
        raise Stale(locked)
    if all(getattr(newest, name) == value for name, value in said.items()):
        return locked
    if proposal:
        _keep_wording(locked, proposal)
    if waits and (locked.visibility, locked.state) == (rules.SEMINAR, rules.PUBLISHED):
        _propose(locked, newest, said)
    else:
        Proposal.objects.filter(annotation=locked).delete()
        _reword(locked, said, version=version + 1)
    _record(Verb.EDITED, locked, by=by, version=version + 1)
    return locked


def accept(annotation: Annotation, proposal: Proposal) -> bool:
    """Let an annotation say what its waiting edit says; False where that was edited meanwhile."""
    gone, _ = Proposal.objects.filter(pk=proposal.pk, version=proposal.version).delete()
    if gone:
        said = {name: getattr(proposal, name) for name in SAID}
        _reword(annotation, said, version=proposal.version)
    return bool(gone)


def _keep_wording(annotation: Annotation, text: Annotation | Proposal) -> None:
    said = {name: getattr(text, name) for name in SAID}
    Wording.objects.create(annotation=annotation, version=text.version, **said)


def _reword(annotation: Annotation, said: Mapping[str, Any], *, version: int) -> None:
    _keep_wording(annotation, annotation)
    if said.get("relation", annotation.relation) != annotation.relation:
        unsettle(annotation)
    for name, value in said.items():
        setattr(annotation, name, value)
    annotation.body_html = render_body(annotation.body)
    annotation.version = version
    annotation.edited_at = timezone.now()
    annotation.save()


def _propose(
    annotation: Annotation, newest: Annotation | Proposal, said: Mapping[str, Any]
) -> None:
    whole = {name: getattr(newest, name) for name in SAID} | dict(said)
    Proposal.objects.update_or_create(
        annotation=annotation,
        defaults={**whole, "version": newest.version + 1, "body_html": render_body(whole["body"])},
    )


@transaction.atomic
def show_to_seminar(annotation: Annotation, *, by: Member, state: str) -> Annotation:
    """Post a private annotation to the seminar, in the state that posting has there."""
    locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
    if locked.visibility == rules.PRIVATE:
        with tallying.in_step(locked):
            locked.visibility, locked.state = rules.SEMINAR, state
            locked.save(update_fields=["visibility", "state"])
        _record(Verb.POSTED, locked, by=by, kind=locked.kind)
    return locked


@transaction.atomic
def endorse(annotation: Annotation, *, by: Member) -> None:
    """Say that this is worth reading. Twice is once."""
    _, new = Endorsement.objects.get_or_create(annotation=annotation, member=by)
    if new:
        Annotation.objects.filter(pk=annotation.pk).update(endorsed=F("endorsed") + 1)
        _record(Verb.ENDORSED, annotation, by=by)


@transaction.atomic
def take_back_endorsement(annotation: Annotation, *, by: Member) -> None:
    """No longer say so."""
    gone, _ = Endorsement.objects.filter(annotation=annotation, member=by).delete()
    if gone:
        Annotation.objects.filter(pk=annotation.pk).update(endorsed=F("endorsed") - 1)
        _record(Verb.UNENDORSED, annotation, by=by)


def _record(verb: Verb, annotation: Annotation, *, by: Member, **details: str | int) -> None:
    record(
        verb,
        by=by.user,
        seminar=annotation.seminar_id,
        reading=annotation.reading_id,
        subject=annotation.pk,
        **details,
    )
