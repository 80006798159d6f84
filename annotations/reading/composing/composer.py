"""The composer: its initial values, posting what it holds, and why a visitor may not post."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from annotations.arguments.claims.queries import claims_at_block
from annotations.arguments.models import Claim
from annotations.arguments.reading_context import is_held_here
from annotations.arguments.rules import may_pull_out
from annotations.arguments.schemes import QUESTIONS_BY_CODE, SCHEMES_CREDIT, CriticalQuestion
from annotations.essays.models import Block
from annotations.identifiers import uuid7
from annotations.margin.bibliographic_entries import entries_for
from annotations.margin.choices import Attack, Kind, Relation
from annotations.margin.composing.content_form import problem_sentences
from annotations.margin.composing.form_recovery import saved_form
from annotations.margin.composing.forms import ComposerForm
from annotations.margin.models import Annotation
from annotations.prose.annotation_html import render_body
from annotations.reading.block_lookup import is_partial_request, may_have_claims
from annotations.seminars.models import Part
from annotations.seminars.queries import OpenedReading
from annotations.seminars.rules import Reader
from annotations.sources.completeness import THREAD_TITLE_LENGTH, preview_notice
from annotations.sources.csl.items import CslItem
from annotations.sources.formatting import format_citation
from annotations.sources.identity import identity_key
from annotations.sources.models import Work
from annotations.sources.styles.fields import with_short_title

# The fields that the query string of a link may fill in.
PASSAGE = ("exact", "prefix", "suffix", "start", "end")
PREFILLED = ("kind", "about", *PASSAGE, "attack", "claim", "question")
# What the query string of a thread narrows or orders it by.
PARTS = ("only", "order", "under", "after")
# The fields with a label, as they stand in the template.
LABELLED = (
    *("kind", "exact", "attack", "citation", "relation", "body", "quotation", "locator"),
    *("evidence", "claim"),
)


def block_url(opened: OpenedReading, block: Block, name: str = "paragraph", **query: str) -> str:
    """Return the URL of a block's page, or of another page about the block."""
    reading = opened.reading
    path = reverse(name, args=[reading.seminar.slug, reading.slug, block.part])
    return f"{path}?{urlencode(query)}" if query else path


def form_for(opened: OpenedReading, block: Block, data: Any = None, **options: Any) -> ComposerForm:
    """Return a composer for this block and this reader."""
    first = opened.member is not None and opened.member.has_written_here is False
    return ComposerForm(
        data,
        reading=opened.reading,
        reader=opened.reader,
        block=block,
        is_first_here=first,
        **options,
    )


def blank_form(request: HttpRequest, opened: OpenedReading, block: Block) -> ComposerForm:
    """Return an unbound composer with the values of the query string and those that were typed here
    before signing in."""
    prefilled = {name: request.GET.get(name, "") for name in PREFILLED}
    if prefilled["kind"] not in Kind.values:
        prefilled["kind"] = Kind.NOTE
    return form_for(opened, block, initial={"id": uuid7(), **prefilled, **saved_form(request)})


def composer_context(
    request: HttpRequest,
    opened: OpenedReading,
    block: Block,
    form: ComposerForm,
    *,
    preview: bool = False,
    id: UUID | None = None,
    claims: Sequence[Claim] | None = None,
    below: bool = False,
) -> dict[str, Any]:
    """Return what the composer's template needs. `id` replaces one that was used before; `claims`
    are those made at this block, if they are known already, else one query. With `below` it stands
    below the annotation that it answers, and not at the end of the thread."""
    held = is_held_here(opened)
    form_id = id or form_id_of(form)
    first = "" if is_partial_request(request) else field_to_begin_in(form)
    return {
        "opened": opened,
        "reading": opened.reading,
        "reader": opened.reader,
        "paragraph": block,
        "form": form,
        "untouched": is_untouched(form),
        "form_id": form_id,
        "ids": {name: "composer" if name == first else f"{name}-{form_id}" for name in LABELLED},
        "about": annotation_answered(opened, block, form),
        "question": question_for(form),
        "schemes_credit": SCHEMES_CREDIT,
        "claims": claims_offered(opened, block, claims) if opened.reader.writes else [],
        "held": held,
        "may_pull_out": may_pull_out(opened.reader, held=held),
        "own_part": part_of(opened),
        "preview": preview_context(form, opened.reading.essay.language) if preview else None,
        "action": block_url(opened, block),
        "below_annotation": below or "below" in request.POST,
        # The thread that it is in shows a part, or in another order: a post shows it anew.
        "redraws": "redraw" in request.POST or any(name in request.GET for name in PARTS),
        "back_to_join": address_to_return_to(request, opened, block, form, joined=False),
        "back_to_write": address_to_return_to(request, opened, block, form, joined=True),
        "kinds": Kind,
        "attacks": Attack,
        "relations": Relation,
    }


def is_untouched(form: ComposerForm) -> bool:
    """True if nothing was sent, typed before, or named in the address, except for the kind."""
    given = (value for name, value in form.initial.items() if name not in ("id", "kind"))
    return not form.is_bound and not any(given)


def field_to_begin_in(form: ComposerForm) -> str:
    """Return the name of the field in which to go on: the first wrong one, else what is asked first
    of this kind. The composer's address (`#composer`) leads to it."""
    wrong = next((name for name in LABELLED if form.is_bound and name in form.errors), None)
    if wrong:
        return wrong
    kind = form["kind"].value()
    if kind == Kind.COUNTERPOINT and not (form["attack"].value() or form["body"].value()):
        return "attack"
    return "citation" if kind == Kind.SOURCE and not form["citation"].value() else "body"


