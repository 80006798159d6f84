"""The writes of the margin: posting, editing, endorsing. Each is one transaction and
records itself. States are moderation's to change (`moderation.actions`)."""

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
from annotations.margin.models import Anchor, Annotation, Endorsement, Proposal, Wording
from annotations.margin.tallies import update
from annotations.margin.tallies.standing_invalidation import unsettle
from annotations.prose.annotation_html import render_body
from annotations.seals import update_row
from annotations.seminars.models import Member, Reading

# What a kind says beside its body; an edit may change these and the body, and nothing else.
SAID = (
    *("body", "attack", "relation", "work", "citation", "quotation", "locator"),
    *("csl", "described_at", "described_by"),
)


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
    came_with: Annotation | None = None,
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
                    came_with=came_with,
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
    with update.in_step(annotation):
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
    _record_post(annotation, by=annotation.author)
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


@transaction.atomic
def describe(annotation: Annotation, *, version: int, said: Mapping[str, Any]) -> Annotation:
    """Change only what a source cites (`csl`, `work`, who described it and when), whatever its
    author's edit that waits would say.

    That edit goes on waiting; where it leaves the description as it is, it carries the new one.
    `version` is the newest one; raises Stale when it is no longer that.
    """
    locked = Annotation.objects.select_for_update().get(pk=annotation.pk)
    proposal = Proposal.objects.filter(annotation=locked).first()
    newest = proposal or locked
    if newest.version != version:
        raise Stale(locked)
    if proposal:
        _keep_wording(locked, proposal)
        carried = said if proposal.csl == locked.csl else {}
        for name, value in {**carried, "version": version + 2}.items():
            setattr(proposal, name, value)
        proposal.save()
    _reword(locked, said, version=version + 1)
    _record(Verb.EDITED, locked, by=said["described_by"], version=version + 1)
    return locked


def accept(annotation: Annotation, proposal: Proposal) -> bool:
    """Let an annotation say what its waiting edit says; False where either was changed meanwhile:
    roll back then."""
    gone, _ = Proposal.objects.filter(pk=proposal.pk, version=proposal.version).delete()
    said = {name: getattr(proposal, name) for name in SAID}
    return bool(gone) and _reword(annotation, said, version=proposal.version)


def _keep_wording(annotation: Annotation, text: Annotation | Proposal) -> None:
    said = {name: getattr(text, name) for name in SAID}
    Wording.objects.create(
        annotation=annotation,
        version=text.version,
        visibility=annotation.visibility,
        state=rules.PENDING if isinstance(text, Proposal) else annotation.state,
        **said,
    )


def _reword(annotation: Annotation, said: Mapping[str, Any], *, version: int) -> bool:
    """Whether the row was still as it was loaded; nothing is reworded where it was not."""
    _keep_wording(annotation, annotation)
    if said.get("relation", annotation.relation) != annotation.relation:
        unsettle(annotation)
    changes = {**said, "body_html": render_body(said.get("body", annotation.body))}
    return update_row(annotation, **changes, version=version, edited_at=timezone.now())


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
        with update.in_step(locked):
            update_row(locked, visibility=rules.SEMINAR, state=state)
        _record_post(locked, by=by)
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


def _record_post(annotation: Annotation, *, by: Member) -> None:
    _record(
        Verb.POSTED,
        annotation,
        by=by,
        kind=annotation.kind,
        state=annotation.state,
        visibility=annotation.visibility,
    )


def _record(verb: Verb, annotation: Annotation, *, by: Member, **details: str | int) -> None:
    record(
        verb,
        by=by.user,
        seminar=annotation.seminar_id,
        reading=annotation.reading_id,
        subject=annotation.pk,
        **details,
    )
