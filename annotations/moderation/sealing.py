"""How a decision comes to the end of its seminar's chain: locked, numbered, sealed."""

import secrets
from datetime import UTC
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from annotations.moderation import chain
from annotations.moderation.models import Decision, Head
from annotations.people.models import User


def locked_head(seminar: UUID) -> Head:
    """The end of the seminar's chain, held until the transaction ends."""
    heads = Head.objects.select_for_update()
    found = heads.filter(seminar=seminar).first()
    if found is None:
        Head.objects.get_or_create(seminar_id=seminar)
        found = heads.get(seminar=seminar)
    return found


def append(head: Head, decision: Decision, judged: str) -> Decision:
    """Number, seal and keep a decision at the end of its seminar's chain."""
    decision.number = head.number + 1
    decision.at = timezone.now()
    decision.salt = secrets.token_hex(16)
    decision.digest = chain.digest(judged, decision.salt)
    decision.previous = head.mac
    decision.mac = chain.seal(link_of(decision), key())
    decision.save(force_insert=True)
    head.number, head.mac = decision.number, decision.mac
    head.save(update_fields=["number", "mac"])
    return decision


def label_of(by: User | None, name: str | None, role: str | None) -> str:
    """What the record calls whoever acts, kept when their account is gone. `name` and `role`
    are a member's; whoever runs the site may have none."""
    if by is None:
        return "the flags of members"
    return f"{(name or by.get_username())[:100]} ({role or 'site'})"


def link_of(decision: Decision) -> chain.Link:
    """A decision as it is sealed."""
    return chain.Link(
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


def key() -> bytes:
    """What the chains are sealed with."""
    return settings.CHAIN_KEY.encode()
