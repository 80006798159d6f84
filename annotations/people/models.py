"""The person. What somebody is called in a seminar belongs to the seminar, not here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models

from annotations.identifiers import uuid7
from annotations.people.names import folded, neat, same_address, skeleton, spelling_problem

TAKEN = "Somebody has this name already, or one that could be taken for it. Choose another."


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
        value = self.value_for(instance)
        setattr(instance, self.attname, value)
        return value

    def value_for(self, instance: models.Model) -> str:
        """What to keep of the other field's value."""
        return folded(getattr(instance, self.of))


class SkeletonField(FoldedField):
    """Another field's name without what makes look-alikes differ. The migration that brought it
    in appended the primary key, after a space, where two accounts had names alike already: those
    keep their names."""

    def value_for(self, instance: models.Model) -> str:
        """The skeleton; one with a key after it stays as it is while the name does."""
        value, kept = skeleton(getattr(instance, self.of)), getattr(instance, self.attname)
        return str(kept) if kept == f"{value} {instance.pk}" else value


class People(UserManager["User"]):
    """Accounts, found by name."""

    def named(self, name: str) -> models.QuerySet[User]:
        """Whoever has this name, however it is spelled."""
        return self.filter(folded=folded(name))

    def alike(self, name: str) -> models.QuerySet[User]:
        """Whoever has this name or one that could be taken for it."""
        return self.filter(models.Q(folded=folded(name)) | models.Q(skeleton=skeleton(name)))

    def get_by_natural_key(self, username: str | None) -> User:
        """The account with this name; raises DoesNotExist."""
        return self.get(folded=folded(username or ""))

    def create_superuser(self, username: str, *arguments: Any, **options: Any) -> User:
        """Create a superuser. Raises ValidationError where the name could be taken for another
        account's, which `manage.py createsuperuser` prints."""
        if self.alike(username).exists():
            raise ValidationError(TAKEN)
        return super().create_superuser(username, *arguments, **options)

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The address as it is kept and looked up."""
        return same_address(email or "")


def validate_spelling(name: str) -> None:
    """Raise ValidationError for a name that no account may have."""
    problem = spelling_problem(neat(name))
    if problem:
        raise ValidationError(problem)


class User(AbstractUser):
    """Somebody with an account. Names that look the same or differ only in case are one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator(), validate_spelling],
        error_messages={"unique": TAKEN},
    )
    # Folding may lengthen a name: ß becomes ss, and some ligatures whole words.
    folded = FoldedField(of="username", max_length=600, unique=True)
    skeleton = SkeletonField(of="username", max_length=650, unique=True)

    objects: ClassVar[People] = People()

    def clean(self) -> None:
        """Two names that fold to the same are one, also in the admin."""
        super().clean()
        # A form leaves the name out that it has found wrong itself.
        if self.username and User.objects.alike(self.username).exclude(pk=self.pk).exists():
            raise ValidationError({"username": TAKEN})
