"""The user model. The name somebody goes by in a seminar is in `seminars.models.Member`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models

from annotations.identifiers import uuid7
from annotations.people.names import fold_name


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """The value of another field, folded by `people.names.fold_name`.

    The field computes it on every save, so no code that writes to the table can forget it. With
    `unique=True` the database refuses two equal names even if they are saved at the same time.
    """

    def __init__(self, *arguments: Any, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(*arguments, **{"editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Return the arguments for migrations, with `of` and without `editable`."""
        name, path, arguments, options = super().deconstruct()
        del options["editable"]
        return name, path, arguments, {**options, "of": self.of}

    def pre_save(self, instance: models.Model, add: bool) -> str:
        """Set this field from the other one and return the folded value."""
        value = fold_name(getattr(instance, self.of))
        setattr(instance, self.attname, value)
        return value


class AccountManager(UserManager["User"]):
    """Finds accounts by their folded names."""

    def with_username(self, name: str) -> models.QuerySet[User]:
        """Return the account with this name in any spelling that folds to the same form."""
        return self.filter(folded=fold_name(name))

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this name in any spelling; raises User.DoesNotExist."""
        return self.get(folded=fold_name(username or ""))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in lower case, in which addresses are stored and looked up."""
        return (email or "").strip().lower()


class User(AbstractUser):
    """An account. User names that differ only in case or compatible characters are the same."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Folding may lengthen a name: ß becomes ss, and some ligatures whole words.
    folded = FoldedField(of="username", max_length=600, unique=True)

    objects: ClassVar[AccountManager] = AccountManager()

    def clean(self) -> None:
        """Raise ValidationError if the name folds to somebody else's. The admin calls this."""
        super().clean()
        if User.objects.with_username(self.username).exclude(pk=self.pk).exists():
            raise ValidationError({"username": "Somebody has this name already."})
