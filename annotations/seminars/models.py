"""Seminars with their policies, readings, members and invitations."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.essays.models import Essay, Paragraph
from annotations.identifiers import uuid7
from annotations.people.models import User
from annotations.seminars import rules
from annotations.seminars.choices import (
    ROLES_IN_SENTENCE,
    Moderation,
    PartName,
    RevealPolicy,
    Role,
    WhoMayRead,
)
from annotations.seminars.moderation_reasons import reason_label, reasons_by_code


class SeminarQuerySet(models.QuerySet["Seminar"]):
    """Seminars by what a visitor may do with them."""

    def readable_by(self, user: User | None, keys: Iterable[str] = ()) -> SeminarQuerySet:
        """Return the seminars that this visitor may read.

        `keys` are those of the share links they have followed. Anonymous visitors are answered
        without looking at members: a join with `user=None` would match seminars without members.
        """
        anyone = Q(who_may_read=WhoMayRead.EVERYONE)
        if keys:
            anyone |= Q(who_may_read=WhoMayRead.LINK, link_key__in=keys)
        if user is None:
            return self.filter(anyone)
        if user.is_superuser:
            return self
        return self.filter(anyone | Q(pk__in=Member.objects.active().of(user).values("seminar")))

    def listed_for(self, user: User | None) -> SeminarQuerySet:
        """Return the seminars for the front page: those open to everyone, and the user's own."""
        everyone = Q(who_may_read=WhoMayRead.EVERYONE)
        if user is None:
            return self.filter(everyone)
        return self.filter(everyone | Q(pk__in=Member.objects.active().of(user).values("seminar")))


def new_key() -> str:
    """Return a random secret of 192 bits for a link."""
    return secrets.token_urlsafe(24)


def token_digest(token: str) -> str:
    """Return the digest stored for an invitation's token. Tokens are random and need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


class Seminar(models.Model):
    """A group that reads together. It owns its members, policies and everything written in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=500, blank=True)
    who_may_read = models.CharField(max_length=8, choices=WhoMayRead, default=WhoMayRead.MEMBERS)
    # True: anybody signed in may join as a reader. False: only by invitation.
    open_to_join = models.BooleanField(default=False)
    moderation = models.CharField(max_length=6, choices=Moderation, default=Moderation.AFTER)
    # Empty means the default: 3, or 2 in a seminar of fewer than ten members.
    flag_threshold = models.PositiveSmallIntegerField(null=True, blank=True)
    # A post with more links than this waits for a moderator. Empty means the default: 2.
    most_links = models.PositiveSmallIntegerField(null=True, blank=True)
    # Normalised domains: a post that links to one of them waits, or is refused.
    held_domains = models.JSONField(default=list, db_default=[], blank=True)
    refused_domains = models.JSONField(default=list, db_default=[], blank=True)
    # The seminar's own reasons for flagging, hiding and removing; empty means the default list.
    reasons = models.JSONField(default=list, blank=True)
    # The words of every own reason that was ever on that list, by code.
    reasons_said = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    # Write before you read: a reader sees what others wrote on a paragraph after posting there.
    write_first = models.BooleanField(default=False)
    pseudonyms = models.BooleanField(default=False)
    # Leaders see the accounts behind the pseudonyms of members who join while this is set.
    names_to_leaders = models.BooleanField(default=False)
    # The secret in the share link, where anyone with the link may read.
    link_key = models.CharField(max_length=43, default=new_key, unique=True, editable=False)
    closes_at = models.DateTimeField(null=True, blank=True)
    # The seminar will be deleted then, unless a leader calls it off.
    deleted_from = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeminarQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("seminar")
        verbose_name_plural = gettext_lazy("seminars")

    def __str__(self) -> str:
        return self.name

    @property
    def closed(self) -> bool:
        """True if the closing date has passed or deletion is scheduled: nobody may write."""
        over = self.closes_at is not None and self.closes_at <= timezone.now()
        return over or self.deleted_from is not None

    @property
    def offered_reasons(self) -> list[tuple[str, str]]:
        """The reasons that members and moderators may choose: (code, words) pairs, in order."""
        return list(reasons_by_code(self.reasons).items())

    def reason_label(self, code: str) -> str:
        """Return the words of a reason, even if it is no longer on the seminar's list."""
        return reason_label(code, self.reasons_said | reasons_by_code(self.reasons))

    @property
    def can_be_joined(self) -> bool:
        """True if anybody signed in may become a reader now."""
        return self.open_to_join and not self.closed


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Readings, on their seminar's list and off it."""

    def listed(self) -> ReadingQuerySet:
        """Return those that are on the list."""
        return self.filter(off_list_since=None)

    def copied(self) -> ReadingQuerySet:
        """Return those that a new seminar takes along when it is started from theirs."""
        return self.listed().filter(deleted_from=None)


