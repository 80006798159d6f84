"""Bearer tokens, with which programs act for an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.identifiers import uuid7


class Scope(models.TextChoices):
    """What a token lets a program do."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens, valid and ended."""

    def valid(self) -> TokenQuerySet:
        """Return those that have not ended, of accounts that are not suspended."""
        return self.filter(expires_at__gt=timezone.now(), user__is_active=True)


class Token(models.Model):
    """Lets a program act for an account until it ends or is revoked, which deletes it.

    Only a digest is stored. A seminar that the account leaves is closed to its tokens too: what an
    account may do is asked at each request.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    # The day only: nobody needs to know more.
    used_on = models.DateField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.name

    @property
    def writes(self) -> bool:
        """True if it lets a program write."""
        return self.scope == Scope.WRITE

    @property
    def has_ended(self) -> bool:
        """True if its last day has passed."""
        return self.expires_at <= timezone.now()
