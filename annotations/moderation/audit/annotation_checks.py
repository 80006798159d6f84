"""Whether one annotation, and what is kept about it, is as it was judged, recorded and sealed.

Each question is answered by the first thing that is wrong, in a sentence, or None.
"""

from collections.abc import Callable
from uuid import UUID

from annotations.activity import Verb
from annotations.margin import rules
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.margin.tallies.check import is_rendered
from annotations.moderation.audit.history import AnnotationHistory
from annotations.moderation.decisions import chain
from annotations.moderation.decisions.ledger import BODY, content_of
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.seals import SealedModel, is_sealed, seals_of

# The states in which posting leaves an annotation, before anybody has decided anything.
UNDECIDED = [rules.PENDING, rules.PUBLISHED]

type Text = Annotation | Proposal | Wording


def check_annotation(history: AnnotationHistory) -> str | None:
    """What is wrong first with an annotation. No query."""
    annotation = history.annotation
    if annotation is None:
        return check_missing(history)
    questions: tuple[Callable[[AnnotationHistory, Annotation], str | None], ...] = (
        check_private_undecided,
        check_visibility,
        check_state,
        check_judged_text,
        check_versions,
        check_seals,
        check_posting_recorded,
        check_html,
        check_rows_complete,
        check_anchors,
        check_paragraph,
    )
    return next((wrong for ask in questions if (wrong := ask(history, annotation))), None)


def check_missing(history: AnnotationHistory) -> str | None:
    """Something was decided about an annotation that is not there any more, or it was posted and
    never deleted."""
    if history.decisions:
        number = history.decisions[0].number
        return f"Annotation {history.pk}, about which record {number} decided, is gone."
    if history.told(Verb.POSTED) and not history.told(Verb.DELETED):
        return f"Annotation {history.pk}, which was posted, is gone."
    return None


