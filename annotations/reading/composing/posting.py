"""Posting what a composer holds: the annotations of a form, or how it differs from what was
posted under its identifier before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from annotations.arguments.claims.actions import assign_claim
from annotations.arguments.models import Bearing
from annotations.essays.models import Block
from annotations.margin.actions import post_annotation
from annotations.margin.choices import Kind
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation
from annotations.moderation.actions import state_when_posted
from annotations.reading.composing.evidence import post_evidence, works_by_id
from annotations.seminars.queries import OpenedReading
from annotations.sources.actions import get_or_create_work
from annotations.sources.csl.items import CslItem

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

POSTED_BEFORE = gettext_lazy(
    "You have posted this form before, with other words. Post again to add these."
)
CLAIM_TOO_LATE = gettext_lazy(
    "This was posted before, without this claim. On the page of a claim you can say what bears on "
    "it."
)


@transaction.atomic(savepoint=False)
def post_from_form(opened: OpenedReading, block: Block, form: ComposerForm) -> list[Annotation]:
    """Post the annotations of a valid form, all in the same first state, and return them.

    A source form that names several works becomes one source for each, with an identifier derived
    from the form's and the work's, so that a form sent twice is posted once. After a counterpoint
    the sources in its field `evidence` are posted, unless its identifier was used before for
    other words.

    Raises IdentifierTaken if somebody else used the identifier, and EvidenceRefused if the
    counterpoint takes no more sources.
    """
    assert opened.member is not None
    cleaned = form.cleaned_data
    works = cleaned.get("works", ())
    seminar, visibility = opened.reading.seminar, cleaned["visibility"]
    state = state_when_posted(seminar, opened.member, posted_texts(form), visibility)
    if cleaned["kind"] == Kind.COUNTERPOINT:
        posted_before = bool(works) and Annotation.objects.filter(pk=cleaned["id"]).exists()
        counterpoint = post_one(opened, block, form, cleaned["id"], state)
        if not works or text_differs([counterpoint], form):
            return [counterpoint]
        sources = post_evidence(opened, counterpoint, works, posted_before=posted_before)
        return [counterpoint, *sources]
    if is_single_annotation(form):
        work = works[0].work if works else None
        return [post_one(opened, block, form, cleaned["id"], state, work=work)]
    return [
        post_one(
            opened,
            block,
            form,
            pk,
            state,
            work=parsed.work,
            citation=parsed.text,
            locator=parsed.locator,
        )
        for pk, parsed in works_by_id(cleaned["id"], works).items()
    ]


def is_single_annotation(form: ComposerForm) -> bool:
    """True if a valid form is posted as one annotation, under its own identifier."""
    number = len(form.cleaned_data.get("works", ()))
    is_counterpoint = form.cleaned_data["kind"] == Kind.COUNTERPOINT
    return not number or (number == 1 and not (is_counterpoint or form.unread))


def annotation_ids_of(form: ComposerForm) -> set[UUID]:
    """Return the identifiers of all annotations that a valid form is posted as."""
    cleaned = form.cleaned_data
    whole = is_single_annotation(form) or cleaned["kind"] == Kind.COUNTERPOINT
    each = {} if is_single_annotation(form) else works_by_id(cleaned["id"], cleaned["works"])
    return {*each, cleaned["id"]} if whole else {*each}


def posted_texts(form: ComposerForm) -> list[Any]:
    """Return every text that a valid form posts, in which links are counted."""
    cleaned = form.cleaned_data
    works = cleaned.get("works", ())
    texts = [form.content(), cleaned.get("claim", "")]
    return texts + [[parsed.text, parsed.locator, parsed.work] for parsed in works]


def post_one(
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    id: UUID,
    state: str,
    *,
    work: CslItem | None = None,
    **replaced: str,
) -> Annotation:
    """Post one annotation, with the work it cites and the claim it bears on.

    `replaced` are texts to post instead of the form's. If the identifier was posted before, the
    claim is not assigned: a moderator may have approved the annotation without it.
    """
    assert opened.member is not None
    cleaned, content = form.cleaned_data, form.content() | replaced
    if work:
        content |= {"work": get_or_create_work(opened.reading.seminar, work), "csl": dict(work)}
    has_claim = bool(cleaned.get("claim")) and cleaned["kind"] != Kind.NOTE and not cleaned["about"]
    has_claim = has_claim and not Annotation.objects.filter(pk=id).exists()
    annotation = post_annotation(
        id=id,
        reading=opened.reading,
        paragraph=block.paragraph,
        author=opened.member,
        kind=cleaned["kind"],
        visibility=cleaned["visibility"],
        state=state,
        about=cleaned.get("about"),
        passage=cleaned.get("passage"),
        **content,
    )
    if has_claim:
        assign_claim(annotation, wording=cleaned["claim"], by=opened.member)
    return annotation


def difference_to_posted(
    annotations: list[Annotation], form: ComposerForm
) -> tuple[str | None, StrOrPromise] | None:
    """Return the field and the error if the form's identifier was posted before with other words or
    another claim; None if nothing differs. At most one query."""
    if text_differs(annotations, form):
        return None, POSTED_BEFORE
    if claim_differs(annotations[0], form):
        return "claim", CLAIM_TOO_LATE
    return None


def text_differs(annotations: list[Annotation], form: ComposerForm) -> bool:
    """True if the form's identifier was posted before with other words."""
    content = form.content()
    if annotations[0].kind != form.cleaned_data["kind"]:
        return True
    alone = annotations[0].pk == form.cleaned_data["id"]  # else one of several sources
    names, posted = (("body", "citation"), annotations[:1]) if alone else (("body",), annotations)
    return any(getattr(each, name) != content[name] for each in posted for name in names)


def claim_differs(posted: Annotation, form: ComposerForm) -> bool:
    """True if the form names another claim than the annotation posted under its identifier. At most
    one query."""
    claim = form.cleaned_data.get("claim")
    if not claim or posted.kind == Kind.NOTE or posted.about_id is not None:
        return False
    return not Bearing.objects.filter(annotation=posted, wording=claim).exists()
