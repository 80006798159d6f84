"""A group that reads together: what it reads, who belongs to it, and under which policies."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from annotations.essays.models import Essay, Paragraph
from annotations.identifiers import uuid7
from annotations.people.models import User
from annotations.seminars import rules
from annotations.seminars.choices import Moderation, PartName, RevealPolicy, Role, WhoMayRead
from annotations.seminars.moderation_reasons import reason_label, reasons_by_code


class SeminarQuerySet(models.QuerySet["Seminar"]):
    """Which seminars a visitor may enter."""

    def readable_by(self, user: User | None, keys: Iterable[str] = ()) -> SeminarQuerySet:
        """Those that let this visitor in; `keys` are of the links they have followed. The
        anonymous are answered first: a join to members with `user=None` would match seminars
        that have none."""
        anyone = Q(who_may_read=WhoMayRead.EVERYONE)
        if keys:
            anyone |= Q(who_may_read=WhoMayRead.LINK, link_key__in=keys)
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


def new_key() -> str:
    """A secret for a link: 192 random bits."""
    return secrets.token_urlsafe(24)


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
    # Why something is flagged or hidden here, in its own words; empty means the usual list.
    reasons = models.JSONField(default=list, blank=True)
    # The words of every reason of its own that was ever on the list, by code.
    reasons_said = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    # Write before you read: what others wrote on a paragraph shows to who has written there.
    write_first = models.BooleanField(default=False)
    pseudonyms = models.BooleanField(default=False)
    # Leaders see the accounts behind the pseudonyms of those who join under this promise.
    names_to_leaders = models.BooleanField(default=False)
    # What "anyone with the link" must know.
    link_key = models.CharField(max_length=43, default=new_key, unique=True, editable=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    # Deletion has been asked for, and is carried out then unless somebody thinks better of it.
    deleted_from = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeminarQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def closed(self) -> bool:
        """Its closing date has passed, or it waits for its deletion: it is read-only."""
        over = self.closes_at is not None and self.closes_at <= timezone.now()
        return over or self.deleted_from is not None

    @property
    def offered_reasons(self) -> list[tuple[str, str]]:
        """The reasons that members and moderators choose from: code and words, in order."""
        return list(reasons_by_code(self.reasons).items())

    def reason_words(self, code: str) -> str:
        """A reason as it is read here, even where it has left the list."""
        return reason_label(code, self.reasons_said | reasons_by_code(self.reasons))

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
    shown = models.CharField(max_length=5, choices=RevealPolicy, default=RevealPolicy.WHEN_DUE)
    # What each member is asked to bring, by kind: {"counterpoint": 2}. A checklist, no grade.
    tasks = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "slug"], name="reading_address"),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.essay} in {self.seminar}"

    @property
    def unopened(self) -> bool:
        """Its opening date is still to come: only those who prepare it see it."""
        return self.opens_at is not None and self.opens_at > timezone.now()


class Prompt(models.Model):
    """A question that the leader pins to a paragraph."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="prompts")
    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="+")
    words = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "paragraph"], name="prompt_once"),
        ]

    def __str__(self) -> str:
        return self.words


class Opening(models.Model):
    """A paragraph that the leader has opened to all, where one writes before one reads."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="openings")
    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "paragraph"], name="opening_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paragraph_id} of {self.reading}"


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
    # A leader ended the membership: only a leader lets them back in.
    removed = models.BooleanField(default=False)
    # What they were promised when they joined.
    named_to_leaders = models.BooleanField(default=True, editable=False)

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


class Part(models.Model):
    """A member's part in one reading."""

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="parts")
    member = models.ForeignKey(Member, models.CASCADE, related_name="parts")
    name = models.CharField(max_length=8, choices=PartName)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "member"], name="part_once"),
        ]

    def __str__(self) -> str:
        return self.get_name_display()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, good and spent."""

    def good(self) -> InvitationQuerySet:
        """Those that still let somebody in."""
        return self.filter(
            Q(most=None) | Q(used__lt=F("most")), revoked_at=None, expires_at__gt=timezone.now()
        )

    def unsent(self) -> InvitationQuerySet:
        """Those for an address that no mail has been sent to."""
        return self.exclude(address="").filter(mailed_at=None)


class Invitation(models.Model):
    """A link that makes whoever follows it a member. Only a digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=9, choices=Role, default=Role.READER)
    # Whom it was mailed to; a link to hand round has none.
    address = models.EmailField(blank=True)
    most = models.PositiveIntegerField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # When the mail server took its mail, where it has an address.
    mailed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.seminar}"


def seminars_moderated_by(user: User) -> models.QuerySet[Seminar]:
    """The seminars in which this person may decide; a superuser's are all."""
    if user.is_superuser:
        return Seminar.objects.all()
    mine = Member.objects.moderating().of(user).filter(seminar=OuterRef("pk"))
    return Seminar.objects.filter(Exists(mine))
