"""Django's door to the tables: every room's models, and nothing else."""

from annotations.people.models import User

__all__ = ["User"]
