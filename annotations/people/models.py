"""The person. What somebody is called in a seminar belongs to the seminar, not here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models

from annotations.identifiers import uuid7
from annotations.people.names import fold_name


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """Another field's name as it is compared. Kept by the field itself, so that no door into
    the table can forget it; its uniqueness holds under races too."""

    def __init__(self, *arguments: Any, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(*arguments, **{"editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """For migrations."""
        name, path, arguments, options = super().deconstruct()
        del options["editable"]
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """The other field's value, folded."""
        value = fold_name(getattr(instance, self.of))
        setattr(instance, self.attname, value)
        return value


class AccountManager(UserManager["User"]):
    """Accounts, found by name."""

    def named(self, name: str) -> models.QuerySet[User]:
        """Whoever has this name, however it is spelled."""
        return self.filter(folded=fold_name(name))

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this name; raises DoesNotExist."""
        return self.get(folded=fold_name(username or ""))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Addresses are kept in lower case, which is how they are looked up."""
        return (email or "").strip().lower()


class User(AbstractUser):
    """Somebody with an account. Names that look the same or differ only in case are one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Folding may lengthen a name: ß becomes ss, and some ligatures whole words.
    folded = FoldedField(of="username", max_length=600, unique=True)

    objects: ClassVar[AccountManager] = AccountManager()

    def clean(self) -> None:
        """Two names that fold to the same are one, also in the admin."""
        super().clean()
        if User.objects.named(self.username).exclude(pk=self.pk).exists():
            raise ValidationError({"username": "Somebody has this name already."})