class Reading(models.Model):
    """An essay on a seminar's list. Each essay belongs to one seminar; others read a copy.

    So a new title, byline or language changes the essay in this seminar only, and when the reading
    is deleted, so is its essay: a seminar that was started from this one has copies of its own, and
    no row of them refers to the original.

    A reading that was taken off the list keeps all that is written on it, and nobody writes there.
    Only leaders open it (`rules.Reader.may_open`); its authors find what they wrote under their own
    things, and to everybody else it answers as if it did not exist.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="readings")
    essay = models.OneToOneField(Essay, models.PROTECT, related_name="reading")
    slug = models.SlugField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    prompt = models.CharField(max_length=1_000, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    shown = models.CharField(max_length=5, choices=RevealPolicy, default=RevealPolicy.WHEN_DUE)
    # How many annotations each member is asked for, by kind: {"counterpoint": 2}. Not graded.
    tasks = models.JSONField(default=dict, blank=True)
    # True: who reads it may use Hypothesis's client on a page of its own (`api.hypothesis`).
    hypothesis_client = models.BooleanField(default=False, db_default=False, editable=False)
    # How many annotations of others a member has not read, and how many of them are new since they
    # were there. Not stored: for pages that list readings (`margin.threads.unread_numbers`).
    unread = 0
    new = 0
    # When a leader took it off the list; None while it is on it.
    off_list_since = models.DateTimeField(null=True, editable=False)
    # It will be deleted then with all that is written on it, unless a leader calls it off.
    deleted_from = models.DateTimeField(null=True, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "slug"], name="reading_address"),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return _("%(essay)s in %(seminar)s") % {"essay": self.essay, "seminar": self.seminar}

    @property
    def is_upcoming(self) -> bool:
        """True before the opening date: only leaders and moderators may read it."""
        return self.opens_at is not None and self.opens_at > timezone.now()

    @property
    def is_off_list(self) -> bool:
        """True if a leader took it off the list: only leaders may open it."""
        return self.off_list_since is not None

    @property
    def is_closed(self) -> bool:
        """True if nobody may write on it: it is off the list, or to be deleted."""
        return self.is_off_list or self.deleted_from is not None


class Prompt(models.Model):
    """A question that a leader attaches to a paragraph."""

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
    """A paragraph that a leader has opened to all readers of a write-before-you-read seminar."""

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
    """Members, active and former."""

    def active(self) -> MemberQuerySet:
        """Return those who have not left."""
        return self.filter(left_at=None)

    def of(self, user: User) -> MemberQuerySet:
        """Return this user's memberships."""
        return self.filter(user=user)

    def named(self) -> MemberQuerySet:
        """Return those who go by a name: all but those whose account was deleted."""
        return self.exclude(user=None, archived_as=None, guest=False)

    def moderating(self) -> MemberQuerySet:
        """Return the active leaders and moderators."""
        return self.active().filter(role__in=rules.MODERATING)


