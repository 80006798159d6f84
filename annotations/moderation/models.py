"""Flags, decisions and appeals. Decisions are a chain: appended, never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation
from annotations.moderation.policy.conditions import APPEAL_WITHIN
from annotations.moderation.policy.decider_labels import decider_name
from annotations.moderation.policy.moderation_case import Case
from annotations.moderation.policy.steps import UNSEEN, State, Step
from annotations.people.models import User
from annotations.seals import SealedModel, SealField
from annotations.seminars.models import Member, Seminar
from annotations.seminars.moderation_reasons import Reason

# What was done to an annotation by each step, and by *keep*.
OUTCOMES = {
    Step.APPROVE: pgettext_lazy("decision", "Approved"),
    Step.HIDE: pgettext_lazy("decision", "Hidden"),
    Step.RESTORE: pgettext_lazy("decision", "Restored"),
    Step.REMOVE: pgettext_lazy("decision", "Removed"),
    Step.REINSTATE: pgettext_lazy("decision", "Reinstated"),
    Step.TAKE_BACK: pgettext_lazy("decision", "Removal taken back"),
    Step.ERASE: pgettext_lazy("decision", "Erased"),
    Step.DISMISS_FLAGS: pgettext_lazy("decision", "Flags dismissed"),
    Step.REOPEN_FLAGS: pgettext_lazy("decision", "Flags opened again"),
    Step.APPEAL: pgettext_lazy("decision", "Appealed"),
    Step.UPHOLD: pgettext_lazy("decision", "Upheld"),
    Step.REOPEN_APPEAL: pgettext_lazy("decision", "Appeal opened again"),
    Step.WITHDRAW: pgettext_lazy("decision", "Withdrawn"),
    Step.RETURN: pgettext_lazy("decision", "Brought back"),
}
KEPT = {
    State.HIDDEN: pgettext_lazy("decision", "Kept hidden"),
    State.REMOVED: pgettext_lazy("decision", "Kept removed"),
}


def describe_reason(given: Decision | Flag) -> str:
    """Return the label of the reason of a decision or a flag; "" where none was given. A query if
    the reason is the seminar's own and the seminar was not loaded with it."""
    if given.reason in Reason.values:
        return str(Reason(given.reason).label)
    return given.seminar.reason_label(given.reason) if given.reason else ""


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
    # The account of who decided; None where the threshold of flags did.
    who = models.UUIDField(null=True)
    who_label = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField()
    step = models.CharField(max_length=16)
    from_state = models.CharField(max_length=9)
    to_state = models.CharField(max_length=9)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    # The statement is for the author; the remark only moderators read.
    statement = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    # A salted digest of the judged text: the text can be erased, and the record still proves what
    # it was.
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    # The case as it was judged, of a decision that was just taken; None of one that was loaded.
    case: Case | None = None
    # What the digest is of: 1 the body alone, 2 all that was judged (`ledger.judged_content`).
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
    def outcome(self) -> str:
        """What was done, in a word or two for its author. Records from before there was the step
        *keep* say that flags were dismissed where the annotation was in fact kept hidden."""
        if self.step in (Step.KEEP, Step.DISMISS_FLAGS) and self.to_state in UNSEEN:
            return str(KEPT[State(self.to_state)])
        return str(OUTCOMES[Step(self.step)])

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
        """True if it still stands and its author may still appeal against it."""
        hides = self.step in (Step.HIDE, Step.REMOVE)
        stands = self.annotation.state == self.to_state
        return hides and stands and timezone.now() <= self.appeal_until


class Head(models.Model):
    """The end of a seminar's chain. It is locked before a decision is looked at."""

    seminar = models.OneToOneField(
        Seminar, models.CASCADE, primary_key=True, related_name="chain_head"
    )
    number = models.PositiveIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number}: {self.mac}"


class Flag(SealedModel):
    """A member asks a moderator to look at an annotation. Counts once a member and version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="flags")
    member = models.ForeignKey(Member, models.PROTECT, related_name="flags")
    version = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    # The decision that settled it; None again once the flags are reopened.
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
        return _("appeal of %(date)s") % {"date": f"{self.at:%Y-%m-%d}"}


class Look(models.Model):
    """A moderator has an annotation open: other moderators are told, so that two don't decide about
    it at once."""

    annotation = models.ForeignKey(Annotation, models.CASCADE, related_name="looks")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "annotation"], name="look_once")]

    def __str__(self) -> str:
        values = {"name": self.user, "annotation": self.annotation_id}
        return _("%(name)s looks at %(annotation)s") % values


class Mute(models.Model):
    """A time in which a member's posts wait for a moderator. When it ends the row stays, with who
    ended it and when."""

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
        return _("%(member)s, muted by %(leader)s") % {
            "member": self.member,
            "leader": self.began_by,
        }

    @property
    def muted_by(self) -> str:
        """Who muted the member, in the interface's language."""
        return decider_name(self.began_by)

    @property
    def unmuted_by(self) -> str:
        """Who ended it, in the interface's language; "" if it has not ended."""
        return decider_name(self.ended_by)