def check_private_undecided(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Something was decided about an annotation that is private."""
    if annotation.visibility != rules.PRIVATE or not history.decisions:
        return None
    number = history.decisions[0].number
    return f"Annotation {annotation.pk} is private, although record {number} decided on it."


def check_visibility(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """It is private although it was last posted to the seminar, or the reverse. Entries from
    before visibility was recorded tell it only where it was posted twice."""
    told = history.told(Verb.POSTED)
    posted = told[-1].details.get("visibility") if told else None
    if not posted and len(told) > 1:
        posted = rules.SEMINAR
    if posted in (None, annotation.visibility):
        return None
    return f"Annotation {annotation.pk} is {annotation.visibility}, but was posted as {posted}."


def check_posting_recorded(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """The record does not say that it was posted."""
    if history.told(Verb.POSTED):
        return None
    return f"The record does not say that annotation {annotation.pk} was posted."


def check_state(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """It is not in the state in which the last decision left it, or in which it was posted."""
    if annotation.visibility == rules.PRIVATE:
        return None  # its author's steps leave no decision
    state, said = annotation.state, f"Annotation {annotation.pk} is {annotation.state}, but"
    if history.decisions:
        decided = history.decisions[-1].to_state
        return None if state == decided else f"{said} its last decision left it {decided}."
    if state not in UNDECIDED:
        return f"{said} nobody decided that."
    posted = [each.details.get("state", state) for each in history.told(Verb.POSTED)]
    if posted and posted[-1] != state:
        return f"{said} it was posted as {posted[-1]}, and nobody has decided since."
    return None


def check_judged_text(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """A text that was judged is not kept as it was judged; the erased have none."""
    if annotation.state == rules.ERASED:
        return None
    kept: dict[int, Text] = {each.version: each for each in kept_texts(history, annotation)}
    for decision in history.decisions:
        text = kept.get(decision.version)
        if text is None or expected_digest(decision, annotation, text) != decision.digest:
            return (
                f"Annotation {annotation.pk} does not say what it said in version "
                f"{decision.version}, which record {decision.number} judged."
            )
    return None


def expected_digest(decision: Decision, annotation: Annotation, text: Text) -> str:
    """The digest that a decision should have of a text. Records from before format 2 have one of
    the body alone."""
    whole = text.body if decision.format == BODY else content_of(annotation, text)
    return chain.digest(whole, decision.salt)


def kept_texts(history: AnnotationHistory, annotation: Annotation) -> list[Text]:
    """Every version that is kept, the annotation itself first."""
    edit = annotation.waiting_edit
    return [annotation, *([edit] if edit else []), *history.wordings]


def check_versions(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """An earlier version is missing, or an older one was put back; the erased have none."""
    if annotation.state == rules.ERASED:
        return None
    kept = sorted(each.version for each in kept_texts(history, annotation))
    if kept != [*range(1, len(kept) + 1)]:
        return f"Annotation {annotation.pk} lacks an earlier version: it has {kept}."
    edited = [int(each.details.get("version", 1)) for each in history.told(Verb.EDITED)]
    if max(edited, default=1) > kept[-1]:
        return f"Annotation {annotation.pk} was edited to version {max(edited)}, which is gone."
    return None


def check_seals(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """A row is not as it was sealed: somebody changed it, or added it, in the database alone."""
    name = f"annotation {annotation.pk}"
    edit = annotation.waiting_edit
    rows: list[tuple[str, SealedModel]] = [
        (f"Annotation {annotation.pk}", annotation),
        *([(f"The edit that waits for {name}", edit)] if edit else []),
        *((f"Version {each.version} of {name}", each) for each in history.wordings),
        *((f"Flag {each.pk} on {name}", each) for each in history.flags),
        *((f"Appeal {each.pk} about {name}", each) for each in history.appeals),
        *((f"Place {each.pk} of {name}", each) for each in history.anchors),
    ]
    for said, row in rows:
        if not all(is_sealed(row, seal) for seal in seals_of(type(row))):
            return f"{said} is not as it was sealed."
    return None


def check_html(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Readers or moderators see something else than the body says."""
    edit = annotation.waiting_edit
    shown: list[Annotation | Proposal] = [annotation, *([edit] if edit else [])]
    for text in shown:
        if not is_rendered(text):
            return (
                f"Annotation {annotation.pk} is not shown as its body says in version "
                f"{text.version}; doctor --repair renders it again."
            )
    return None


def check_rows_complete(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """A flag, an appeal or a decision that the record tells of is not there any more."""
    appealed = [each for each in history.decisions if each.step == Step.APPEAL]
    kept = (
        ("flag", len(history.told(Verb.FLAGGED)), len(history.flags)),
        ("appeal", len(appealed), len(history.appeals)),
        ("decision", len(history.told(Verb.DECIDED)), len(history.decisions)),
    )
    for name, told, there in kept:
        if told > there:
            return f"Annotation {annotation.pk} lacks a {name}: {told} recorded, {there} kept."
    return None


def check_anchors(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """It has no place in the text to which it was posted, or in one to which it was carried."""
    places = {each.revision_id for each in history.anchors}
    belonging = revisions_needing_anchor(history, annotation)
    if annotation.revision_id in belonging - places:
        return f"Annotation {annotation.pk} lacks the place at which it was posted."
    if belonging - places:
        return f"Annotation {annotation.pk} lacks a place to which a revision carried it."
    return None


def revisions_needing_anchor(history: AnnotationHistory, annotation: Annotation) -> set[UUID]:
    """The revisions in which an annotation must have an anchor.

    Each revision carries what begins a thread or is about a passage (`editions.actions`), and
    gives it an anchor in the text before and in the text after. Before that, only a passage has
    one. What begins a thread is also carried where it was posted to an earlier text.
    """
    first, current = annotation.revision_id, vars(annotation)["current"]
    if annotation.about_id is not None and not annotation.passage:
        return set()  # it stands where its thread stands
    posted = history.told(Verb.POSTED)
    later = {revision for number, revision in history.shown if posted and number > posted[0].pk}
    belonging = later | ({first} if later or annotation.passage else set())
    if annotation.about_id is None and current != first:
        belonging |= {first, current}
    return belonging


def check_paragraph(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """It stands at another paragraph than its place in the current text."""
    places = {each.revision_id: each.paragraph_id for each in history.anchors}
    now = places.get(vars(annotation)["current"], annotation.paragraph_id)
    if annotation.root_id is None and now != annotation.paragraph_id:
        return f"Annotation {annotation.pk} stands at another paragraph than its place says."
    return None
