"""Checks of one annotation and the rows about it against the record, the decisions and the seals.

Each check returns a sentence about the first difference that it finds, or None. No check makes a
query.
"""

from collections.abc import Callable
from uuid import UUID

from annotations.activity import Verb
from annotations.margin import rules
from annotations.margin.models import Annotation, Proposal, Wording
from annotations.margin.precomputed_tallies.check import is_rendered
from annotations.moderation.audit.history import AnnotationHistory
from annotations.moderation.decisions import chain
from annotations.moderation.decisions.ledger import BODY_ONLY, judged_content
from annotations.moderation.models import Decision
from annotations.moderation.policy.steps import Step
from annotations.seals import SealedModel, is_sealed, seal_names

# The states of an annotation that was posted and about which nothing was decided.
UNDECIDED_STATES = [rules.PENDING, rules.PUBLISHED]

type Text = Annotation | Proposal | Wording


def check_annotation(history: AnnotationHistory) -> str | None:
    """Return a sentence about the first check that fails for an annotation; None if all pass."""
    annotation = history.annotation
    if annotation is None:
        return check_missing(history)
    checks: tuple[Callable[[AnnotationHistory, Annotation], str | None], ...] = (
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
    return next((problem for check in checks if (problem := check(history, annotation))), None)


def check_missing(history: AnnotationHistory) -> str | None:
    """Check an annotation whose row is missing: its reading was deleted; or nothing was decided
    about it, and it was never posted or the record says that it was deleted."""
    if history.reading_deleted:
        return None
    if history.decisions:
        number = history.decisions[0].number
        return f"Annotation {history.pk}, about which record {number} decided, is gone."
    if history.entries_with(Verb.POSTED) and not history.entries_with(Verb.DELETED):
        return f"Annotation {history.pk}, which was posted, is gone."
    return None


def check_private_undecided(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that nothing was decided about an annotation that is private."""
    if annotation.visibility != rules.PRIVATE or not history.decisions:
        return None
    number = history.decisions[0].number
    return f"Annotation {annotation.pk} is private, although record {number} decided on it."


def check_visibility(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that it has the visibility with which it was last posted.

    Older entries don't record the visibility. Two of them mean that it was posted to the seminar.
    """
    entries = history.entries_with(Verb.POSTED)
    posted = entries[-1].details.get("visibility") if entries else None
    if not posted and len(entries) > 1:
        posted = rules.SEMINAR
    if posted in (None, annotation.visibility):
        return None
    return f"Annotation {annotation.pk} is {annotation.visibility}, but was posted as {posted}."


def check_posting_recorded(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that the record says that it was posted."""
    if history.entries_with(Verb.POSTED):
        return None
    return f"The record does not say that annotation {annotation.pk} was posted."


def check_state(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that it is in the state to which the last decision led, or in which it was posted."""
    if annotation.visibility == rules.PRIVATE:
        return None  # steps of its author are not recorded as decisions
    state, prefix = annotation.state, f"Annotation {annotation.pk} is {annotation.state}, but"
    if history.decisions:
        decided = history.decisions[-1].to_state
        return None if state == decided else f"{prefix} its last decision left it {decided}."
    if state not in UNDECIDED_STATES:
        return f"{prefix} nobody decided that."
    posted = [each.details.get("state", state) for each in history.entries_with(Verb.POSTED)]
    if posted and posted[-1] != state:
        return f"{prefix} it was posted as {posted[-1]}, and nobody has decided since."
    return None


def check_judged_text(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that every version that was judged is kept as it was. Erased annotations have none, and
    neither have withdrawn ones that came in an archive without their texts, and so without the time
    at which they were withdrawn."""
    withheld = annotation.state == rules.WITHDRAWN and annotation.withdrawn_at is None
    if annotation.state == rules.ERASED or withheld:
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
    """Return the digest that a decision should have of a text: of the body alone for records from
    before format 2."""
    whole = text.body if decision.format == BODY_ONLY else judged_content(annotation, text)
    return chain.salted_digest(whole, decision.salt)


def kept_texts(history: AnnotationHistory, annotation: Annotation) -> list[Text]:
    """Return every version that is kept: the annotation, its waiting edit, its earlier wordings."""
    edit = annotation.waiting_edit
    return [annotation, *([edit] if edit else []), *history.wordings]


def check_versions(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that no version is missing and the newest is the last edit. Erased annotations have
    no earlier versions."""
    if annotation.state == rules.ERASED:
        return None
    kept = sorted(each.version for each in kept_texts(history, annotation))
    if kept != [*range(1, len(kept) + 1)]:
        return f"Annotation {annotation.pk} lacks an earlier version: it has {kept}."
    edited = [int(each.details.get("version", 1)) for each in history.entries_with(Verb.EDITED)]
    if max(edited, default=1) > kept[-1]:
        return f"Annotation {annotation.pk} was edited to version {max(edited)}, which is gone."
    return None


def check_seals(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that its row and those about it match their seals: nobody changed or added one with
    other means than this program."""
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
    for subject, row in rows:
        if not all(is_sealed(row, seal) for seal in seal_names(type(row))):
            return f"{subject} is not as it was sealed."
    return None


def check_html(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that the HTML that readers and moderators see is that of the body."""
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
    """Check that no flag, appeal or decision is missing that the record has an entry about."""
    appealed = [each for each in history.decisions if each.step == Step.APPEAL]
    kept = (
        ("flag", len(history.entries_with(Verb.FLAGGED)), len(history.flags)),
        ("appeal", len(appealed), len(history.appeals)),
        ("decision", len(history.entries_with(Verb.DECIDED)), len(history.decisions)),
    )
    for name, recorded, present in kept:
        if recorded > present:
            return (
                f"Annotation {annotation.pk} lacks a {name}: {recorded} recorded, {present} kept."
            )
    return None


def check_anchors(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that it has an anchor in every revision in which it must have one."""
    places = {each.revision_id for each in history.anchors}
    needed = revisions_needing_anchor(history, annotation)
    if annotation.revision_id in needed - places:
        return f"Annotation {annotation.pk} lacks the place at which it was posted."
    if needed - places:
        return f"Annotation {annotation.pk} lacks a place to which a revision carried it."
    return None


def revisions_needing_anchor(history: AnnotationHistory, annotation: Annotation) -> set[UUID]:
    """Return the revisions in which an annotation must have an anchor.

    A new revision carries annotations forward that begin a thread or are about a passage
    (`editions.actions`), and gives them an anchor in the revision before it and in itself. Before
    that, only annotations about a passage have one. An annotation that begins a thread and was
    posted to an earlier revision is carried forward as well.
    """
    first, current = annotation.revision_id, history.current_revision
    if annotation.about_id is not None and not annotation.passage:
        return set()  # answers have the place of their thread
    posted = history.entries_with(Verb.POSTED)
    later = {
        revision for number, revision in history.later_revisions if posted and number > posted[0].pk
    }
    needed = later | ({first} if later or annotation.passage else set())
    if annotation.about_id is None and current and current != first:
        needed |= {first, current}
    return needed


def check_paragraph(history: AnnotationHistory, annotation: Annotation) -> str | None:
    """Check that it is at the paragraph of its anchor in the current revision."""
    places = {each.revision_id: each.paragraph_id for each in history.anchors}
    current, now = history.current_revision, annotation.paragraph_id
    if current:
        now = places.get(current, now)
    if annotation.root_id is None and now != annotation.paragraph_id:
        return f"Annotation {annotation.pk} stands at another paragraph than its place says."
    return None
