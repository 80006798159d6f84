"""A group that reads together: what it reads, who belongs to it, and under which policies."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotations.essays.models import Essay
from annotations.identifiers import uuid7
from annotations.people.models import User
from annotations.seminars import rules


class WhoMayRead(models.TextChoices):
    """Who is let in without being a member."""

    MEMBERS = "members", "Members only"
    LINK = "link", "Anyone with the link"
    EVERYONE = "everyone", "Everyone"


class Moderation(models.TextChoices):
    """When a moderator looks at what a reader posts."""

    AFTER = "after", "After publication"
    BEFORE = "before", "Before publication"


class Role(models.TextChoices):
    """What a member is in a seminar."""

    LEADER = rules.LEADER, "Leader"
    MODERATOR = rules.MODERATOR, "Moderator"
    READER = rules.READER, "Reader"
    OBSERVER = rules.OBSERVER, "Observer"


class SeminarQuerySet(models.QuerySet["Seminar"]):
    """Which seminars a visitor may enter."""

    def readable_by(self, user: User | None) -> SeminarQuerySet:
        """Those that let this visitor in. The anonymous are answered first: a join to
        members with `user=None` would match seminars that have none."""
        anyone = ~Q(who_may_read=WhoMayRead.MEMBERS)
        if user is None:
            return self.filter(anyone)
        if user.is_superuser:
            return self
        return self.filter(anyone | Q(pk__in=Member.objects.active().of(user).values("seminar")))

    def listed_for(self, user: User | None) -> SeminarQuerySet:
        """Those to show on the front page: open to everyone, or mine."""
        everyone = Q(who_may_read=WhoMayRead.EVERYONE)
        if user is None:
            return self.filter(everyone)
        return self.filter(everyone | Q(pk__in=Member.objects.active().of(user).values("seminar")))


class Seminar(models.Model):
    """A group reading. It owns its members, its policies and everything written in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=500, blank=True)
    who_may_read = models.CharField(max_length=8, choices=WhoMayRead, default=WhoMayRead.MEMBERS)
    # Whoever is signed in may join as a reader; otherwise by invitation.
    open_to_join = models.BooleanField(default=False)
    moderation = models.CharField(max_length=6, choices=Moderation, default=Moderation.AFTER)
    # Empty means the usual: 3, and 2 in a seminar of fewer than ten.
    flag_threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeminarQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def closed(self) -> bool:
        """Its closing date has passed: it is read-only."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def may_be_joined(self) -> bool:
        """Whoever is signed in may become a reader."""
        return self.open_to_join and not self.closed


class Reading(models.Model):
    """An essay on a seminar's list. An essay is read in one seminar: another reads a copy."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="readings")
    essay = models.OneToOneField(Essay, models.PROTECT, related_name="reading")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    prompt = models.CharField(max_length=1_000, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "slug"], name="reading_address"),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.essay} in {self.seminar}"


class MemberQuerySet(models.QuerySet["Member"]):
    """Members, present and former."""

    def active(self) -> MemberQuerySet:
        """Those who have not left."""
        return self.filter(left_at=None)

    def of(self, user: User) -> MemberQuerySet:
        """This person's memberships."""
        return self.filter(user=user)

    def moderating(self) -> MemberQuerySet:
        """Those who may decide."""
        return self.active().filter(role__in=rules.MODERATING)


class Member(models.Model):
    """A person in a seminar, under the name they go by there. Stays when they leave, since
    what they wrote stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role, default=Role.READER)
    shown_as = models.CharField(max_length=80)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "user"], name="member_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What to call them on a page; an account that is gone leaves no name."""
        return self.shown_as if self.user_id else "former member"


def moderated_by(user: User) -> models.QuerySet[Seminar]:
    """The seminars in which this person may decide; a superuser's are all."""
    if user.is_superuser:
        return Seminar.objects.all()
    mine = Member.objects.moderating().of(user).filter(seminar=OuterRef("pk"))
    return Seminar.objects.filter(Exists(mine))
