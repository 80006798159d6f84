"""The composer: what it begins with, what happens when it is sent, and why it may not be."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from annotations.arguments.claims.actions import assign_claim
from annotations.arguments.claims.queries import claims_at_block
from annotations.arguments.context import may_pull_out_here
from annotations.arguments.models import Bearing, Claim
from annotations.arguments.schemes import QUESTIONS_BY_CODE, SCHEMES_CREDIT, CriticalQuestion
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.actions import post
from annotations.margin.choices import Attack, Kind, Relation
from annotations.margin.composing.form_recovery import kept_for
from annotations.margin.composing.forms import ComposerForm, told
from annotations.margin.entries import entries_for
from annotations.margin.models import Annotation
from annotations.moderation.actions import first_state
from annotations.prose.annotation_html import render_body
from annotations.reading.composing.evidence import post_evidence, works_by_id
from annotations.seminars.models import Part
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader
from annotations.sources.actions import keep
from annotations.sources.completeness import IN_A_THREAD, told_before
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import format_citation
from annotations.sources.identity import identity_key
from annotations.sources.models import Work
from annotations.sources.styles.fields import with_short_title

# What a link may fill in beforehand.
ASKED = ("kind", "about", "exact", "attack", "claim", "question")

POSTED_BEFORE = "You have posted this form before, with other words. Post again to add these."
CLAIM_TOO_LATE = (
    "This was posted before, without this claim. On the page of a claim you can say what bears on "
    "it."
)


def block_url(opened: OpenedReading, block: Block, name: str = "paragraph", **query: str) -> str:
    """The URL of a block's page, or of another page about it."""
    reading = opened.reading
    path = reverse(name, args=[reading.seminar.slug, reading.slug, block.part])
    return f"{path}?{urlencode(query)}" if query else path


def form_for(opened: OpenedReading, block: Block, data: Any = None, **options: Any) -> ComposerForm:
    """A composer for this block and this reader."""
    return ComposerForm(data, reading=opened.reading, reader=opened.reader, block=block, **options)


