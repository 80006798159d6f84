"""Flags, decisions and appeals. Decisions are a chain: appended, never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.moderation.policy.case import Case
from annotations.moderation.policy.conditions import APPEAL_WITHIN
from annotations.moderation.policy.decider_labels import decider_name
from annotations.moderation.policy.steps import UNSEEN, State, Step
from annotations.people.models import User
from annotations.seals import SealedModel, SealField
from annotations.seminars.models import Member, Seminar
from annotations.seminars.moderation_reasons import Reason


def describe_reason(told: Decision | Flag) -> str:
    """The reason of a decision or a flag. A query where it is the seminar's own and the seminar
    has not come along."""
    if told.reason in Reason.values:
        return str(Reason(told.reason).label)
    return told.seminar.reason_label(told.reason) if told.reason else ""


class Decision(models.Model):
    """One step taken with an annotation, sealed to the one before it in that seminar.

    Who and what are kept as plain identifiers beside a label: deleting an account or a
    seminar changes no row here. A database trigger refuses every update and delete.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(
        Seminar, models.DO_NOTHING, db_constraint=False, related_name="decisions"
    )
    annotation = models.ForeignKey(
        Annotation, models.DO_NOTHING, db_constraint=False, related_name="decisions"
    )
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    # The member who decided; nobody when the threshold of flags did.
    who = models.UUIDField(null=True)
    who_label = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=16)
    from_state = models.CharField(max_length=9)
    to_state = models.CharField(max_length=9)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    # What the author is told; and what only moderators read.
    statement = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    # Of the judged text, salted, so that the text can go and the record still prove it.
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    # The case as it was judged, of a decision that was just taken; None of one that was loaded.
    case: Case | None = None
    # What the digest is of: 1 the body alone, 2 all that was judged (`sealing.content_of`).
    format = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "number"], name="decision_number"),
        ]
        indexes = [models.Index(fields=["annotation", "number"], name="decisions_by_annotation")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.step} ({self.at:%Y-%m-%d})"

    @property
    def said(self) -> str:
        """What was done, as its author is told. Records that are older than the step *keep* say
        that flags were dismissed where in truth what they hid was kept hidden."""
        if self.step in (Step.KEEP, Step.DISMISS_FLAGS) and self.to_state in UNSEEN:
            return "Kept hidden" if self.to_state == State.HIDDEN else "Kept removed"
        return {
            Step.APPROVE: "Approved",
            Step.HIDE: "Hidden",
            Step.RESTORE: "Restored",
            Step.REMOVE: "Removed",
            Step.REINSTATE: "Reinstated",
            Step.TAKE_BACK: "Removal taken back",
            Step.ERASE: "Erased",
            Step.DISMISS_FLAGS: "Flags dismissed",
            Step.REOPEN_FLAGS: "Flags opened again",
            Step.APPEAL: "Appealed",
            Step.UPHOLD: "Upheld",
            Step.REOPEN_APPEAL: "Appeal opened again",
            Step.WITHDRAW: "Withdrawn",
            Step.RETURN: "Brought back",
        }[Step(self.step)]

    @property
    def why(self) -> str:
        """The reason in words."""
        return describe_reason(self)

    @property
    def decider(self) -> str:
        """Who took the step, as the record names them, in the interface's language."""
        return decider_name(self.who_label)

    @property
    def appeal_until(self) -> datetime:
        """The last moment at which its author may appeal."""
        return self.at + APPEAL_WITHIN

    @property
    def appealable(self) -> bool:
        """It still stands, and its author may still ask for a second look."""
        hides = self.step in (Step.HIDE, Step.REMOVE)
        stands = self.annotation.state == self.to_state
        return hides and stands and timezone.now() <= self.appeal_until


class Head(models.Model):
    """The end of a seminar's chain, locked while a decision is appended."""

    seminar = models.OneToOneField(
        Seminar, models.CASCADE, primary_key=True, related_name="chain_head"
    )
    number = models.PositiveIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.mac}"


class Flag(SealedModel):
    """A member asks a moderator to look. Counts once for each member and version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="flags")
    member = models.ForeignKey(Member, models.PROTECT, related_name="flags")
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    # Set by the decision that settled it; empty again when the flags are reopened.
    settled_by = models.ForeignKey(
        Decision, models.DO_NOTHING, db_constraint=False, null=True, related_name="settled_flags"
    )
    # Two seals: all flags of an annotation are settled in one statement, without loading them.
    seal = SealField(leaves_out=("settled_by",))
    settled_seal = SealField(covers=("annotation", "settled_by"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["annotation", "member", "version"], name="flagged_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["seminar", "annotation"],
                condition=models.Q(settled_by=None),
                name="open_flags",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why} ({self.at:%Y-%m-%d})"

    @property
    def why(self) -> str:
        """The reason in words."""
        return describe_reason(self)


class Appeal(SealedModel):
    """The author asks for a second look at a decision, once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="appeals")
    decision = models.OneToOneField(
        Decision, models.DO_NOTHING, db_constraint=False, related_name="appeal"
    )
    words = models.TextField(max_length=2_000)
    at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(
        Decision, models.DO_NOTHING, db_constraint=False, null=True, related_name="answered_appeals"
    )
    seal = SealField(leaves_out=("decision", "answered_by"))
    answered_seal = SealField(covers=("annotation", "decision", "answered_by"))

    class Meta:
        indexes = [
            models.Index(
                fields=["seminar", "annotation"],
                condition=models.Q(answered_by=None),
                name="open_appeals",
            ),
        ]

    def __str__(self) -> str:
        return f"appeal of {self.at:%Y-%m-%d}"


class Look(models.Model):
    """A moderator has this annotation in front of them: so that two don't decide it at once."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="looks")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "annotation"], name="look_once")]

    def __str__(self) -> str:
        return f"{self.user} looks at {self.annotation_id}"


class Mute(models.Model):
    """What a member posts waits for a moderator. Kept when it ends: who did so, and when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="mutes")
    began_at = models.DateTimeField(auto_now_add=True)
    began_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_at=None), name="muted_once"
            ),
        ]
        ordering = ["-began_at"]

    def __str__(self) -> str:
        return f"{self.member}, muted by {self.began_by}"

    @property
    def muted_by(self) -> str:
        """Who muted the member, in the interface's language."""
        return decider_name(self.began_by)

    @property
    def unmuted_by(self) -> str:
        """Who ended it, in the interface's language; "" if it has not ended."""
        return decider_name(self.ended_by)
