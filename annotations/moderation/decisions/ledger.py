"""Append decisions to the chain of their seminar: lock its head, number them, seal them."""

import secrets
from datetime import UTC
from uuid import UUID

from django.conf import settings
from django.db.models import Q, Subquery

from annotations.margin.models import CONTENT_FIELDS, Annotation, Proposal, Wording
from annotations.moderation.decisions import chain
from annotations.moderation.models import Decision, Head
from annotations.people.models import User
from annotations.seals import canonical_json

# The columns of an annotation that a digest covers besides its text: what it is, whose, and where.
# The paragraph is left out, because a new revision may change it; it is sealed in the row.
PLACE = (
    "id",
    "kind",
    "author_id",
    "visibility",
    "about_id",
    "revision_id",
    *("start", "end", "exact", "prefix", "suffix"),
)
# The columns of its text. The work is left out: when two records of one work are joined, what the
# annotation says does not change, and `citation` holds the words.
WORDS = [name.replace("_by", "_by_id") for name in CONTENT_FIELDS if name != "work"]


BODY_ONLY, ALL_JUDGED = 1, 2  # what the digest of a decision is of: `Decision.format`


def lock_head(seminar: UUID) -> Head:
    """The head of the seminar's chain, locked until the transaction ends; the chain begins here if
    it hasn't yet. Locked before any row of an annotation, or two would wait for each other. One
    query, and four where the chain begins."""
    head = Head.objects.select_for_update().filter(seminar=seminar).first()
    if head is None:
        Head.objects.get_or_create(seminar_id=seminar)  # by us or, a moment ago, by somebody else
        head = Head.objects.select_for_update().get(seminar=seminar)
    return head


def lock_for_decision(annotation: UUID) -> Head:
    """Lock the head of the chain of an annotation's seminar, then the annotation and the sources
    that came with it, until the transaction ends: neither a decision nor an edit comes between.

    Returns the head. Two queries, and more where the chain begins. Raises
    Annotation.DoesNotExist.
    """
    place = Annotation.objects.filter(pk=annotation).values("seminar")[:1]
    head = Head.objects.select_for_update().filter(seminar=Subquery(place)).first()
    if head is None:
        head = lock_head(Annotation.objects.get(pk=annotation).seminar_id)
    own = Annotation.objects.filter(Q(pk=annotation) | Q(came_with=annotation)).order_by("pk")
    list(own.select_for_update(no_key=True).values_list("pk"))
    return head


def judged_content(annotation: Annotation, text: Annotation | Proposal | Wording) -> str:
    """Return what a digest of an annotation's text covers: what it says, what it is, whose, where.

    Empty columns of the text are left out, so that a new column changes no digest.
    """
    said = {name: getattr(text, name) for name in WORDS if getattr(text, name)}
    place = {name: getattr(annotation, name) for name in PLACE}
    return canonical_json({"version": text.version, "said": said, "place": place})


def append_decision(head: Head, decision: Decision, judged: Annotation | Proposal) -> Decision:
    """Number, seal and save a decision, with a digest of the text that it `judged`, at the end of
    its seminar's chain. `head` is locked, and moved on. Two queries."""
    decision.number = head.number + 1
    decision.salt = secrets.token_hex(16)
    decision.format = ALL_JUDGED
    decision.digest = chain.salted_digest(
        judged_content(decision.annotation, judged), decision.salt
    )
    decision.previous = head.mac
    decision.mac = chain.seal_link(chain_link(decision), chain_key())
    head.number, head.mac = decision.number, decision.mac
    head.save(update_fields=["number", "mac"])
    decision.save(force_insert=True)
    return decision


def actor_label(by: User | None, name: str | None, role: str | None) -> str:
    """Return what the record calls whoever acts, which stays when their account is gone. `name` and
    `role` are a member's; whoever runs the site may have none. Stored, so it is never translated
    here: see `policy.decider_labels`."""
    if by is None:
        return "the flags of members"
    return f"{(name or by.get_username())[:100]} ({role or 'site'})"


def chain_link(decision: Decision) -> chain.Link:
    """Return a decision in the form that is sealed."""
    return chain.Link(
        format=decision.format,
        id=str(decision.pk),
        number=decision.number,
        seminar=str(decision.seminar_id),
        when=decision.at.astimezone(UTC).isoformat(),
        who=f"{decision.who or ''} {decision.who_label}",
        annotation=str(decision.annotation_id),
        version=decision.version,
        step=decision.step,
        from_state=decision.from_state,
        to_state=decision.to_state,
        reason=decision.reason,
        statement=decision.statement,
        remark=decision.remark,
        digest=f"{decision.salt}:{decision.digest}",
        previous=decision.previous,
    )


def chain_key() -> bytes:
    """Return the key of the chains' seals."""
    return settings.CHAIN_KEY.encode()
