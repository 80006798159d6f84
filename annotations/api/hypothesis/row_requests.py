"""Creating, changing, withdrawing, flagging and deciding, as Hypothesis's client asks for it.

Each goes through the actions, forms and limits of the pages, by those of the Protocol.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from annotations.api.hypothesis.door import Call
from annotations.api.hypothesis.queries import parse_moment, row_for
from annotations.api.problems import Problem
from annotations.api.protocol.targets import find_target
from annotations.api.protocol.write_requests import (
    check_may_write,
    create_annotation,
    too_many,
    update_annotation,
    withdraw_annotation,
)
from annotations.essays.queries import readable_blocks
from annotations.margin import rules
from annotations.margin.models import Annotation
from annotations.margin.posting_rules.rate_limits import PostingLimitReached
from annotations.margin.queries import OpenedAnnotation, open_annotation
from annotations.moderation.actions import Conflict, flag_annotation, take_step
from annotations.moderation.policy.steps import Refused, State, Step
from annotations.moderation.restrictions.flag_limits import check_flag_limit
from annotations.people.visitors import signed_in_account
from annotations.seminars.moderation_reasons import Reason
from annotations.web_annotation.annotation_documents import newest_text_for
from annotations.web_annotation.hypothesis_rows import VERSION, Row, citation_line
from annotations.web_annotation.parsing.document_values import DocumentProblem, list_of
from annotations.web_annotation.parsing.sent_documents import SentAnnotation, read_annotation

# What a row has of Hypothesis's; the rest of what is sent is not read.
ROW_FIELDS = ("group", "permissions", "references", "tags", "target", "text", "uri", VERSION)
# The step that a status asks for, by the state that an annotation is in.
STEPS = {
    ("APPROVED", State.PENDING): Step.APPROVE,
    ("APPROVED", State.HIDDEN): Step.RESTORE,
    ("APPROVED", State.REMOVED): Step.REINSTATE,
    ("DENIED", State.PENDING): Step.HIDE,
    ("DENIED", State.PUBLISHED): Step.HIDE,
    ("SPAM", State.PENDING): Step.HIDE,
    ("SPAM", State.PUBLISHED): Step.HIDE,
}


def open_row(call: Call, id: UUID) -> OpenedAnnotation:
    """Return an annotation of this reading. Raises Http404 if the caller may not see it here."""
    opened = open_annotation(id, call.request.user)
    if opened.annotation.reading_id != call.opened.reading.pk:
        raise Http404
    return opened


def create_row(call: Call, sent: Any) -> Row:
    """Post what the client sends, and return its row. Raises Problem (403, 409, 422, 429)."""
    check_may_write(call.opened)
    row = {name: sent[name] for name in ROW_FIELDS if name in sent}
    read = _read(_with_one_page(row))
    blocks = readable_blocks(call.opened.reading.essay)
    # Their positions count the whole page: only a hint which of several equal words are meant.
    target = replace(read.target, end=None)
    found = find_target(target, call.opened, call.addresses, blocks)
    posted, _moved = create_annotation(call.opened, found, read)
    return row_for(call, posted.pk)


def change_row(call: Call, id: UUID, sent: Any) -> Row:
    """Change an annotation as the client says, and return its row; what is not sent stays.

    Raises Problem (403, 409, 412, 422, 429): 409 also if what was edited is not what is there now.
    """
    opened, row = open_row(call, id), row_for(call, id)
    changed = {name: sent[name] for name in ROW_FIELDS if name in sent}
    if changed.get(VERSION, row[VERSION]) != row[VERSION]:
        raise _changed_meanwhile()
    if "target" in changed and _quotes(changed) != _quotes(row):
        words = _("What it is about stays: withdraw it, and send a new one about the other place.")
        raise Problem(409, "conflict", words)
    read = _read({**row, **changed, "id": None, "target": row["target"]})
    shown = newest_text_for(opened.reader, opened.annotation)
    language = call.opened.reading.essay.language
    if read.content.get("citation") == citation_line(shown, language):
        read = replace(read, content={**read.content, "citation": shown.citation})
    if _is_shared(changed):
        read = replace(read, visibility=rules.SEMINAR)
    update_annotation(opened, read)
    return row_for(call, id)


def _read(document: dict[str, Any]) -> SentAnnotation:
    try:
        return read_annotation({name: part for name, part in document.items() if part is not None})
    except DocumentProblem as problem:
        errors = [{"pointer": problem.pointer, "detail": problem.words}]
        raise Problem(422, "invalid", problem.words, errors=errors) from None


def _with_one_page(row: Row) -> Row:
    """Return a row whose targets are on the page that it names, as Hypothesis's server takes them:
    when the client imports an annotation, they still name the page from which it was exported."""
    targets = row.get("target")
    if not isinstance(row.get("uri"), str) or not isinstance(targets, list):
        return row
    return row | {
        "target": [
            {**each, "source": row["uri"]} if isinstance(each, dict) else each for each in targets
        ]
    }


def _quotes(row: dict[str, Any]) -> list[Any]:
    """Return the words that a row is about."""
    targets = [each for each in list_of(row["target"]) if isinstance(each, dict)]
    selectors = [part for each in targets for part in list_of(each.get("selector"))]
    return [part["exact"] for part in selectors if isinstance(part, dict) and "exact" in part]


def _is_shared(row: dict[str, Any]) -> bool:
    permissions = row.get("permissions")
    readers = permissions.get("read") if isinstance(permissions, dict) else None
    return isinstance(readers, list) and any(str(each).startswith("group:") for each in readers)


def withdraw_row(call: Call, id: UUID) -> None:
    """Withdraw an annotation of the caller's. Raises Problem (403, 409, 412)."""
    withdraw_annotation(open_row(call, id))


