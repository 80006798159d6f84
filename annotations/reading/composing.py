"""The composer: what it begins with, what happens when it is sent, and why it may not be."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from annotations.arguments.actions import tie
from annotations.arguments.queries import claims_at
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import post
from annotations.margin.forms import ComposerForm
from annotations.margin.kept import kept_for
from annotations.margin.models import Annotation, Attack, Kind, Relation
from annotations.moderation.actions import first_state
from annotations.prose.bodies import render
from annotations.seminars.queries import Opened
from annotations.sources.actions import keep
from annotations.sources.formatting import format_citation


def address_of(opened: Opened, block: Block, name: str = "paragraph", **query: str) -> str:
    """The URL of a block's page, or of another page about it."""
    reading = opened.reading
    path = reverse(name, args=[reading.seminar.slug, reading.slug, block.part])
    return f"{path}?{urlencode(query)}" if query else path


def form_for(opened: Opened, block: Block, data: Any = None, **options: Any) -> ComposerForm:
    """A composer for this block and this reader."""
    return ComposerForm(data, reading=opened.reading, reader=opened.reader, block=block, **options)


def blank_form(request: HttpRequest, opened: Opened, block: Block) -> ComposerForm:
    """A composer to begin with: of the kind and about what the link said, with what was kept."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "about", "exact")}
    if asked["kind"] not in Kind.values:
        asked["kind"] = Kind.NOTE
    return form_for(opened, block, initial={"id": uuid7(), **asked, **kept_for(request)})


def composing(
    opened: Opened,
    block: Block,
    form: ComposerForm,
    *,
    preview: bool = False,
    id: UUID | None = None,
) -> dict[str, Any]:
    """What the composer's template needs. `id` replaces an identifier that was used up."""
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "paragraph": block,
        "form": form,
        "form_id": id or form["id"].value() or uuid7(),
        "about": answered(opened, block, form),
        "claims": claims_at(opened.reading, block) if opened.reader.writes else [],
        "preview": previewed(form) if preview else None,
        "action": address_of(opened, block),
        "kinds": Kind,
        "attacks": Attack,
        "relations": Relation,
    }


def answered(opened: Opened, block: Block, form: ComposerForm) -> Annotation | None:
    """The annotation that the composer answers, if it is there for this reader."""
    try:
        identifier = UUID(str(form["about"].value() or ""))
    except ValueError:
        return None
    found = Annotation.objects.visible_to(opened.reader).select_related("author")
    return found.filter(pk=identifier, paragraph=block.paragraph_id).first()


def previewed(form: ComposerForm) -> dict[str, str]:
    """How it would look: the body, and the work as it was understood."""
    cleaned = getattr(form, "cleaned_data", {})
    work = cleaned.get("csl")
    return {
        "body": render(cleaned.get("body", "")),
        "cited": format_citation(work).html if work else "",
    }


@transaction.atomic
def attach(opened: Opened, block: Block, form: ComposerForm) -> Annotation:
    """Post what a valid form holds, with the work it cites and the claim it bears on."""
    assert opened.member is not None
    cleaned, said = form.cleaned_data, form.said()
    if "csl" in cleaned:
        said["work"] = keep(opened.reading.seminar, cleaned["csl"])
    annotation = post(
        id=cleaned["id"],
        reading=opened.reading,
        paragraph=block.paragraph,
        author=opened.member,
        kind=cleaned["kind"],
        visibility=cleaned["visibility"],
        state=first_state(opened.reading.seminar, opened.member, cleaned["body"]),
        about=cleaned.get("about"),
        passage=cleaned.get("passage"),
        **said,
    )
    if cleaned.get("claim") and annotation.kind == Kind.COUNTERPOINT:
        tie(annotation, wording=cleaned["claim"], by=opened.member)
    return annotation


def says_otherwise(annotation: Annotation, form: ComposerForm) -> bool:
    """The form's identifier was used before, for other words."""
    said = form.said()
    return any(getattr(annotation, name) != said[name] for name in ("body", "citation"))


def why_not(opened: Opened) -> str:
    """Why this visitor can't post here."""
    if opened.reader.closed:
        return "This seminar is closed: it can be read, not added to. Your text is kept below."
    if opened.member:
        return "As an observer you read along; ask the leader to make you a reader."
    return "Join the seminar to post this. Your text is kept below."
