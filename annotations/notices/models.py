"""Notices, how people want to be told, and the mails that tell them."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from annotations.identifiers import uuid7
from annotations.margin.models import Annotation, ReadMark
from annotations.moderation.models import Decision
from annotations.people.models import User
from annotations.seminars.models import Member, Reading, Seminar


class NoticeKind(models.TextChoices):
    """What somebody is told of."""

    ANSWER = "answer", _("answer to me")
    MENTION = "mention", _("mention of me")
    DECISION = "decision", _("decision about what I wrote")
    DUE = "due", _("reading that is due soon")
    WAITING = "waiting", _("what waits for a moderator")


class MailChoice(models.TextChoices):
    """When somebody is told by mail."""

    PAGE = "page", _("on the page only")
    ONCE = "once", _("by mail at once")
    DAILY = "daily", _("by mail, once a day")
    WEEKLY = "weekly", _("by mail, once a week")


class NoticeMail(models.Model):
    """A mail with some notices of one person.

    It holds no text: that is written when it is sent. `claimed_until` is set before the mail is
    handed to the mail server and says until when nobody else sends it. A sender that stops in
    between leaves it claimed; it is sent again after that, with the same Message-ID.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_from = models.DateTimeField()
    # When it was sent, or found to say nothing any more.
    done_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["try_from"],
                condition=Q(done_at=None, given_up_at=None),
                name="mails_to_send",
            ),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, read and unread."""

    def unread(self) -> NoticeQuerySet:
        """Return those that were not seen in the list and whose annotation was not read."""
        mark = ReadMark.objects.filter(member=OuterRef("member"), annotation=OuterRef("annotation"))
        return self.filter(~Exists(mark) | Q(kind=NoticeKind.DECISION), seen_at=None)


class Notice(models.Model):
    """Something that one member is told of, once. It holds no text."""

    # The account too, so that the notices go with it: the member's row stays.
    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=NoticeKind)
    # What it is about, once for each person: “annotation …”, “decision …”, “due …”.
    occasion = models.CharField(max_length=80)
    annotation = models.ForeignKey(Annotation, models.CASCADE, null=True, related_name="+")
    decision = models.ForeignKey(
        Decision, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    reading = models.ForeignKey(Reading, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(NoticeMail, models.SET_NULL, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "occasion"], name="notice_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-at"], name="notices_by_user"),
            models.Index(
                fields=["at"], condition=Q(mail=None, seen_at=None), name="notices_not_mailed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.occasion})"


class NoticePreference(models.Model):
    """How somebody is told in one seminar; without a seminar, in all for which they chose
    nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_preferences")
    seminar = models.ForeignKey(Seminar, models.CASCADE, null=True, related_name="+")
    mail = models.CharField(max_length=6, choices=MailChoice, default=MailChoice.DAILY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "seminar"], name="notice_preference_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(seminar=None), name="notice_default_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_mail_display()


class RecordPosition(models.Model):
    """Up to which entry of the record notices were made. One row."""

    entry = models.BigIntegerField()

    def __str__(self) -> str:
        return f"up to {self.entry}"