def address_to_return_to(
    request: HttpRequest, opened: OpenedReading, block: Block, form: ComposerForm, *, joined: bool
) -> str:
    """Return where a visitor goes on who has signed in or up, or who has joined: at the composer
    that was asked for, else in the same thread at the same words.

    From a thread that was opened in the essay, whoever has joined returns to the paragraph there.
    Before, the thread's page shows how to join.
    """
    partial, reading = is_partial_request(request), opened.reading
    query = asked_query(request, form)
    if partial and not query and (joined or not reading.seminar.can_be_joined):
        return f"{reverse('read', args=[reading.seminar.slug, reading.slug])}#{block.address}"
    if at := request.GET.get("at", ""):
        query["at"] = at
    path = block_url(opened, block) if partial else request.path
    return f"{path}?{urlencode(query)}#composer" if query else f"{path}#composer"


def asked_query(request: HttpRequest, form: ComposerForm) -> dict[str, str]:
    """Return the query of the composer that was asked for by its kind, its passage or what it
    answers; empty if none was."""
    names = ("kind", "about", *PASSAGE)
    query = {name: str(form[name].value()) for name in names if form[name].value()}
    return query if "kind" in request.GET or {"about", "exact"} & query.keys() else {}


def claims_offered(
    opened: OpenedReading, block: Block, claims: Sequence[Claim] | None = None
) -> list[Claim]:
    """Return the claims made at this block, which may be known already; of claims with the same
    wording, the first."""
    if claims is None and may_have_claims(block):
        claims = claims_at_block(opened.reading, block, opened.reader)
    return list({claim.visible_wording: claim for claim in reversed(claims or [])}.values())[::-1]


def question_for(form: ComposerForm) -> tuple[str, CriticalQuestion] | None:
    """Return the critical question that the reader chose to start from, with its code, or None."""
    code = str((form.data if form.is_bound else form.initial).get("question", ""))
    return (code, QUESTIONS_BY_CODE[code]) if code in QUESTIONS_BY_CODE else None


def form_id_of(form: ComposerForm) -> Any:
    """Return the identifier under which the form will be posted; a damaged one is replaced."""
    damaged = form.is_bound and "id" in form.errors
    return uuid7() if damaged else form["id"].value() or uuid7()


def part_of(opened: OpenedReading) -> Part | None:
    """Return the part that this member has taken on in this reading, or None. No query: it was read
    with the block."""
    if not opened.reader.writes:
        return None
    assert opened.member is not None  # who writes is a member
    name = opened.member.part_here
    return Part(name=name) if name else None


def annotation_answered(
    opened: OpenedReading, block: Block, form: ComposerForm
) -> Annotation | None:
    """Return the annotation at this block that the composer answers, if the reader may see it; else
    None."""
    try:
        identifier = UUID(str(form["about"].value() or ""))
    except ValueError:
        return None
    visible = Annotation.objects.visible_to(opened.reader).select_related("author")
    return visible.filter(pk=identifier, paragraph=block.paragraph_id).first()


def preview_context(form: ComposerForm, language: str) -> dict[str, Any]:
    """Return what a preview shows: the body, each work as it was parsed, doubts about it, and what
    could not be read unless an error beside the field says so already. Two queries."""
    cleaned = getattr(form, "cleaned_data", {})
    works = cleaned.get("works", ())
    known = known_works([parsed.work for parsed in works], form.reader) if works else {}
    has_error = "citation" in form.errors
    return {
        "body": render_body(cleaned.get("body", "")),
        "cited": [
            work_preview(
                known.get(identity_key(parsed.work), parsed.work), parsed.locator, language
            )
            for parsed in works
        ],
        "doubts": [doubt for parsed in works for doubt in parsed.doubts],
        "unread": [] if has_error else problem_sentences(form.unread, cleaned.get("citation", "")),
    }


def work_preview(work: CslItem, locator: str, language: str) -> tuple[str, str]:
    """Return a work's reference as a thread would show it, and the notice that goes with it."""
    formatted = format_citation(with_short_title(work, THREAD_TITLE_LENGTH), locale=language)
    return formatted.linked(locator), preview_notice(work, asking=settings.LOOKUP)


def known_works(works: Sequence[CslItem], reader: Reader) -> dict[str, CslItem]:
    """Return the descriptions of those works that the seminar has already, by identity key.

    Only works with a title that the reader may see. Two queries.
    """
    keys = [identity_key(work)[:400] for work in works]
    known = Work.objects.filter(seminar=reader.seminar, identity__in=keys)
    identities = dict(known.values_list("pk", "identity"))
    entries = entries_for(identities, reader).values()
    return {identities[each.work]: each.csl for each in entries if each.csl.get("title")}


def form_for_unread_rest(
    opened: OpenedReading, block: Block, form: ComposerForm, posted: int
) -> ComposerForm:
    """Return the composer with only that part of the paste that could not be read, and why."""
    left = "\n\n".join(problem.text for problem in form.unread)
    sent = {name: form.data.get(name, "") for name in form.fields}
    again = form_for(opened, block, sent | {"citation": left, "id": str(uuid7())})
    again.errors.clear()
    message = ngettext(
        "%(count)d was posted. This is left, because it could not be read:",
        "%(count)d were posted. This is left, because it could not be read:",
        posted,
    )
    again.add_error("citation", message % {"count": posted})
    for problem in problem_sentences(form.unread, form.cleaned_data["citation"]):
        again.add_error("citation", problem)
    return again
