"""The user model. The name somebody goes by in a seminar is in `seminars.models.Member`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from annotations.identifiers import uuid7
from annotations.people.names import (
    fold_name,
    normalize_address,
    normalize_name,
    skeleton,
    spelling_problem,
)

NAME_TAKEN = _("Somebody has this name already, or one that could be taken for it. Choose another.")


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
        """Set this field from the other one and return its value."""
        value = self.value_for(instance)
        setattr(instance, self.attname, value)
        return value

    def value_for(self, instance: models.Model) -> str:
        """Return what to store: the other field's value, folded."""
        return fold_name(getattr(instance, self.of))


class SkeletonField(FoldedField):
    """The value of another field, as `people.names.skeleton` returns it: equal for look-alikes.

    Where two accounts had look-alike names when the field was added, its migration appended the
    primary key, after a space. Those accounts keep their names.
    """

    def value_for(self, instance: models.Model) -> str:
        """Return the skeleton; one followed by the primary key stays while the name does."""
        value, kept = skeleton(getattr(instance, self.of)), getattr(instance, self.attname)
        return str(kept) if kept == f"{value} {instance.pk}" else value


class AccountManager(UserManager["User"]):
    """Finds accounts by their folded names."""

    def with_username(self, name: str) -> models.QuerySet[User]:
        """Return the account with this name in any spelling that folds to the same form."""
        return self.filter(folded=fold_name(normalize_name(name)))

    def alike(self, name: str) -> models.QuerySet[User]:
        """Return the accounts with this name or one that could be taken for it."""
        return self.filter(models.Q(folded=fold_name(name)) | models.Q(skeleton=skeleton(name)))

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the account with this name in any spelling; raises User.DoesNotExist."""
        return self.get(folded=fold_name(normalize_name(username or "")))

    def create_superuser(self, username: str, *arguments: Any, **options: Any) -> User:
        """Create a superuser.

        Raises ValidationError if the name could be taken for another account's.
        `manage.py createsuperuser` prints it.
        """
        if self.alike(username).exists():
            raise ValidationError(NAME_TAKEN)
        return super().create_superuser(username, *arguments, **options)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in the form in which addresses are stored and looked up."""
        return normalize_address(email or "")


@deconstructible(path="django.contrib.auth.validators.UnicodeUsernameValidator")
class NameValidator(UnicodeUsernameValidator):
    """Allows the names of people: besides what Django allows, spaces between words, apostrophes and
    middle dots. The table is not concerned, so migrations know it as the validator it extends."""

    regex = r"^[\w.@+'’·-]+(?: [\w.@+'’·-]+)*\Z"
    message = _("Use letters, digits, spaces, hyphens, apostrophes and full stops.")


def validate_spelling(name: str) -> None:
    """Raise ValidationError if no account may have this name."""
    problem = spelling_problem(normalize_name(name))
    if problem:
        raise ValidationError(problem)


class User(AbstractUser):
    """An account. User names that differ only in case, or look the same, are the same name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[NameValidator(), validate_spelling],
        error_messages={"unique": NAME_TAKEN},
    )
    # Folding may lengthen a name: ß becomes ss, and some ligatures whole words.
    folded = FoldedField(of="username", max_length=600, unique=True)
    skeleton = SkeletonField(of="username", max_length=650, unique=True)
    # How many notices were made since all were read; empty for none. Read with the account, so that
    # a page asks for notices only where there may be some. Only `notices` writes it.
    unread_notices = models.PositiveIntegerField(null=True, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    def clean(self) -> None:
        """Raise ValidationError if somebody has this name or a look-alike. The admin calls this."""
        super().clean()
        # A form leaves the name out that it has found wrong itself.
        if self.username and User.objects.alike(self.username).exclude(pk=self.pk).exists():
            raise ValidationError({"username": NAME_TAKEN})
