"""The person. What somebody is called in a seminar belongs to the seminar, not here."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from annotations.identifiers import uuid7


class User(AbstractUser):
    """Somebody with an account. Names that differ only in case are one name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("username"), name="username_any_case")]