def blank_form(request: HttpRequest, opened: OpenedReading, block: Block) -> ComposerForm:
    """A composer to begin with: of the kind and about what the link said, with what was kept."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    if asked["kind"] not in Kind.values:
        asked["kind"] = Kind.NOTE
    return form_for(opened, block, initial={"id": uuid7(), **asked, **kept_for(request)})


def composer_context(
    opened: OpenedReading,
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
        "form_id": id or form_id_of(form),
        "about": annotation_answered(opened, block, form),
        "question": question_for(form),
        "after": SCHEMES_CREDIT,
        "claims": claims_offered(opened, block) if opened.reader.writes else [],
        "may_pull_out": may_pull_out_here(opened),
        "part": part_of(opened),
        "preview": preview_context(form, opened.reading.essay.language) if preview else None,
        "action": block_url(opened, block),
        "kinds": Kind,
        "attacks": Attack,
        "relations": Relation,
    }


def claims_offered(opened: OpenedReading, block: Block) -> list[Claim]:
    """The claims made here; of some that say the same, the first."""
    found = claims_at_block(opened.reading, block, opened.reader)
    return list({claim.visible_wording: claim for claim in reversed(found)}.values())[::-1]


def question_for(form: ComposerForm) -> tuple[str, CriticalQuestion] | None:
    """The critical question that the reader chose to start from, by its name."""
    chosen = str((form.data if form.is_bound else form.initial).get("question", ""))
    return (chosen, QUESTIONS_BY_CODE[chosen]) if chosen in QUESTIONS_BY_CODE else None


def form_id_of(form: ComposerForm) -> Any:
    """The identifier under which the form will be posted; a damaged one is replaced."""
    damaged = form.is_bound and "id" in form.errors
    return uuid7() if damaged else form["id"].value() or uuid7()


def part_of(opened: OpenedReading) -> Part | None:
    """What this member has taken on for this reading."""
    if not opened.reader.writes:
        return None
    return opened.reading.parts.filter(member=opened.member).first()


def annotation_answered(
    opened: OpenedReading, block: Block, form: ComposerForm
) -> Annotation | None:
    """The annotation that the composer answers, if it is there for this reader."""
    try:
        identifier = UUID(str(form["about"].value() or ""))
    except ValueError:
        return None
    found = Annotation.objects.visible_to(opened.reader).select_related("author")
    return found.filter(pk=identifier, paragraph=block.paragraph_id).first()


def preview_context(form: ComposerForm, language: str) -> dict[str, Any]:
    """How it would look: the body, and each work as it was understood, with any doubts. What
    stands beside its field already is not said again. Two queries."""
    cleaned = getattr(form, "cleaned_data", {})
    works = cleaned.get("works", ())
    known = known_works([found.work for found in works], form.reader) if works else {}
    beside = "citation" in form.errors
    return {
        "body": render_body(cleaned.get("body", "")),
        "cited": [
            work_preview(known.get(identity_key(found.work), found.work), found.locator, language)
            for found in works
        ],
        "doubts": [doubt for found in works for doubt in found.doubts],
        "unread": [] if beside else told(form.unread, cleaned.get("citation", "")),
    }


def work_preview(work: CslItem, locator: str, language: str) -> tuple[str, str]:
    """A work as it would stand in the thread, and what is told of it before it is posted."""
    formatted = format_citation(with_short_title(work, IN_A_THREAD), locale=language)
    return formatted.linked(locator), told_before(work, asking=settings.LOOKUP)


def known_works(works: Sequence[CslItem], reader: Reader) -> dict[str, CslItem]:
    """What the seminar knows already of these works, by identity, as far as the reader sees it:
    a number that somebody has described stands for its description. Two queries."""
    keys = [identity_key(work)[:400] for work in works]
    found = Work.objects.filter(seminar=reader.seminar, identity__in=keys)
    identities = dict(found.values_list("pk", "identity"))
    entries = entries_for(identities, reader).values()
    return {identities[each.work]: each.csl for each in entries if each.csl.get("title")}


@transaction.atomic
def post_from_form(opened: OpenedReading, block: Block, form: ComposerForm) -> list[Annotation]:
    """Post what a valid form holds: of a source as many as it names works, each with its own
    identifier made of the form's and the work's, so that sending it twice is once; of a
    counterpoint, after it the sources that it brings along. All of it begins in one state. A
    counterpoint that says otherwise than was posted under its identifier brings nothing along.

    Raises IdentifierTaken and EvidenceRefused.
    """
    assert opened.member is not None
    cleaned = form.cleaned_data
    works = cleaned.get("works", ())
    seminar, visibility = opened.reading.seminar, cleaned["visibility"]
    state = first_state(seminar, opened.member, posted_texts(form), visibility)
    if cleaned["kind"] == Kind.COUNTERPOINT:
        before = bool(works) and Annotation.objects.filter(pk=cleaned["id"]).exists()
        counterpoint = post_one(opened, block, form, cleaned["id"], state)
        if not works or text_differs([counterpoint], form):
            return [counterpoint]
        brought = post_evidence(opened, counterpoint, works, posted_before=before)
        return [counterpoint, *brought]
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
            work=found.work,
            citation=found.text,
            locator=found.locator,
        )
        for pk, found in works_by_id(cleaned["id"], works).items()
    ]


def is_single_annotation(form: ComposerForm) -> bool:
    """A valid form is posted as one annotation, under its own identifier."""
    number = len(form.cleaned_data.get("works", ()))
    brings = form.cleaned_data["kind"] == Kind.COUNTERPOINT
    return not number or (number == 1 and not (brings or form.unread))


def annotation_ids_of(form: ComposerForm) -> set[UUID]:
    """The identifiers of all annotations that a valid form is posted as."""
    cleaned = form.cleaned_data
    whole = is_single_annotation(form) or cleaned["kind"] == Kind.COUNTERPOINT
    each = {} if is_single_annotation(form) else works_by_id(cleaned["id"], cleaned["works"])
    return {*each, cleaned["id"]} if whole else {*each}


def posted_texts(form: ComposerForm) -> list[Any]:
    """Every text that a valid form posts, in whichever annotation: what links are counted in."""
    cleaned = form.cleaned_data
    works = cleaned.get("works", ())
    said = [form.said(), cleaned.get("claim", "")]
    return said + [[found.text, found.locator, found.work] for found in works]


def post_one(
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    id: UUID,
    state: str,
    *,
    work: CslItem | None = None,
    **instead: str,
) -> Annotation:
    """Post one annotation, with the work it cites and the claim it bears on. One that was posted
    before, and was looked at then, takes no claim any more."""
    assert opened.member is not None
    cleaned, said = form.cleaned_data, form.said() | instead
    if work:
        said |= {"work": keep(opened.reading.seminar, work), "csl": dict(work)}
    claims = bool(cleaned.get("claim")) and cleaned["kind"] != Kind.NOTE and not cleaned["about"]
    claims = claims and not Annotation.objects.filter(pk=id).exists()
    annotation = post(
        id=id,
        reading=opened.reading,
        paragraph=block.paragraph,
        author=opened.member,
        kind=cleaned["kind"],
        visibility=cleaned["visibility"],
        state=state,
        about=cleaned.get("about"),
        passage=cleaned.get("passage"),
        **said,
    )
    if claims:
        assign_claim(annotation, wording=cleaned["claim"], by=opened.member)
    return annotation


def difference_to_posted(
    annotations: list[Annotation], form: ComposerForm
) -> tuple[str | None, str] | None:
    """What is told, and beside which field, if the form's identifier was used before for other
    words or about another claim; None if it says the same. At most one query."""
    if text_differs(annotations, form):
        return None, POSTED_BEFORE
    if claim_differs(annotations[0], form):
        return "claim", CLAIM_TOO_LATE
    return None


def text_differs(annotations: list[Annotation], form: ComposerForm) -> bool:
    """The form's identifier was used before, for other words."""
    said = form.said()
    if annotations[0].kind != form.cleaned_data["kind"]:
        return True
    alone = annotations[0].pk == form.cleaned_data["id"]  # else one of several sources
    names, posted = (("body", "citation"), annotations[:1]) if alone else (("body",), annotations)
    return any(getattr(each, name) != said[name] for each in posted for name in names)