class Member(models.Model):
    """A user in a seminar, under a display name. The row stays when they leave.

    Annotations refer to it as their author. Deleting the account sets `user` to None. A member who
    came in an archive has no account, and a name, until somebody says “this is me”.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="memberships")
    role = models.CharField(max_length=9, choices=Role, default=Role.READER)
    shown_as = models.CharField(max_length=80)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)
    # True: a leader ended the membership, and only a leader may readmit them.
    removed = models.BooleanField(default=False)
    # True: an author of annotations that a leader brought in from elsewhere. There is no account,
    # nobody signs in as a guest, and `left_at` is set from the beginning.
    guest = models.BooleanField(default=False, db_default=False, editable=False)
    # Whether leaders may see the account behind the pseudonym: promised when they joined.
    named_to_leaders = models.BooleanField(default=True, editable=False)
    # Of who came in an archive: their e-mail address or its digest (`archived_members.addresses`),
    # or empty. None for all others.
    archived_as = models.CharField(max_length=320, null=True, editable=False)
    # What `reading.block_lookup` reads along with a paragraph; None where nothing was read along:
    # whether a leader or moderator has muted them, whether they have hardly posted anything yet,
    # the code of their part in the reading, and whether they have written at the paragraph; for a
    # post, also how much they have posted and changed within the time of the limits.
    muted: bool | None = None
    is_new: bool | None = None
    part_here: str | None = None
    has_written_here: bool | None = None
    written_lately: int | None = None

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "user"], name="member_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The display name; “former member” if the account was deleted."""
        if self.guest:
            return guest_name(self.shown_as)
        named = self.user_id or self.archived_as is not None
        return self.shown_as if named else _("former member")

    @property
    def role_in_sentence(self) -> str:
        """The name of the role as it stands within a sentence."""
        return str(ROLES_IN_SENTENCE[self.role])


def guest_name(name: str) -> str:
    """Return what pages call the author of annotations that were brought in."""
    return _("%(name)s (brought in)") % {"name": name}


class Part(models.Model):
    """The part that a member plays in one reading, such as doubting its claims."""

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
    """Invitations, usable and spent."""

    def usable(self) -> InvitationQuerySet:
        """Return those that still let somebody join: not used up, revoked or expired."""
        return self.filter(
            Q(most=None) | Q(used__lt=F("most")), revoked_at=None, expires_at__gt=timezone.now()
        )

    def unsent(self) -> InvitationQuerySet:
        """Return those with an address that no mail has been sent to yet."""
        return self.exclude(address="").filter(mailed_at=None)

    def with_token(self, token: str) -> InvitationQuerySet:
        """Return the invitation with this token, usable or not."""
        return self.filter(digest=token_digest(token))


class Invitation(models.Model):
    """A link through which people become members. Only a digest of its token is stored."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=9, choices=Role, default=Role.READER)
    # Where it was mailed to; empty for a link that a leader passes on.
    address = models.EmailField(blank=True)
    # How many people may join by it; empty means no limit.
    most = models.PositiveIntegerField(null=True, blank=True)
    used = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # When the mail server accepted the mail, if there is an address.
    mailed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return _("Invitation to %(seminar)s") % {"seminar": self.seminar}

    @property
    def role_in_sentence(self) -> str:
        """The name of the role it gives, as it stands within a sentence."""
        return str(ROLES_IN_SENTENCE[self.role])


def seminars_moderated_by(user: User) -> models.QuerySet[Seminar]:
    """Return the seminars that this user leads or moderates; all of them for a superuser."""
    if user.is_superuser:
        return Seminar.objects.all()
    mine = Member.objects.moderating().of(user).filter(seminar=OuterRef("pk"))
    return Seminar.objects.filter(Exists(mine))


def seminars_led_by(user: User) -> models.QuerySet[Seminar]:
    """Return the seminars that this user leads; all of them for a superuser."""
    if user.is_superuser:
        return Seminar.objects.all()
    mine = Member.objects.active().of(user).filter(role=Role.LEADER, seminar=OuterRef("pk"))
    return Seminar.objects.filter(Exists(mine))
