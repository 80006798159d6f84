"""How a decision comes to the end of its seminar's chain: locked, numbered, sealed."""

import secrets
from datetime import UTC
from uuid import UUID

from django.conf import settings

from annotations.margin.models import CONTENT_FIELDS, Annotation, Proposal, Wording
from annotations.moderation.decisions import chain
from annotations.moderation.models import Decision, Head
from annotations.people.models import User
from annotations.seals import canonical_json

# What of an annotation is judged beside what it says: what it is, whose, and where. Not its
# paragraph, which a new revision of the text may move; that is sealed in its row.
PLACE = (
    "id",
    "kind",
    "author_id",
    "visibility",
    "about_id",
    "revision_id",
    *("start", "end", "exact", "prefix", "suffix"),
)
# The work is left out: two records of one work may become one, and the citation is its words.
# Columns; a work is joined to another without changing what was said.
WORDS = [name.replace("_by", "_by_id") for name in CONTENT_FIELDS if name != "work"]


BODY_ONLY, ALL_JUDGED = 1, 2  # what the digest of a decision is of: `Decision.format`


class Overtaken(Exception):
    """Somebody else's decision or edit was kept since this one was begun."""


def lock_head(seminar: UUID) -> Head:
    """The end of the seminar's chain, held until the transaction ends."""
    return Head.objects.select_for_update().get(pk=get_or_begin_head(seminar).pk)


def get_or_begin_head(seminar: UUID) -> Head:
    """The end of the seminar's chain, which begins here if it hasn't yet."""
    return Head.objects.get_or_create(seminar_id=seminar)[0]


def judged_content(annotation: Annotation, text: Annotation | Proposal | Wording) -> str:
    """All that is judged with a text of an annotation: what it says, what it is, whose and where.

    What says nothing is left out, so that a new column changes no digest.
    """
    said = {name: getattr(text, name) for name in WORDS if getattr(text, name)}
    place = {name: getattr(annotation, name) for name in PLACE}
    return canonical_json({"version": text.version, "said": said, "place": place})


def append_decision(head: Head, decision: Decision, judged: Annotation | Proposal) -> Decision:
    """Number, seal and keep a decision, with a digest of the text that it `judged`, at the end of
    its seminar's chain.

    The end is compared and moved on in one stroke, which locks it until the transaction ends:
    nobody else's decision comes between. Raises Overtaken where one has since `head` was read.
    """
    decision.number = head.number + 1
    decision.salt = secrets.token_hex(16)
    decision.format = ALL_JUDGED
    decision.digest = chain.salted_digest(
        judged_content(decision.annotation, judged), decision.salt
    )
    decision.previous = head.mac
    decision.mac = chain.seal_link(chain_link(decision), chain_key())
    end = Head.objects.filter(seminar=decision.seminar_id, number=head.number, mac=head.mac)
    if not end.update(number=decision.number, mac=decision.mac):
        raise Overtaken
    decision.save(force_insert=True)
    return decision


def actor_label(by: User | None, name: str | None, role: str | None) -> str:
    """What the record calls whoever acts, kept when their account is gone. `name` and `role`
    are a member's; whoever runs the site may have none."""
    if by is None:
        return "the flags of members"
    return f"{(name or by.get_username())[:100]} ({role or 'site'})"


def chain_link(decision: Decision) -> chain.Link:
    """A decision as it is sealed."""
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
    """What the chains are sealed with."""
    return settings.CHAIN_KEY.encode()