def claim_differs(posted: Annotation, form: ComposerForm) -> bool:
    """The form names another claim than what was posted under its identifier before. At most one
    query."""
    claim = form.cleaned_data.get("claim")
    if not claim or posted.kind == Kind.NOTE or posted.about_id is not None:
        return False
    return not Bearing.objects.filter(annotation=posted, wording=claim).exists()


def form_for_unread_rest(
    opened: OpenedReading, block: Block, form: ComposerForm, posted: int
) -> ComposerForm:
    """The composer with only what could not be read of the paste, and where it stood in it."""
    left = "\n\n".join(problem.text for problem in form.unread)
    sent = {name: form.data.get(name, "") for name in form.fields}
    again = form_for(opened, block, sent | {"citation": left, "id": str(uuid7())})
    again.errors.clear()
    were = "1 was" if posted == 1 else f"{posted} were"
    again.add_error("citation", f"{were} posted. This is left, because it could not be read:")
    for problem in told(form.unread, form.cleaned_data["citation"]):
        again.add_error("citation", problem)
    return again


def may_join(opened: OpenedReading) -> bool:
    """This visitor, signed in, can become a reader here by themselves."""
    seminar = opened.reading.seminar
    return opened.reader.user is not None and opened.member is None and seminar.can_be_joined


def why_may_not_post(opened: OpenedReading) -> str:
    """Why this visitor can't post here."""
    if opened.reader.closed:
        return "This seminar is closed: it can be read, not added to. Your text is kept below."
    if opened.member:
        return "As an observer you read along; ask the leader to make you a reader."
    if may_join(opened):
        return "Join the seminar to post this. Your text is kept below."
    return "Only members post here. Your text is kept below; ask the leader to invite you."