def flag_row(call: Call, id: UUID) -> None:
    """Ask a moderator to look at an annotation. Raises Problem (403, 429)."""
    opened = open_row(call, id)
    if "flag" not in rules.permitted_actions(opened.reader, opened.annotation):
        raise Problem(403, "forbidden", _("You may not do this with it."))
    assert opened.member is not None  # who flags is a member
    try:
        check_flag_limit(opened.member, opened.annotation)
    except PostingLimitReached as limit:
        raise too_many(limit) from None
    words = _("Flagged in the Hypothesis client, which asks for no reason.")
    flag_annotation(opened.annotation, by=opened.member, reason=Reason.OTHER, words=words)


def decide_about_row(call: Call, id: UUID, status: str, seen: dict[str, Any]) -> None:
    """Take the step that gives an annotation this status, which is one of Hypothesis's.

    `seen` is what the moderator saw of it. Raises Problem (403, 409, 422): 409 if it is not so any
    more, or if no step leads there.
    """
    opened, row = open_row(call, id), row_for(call, id)
    annotation = opened.annotation
    if "decide" not in rules.permitted_actions(opened.reader, annotation):
        raise Problem(403, "forbidden", _("Only a moderator of this seminar may do this."))
    if status not in ("APPROVED", "DENIED", "SPAM"):
        raise Problem(422, "invalid", _("The status is APPROVED, DENIED or SPAM."))
    stale = seen.get("current_moderation_status", row["moderation_status"])
    moment = parse_moment(str(seen.get("annotation_updated", row["updated"])))
    step = STEPS.get((status, State(annotation.state)))
    if stale != row["moderation_status"] or moment != parse_moment(row["updated"]) or step is None:
        raise _changed_meanwhile()
    if step == Step.APPROVE and "annotation_updated" not in seen:
        raise _changed_meanwhile()  # nobody approves what they may not have seen
    _take(step, annotation, call, reason=Reason.SPAM if status == "SPAM" else Reason.OTHER)


def _take(step: Step, annotation: Annotation, call: Call, *, reason: Reason) -> None:
    """Take a step about the text that the client shows, which is not an edit that waits."""
    try:
        take_step(
            step,
            annotation,
            by=signed_in_account(call.request.user),
            version=annotation.version,
            state=annotation.state,
            reason="" if step in (Step.APPROVE, Step.RESTORE) else reason,
            remark=_("Decided in the Hypothesis client, which asks for no reason."),
        )
    except Conflict:
        raise _changed_meanwhile() from None
    except Refused as refused:
        raise Problem(409, "conflict", refused.words) from None


def _changed_meanwhile() -> Problem:
    return Problem(409, "conflict", _("It was changed or decided meanwhile. Look at it again."))
